"""The page of one notice: its draft with every field and what is missing, or what was sent; sending and receipt."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, PathParameter

from ropa import clock, renderings
from ropa.access.rules import Permission
from ropa.breaches import service_notices, service_notices_sent
from ropa.breaches.pages_frame import Frame, done, find, show, take, version_of
from ropa.breaches.pages_notice_fields import OFFICE, OFFICE_PARTS, SUBJECTS, key_of, parts_in_english
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_fields import Control, Shape, collect, proposed, rows_in, same_moment
from ropa.web.short_forms import ShortForm, fresh, kept, sent
from ropa.web.uploads import files_of
from schemas.breach import BreachRecord
from schemas.breach_letters import SubjectsContent
from schemas.breach_notice import (
    BreachNotice,
    BreachNoticeContent,
    FilingChannel,
    NoticeAudience,
    NoticeDraft,
    NoticeReceipt,
    NoticeSent,
)
from schemas.breach_notice_fields import NOTICE_FIELDS, PARTS
from schemas.thai_dates import format_thai_date

BreachId = FromPath[UUID]
Number = Annotated[int, PathParameter(ge=1, le=1_000_000)]


def _one(number: int) -> Any:
    def work(uow: UnitOfWork, it: BreachRecord) -> BreachNotice:
        return service_notices.read(uow, it.id, number)

    return work


def _controls(notice: BreachNotice) -> tuple[Control, ...]:
    return OFFICE if notice.audience is NoticeAudience.OFFICE else SUBJECTS


@get("/{breach_id:uuid}/notices/{number:int}", opt=page_for(Permission.READ_BREACHES))
async def notice_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """A draft as a form, each field that is still missing marked; what was sent, as it was sent."""
    found = await find(request, runner, breach_id, _one(number))
    form = fresh(request) if found.kept is None else kept(request, found.kept.fields)
    if found.kept is None:
        form.typed = proposed(_controls(found.extra), found.extra.office or found.extra.subjects)
    return await _show(request, runner, found, form)


@post("/{breach_id:uuid}/notices/{number:int}", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def save_notice(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """Save the draft."""
    form, key = sent(request), str(breach_id)
    found = await find(request, runner, breach_id, _one(number))
    given = _draft(form, found.extra)

    def step(uow: UnitOfWork, version: int) -> object:
        if given is None:
            raise RuntimeError("nothing was read")
        return service_notices.save(uow, key, number, version, given)

    if given is not None and await take(request, runner, form, step, _field):
        return done(breach_id, "saved", f"/notices/{number}")
    return await _show(request, runner, await find(request, runner, breach_id, _one(number)), form, status=422)


def _field(pointer: str) -> str:
    steps = [each for each in pointer.split("/") if each]
    inner = len(steps) > 1 and steps[0] in {"office", "subjects"}
    return steps[1] if inner else steps[0] if steps else ""


def _draft(form: ShortForm, notice: BreachNotice) -> NoticeDraft | None:
    values = collect(form, _controls(notice))
    form.body |= {name: value for name, value in values.items() if value is not None}
    if notice.audience is NoticeAudience.SUBJECTS:
        letter = form.read(SubjectsContent)
        return None if letter is None else NoticeDraft(subjects=letter)
    content = form.read(BreachNoticeContent)
    if content is None:
        return None
    for control in OFFICE:
        # A form shows minutes; the seconds of a draft stay as they are.
        if control.shape is Shape.MOMENT:
            before = getattr(notice.office, control.name)
            if same_moment(getattr(content, control.name), before):
                setattr(content, control.name, before)
    return NoticeDraft(office=content)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    notice: BreachNotice = found.extra
    is_office = notice.audience is NoticeAudience.OFFICE
    return await show(
        request,
        runner,
        "notice",
        found,
        form,
        status=status,
        notice=notice,
        is_office=is_office,
        notice_version=version_of(form) or notice.version,
        notice_parts=OFFICE_PARTS if is_office else (("subjects", "", SUBJECTS),),
        part_words=parts_in_english(),
        gaps={each.key: each for each in notice.gaps},
        part_of={field.key: (PARTS[field.part], parts_in_english().get(field.part, "")) for field in NOTICE_FIELDS},
        key_of=key_of,
        rows_in=rows_in,
    )


@get("/{breach_id:uuid}/notices/{number:int}/sent", opt=page_for(Permission.HANDLE_BREACHES))
async def sent_page(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """The form on which the sending of a notice to the Office, and then its receipt, is recorded."""
    found = await find(request, runner, breach_id, _one(number))
    if found.extra.audience is not NoticeAudience.OFFICE:
        raise NotFound
    form = fresh(request) if found.kept is None else kept(request, found.kept.fields)
    if found.kept is None:
        now = clock.bangkok(form.now)
        form.typed = {
            "sent_at_day": [format_thai_date(now.date())],
            "sent_at_time": [f"{now:%H:%M}"],
            "sent_by": [found.extra.office.signatory or request.user.name],
            "receipt_ref": [found.extra.receipt_ref or ""],
        }
    return await _show_sent(request, runner, found, form)


@post("/{breach_id:uuid}/notices/{number:int}/sent", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def record_sent(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId, number: Number
) -> Response[bytes]:
    """Record that the notice was sent, its content and files frozen; or, once it was, the Office's receipt."""
    form, key = sent(request), str(breach_id)
    if form.value("do") == "receipt":
        receipt = _receipt(form)

        def step(uow: UnitOfWork, _version: int) -> object:
            if receipt is None:
                raise RuntimeError("nothing was read")
            return service_notices_sent.receipt(uow, key, number, receipt)

        if receipt is not None and await take(request, runner, form, step):
            return done(breach_id, "receipt-noted", f"/notices/{number}")
    elif await _record(request, runner, form, key, number):
        return done(breach_id, "notice-sent", f"/notices/{number}")
    found = await find(request, runner, breach_id, _one(number))
    return await _show_sent(request, runner, found, form, status=422)


