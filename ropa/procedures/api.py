"""JSON routes of work procedures as documents."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, delete, get, post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.procedures import service, service_life
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, is_known, json, read_body, version_of
from ropa.web.running import Runner
from schemas.procedure import ProcedureInput, ProcedureKind, ProcedureStatus
from schemas.procedure_record import (
    ProcedureChanges,
    ProcedureFilter,
    ProcedureFindings,
    ProcedureLife,
    ProcedureMove,
    ProcedureMoveInput,
    ProcedurePage,
    ProcedureRecord,
)

PATH = "/api/v1/procedures"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT, description="Lines on a page")]
Words = Annotated[str | None, QueryParameter(name="q", max_length=200, description="Words that stand anywhere in it")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]
Kind = Annotated[ProcedureKind | None, QueryParameter(name="kind")]
Status = Annotated[ProcedureStatus | None, QueryParameter(name="status")]
Revision = Annotated[
    int | None, QueryParameter(name="revision", ge=1, le=999_999, description="None: what the caller works on or sees")
]
Before = Annotated[
    int | None, QueryParameter(name="before", ge=1, le=999_999, description="None: the last approved one before it")
]


@get("/", opt=needs(Permission.READ_PROCEDURES, answers={200: ProcedurePage}), summary="List procedures, newest first")
async def list_procedures(  # noqa: PLR0913, PLR0917 - one argument for each filter
    request: ApiRequest,
    runner: NamedDependency[Runner],
    q: Words = None,
    office: OfficeId = None,
    kind: Kind = None,
    status: Status = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Keyset pages: send `next_cursor` back until it is null."""
    wanted = ProcedureFilter(q=q, office=office, kind=kind, status=status)
    return json(await runner.read(request.user, lambda uow: service.page(uow, wanted, cursor, limit)))


@post(
    "/",
    opt=needs(Permission.WRITE_PROCEDURES, body=ProcedureInput, answers={201: ProcedureRecord}),
    summary="Create a draft of a procedure",
    status_code=201,
)
async def create_procedure(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Answers the new procedure with its ETag and Location."""
    data = await read_body(request, runner, ProcedureInput)
    stored = await runner.write(request.user, lambda uow: service.create(uow, data))
    return json(service.record_of(stored), 201, {"ETag": etag(stored.version), "Location": f"{PATH}/{stored.id}"})


@get(
    "/{procedure_id:uuid}",
    opt=needs(Permission.READ_PROCEDURES, answers={200: ProcedureRecord, 304: None}),
    summary="Read one procedure",
)
async def read_procedure(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """The open draft for those who work on it, else the revision in force. The ETag is the save counter."""
    stored = await runner.short_read(request.user, lambda uow: service.read_revision(uow, str(procedure_id), revision))
    tag = etag(stored.version)
    if revision is None and is_known(request, tag):
        return Response(b"", status_code=304, headers={"ETag": tag})
    return json(service.record_of(stored), headers={"ETag": tag})


@put(
    "/{procedure_id:uuid}",
    opt=needs(Permission.WRITE_PROCEDURES, body=ProcedureInput, answers={200: ProcedureRecord}, if_match=True),
    summary="Replace the draft of a procedure",
)
async def replace_procedure(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Send the whole document with If-Match. Beside a revision in force the next draft begins."""
    version = version_of(request)
    data = await read_body(request, runner, ProcedureInput)
    stored = await runner.write(request.user, lambda uow: service.replace(uow, str(procedure_id), version, data))
    return json(service.record_of(stored), headers={"ETag": etag(stored.version)})


@delete(
    "/{procedure_id:uuid}",
    opt=needs(Permission.WRITE_PROCEDURES, answers={204: None}, if_match=True),
    summary="Drop the open draft of a procedure",
    status_code=204,
)
async def delete_procedure(request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]) -> None:
    """Drops the procedure as well when nothing was ever approved."""
    version = version_of(request)
    await runner.write(request.user, lambda uow: service.delete(uow, str(procedure_id), version))


_SUMMARIES = {
    ProcedureMove.SUBMIT: "Send a procedure for approval",
    ProcedureMove.WITHDRAW: "Take a procedure back to edit it",
    ProcedureMove.RETURN: "Send a procedure back, with a reason",
    ProcedureMove.APPROVE: "Put a procedure into force; refused to who wrote it, and while errors are found",
    ProcedureMove.RETIRE: "Put a procedure out of force, with a reason",
}


def _move_route(what: ProcedureMove) -> HTTPRouteHandler:
    async def take(
        request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Answers the procedure; the body may be empty. For persons who signed in with a browser."""
        version = version_of(request)
        given = await read_body(request, runner, ProcedureMoveInput) if await request.body() else ProcedureMoveInput()
        stored = await runner.write(
            request.user, lambda uow: service_life.take(uow, str(procedure_id), version, what, given)
        )
        return json(service.record_of(stored), headers={"ETag": etag(stored.version)})

    take.__name__ = f"{what}_procedure"  # the operation's name in the API's document
    return post(
        f"/{{procedure_id:uuid}}/{what}",
        opt=needs(
            service_life.PERMISSIONS[what], body=ProcedureMoveInput, answers={200: ProcedureRecord}, if_match=True
        ),
        summary=_SUMMARIES[what],
        status_code=200,
    )(take)


@get(
    "/{procedure_id:uuid}/findings",
    opt=needs(Permission.READ_PROCEDURES, answers={200: ProcedureFindings}),
    summary="What a procedure lacks or contradicts",
)
async def procedure_findings(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], revision: Revision = None
) -> Response[bytes]:
    """Steps without a way out, decisions with one branch, standards that do not add up; errors stop the approval."""
    found = await runner.read(request.user, lambda uow: service.findings(uow, str(procedure_id), revision))
    return json(ProcedureFindings(items=found))


@get(
    "/{procedure_id:uuid}/life",
    opt=needs(Permission.READ_PROCEDURES, answers={200: ProcedureLife}),
    summary="Revisions of a procedure and what happened to them",
)
async def procedure_life(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """Newest first; what happened is written once."""
    return json(await runner.read(request.user, lambda uow: service_life.life(uow, str(procedure_id))))


@get(
    "/{procedure_id:uuid}/changes",
    opt=needs(Permission.READ_PROCEDURES, answers={200: ProcedureChanges}),
    summary="What changed between two revisions of a procedure",
)
async def procedure_changes(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    procedure_id: FromPath[UUID],
    before: Before = None,
    revision: Revision = None,
) -> Response[bytes]:
    """Rows are known again by what they say: an inserted step is one change."""
    found = await runner.read(request.user, lambda uow: service_life.changes(uow, str(procedure_id), before, revision))
    return json(found)


router = Router(
    PATH,
    route_handlers=[
        list_procedures,
        create_procedure,
        read_procedure,
        replace_procedure,
        delete_procedure,
        *(_move_route(what) for what in _SUMMARIES),
        procedure_findings,
        procedure_life,
        procedure_changes,
    ],
    tags=["procedures"],
)
