"""The search as a page with an address, as the list under the field of Ctrl+K, and where somebody went from it."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, invalid
from ropa.search import service, service_places
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.offices import offices_of
from ropa.web.pages import go, page
from ropa.web.running import Runner
from schemas.search import Found, FoundKind, SearchAnswer

Words = Annotated[str | None, QueryParameter(name="q", max_length=200)]
Refused = Annotated[str | None, QueryParameter(name="refused", max_length=5)]
KindText = Annotated[str | None, QueryParameter(name="kind", max_length=20)]
#: How each kind is drawn.
ICONS = {
    FoundKind.RECORD: "register",
    FoundKind.SYSTEM: "exchange",
    FoundKind.OFFICE: "building",
    FoundKind.PERSON: "people",
    FoundKind.BREACH: "alert",
    FoundKind.REQUEST: "person",
    FoundKind.DESTRUCTION: "trash",
    FoundKind.EXCHANGE: "key",
    FoundKind.PROCEDURE: "flow",
    FoundKind.ROUND: "clock",
}


@get("/", opt=page_for(Permission.ENTER))
async def search_page(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    kind: KindText = None,
    refused: Refused = None,
) -> Response[bytes]:
    """What was found, kind by kind; the address can be passed on, and shows each reader what that reader may see."""
    if kind and kind not in set(map(str, FoundKind)):
        raise invalid("/kind", "ไม่มีตัวเลือกนี้", "There is no such choice")
    words, only = _spaced(q), FoundKind.of(kind) if kind else None
    try:
        answer, recent = await runner.read(request.user, lambda uow: _work(uow, words, only))
    except Invalid:
        # A national ID: sent on, so that the browser's history keeps no address with it.
        return go("/search?refused=id")
    offices = await offices_of(request, runner)
    return page(
        request,
        "search/search.html",
        q=words,
        kind=only,
        answer=answer,
        recent=recent,
        refused=bool(refused),
        icons=ICONS,
        offices=offices,
    )


@get("/found", opt=page_for(Permission.ENTER))
async def found_page(request: ApiRequest, runner: NamedDependency[Runner], q: Words = None) -> Response[bytes]:
    """The same as the choices under the field of Ctrl+K; without words, where the reader went before."""
    words, refused = _spaced(q), False
    try:
        answer, recent = await runner.read(request.user, lambda uow: _work(uow, words, None))
    except Invalid:
        answer, recent, refused = SearchAnswer(q="", is_short=True, groups=[]), [], True
    offices = await offices_of(request, runner)
    return page(
        request,
        "search/found.html",
        q=words,
        answer=answer,
        recent=recent,
        refused=refused,
        icons=ICONS,
        offices=offices,
    )


def _spaced(q: str | None) -> str:
    return " ".join((q or "").split())


def _work(uow: UnitOfWork, words: str, only: FoundKind | None) -> tuple[SearchAnswer, list[Found]]:
    found = service.find(uow, words, only)
    return found, service_places.recent(uow) if found.is_short else []


@post("/places", opt=page_for(Permission.ENTER), status_code=204)
async def keep_place(request: ApiRequest, runner: NamedDependency[Runner]) -> None:
    """Keep that the reader opened what was found (`kind` and `key`)."""
    sent = dict(typed_into(request))
    kind, key = sent.get("kind", ""), sent.get("key", "")
    await runner.write(request.user, lambda uow: service_places.note(uow, kind, key))


@post("/forget", opt=page_for(Permission.ENTER))
async def forget_places(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Forget where the reader went."""
    await runner.write(request.user, service_places.clear)
    return go("/search", said="places-forgotten")


router = Router("/search", route_handlers=[search_page, found_page, keep_place, forget_places])
