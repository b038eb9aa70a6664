"""The page of all notices of a breach: drafts, what was sent, the Office's answer; and beginning another one."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_excuse, service_notices
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import BreachRecord
from schemas.breach_notice import (
    BreachNoticeKind,
    ExcuseInput,
    NoticeAudience,
    NoticeInput,
    NoticeList,
)

BreachId = FromPath[UUID]


def _notices(uow: UnitOfWork, it: BreachRecord) -> NoticeList:
    return service_notices.list_notices(uow, it.id)


@get("/{breach_id:uuid}/notices", opt=page_for(Permission.READ_BREACHES))
async def notices_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """All notices, and which one may be drafted next."""
    found = await find(request, runner, breach_id, _notices)
    return await _show(request, runner, found, form_of(request, found, excused="yes"))


@post("/{breach_id:uuid}/notices", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def begin_notice(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Draft a notice filled with what the register knows, or record the Office's answer to a late one."""
    form, key = sent(request), str(breach_id)
    answers = form.value("do") == "excuse"
    given = _answer(form) if answers else _wanted(form)
    made: list[int] = []

    def step(uow: UnitOfWork, _version: int) -> object:
        if isinstance(given, ExcuseInput):
            return service_excuse.answer(uow, key, given)
        if isinstance(given, NoticeInput):
            made.append(service_notices.draft(uow, key, given).number)
            return None
        raise RuntimeError("nothing was read")

    if given is not None and await take(request, runner, form, step):
        if answers:
            return done(breach_id, "saved", "/notices")
        return done(breach_id, "notice-drafted", f"/notices/{made[-1]}")
    return await _show(request, runner, await find(request, runner, breach_id, _notices), form, status=422)


def _wanted(form: ShortForm) -> NoticeInput | None:
    form.text("audience")
    form.text("kind")
    return form.read(NoticeInput)


def _answer(form: ShortForm) -> ExcuseInput | None:
    form.text("reference", required=("กรอกเลขที่หนังสือของสำนักงานฯ", "Give the reference of the answer"))
    form.day("answered_on")
    if "answered_on" not in form.body and not form.error("answered_on"):
        form.fault("answered_on", "กรอกวันที่ตอบ", "Give the day of the answer")
    form.text("note")
    form.body["is_excused"] = form.value("excused") == "yes"
    return form.read(ExcuseInput)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    notices: NoticeList = found.extra
    values: dict[str, Any] = {"notices": notices.items, "excuses": notices.excuses}
    own = [each for each in notices.items if each.audience is NoticeAudience.OFFICE]
    told = [each for each in notices.items if each.audience is NoticeAudience.SUBJECTS]
    kinds = [BreachNoticeKind.SUPPLEMENTARY, BreachNoticeKind.FINAL] if own else [BreachNoticeKind.INITIAL]
    return await show(
        request,
        runner,
        "notices",
        found,
        form,
        status=status,
        kinds=kinds,
        drafts_office=any(each.is_draft for each in own),
        drafts_subjects=any(each.is_draft for each in told),
        was_sent_late=found.it.notified_at is not None and found.it.late,
        **values,
    )


router = Router("/breaches", route_handlers=[notices_page, begin_notice])
