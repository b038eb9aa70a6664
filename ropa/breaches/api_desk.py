"""JSON routes of the desk: all open clocks, the largest danger first."""

from typing import Annotated

from litestar import Response, Router, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from ropa.access.rules import Permission
from ropa.breaches import service_desk
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json
from ropa.web.running import Runner
from schemas.breach import BreachPhase, RiskLevel
from schemas.breach_desk import Danger, DeskCounts, DeskFilter, DeskPage, DrillFilter

_OF_NOW = {"Cache-Control": "no-store"}
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=300, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_desk.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Phase = Annotated[BreachPhase | None, QueryParameter(name="phase", description="Suspected, or being handled")]
DangerOf = Annotated[Danger | None, QueryParameter(name="danger", description="Only this danger")]
Level = Annotated[RiskLevel | None, QueryParameter(name="level", description="Only this level of risk")]
Drill = Annotated[DrillFilter, QueryParameter(name="drill", description="Real breaches, drills, or both")]
Quiet = Annotated[bool, QueryParameter(name="with_quiet", description="Also those of which no clock runs")]


@get("/", opt=needs(Permission.READ_BREACHES, answers={200: DeskPage}), summary="All open clocks, largest danger first")
async def read_desk(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    phase: Phase = None,
    danger: DangerOf = None,
    level: Level = None,
    drill: Drill = DrillFilter.BOTH,
    with_quiet: Quiet = False,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null. Clocks are of `now`, times are in Bangkok."""
    wanted = DeskFilter(office=office, phase=phase, danger=danger, level=level, drill=drill, with_quiet=with_quiet)
    found = await runner.read(request.user, lambda uow: service_desk.rows(uow, wanted, cursor, limit))
    return json(found, headers=_OF_NOW)


@get(
    "/counts",
    opt=needs(Permission.READ_BREACHES, answers={200: DeskCounts}),
    summary="How many breaches stand under each danger",
)
async def count_desk(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    phase: Phase = None,
    level: Level = None,
    drill: Drill = DrillFilter.BOTH,
) -> Response[bytes]:
    """Drills are counted apart unless only drills are asked for."""
    wanted = DeskFilter(office=office, phase=phase, level=level, drill=drill)
    return json(await runner.read(request.user, lambda uow: service_desk.counts(uow, wanted)), headers=_OF_NOW)


router = Router("/api/v1/breaches/desk", route_handlers=[read_desk, count_desk], tags=["breaches"])
