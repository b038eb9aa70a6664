"""The page of a request's letters: which were drafted and sent; drafting one, or one for every recipient."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from ropa.requests import service_asks, service_letters, service_letters_shown, service_pauses, service_tasks
from ropa.requests.pages_frame import Extra, Frame, done, find, form_of, number_of, path_of, sent, show
from ropa.requests.pages_letter_fields import labels_of
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import language_of
from ropa.web.pages import go, in_language
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from ropa.web.short_forms import ShortForm
from schemas.request_clock import Ask, Pause
from schemas.request_letters import IdentifyBy, LetterInput, LetterKind, Letters, LetterShown, LettersInput, LettersMade
from schemas.request_tasks import RequestTask, TaskWhat
from schemas.requests import SubjectRequest, Tongue

RequestId = FromPath[UUID]


class Seen(Struct, frozen=True):
    """What the page shows beside the request."""

    letters: Letters
    asks: list[Ask]
    pauses: list[Pause]
    tells: list[RequestTask]
    """Open tasks to tell a recipient."""


def _seen(request: ApiRequest) -> Extra:
    keys = keys_of(request)

    def work(uow: UnitOfWork, it: SubjectRequest) -> Seen:
        tasks = service_tasks.list_tasks(uow, it.id).items
        return Seen(
            letters=service_letters_shown.listed(uow, keys, it.id),
            asks=service_asks.listed(uow, keys, it.id).items,
            pauses=service_pauses.read(uow, it.id).pauses,
            tells=[each for each in tasks if each.what is TaskWhat.TELL and each.is_open],
        )

    return work


@get("/{request_id:uuid}/letters", opt=page_for(Permission.READ_REQUESTS))
async def letters_page(request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId) -> Response[bytes]:
    """The register of letters, and a form for another one."""
    found = await find(request, runner, request_id, _seen(request))
    form = form_of(request, found, language=str(found.it.language))
    if not form.values("identify_by"):
        form.typed = {**form.typed, "identify_by": [str(IdentifyBy.NAME), str(IdentifyBy.ID_TAIL)]}
    return await _show(request, runner, found, form)


@post("/{request_id:uuid}/letters", opt=page_for(Permission.HANDLE_REQUESTS), status_code=200)
async def draft_letter_page(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: RequestId
) -> Response[bytes]:
    """Draft a letter, filled from what was decided; or one for every recipient that is still to be told."""
    form, keys, key = sent(request), keys_of(request), str(request_id)
    do = form.value("do")
    if do not in {"draft", "recipients"}:
        raise NotFound
    given = _draft(form) if do == "draft" else _recipients(form)

    def work(uow: UnitOfWork) -> LetterShown | LettersMade:
        if isinstance(given, LettersInput):
            return service_letters.make_for_recipients(uow, keys, key, given)
        if isinstance(given, LetterInput):
            return service_letters.make(uow, keys, key, given)
        raise RuntimeError("nothing was read")

    if given is not None:
        try:
            made = await runner.write(request.user, work)
        except (Conflict, Forbidden) as error:
            form.fault("", error.message_th, error.message_en)
        except Invalid as error:
            form.take(error.problems)
        else:
            if isinstance(made, LetterShown):
                return go(path_of(request_id, f"/letters/{made.letter.number}"), said="letter-drafted")
            return done(request_id, "letters-drafted", "/letters")
    return await _show(request, runner, await find(request, runner, request_id, _seen(request)), form, status=422)


def _draft(form: ShortForm) -> LetterInput | None:
    form.body = {"rights": [int(each) for each in form.values("rights") if each.isdecimal()][:30]}
    form.text("kind", required=("เลือกหนังสือ", "Choose the letter"))
    form.text("language")
    if form.values("identify_by"):
        form.body["identify_by"] = form.values("identify_by")
    for name in ("ask_number", "pause_number", "task_number"):
        number = number_of(form, name)
        if number is not None:
            form.body[name] = number
    return form.read(LetterInput)


def _recipients(form: ShortForm) -> LettersInput | None:
    form.body = {}
    form.text("language")
    if form.values("identify_by"):
        form.body["identify_by"] = form.values("identify_by")
    return form.read(LettersInput)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200
) -> Response[bytes]:
    seen: Seen = found.extra
    values: dict[str, Any] = {
        "tells": seen.tells,
        "ask_items": [(each.number, in_language(request, each.kind.th, each.kind.en)) for each in seen.asks],
        "pause_items": [(each.number, in_language(request, each.name_th, each.name_en)) for each in seen.pauses],
        "task_items": [(each.number, each.target or "–") for each in seen.tells],
    }
    return await show(
        request,
        runner,
        "letters",
        found,
        form,
        status=status,
        letters=seen.letters.items,
        unanswered=seen.letters.unanswered,
        kinds=tuple(LetterKind),
        tongues=tuple(Tongue),
        identify=tuple(IdentifyBy),
        words_of=labels_of(language_of(request)),
        **values,
    )


router = Router("/requests", route_handlers=[letters_page, draft_letter_page])
