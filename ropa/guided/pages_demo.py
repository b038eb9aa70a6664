"""The page of a demonstration: what it is, and beginning it anew. There is none elsewhere."""

from functools import partial
from http import HTTPStatus
from threading import Lock

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa import demonstration
from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.guided import service_demo_mark
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.pages import go, page
from ropa.web.running import Runner

PATH = "/demo"


#: Held while a demonstration is built. Each server process has its own; two together would only take turns.
_building = Lock()


@get("/", opt=page_for(Permission.ENTER))
async def demo_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What is invented here, since when it stands so, and the button that begins anew."""
    if not request.app.state.settings.demo:
        return go("/")
    return await _show(request, runner)


@post("/", opt=page_for(Permission.ENTER))
async def begin_anew(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Begin anew, for everybody at once. Whoever is signed in stays so, with the rights of the demonstration.

    422 without the tick that says what goes; 409 while another one is built.
    """
    if not request.app.state.settings.demo:
        raise NotFound
    if first(typed_of(typed_into(request)), "understood") != "1":
        return await _show(request, runner, HTTPStatus.UNPROCESSABLE_ENTITY)
    if not _building.acquire(blocking=False):
        return await _show(request, runner, HTTPStatus.CONFLICT)
    try:
        keys = request.app.state.secret_keys
        await runner.think(partial(demonstration.fill, runner.database, keys, runner.now(), request.user))
    finally:
        _building.release()
    return go("/", said="demo-begun")


async def _show(request: ApiRequest, runner: Runner, status: HTTPStatus = HTTPStatus.OK) -> Response[bytes]:
    loaded = await runner.read(request.user, service_demo_mark.loaded_at)
    return page(
        request,
        "help/demo.html",
        status=status,
        loaded_at=loaded,
        people=demonstration.people(),
        building=_building.locked(),
        untouched=status is HTTPStatus.UNPROCESSABLE_ENTITY,
    )


router = Router(PATH, route_handlers=[demo_page, begin_anew])
