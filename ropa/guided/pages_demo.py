"""The page of a demonstration: what it is, and beginning it anew. There is none elsewhere."""

from functools import partial

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa import demonstration
from ropa.access.rules import Permission
from ropa.errors import NotFound
from ropa.guided import service_demo_mark
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.pages import go, page
from ropa.web.running import Runner

PATH = "/demo"


@get("/", opt=page_for(Permission.ENTER))
async def demo_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What is invented here, since when it stands so, and the button that begins anew."""
    if not request.app.state.settings.demo:
        return go("/")
    loaded = await runner.read(request.user, service_demo_mark.loaded_at)
    return page(request, "help/demo.html", loaded_at=loaded, people=demonstration.people())


@post("/", opt=page_for(Permission.ENTER))
async def begin_anew(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Begin anew, for everybody at once. Whoever is signed in stays so, with the rights of the demonstration."""
    if not request.app.state.settings.demo:
        raise NotFound
    keys = request.app.state.secret_keys
    await runner.think(partial(demonstration.fill, runner.database, keys, runner.now(), request.user))
    return go("/", said="demo-begun")


router = Router(PATH, route_handlers=[demo_page, begin_anew])
