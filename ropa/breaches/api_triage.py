"""JSON routes of the inbox of reports from outside."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.breaches import service_triage
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.breach import BreachRecord
from schemas.breach_reports import AcceptInput, MergeInput, RejectInput, ReportItem, ReportPage, ReportState

State = Annotated[ReportState, QueryParameter(name="state", description="Where the report stands")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_triage.MAX_LIMIT, description="Lines on a page")]


@get("/", opt=needs(Permission.HANDLE_BREACHES, answers={200: ReportPage}), summary="List reports from outside")
async def list_reports(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    stage: State = ReportState.WAITING,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """The newest warning first. A warning is 72 hours from the first receipt; a report starts no clock of the law."""
    keys = keys_of(request)
    found = await runner.read(
        request.user, lambda uow: service_triage.inbox(uow, keys, state=stage, cursor=cursor, limit=limit)
    )
    return json(found)


@post(
    "/{report_id:uuid}/accept",
    opt=needs(Permission.DECIDE_BREACHES, body=AcceptInput, answers={201: BreachRecord}),
    summary="Accept a report as a breach or a suspicion",
    status_code=201,
)
async def accept_report(
    request: ApiRequest, runner: NamedDependency[Runner], report_id: FromPath[UUID]
) -> Response[bytes]:
    """With `aware_at` the clock of the law runs; without, it is a suspicion since the report was received."""
    given = await read_body(request, runner, AcceptInput)
    made = await runner.write(request.user, lambda uow: service_triage.accept(uow, str(report_id), given))
    return json(made, 201, {"ETag": etag(made.version), "Location": f"/api/v1/breaches/{made.id}"})


@post(
    "/{report_id:uuid}/merge",
    opt=needs(Permission.DECIDE_BREACHES, body=MergeInput, answers={200: ReportItem}),
    summary="Merge a report into a known breach",
    status_code=200,
)
async def merge_report(
    request: ApiRequest, runner: NamedDependency[Runner], report_id: FromPath[UUID]
) -> Response[bytes]:
    """Its words go to the breach's timeline."""
    keys, given = keys_of(request), await read_body(request, runner, MergeInput)
    return json(await runner.write(request.user, lambda uow: service_triage.merge(uow, keys, str(report_id), given)))


@post(
    "/{report_id:uuid}/reject",
    opt=needs(Permission.DECIDE_BREACHES, body=RejectInput, answers={200: ReportItem}),
    summary="Reject a report, with a reason",
    status_code=200,
)
async def reject_report(
    request: ApiRequest, runner: NamedDependency[Runner], report_id: FromPath[UUID]
) -> Response[bytes]:
    """The report and the reason stay."""
    keys, given = keys_of(request), await read_body(request, runner, RejectInput)
    return json(await runner.write(request.user, lambda uow: service_triage.reject(uow, keys, str(report_id), given)))


router = Router(
    "/api/v1/breach-reports",
    route_handlers=[list_reports, accept_report, merge_report, reject_report],
    tags=["breaches"],
)
