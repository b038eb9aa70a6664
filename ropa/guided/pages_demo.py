"""The page of a demonstration: what it is, and beginning it anew. There is none elsewhere."""

from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Annotated

import structlog
from litestar import Response, Router, get, post
from litestar.background_tasks import BackgroundTask
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa import demonstration
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.demonstration import BeingMade
from ropa.errors import NotFound
from ropa.guided import service_demo_mark
from ropa.guided.service_demo import Loaded
from ropa.web.authentication import page_for, typed_into
from ropa.web.bodies import ApiRequest
from ropa.web.forms import first, typed_of
from ropa.web.pages import go, link, page
from ropa.web.running import Runner

PATH = "/demo"
#: Of somebody who began it anew: when the data were made that stood there before.
Since = Annotated[str | None, QueryParameter(name="since", max_length=40)]
_NEVER = "never"


@get("/", opt=page_for(Permission.ENTER))
async def demo_page(request: ApiRequest, runner: NamedDependency[Runner], since: Since = None) -> Response[bytes]:
    """What is invented here, since when it stands so, and the button that begins anew.

    While it is being made anew, that part of the page asks again every two seconds.
    """
    if not request.app.state.settings.demo:
        return go("/")
    return await _show(request, runner, since=since)


@post("/", opt=page_for(Permission.ENTER))
async def begin_anew(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Begin anew, for everybody at once, and answer before it is done. Whoever is signed in stays so.

    422 without the tick that says what goes; 409 while another one is built, in whatever process.
    """
    if not request.app.state.settings.demo:
        raise NotFound
    if first(typed_of(typed_into(request)), "understood") != "1":
        return await _show(request, runner, HTTPStatus.UNPROCESSABLE_ENTITY)
    loaded = await runner.read(request.user, service_demo_mark.loaded_at)
    now, actor, database = runner.now(), request.user, runner.database
    try:
        holder = await runner.many(partial(demonstration.begin, database, now, actor))
    except BeingMade:
        return await _show(request, runner, HTTPStatus.CONFLICT)
    fill = partial(demonstration.fill, database, request.app.state.secret_keys, now, actor, holder=holder)
    answer = go(link(PATH, since=_since(loaded)))
    answer.background = BackgroundTask(_filled, runner, fill)
    return answer


async def _filled(runner: Runner, fill: partial[Loaded]) -> None:
    try:
        await runner.think(fill)
    except Exception as error:  # noqa: BLE001  # nobody waits for the answer: the page tells that it did not work
        structlog.get_logger().error("demo.not_made", exc_info=error)


def _since(loaded: datetime | None) -> str:
    return _NEVER if loaded is None else loaded.isoformat()


async def _show(
    request: ApiRequest, runner: Runner, status: HTTPStatus = HTTPStatus.OK, since: str | None = None
) -> Response[bytes]:
    def work(uow: UnitOfWork) -> tuple[datetime | None, bool]:
        return service_demo_mark.loaded_at(uow), demonstration.is_being_made(uow)

    loaded, building = await runner.read(request.user, work)
    return page(
        request,
        "help/demo.html",
        status=status,
        part="anew",
        loaded_at=loaded,
        people=demonstration.people(),
        building=building,
        # Told to who began it, once it is over.
        begun=since is not None and not building and _since(loaded) != since,
        failed=since is not None and not building and _since(loaded) == since,
        again=link(PATH, since=since or _since(loaded)),
        untouched=status is HTTPStatus.UNPROCESSABLE_ENTITY,
    )


router = Router(PATH, route_handlers=[demo_page, begin_anew])
