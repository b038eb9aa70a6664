"""JSON routes of what came by the public form of requests and nobody took up."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.requests import service_arrivals
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.request_public import ArrivalPage, ArrivalsDismissed, ArrivalsInput

_OF_NOW = {"Cache-Control": "no-store"}
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_arrivals.MAX_LIMIT, description="Lines on a page")]


@get(
    "/",
    opt=needs(Permission.READ_REQUESTS, answers={200: ArrivalPage}),
    summary="List requests by the public form that nobody took up, the oldest first",
)
async def list_request_arrivals(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Their clocks run from the receipt. Who asked is masked."""
    found = await runner.read(request.user, lambda uow: service_arrivals.page(uow, cursor, limit))
    return json(found, headers=_OF_NOW)


@post(
    "/dismiss",
    opt=needs(Permission.DECIDE_REQUESTS, body=ArrivalsInput, answers={200: ArrivalsDismissed}),
    summary="Say of several that they are no requests, with one reason",
    status_code=200,
)
async def dismiss_request_arrivals(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """What somebody took up or ended meanwhile stays as it is. Nothing is deleted, and each can be opened again."""
    given = await read_body(request, runner, ArrivalsInput)
    return json(await runner.write(request.user, lambda uow: service_arrivals.dismiss(uow, given)), headers=_OF_NOW)


router = Router(
    "/api/v1/requests/arrivals", route_handlers=[list_request_arrivals, dismiss_request_arrivals], tags=["requests"]
)
