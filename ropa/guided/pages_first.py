"""The first steps on a page of their own, where they are hidden and brought back."""

from functools import partial

from litestar import Response, Router, get, post
from litestar.di import NamedDependency

from ropa.access.rules import Permission
from ropa.guided import service_first
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.pages import go, page
from ropa.web.running import Runner

PATH = "/help/first-run"


@get("/", opt=page_for(Permission.SIGNED_IN))
async def first_run_page(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """One's own first steps."""
    return page(request, "help/first_run_page.html", first_run=await runner.read(request.user, service_first.first_run))


@post("/", opt=page_for(Permission.SIGNED_IN))
async def hide_or_show(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Hide them, or bring them back."""
    hidden = first(typed_of(typed_into(request)), "do") != "show"
    await runner.write(request.user, partial(service_first.show, hidden=hidden))
    return go("/", said="first-run-hidden" if hidden else "first-run-back")


router = Router(PATH, route_handlers=[first_run_page, hide_or_show])
