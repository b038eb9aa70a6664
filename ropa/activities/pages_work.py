"""The queues of those who review and approve, and the signing of many records at once."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from exports.signature_list import SignatureList, signature_list_pdf
from ropa import clock, pictures
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_signing
from ropa.activities.pages_record_body import anchor_of, place_words
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest, download
from ropa.web.forms import typed_of
from ropa.web.language import Language, language_of
from ropa.web.language import mark as _
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import link, page
from ropa.web.running import Runner
from schemas.signing import SigningChoice, SigningInput, SigningResult, WaitingPage

Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=120)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
Queue = Annotated[str | None, QueryParameter(name="of", max_length=20)]
TABS = (
    ("review", "/queue?of=review", _("รอพิจารณา"), Permission.REVIEW_ACTIVITIES),
    ("sign", "/queue/sign", _("รออนุมัติ"), Permission.APPROVE_ACTIVITIES),
    ("returned", "/queue?of=returned", _("ส่งกลับมาแก้ไข"), Permission.SUBMIT_ACTIVITIES),
)
#: Text of a change that the queue shows.
_WORDS = 90


def _tabs(request: ApiRequest) -> list[tuple[str, str, str]]:
    return [(key, path, words) for key, path, words, right in TABS if offices_for(request.user, right)]


@get("/queue", opt=page_for(Permission.READ_DRAFTS))
async def work_page(
    request: ApiRequest, runner: NamedDependency[Runner], queue: Queue = None, cursor: Cursor = None
) -> Response[bytes]:
    """What waits for me, longest waiting first."""
    tabs = _tabs(request)
    here = queue or next((key for key, _path, _words in tabs if key != "sign"), "returned")
    allowed = any(key == here for key, _path, _words in tabs)

    def work(uow: UnitOfWork) -> tuple[WaitingPage | None, dict[str, int]]:
        return service_signing.queue(uow, here, cursor) if allowed else None, service_signing.counts(uow)

    found, counts = await runner.read(request.user, work)
    return page(
        request,
        "activities/work.html",
        tabs=tabs,
        counts=counts,
        here=here,
        items=found.items if found else [],
        more=link("/queue", of=here, cursor=found.next_cursor) if found and found.next_cursor else None,
        offices=await offices_of(request, runner),
    )


@get("/queue/sign", opt=page_for(Permission.APPROVE_ACTIVITIES))
async def sign_page(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None, cursor: Cursor = None
) -> Response[bytes]:
    """What waits for my approval, each with what changed since the last one."""
    return await _show(request, runner, office=office, cursor=cursor)


@post("/queue/sign", opt=page_for(Permission.APPROVE_ACTIVITIES), status_code=200)
async def sign(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Approve what was ticked; name what was not approved, and why."""
    typed = typed_of(typed_into(request))
    chosen = [pair.partition("@") for pair in typed.get("sign", []) if pair]
    items = [
        SigningChoice(id=key[:36], version=int(version))
        for key, _at, version in chosen
        if version.isascii() and version.isdecimal() and 0 < len(version) <= 9  # noqa: PLR2004 - an SQL integer
    ][: service_signing.MOST_AT_ONCE]
    if not items:
        return await _show(request, runner, nothing=True, status=422)
    said = SigningInput(items=items, note=(typed.get("note") or [""])[0].strip()[:4000] or None)
    await runner.think(
        await runner.read(request.user, lambda uow: pictures.prepare_approvals(uow, [each.id for each in said.items]))
    )
    result = await runner.write(request.user, lambda uow: service_signing.sign(uow, said))
    return await _show(request, runner, result=result)


async def _show(
    request: ApiRequest,
    runner: Runner,
    *,
    office: str | None = None,
    cursor: str | None = None,
    result: SigningResult | None = None,
    nothing: bool = False,
    status: int = 200,
) -> Response[bytes]:
    office_id = office_id_of(office) if office else None
    found = await runner.read(
        request.user, lambda uow: service_signing.signing_queue(uow, cursor or None, office=office_id)
    )
    counts = await runner.read(request.user, service_signing.counts)
    offices = await offices_of(request, runner)
    language = language_of(request)
    return page(
        request,
        "activities/work_sign.html",
        status=status,
        tabs=_tabs(request),
        counts=counts,
        here="sign",
        items=found.items,
        more=link("/queue/sign", office=office_id, cursor=found.next_cursor) if found.next_cursor else None,
        offices=offices,
        office=office_id,
        office_choices=offices.choices(offices_for(request.user, Permission.APPROVE_ACTIVITIES), office_id),
        printed=link("/queue/sign/list.pdf", office=office_id),
        result=result,
        nothing=nothing,
        place=lambda pointer: place_words(pointer, language),
        anchor=anchor_of,
        brief=lambda value: _brief(value, language),
    )


def _brief(value: object, _language: Language) -> str:
    """Return a value of a change in a few words."""
    if value is None or value == []:
        return "–"
    if isinstance(value, list):
        words = " · ".join(_brief(each, _language) for each in value)
    elif isinstance(value, dict):
        words = " ".join(str(part) for part in value.values() if isinstance(part, str) and part)
    elif isinstance(value, bool):
        words = "YES" if value else "NO"
    else:
        words = str(value)
    return words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"


@get("/queue/sign/list.pdf", opt=page_for(Permission.APPROVE_ACTIVITIES))
async def list_to_sign(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeText = None
) -> Response[bytes]:
    """What waits for my approval, by office, to be signed by hand."""
    office_id = office_id_of(office) if office else None
    items = await runner.read(request.user, lambda uow: service_signing.to_sign(uow, office_id))
    return await _list(runner, SignatureList(items=items, printed_on=_today(runner), signed=False))


@get("/signings/{batch_id:uuid}", opt=page_for(Permission.READ_ACTIVITIES))
async def list_signed(
    request: ApiRequest, runner: NamedDependency[Runner], batch_id: FromPath[UUID]
) -> Response[bytes]:
    """What was approved in one signing, as far as the reader may see its records."""
    items = await runner.read(request.user, lambda uow: service_signing.signed(uow, str(batch_id)))
    given = SignatureList(items=items, printed_on=_today(runner), signed=True, signing=str(batch_id))
    return await _list(runner, given)


def _today(runner: Runner) -> date:
    return clock.bangkok(runner.now()).date()


async def _list(runner: Runner, given: SignatureList) -> Response[bytes]:
    content = await runner.think(lambda: signature_list_pdf(given))
    return download(content, "application/pdf", f"signature-list-{given.printed_on.isoformat()}.pdf")


router = Router("/", route_handlers=[work_page, sign_page, sign, list_to_sign, list_signed])
