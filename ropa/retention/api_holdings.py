"""JSON routes of holdings of all activities, and of many sent in one call."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.errors import invalid
from ropa.retention import service, service_all, service_many
from ropa.retention.service_all import HeldFilter
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.destruction import HoldingState
from schemas.holding_ways import DueShown, HeldPage, HoldingBatch, HoldingBatchInput

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=80, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
Office = Annotated[int | None, QueryParameter(name="office", description="This office and all below it")]
State = Annotated[
    str | None, QueryParameter(name="state", max_length=30, description=", ".join(str(each) for each in HoldingState))
]
Due = Annotated[
    str | None, QueryParameter(name="due", max_length=20, description=", ".join(str(each) for each in DueShown))
]
Words = Annotated[
    str | None, QueryParameter(name="words", max_length=100, description="Words of the title, the place or the key")
]


@get(
    "/",
    opt=needs(Permission.READ_RETENTION, answers={200: HeldPage}),
    summary="List the data sets of all activities",
)
async def list_all_holdings(  # noqa: PLR0913, PLR0917 - each is a query parameter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: Office = None,
    standing: State = None,
    due: Due = None,
    words: Words = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """By due day where `due` asks for one, else by activity. Keyset pages: send `next_cursor` back until it is null."""
    wanted = HeldFilter(office=office, state=_state(standing), due=_due(due), words=words)
    return json(await runner.read(request.user, lambda uow: service_all.list_all(uow, wanted, cursor, limit)))


def _state(code: str | None) -> HoldingState | None:
    try:
        return HoldingState.of(code) if code else None
    except KeyError:
        raise invalid("/state", "ไม่มีสถานะนี้", "There is no such state") from None


def _due(code: str | None) -> DueShown | None:
    try:
        return DueShown.of(code) if code else None
    except KeyError:
        raise invalid("/due", "ไม่มีตัวเลือกนี้", "There is no such choice") from None


@post(
    "/{activity_id:uuid}/holdings/batch",
    opt=needs(Permission.WRITE_HOLDINGS, body=HoldingBatchInput, answers={200: HoldingBatch}),
    summary="Enter or bring up to date up to 1,000 data sets by their source keys",
    status_code=200,
)
async def save_holdings(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """All or nothing: every fault of every item is told. The same call again changes nothing."""
    data = await read_body(request, runner, HoldingBatchInput)
    made = await runner.write(request.user, lambda uow: service_many.put_all(uow, str(activity_id), data.items))
    return json(made)


routers = (
    Router("/api/v1/holdings", route_handlers=[list_all_holdings], tags=["holdings"]),
    Router("/api/v1/activities", route_handlers=[save_holdings], tags=["holdings"]),
)
