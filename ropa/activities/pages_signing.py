"""The queue of those who approve: every difference read on the spot, one record or many signed, or sent back."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from exports.signature_list import SignatureList, signature_list_pdf
from ropa import clock, pictures
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_life, service_signing, service_signing_shown
from ropa.activities.pages_queue_tabs import tabs_of
from ropa.activities.service_signing_shown import Differences
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, RopaError
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest, download
from ropa.web.forms import first, typed_of
from ropa.web.language import language_of
from ropa.web.offices import office_id_of, offices_of
from ropa.web.pages import go, in_language, link, page
from ropa.web.places import anchor_of, place_words
from ropa.web.running import Runner
from schemas.comparison import FieldChange, WordRun
from schemas.diff import ChangeKind
from schemas.life import LifeStep, StepInput
from schemas.signing import SigningChoice, SigningInput, SigningPage, SigningResult

Cursor = Annotated[str | None, QueryParameter(name="cursor", max_length=120)]
OfficeText = Annotated[str | None, QueryParameter(name="office", max_length=20)]
PATH = "/queue/sign"
TONES = {ChangeKind.ADDED: "good", ChangeKind.REMOVED: "bad", ChangeKind.CHANGED: "info", ChangeKind.MOVED: "neutral"}
#: Signs of an unchanged and of a changed run in the short view; the whole stands one key away.
_AROUND, _LONGEST = 40, 160
MOST_NOTED = 4000
_REFUSED: dict[type[Exception], int] = {PreconditionFailed: 412, Conflict: 409, Forbidden: 403}


class Act(Struct, kw_only=True):
    """What was done or tried on the page, and where its reader goes on."""

    at: str | None = None
    """The record that has the focus next."""
    opened: str | None = None
    """The record whose every difference is shown."""
    result: SigningResult | None = None
    faults: list[tuple[str | None, str]] = []
    wrong: str | None = None
    """The record whose form is shown again, with `reason` as it was typed."""
    reason: str = ""
    status: int = 200


@get(PATH, opt=page_for(Permission.APPROVE_ACTIVITIES))
async def sign_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeText = None,
    cursor: Cursor = None,
    opened: Annotated[str | None, QueryParameter(name="open", max_length=36)] = None,
    at: Annotated[str | None, QueryParameter(name="at", max_length=36)] = None,
) -> Response[bytes]:
    """What waits for my approval, each with what changed since the last one; HTMX asks for one record's alone."""
    if opened and request.headers.get("hx-request") == "true":
        found = await differences_of(request, runner, opened)
        return page(request, "activities/work_diff.html", found=found, tones=TONES)
    return await _show(request, runner, Act(at=at or opened, opened=opened), office, cursor)


