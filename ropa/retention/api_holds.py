"""JSON routes of holds."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.retention import service, service_hold_reviews, service_holds
from ropa.retention.service_hold_reviews import HoldFilter
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.holding import (
    Hold,
    HoldDetails,
    HoldInput,
    HoldKind,
    HoldLift,
    HoldPage,
    HoldReviewInput,
    HoldShown,
)

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=50, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
Shown = Annotated[
    HoldShown | None,
    QueryParameter(name="state", description="active, past (lifted) or overdue (its review date has passed); all"),
]
Kind = Annotated[HoldKind | None, QueryParameter(name="kind", description="Why")]
OfficeId = Annotated[int | None, QueryParameter(name="office_id", ge=0, description="Of this office and below")]
ActivityId = Annotated[
    UUID | None, QueryParameter(name="activity_id", description="On the activity, its data sets or its office")
]
HoldingId = Annotated[UUID | None, QueryParameter(name="holding_id", description="Whatever holds this data set")]


@get("/holds", opt=needs(Permission.READ_RETENTION, answers={200: HoldPage}), summary="Holds, newest first")
async def list_holds(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    shown: Shown = None,
    kind: Kind = None,
    office_id: OfficeId = None,
    activity_id: ActivityId = None,
    holding_id: HoldingId = None,
) -> Response[bytes]:
    """Active and lifted ones, unless `state` says which."""
    wanted = HoldFilter(
        shown=shown,
        kind=kind,
        office_id=office_id,
        activity_id=str(activity_id) if activity_id else None,
        holding_id=str(holding_id) if holding_id else None,
    )
    return json(
        await runner.read(request.user, lambda uow: service_hold_reviews.list_holds(uow, cursor, limit, wanted))
    )


@post(
    "/holds",
    opt=needs(Permission.PLACE_HOLD, body=HoldInput, answers={201: Hold}),
    summary="Place a hold on a data set, on an activity, or on an office and below",
    status_code=201,
)
async def place_hold(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """While any hold is active, nothing under it is proposed or destroyed. A legal hold has a review date."""
    data = await read_body(request, runner, HoldInput)
    made = await runner.write(request.user, lambda uow: service_holds.place_hold(uow, data))
    return json(made, 201, {"Location": f"/api/v1/retention/holds/{made.id}"})


@get(
    "/holds/{hold_id:uuid}",
    opt=needs(Permission.READ_RETENTION, answers={200: HoldDetails}),
    summary="One hold, every look at it, and how many data sets it protects",
)
async def read_hold(request: ApiRequest, runner: NamedDependency[Runner], hold_id: FromPath[UUID]) -> Response[bytes]:
    """`protected` counts up to 10,001. `still_held`: how many of them another active hold protects, too."""
    return json(await runner.read(request.user, lambda uow: service_hold_reviews.read_hold(uow, str(hold_id))))


@patch(
    "/holds/{hold_id:uuid}",
    opt=needs(Permission.PLACE_HOLD, body=HoldReviewInput, answers={200: Hold}),
    summary="Note that a hold was looked at and goes on, and when it is looked at next",
)
async def review_hold(request: ApiRequest, runner: NamedDependency[Runner], hold_id: FromPath[UUID]) -> Response[bytes]:
    """Scope, owner and reason never change: lift the hold and place another."""
    data = await read_body(request, runner, HoldReviewInput)
    return json(await runner.write(request.user, lambda uow: service_hold_reviews.review_hold(uow, str(hold_id), data)))


@post(
    "/holds/{hold_id:uuid}/lift",
    opt=needs(Permission.PLACE_HOLD, body=HoldLift, answers={200: Hold}),
    summary="Lift a hold",
    status_code=200,
)
async def lift_hold(request: ApiRequest, runner: NamedDependency[Runner], hold_id: FromPath[UUID]) -> Response[bytes]:
    """One of two holds lifted leaves the other; lifting destroys nothing."""
    data = await read_body(request, runner, HoldLift)
    return json(await runner.write(request.user, lambda uow: service_holds.lift_hold(uow, str(hold_id), data)))


router = Router(
    "/api/v1/retention",
    route_handlers=[list_holds, place_hold, read_hold, review_hold, lift_hold],
    tags=["retention"],
)
