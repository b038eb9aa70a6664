"""JSON routes of data sets on no list: kept on by a decision, handed over to the National Archives."""

from uuid import UUID

from litestar import Response, Router, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.destruction import service_direct
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.destruction_steps import ExtendHolding, TransferHolding
from schemas.holding import Holding


@post(
    "/{activity_id:uuid}/holdings/{holding_id:uuid}/extend",
    opt=needs(Permission.LIST_DESTRUCTION, body=ExtendHolding, answers={200: Holding}, if_match=True),
    summary="Keep a data set on through a day, by a decision",
    status_code=200,
)
async def extend_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """Its date moves to the day after, unless its rule keeps it longer. What stands on a list is extended there."""
    version = version_of(request)
    data = await read_body(request, runner, ExtendHolding)
    made = await runner.write(
        request.user, lambda uow: service_direct.extend(uow, str(activity_id), str(holding_id), version, data)
    )
    return json(made, headers={"ETag": etag(made.version)})


@post(
    "/{activity_id:uuid}/holdings/{holding_id:uuid}/transfer",
    opt=needs(Permission.RECORD_DESTRUCTION, body=TransferHolding, answers={200: Holding}, if_match=True),
    summary="Record that a data set was handed over to the National Archives",
    status_code=200,
)
async def transfer_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """With the archives' receipt; never while it is held. What stands on a list is handed over there."""
    version = version_of(request)
    data = await read_body(request, runner, TransferHolding)
    made = await runner.write(
        request.user, lambda uow: service_direct.transfer(uow, str(activity_id), str(holding_id), version, data)
    )
    return json(made, headers={"ETag": etag(made.version)})


router = Router("/api/v1/activities", route_handlers=[extend_holding, transfer_holding], tags=["holdings"])