def _receipt(form: ShortForm) -> NoticeReceipt | None:
    form.text("receipt_ref", required=("กรอกเลขรับ", "Give the number of the receipt"))
    form.moment("receipt_at", required=("กรอกวันเวลาที่รับ", "Give the time of the receipt"))
    return form.read(NoticeReceipt)


async def _record(request: ApiRequest, runner: Runner, form: ShortForm, key: str, number: int) -> bool:
    form.moment("sent_at", required=("กรอกวันเวลาที่แจ้ง", "Give the time at which it was sent"))
    form.text("channel", required=("เลือกช่องทาง", "Choose the channel"))
    form.text("sent_by", required=("กรอกผู้ส่ง", "Say who sent it"))
    form.text("receipt_ref")
    form.moment("receipt_at")
    given = form.read(NoticeSent)
    if given is None:
        return False
    version, files = version_of(form), files_of(request)

    def check(uow: UnitOfWork) -> service_notices_sent.Sending:
        return service_notices_sent.check(uow, key, number, version, given)

    try:
        sending = await runner.read(request.user, check)
    except Invalid as error:
        form.take(error.problems)
        return False
    except (Conflict, Forbidden, PreconditionFailed) as error:
        form.fault("", error.message_th, error.message_en)
        return False
    printed = await runner.think(lambda: renderings.keep_breach_notice(sending.paper, files))
    return await take(
        request,
        runner,
        form,
        lambda uow, at: service_notices_sent.sent(uow, key, number, at, given, printed),
    )


async def _show_sent(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    notice: BreachNotice = found.extra
    return await show(
        request,
        runner,
        "sent",
        found,
        form,
        status=status,
        notice=notice,
        notice_version=version_of(form) or notice.version,
        channels=tuple(FilingChannel),
        blocking=[each for each in notice.gaps if each.blocks],
    )


router = Router("/breaches", route_handlers=[notice_page, save_notice, sent_page, record_sent])
