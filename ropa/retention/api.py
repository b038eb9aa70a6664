"""JSON routes of holdings and the monthly check."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict
from ropa.retention import service, service_check, service_many, service_readings
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.holding import (
    CheckInput,
    CheckResult,
    DuePage,
    Holding,
    HoldingInput,
    HoldingPage,
    ReadingPage,
    RunPage,
    UndatedPage,
)
from schemas.retention import RetentionReading

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=50, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]


@get(
    "/{activity_id:uuid}/holdings",
    opt=needs(Permission.READ_RETENTION, answers={200: HoldingPage}),
    summary="List the data sets kept under an activity",
)
async def list_holdings(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    activity_id: FromPath[UUID],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null. Dates are Gregorian."""
    found = await runner.read(request.user, lambda uow: service.list_holdings(uow, str(activity_id), cursor, limit))
    return json(found)


@post(
    "/{activity_id:uuid}/holdings",
    opt=needs(Permission.WRITE_HOLDINGS, body=HoldingInput, answers={201: Holding, 200: Holding}),
    summary="Enter a data set kept under an activity",
    status_code=201,
)
async def create_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Its dates follow from the activity's retention words and its start; without a start there is no date.

    With a `source_key` the call may be repeated: 201 the first time; afterwards 200, and what differs is brought up to
    date in the same data set.
    """
    data, key = await read_body(request, runner, HoldingInput), str(activity_id)

    def work(uow: UnitOfWork) -> tuple[Holding, bool]:
        if data.source_key is None:
            return service.create_holding(uow, key, data), True
        return service_many.put(uow, key, data)

    try:
        made, is_new = await runner.write(request.user, work)
    except Conflict:
        if data.source_key is None:
            raise
        # The same key came twice in the same moment: the other one has made it by now.
        made, is_new = await runner.write(request.user, work)
    location = f"/api/v1/activities/{activity_id}/holdings/{made.id}"
    return json(made, 201 if is_new else 200, {"ETag": etag(made.version), "Location": location})


@get(
    "/{activity_id:uuid}/holdings/{holding_id:uuid}",
    opt=needs(Permission.READ_RETENTION, answers={200: Holding}),
    summary="Read one data set",
)
async def read_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """`due_on` is the first day on which destruction may be proposed."""
    found = await runner.short_read(
        request.user, lambda uow: service.read_holding(uow, str(activity_id), str(holding_id))
    )
    return json(found, headers={"ETag": etag(found.version)})


@put(
    "/{activity_id:uuid}/holdings/{holding_id:uuid}",
    opt=needs(Permission.WRITE_HOLDINGS, body=HoldingInput, answers={200: Holding}, if_match=True),
    summary="Change a data set",
)
async def replace_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> Response[bytes]:
    """Send the whole body with If-Match; the dates are computed anew. What was listed stays listed, as changed."""
    version = version_of(request)
    data = await read_body(request, runner, HoldingInput)
    made = await runner.write(
        request.user, lambda uow: service.replace_holding(uow, str(activity_id), str(holding_id), version, data)
    )
    return json(made, headers={"ETag": etag(made.version)})


@delete(
    "/{activity_id:uuid}/holdings/{holding_id:uuid}",
    opt=needs(Permission.WRITE_HOLDINGS, answers={204: None}, if_match=True),
    summary="Remove a data set entered by mistake",
    status_code=204,
)
async def delete_holding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], holding_id: FromPath[UUID]
) -> None:
    """409 when a list of due items or a hold names it: that is evidence."""
    version = version_of(request)
    await runner.write(
        request.user, lambda uow: service.delete_holding(uow, str(activity_id), str(holding_id), version)
    )


@get(
    "/{activity_id:uuid}/retention",
    opt=needs(Permission.READ_RETENTION, answers={200: RetentionReading}),
    summary="How the activity's retention words are understood",
)
async def read_reading(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The structure, the same in Thai and English, and what is unconfirmed."""
    return json(await runner.short_read(request.user, lambda uow: service_readings.reading(uow, str(activity_id))))


@get("/runs", opt=needs(Permission.READ_RETENTION, answers={200: RunPage}), summary="Runs of the monthly check")
async def list_runs(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """The evidence of each run, latest month first."""
    return json(await runner.read(request.user, lambda uow: service_check.list_runs(uow, cursor, limit)))


@post(
    "/runs",
    opt=needs(Permission.RUN_RETENTION, body=CheckInput, answers={200: CheckResult}),
    summary="Run the monthly check",
    status_code=200,
)
async def run_check(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Lists what has ended and destroys nothing. The same month twice changes nothing. For the whole ministry only."""
    data = await read_body(request, runner, CheckInput)
    found = await runner.write(request.user, lambda uow: service_check.check(uow, data.month, dry_run=data.dry_run))
    return json(found)


@get("/due", opt=needs(Permission.READ_RETENTION, answers={200: DuePage}), summary="What the checks have listed")
async def list_due(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Proposals, oldest date first, with the window of the survey that takes them up."""
    return json(await runner.read(request.user, lambda uow: service_check.list_due(uow, cursor, limit)))


@get(
    "/undatable",
    opt=needs(Permission.READ_RETENTION, answers={200: UndatedPage}),
    summary="Data sets without a date, and why",
)
async def list_undatable(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Never expired and never permanent: each needs a start event, a date or clearer words."""
    return json(await runner.read(request.user, lambda uow: service_check.list_undated(uow, cursor, limit)))


@get(
    "/unconfirmed",
    opt=needs(Permission.READ_RETENTION, answers={200: ReadingPage}),
    summary="Retention words that were not understood or wait for confirmation",
)
async def list_unconfirmed(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """Each with its reading in words and what is open."""
    return json(await runner.read(request.user, lambda uow: service_check.list_unsure(uow, cursor, limit)))


routers = (
    Router(
        "/api/v1/activities",
        route_handlers=[
            list_holdings,
            create_holding,
            read_holding,
            replace_holding,
            delete_holding,
            read_reading,
        ],
        tags=["holdings"],
    ),
    Router(
        "/api/v1/retention",
        route_handlers=[
            list_runs,
            run_check,
            list_due,
            list_undatable,
            list_unconfirmed,
        ],
        tags=["retention"],
    ),
)
