"""JSON routes of findings: the worklist, who sees to what, acceptances by the DPO, and scores over time.

Accepting, ending and assigning are acts of persons: bearer tokens may not.
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.findings import service_accept, service_scores, service_worklist
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.findings import Severity
from schemas.worklist import (
    Acceptance,
    AcceptInput,
    Assigned,
    AssignInput,
    FindingState,
    OfficeTallyList,
    ScoreHistory,
    WorkFilter,
    WorkPage,
)

OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Weight = Annotated[Severity | None, QueryParameter(name="severity", description="Only of this weight")]
Code = Annotated[str | None, QueryParameter(name="code", max_length=60, description="Only of this rule")]
State = Annotated[FindingState | None, QueryParameter(name="status", description="Only open ones, or accepted ones")]
Mine = Annotated[bool, QueryParameter(name="mine", description="Only those that the caller answers for")]
ActivityId = Annotated[UUID | None, QueryParameter(name="activity", description="Only of this record")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=60, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_worklist.MAX_LIMIT, description="Lines on a page")]
Since = Annotated[date | None, QueryParameter(name="since", description="First day; default: a year ago")]


@get("/", opt=needs(Permission.READ_ACTIVITIES, answers={200: WorkPage}), summary="The worklist of findings")
async def list_findings(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    severity: Weight = None,
    code: Code = None,
    status: State = None,
    activity: ActivityId = None,
    mine: Mine = False,  # noqa: FBT002 - a query parameter
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Newest record first, each record's in the order of the form. Keyset pages. Accepted ones stand here, marked."""
    wanted = WorkFilter(
        office=office,
        severity=severity,
        code=code or None,
        state=status,
        mine=mine,
        activity_id=None if activity is None else str(activity),
    )
    found = await runner.read(request.user, lambda uow: service_worklist.page(uow, wanted, cursor, limit))
    return json(found)


@get(
    "/offices",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: OfficeTallyList}),
    summary="What stands open, by office",
)
async def findings_by_office(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeId = None
) -> Response[bytes]:
    """The offices that have records, as a tree; each line counts everything below it, too."""
    return json(await runner.read(request.user, lambda uow: service_scores.office_tallies(uow, office)))


@get(
    "/scores",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ScoreHistory}),
    summary="Completeness and score of an office over time",
)
async def office_scores(
    request: ApiRequest, runner: NamedDependency[Runner], office: OfficeId = None, since: Since = None
) -> Response[bytes]:
    """A line a day for 92 days, before that one a month; the last is this moment. Of public revisions."""
    return json(await runner.read(request.user, lambda uow: service_scores.office_history(uow, office, since)))


@get(
    "/activities/{activity_id:uuid}/findings/scores",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: ScoreHistory}),
    summary="Completeness and score of one record over time",
)
async def record_scores(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], since: Since = None
) -> Response[bytes]:
    """A line for each day on which it changed."""
    found = await runner.read(request.user, lambda uow: service_scores.record_history(uow, str(activity_id), since))
    return json(found)


@post(
    "/activities/{activity_id:uuid}/findings/accept",
    opt=needs(Permission.ACCEPT_FINDINGS, body=AcceptInput, answers={201: Acceptance}),
    summary="Accept a finding for a time",
    status_code=201,
)
async def accept_finding(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """A DPO only, with a reason, for at most a year. It ends by itself when the text at its place changes."""
    given = await read_body(request, runner, AcceptInput)
    made = await runner.write(request.user, lambda uow: service_accept.accept(uow, str(activity_id), given))
    return json(made, 201)


@post(
    "/acceptances/{acceptance_id:uuid}/end",
    opt=needs(Permission.ACCEPT_FINDINGS, answers={200: Acceptance}),
    summary="Take an acceptance back",
    status_code=200,
)
async def end_acceptance(
    request: ApiRequest, runner: NamedDependency[Runner], acceptance_id: FromPath[UUID]
) -> Response[bytes]:
    """The finding counts again from now on."""
    return json(await runner.write(request.user, lambda uow: service_accept.end(uow, str(acceptance_id))))


@post(
    "/assign",
    opt=needs(Permission.REVIEW_ACTIVITIES, body=AssignInput, answers={200: Assigned}),
    summary="Say who sees to findings of a record",
    status_code=200,
)
async def assign_findings(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Without keys all that stand in the record; without a person they fall back to who wrote it last."""
    given = await read_body(request, runner, AssignInput)
    return json(await runner.write(request.user, lambda uow: service_accept.assign(uow, given)))


routers = [
    Router(
        "/api/v1/findings",
        route_handlers=[list_findings, findings_by_office, office_scores, end_acceptance, assign_findings],
        tags=["findings"],
    ),
    Router("/api/v1", route_handlers=[record_scores, accept_finding], tags=["findings"]),
]
