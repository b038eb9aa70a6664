"""Autosave and its undoing: what is typed is kept for its writer, never in the record."""

from typing import Annotated

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.buffers import service
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, safe_path
from ropa.web.running import Runner
from ropa.web.sessions import keys_of

Place = Annotated[str, QueryParameter(name="place", max_length=service.MAX_PLACE)]


@post("/", opt=page_for(Permission.ENTER), status_code=204)
async def autosave(request: ApiRequest, runner: NamedDependency[Runner], place: Place) -> None:
    """Keep the form of a place (its address)."""
    keys, fields, at = keys_of(request), typed_into(request), safe_path(place)
    await runner.write(request.user, lambda uow: service.keep(uow, keys, at, fields))


@post("/discard", opt=page_for(Permission.ENTER))
async def discard(request: ApiRequest, runner: NamedDependency[Runner], place: Place) -> Response[bytes]:
    """Forget what was kept of a place, and open it as it is saved."""
    at = safe_path(place)
    await runner.write(request.user, lambda uow: service.discard(uow, at))
    return go(at, said="discarded")


router = Router("/buffers", route_handlers=[autosave, discard])
