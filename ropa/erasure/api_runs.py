"""JSON routes of where a list stands in the databases of its items, and of the orders to carry it out."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.erasure import service_orders, service_state
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.erasure_runs import ListErasure, Order, OrderEnd, OrderInput

PATH = "/api/v1/retention/destruction-lists/{list_id:uuid}/erasure"


@get(
    "/",
    opt=needs(Permission.READ_RETENTION, answers={200: ListErasure}),
    summary="Where a list stands in the databases of its items",
)
async def read_erasure(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """Dry runs (counts and masked keys), what the approval froze, orders, runs, and how far each item is."""
    return json(await runner.read(request.user, lambda uow: service_state.of_list(uow, str(list_id))))


@post(
    "/order",
    opt=needs(Permission.ORDER_ERASURE, body=OrderInput, answers={201: Order}),
    summary="Order that a decided list is carried out in its databases",
    status_code=201,
)
async def order_erasure(
    request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]
) -> Response[bytes]:
    """For a person at a browser who neither decided on the list nor bound its data sets. `ropa destroy run` then does
    it, as long as the order is valid.
    """
    said = await read_body(request, runner, OrderInput)
    return json(await runner.write(request.user, lambda uow: service_orders.order(uow, str(list_id), said)), 201)


@post(
    "/withdraw",
    opt=needs(Permission.ORDER_ERASURE, body=OrderEnd, answers={204: None}),
    summary="Withdraw the order of a list",
    status_code=204,
)
async def withdraw_erasure(request: ApiRequest, runner: NamedDependency[Runner], list_id: FromPath[UUID]) -> None:
    """A run that goes on stops before its next batch."""
    said = await read_body(request, runner, OrderEnd)
    await runner.write(request.user, lambda uow: service_orders.withdraw(uow, str(list_id), said))


router = Router(PATH, route_handlers=[read_erasure, order_erasure, withdraw_erasure], tags=["destruction in databases"])
