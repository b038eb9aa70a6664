"""Autosave and its undoing: what is typed is kept for its writer, never in the record."""

from typing import Annotated

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.buffers import service
from ropa.db.unit_of_work import UnitOfWork
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, safe_path
from ropa.web.running import Runner
from ropa.web.sessions import keys_of

Place = Annotated[str, QueryParameter(name="place", max_length=service.MAX_PLACE)]


#: What the script of a page says of itself beside the fields: its own random name, what it knows of, that it insists.
TAB, SEEN, TAKES = service.TAB, "_seen", "_takes"
LONGEST_TAB = 80


@post("/", opt=page_for(Permission.ENTER), status_code=204)
async def autosave(request: ApiRequest, runner: NamedDependency[Runner], place: Place) -> Response[None]:
    """Keep the form of a place (its address); the answer's headers say when, and what another tab did meanwhile."""
    keys, at, typed = keys_of(request), safe_path(place), typed_into(request)
    said = dict(each for each in typed if each[0] in {TAB, SEEN, TAKES})
    fields = [each for each in typed if each[0] not in {TAB, SEEN, TAKES}]
    name = said.get(TAB, "")[:LONGEST_TAB]
    tab = service.Tab(id=name, seen=said.get(SEEN, ""), takes=bool(said.get(TAKES)))

    def work(uow: UnitOfWork) -> tuple[str, bool]:
        if name:
            gone = service.keep_of_tab(uow, keys, at, fields, tab)
        else:
            gone = False
            service.keep(uow, keys, at, fields)
        return uow.now.isoformat(), gone

    kept_at, gone = await runner.write(request.user, work)
    headers = {"X-Kept-At": kept_at, **({"X-Kept-Gone": "1"} if gone else {}), "Cache-Control": "no-store"}
    return Response(None, status_code=204, headers=headers)


@post("/discard", opt=page_for(Permission.ENTER))
async def discard(request: ApiRequest, runner: NamedDependency[Runner], place: Place) -> Response[bytes]:
    """Forget what was kept of a place, and open it as it is saved."""
    at = safe_path(place)
    await runner.write(request.user, lambda uow: service.discard(uow, at))
    return go(at, said="discarded")


router = Router("/buffers", route_handlers=[autosave, discard])
