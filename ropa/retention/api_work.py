"""JSON routes of the work that the monthly check finds for owners."""

from typing import Annotated

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.retention import service_work
from ropa.retention.service import MAX_LIMIT
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.retention_work import RetentionWork, WorkCounts, WorkFilter, WorkKind, WorkPage

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=20, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[int | None, QueryParameter(name="office", description="This office and all below it")]
Kind = Annotated[WorkKind | None, QueryParameter(name="kind", description="Only work of this kind")]
Mine = Annotated[bool, QueryParameter(name="mine", description="Only of offices whose data sets one keeps oneself")]


@get(
    "/",
    opt=needs(Permission.READ_RETENTION, answers={200: WorkPage}),
    summary="Open work about the ends of retention",
)
async def list_retention_work(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    kind: Kind = None,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """One line for an activity, a kind and a reason, oldest first, with the page on which it is solved."""
    wanted = WorkFilter(office=office, kind=kind, mine=mine)
    return json(await runner.read(request.user, lambda uow: service_work.list_work(uow, wanted, cursor, limit)))


@get(
    "/counts",
    opt=needs(Permission.READ_RETENTION, answers={200: WorkCounts}),
    summary="How much open work of each kind there is",
)
async def count_retention_work(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
) -> Response[bytes]:
    """Kinds of which there is none are left out."""
    wanted = WorkFilter(office=office, mine=mine)
    return json(await runner.read(request.user, lambda uow: service_work.count_work(uow, wanted)))


@post(
    "/{number:int}/note",
    opt=needs(Permission.WRITE_HOLDINGS, answers={200: RetentionWork}),
    summary="Take note of changed dates of what was listed",
    status_code=200,
)
async def note_retention_change(
    request: ApiRequest, runner: NamedDependency[Runner], number: FromPath[int]
) -> Response[bytes]:
    """Other work closes by itself when it is done."""
    return json(await runner.write(request.user, lambda uow: service_work.take_note(uow, number)))


router = Router(
    "/api/v1/retention/work",
    route_handlers=[list_retention_work, count_retention_work, note_retention_change],
    tags=["retention"],
)