@post(PATH, opt=page_for(Permission.APPROVE_ACTIVITIES), status_code=200)
async def sign(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Approve one record or what was ticked, or send one back; name what was not done, and why."""
    typed = typed_of(typed_into(request))
    office, cursor = first(typed, "office") or None, first(typed, "cursor")[:120] or None
    if first(typed, "do") == "return":
        return await _send_back(request, runner, typed, office, cursor)
    chosen = [pair.partition("@") for pair in typed.get("sign", []) if pair]
    if first(typed, "do") == "approve":
        chosen = [(first(typed, "record"), "@", first(typed, "version"))]
    items = [SigningChoice(id=key[:36], version=int(version)) for key, _at, version in chosen if is_version(version)][
        : service_signing.MOST_AT_ONCE
    ]
    if not items:
        words = in_language(request, "ทำเครื่องหมายหน้ารายการที่จะอนุมัติก่อน", "Tick the records to approve first")
        return await _show(request, runner, Act(faults=[(None, words)], status=422), office, cursor)
    said = SigningInput(items=items, note=first(typed, "note").strip()[:MOST_NOTED] or None)
    await runner.think(
        await runner.read(request.user, lambda uow: pictures.prepare_approvals(uow, [each.id for each in said.items]))
    )
    result = await runner.write(request.user, lambda uow: service_signing.sign(uow, said))
    if first(typed, "do") == "approve" and not result.refused:
        return _go_on(typed, office, cursor, "approved")
    return await _show(request, runner, Act(result=result), office, cursor)


def is_version(text: str) -> bool:
    """Return whether a form's text is the number of a version."""
    return text.isascii() and text.isdecimal() and 0 < len(text) <= 9  # noqa: PLR2004 - an SQL integer


def _go_on(typed: dict[str, list[str]], office: str | None, cursor: str | None, said: str) -> Response[bytes]:
    """Lead on to the record after the one that was done: its reader need not look for the place again."""
    return go(link(PATH, office=office, cursor=cursor, at=first(typed, "next")[:36] or None), said=said)


async def _send_back(
    request: ApiRequest, runner: Runner, typed: dict[str, list[str]], office: str | None, cursor: str | None
) -> Response[bytes]:
    key, version = first(typed, "record")[:36], first(typed, "version")
    reason = first(typed, "reason").strip()[:MOST_NOTED]
    failed = Act(wrong=key, at=key, reason=reason, status=422)
    if not reason:
        words = in_language(
            request, "เขียนว่าต้องแก้อะไร ผู้จัดทำจะได้รับข้อความนี้", "Say what has to change: its writer reads this"
        )
        failed.faults.append((f"r-{key}", words))
        return await _show(request, runner, failed, office, cursor)
    number = int(version) if is_version(version) else 0

    def work(uow: UnitOfWork) -> None:
        service_life.take_step(uow, key, LifeStep.RETURN, StepInput(note=reason), version=number)

    try:
        await runner.write(request.user, work)
    except NotFound:
        raise
    except Invalid as error:
        failed.faults += [(f"r-{key}", in_language(request, p.message_th, p.message_en)) for p in error.problems]
    except (PreconditionFailed, Conflict, Forbidden) as error:
        failed.faults.append((None, in_language(request, error.message_th, error.message_en)))
        failed.status = status_of(error)
    else:
        return _go_on(typed, office, cursor, "returned")
    return await _show(request, runner, failed, office, cursor)


def status_of(error: RopaError) -> int:
    """Return the status of an answer that shows why a step was refused."""
    return next(status for kind, status in _REFUSED.items() if isinstance(error, kind))


async def differences_of(request: ApiRequest, runner: Runner, key: str, queue: str = "sign") -> Differences:
    """Return every difference of a record that waits in a queue of the reader.

    Raises: NotFound, also for a record that waits for nothing or for somebody else.
    """
    language = language_of(request)
    found = await runner.read(request.user, lambda uow: service_signing_shown.one(uow, key, queue))
    made: Differences = await runner.think(lambda: service_signing_shown.differences(found, language))
    return made


async def in_words(
    request: ApiRequest, runner: Runner, found: SigningPage, queue: str = "sign"
) -> dict[str, list[FieldChange]]:
    """Return the first differences of each record of a page, word by word."""
    language = language_of(request)
    keys = [each.waiting.id for each in found.items if each.changes]
    if not keys:
        return {}
    read = await runner.read(request.user, lambda uow: service_signing_shown.waiting(uow, keys, queue))

    def work() -> dict[str, list[FieldChange]]:
        return {
            each.waiting.id: service_signing_shown.in_words(read[each.waiting.id], each.changes, language)
            for each in found.items
            if each.waiting.id in read
        }

    told: dict[str, list[FieldChange]] = await runner.think(work)
    return told


async def _show(
    request: ApiRequest, runner: Runner, act: Act, office: str | None = None, cursor: str | None = None
) -> Response[bytes]:
    office_id = office_id_of(office) if office else None

    def work(uow: UnitOfWork) -> tuple[SigningPage, dict[str, int]]:
        found = service_signing.signing_queue(uow, cursor or None, office=office_id)
        return found, service_signing.counts(uow)

    found, counts = await runner.read(request.user, work)
    offices = await offices_of(request, runner)
    language = language_of(request)
    shown = {each.waiting.id for each in found.items}
    return page(
        request,
        "activities/work_sign.html",
        status=act.status,
        tabs=tabs_of(request),
        counts=counts,
        tab="sign",
        items=found.items,
        words=await in_words(request, runner, found),
        opened=await differences_of(request, runner, act.opened) if act.opened in shown and act.opened else None,
        act=act,
        more=link(PATH, office=office_id, cursor=found.next_cursor) if found.next_cursor else None,
        offices=offices,
        office=office_id,
        cursor=cursor,
        office_choices=offices.choices(offices_for(request.user, Permission.APPROVE_ACTIVITIES), office_id),
        printed=link("/queue/sign/list.pdf", office=office_id),
        place=lambda pointer: place_words(pointer, language),
        anchor=anchor_of,
        brief=brief,
        tones=TONES,
        here_path=lambda key: link(PATH, office=office_id, cursor=cursor, open=key),
        part_path=lambda key: link(PATH, open=key),
    )


def brief(runs: list[WordRun]) -> list[WordRun]:
    """Return the runs of a difference with little of what did not change around them."""
    last = len(runs) - 1
    return [
        WordRun(run.op, _shortened(run, is_first=index == 0, is_last=index == last)) for index, run in enumerate(runs)
    ]


def _shortened(run: WordRun, *, is_first: bool, is_last: bool) -> str:
    text = run.text
    if run.op != "same":
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if len(text) <= _AROUND * 2:
        return text
    head = "" if is_first else text[:_AROUND]
    tail = "" if is_last else text[-_AROUND:]
    return f"{head}…{tail}"


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


handlers = [sign_page, sign, list_to_sign, list_signed]
