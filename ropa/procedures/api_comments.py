"""JSON routes of comments at the chapters and steps of procedures."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.procedures import service_comments
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.procedure_comments import ProcedureComment, ProcedureCommentInput, ProcedureComments


@get(
    "/{procedure_id:uuid}/comments",
    opt=needs(Permission.COMMENT_PROCEDURES, answers={200: ProcedureComments}),
    summary="Comments at chapters and steps, oldest first",
)
async def list_procedure_comments(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """For those who write the procedure or decide on it."""
    found = await runner.read(request.user, lambda uow: service_comments.comments(uow, str(procedure_id)))
    return json(ProcedureComments(items=found))


@post(
    "/{procedure_id:uuid}/comments",
    opt=needs(Permission.COMMENT_PROCEDURES, body=ProcedureCommentInput, answers={201: ProcedureComment}),
    summary="Comment on a chapter or step of the open draft",
    status_code=201,
)
async def add_procedure_comment(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """The pointer must lead to a place of the document. A comment on a step stays with its number."""
    said = await read_body(request, runner, ProcedureCommentInput)
    made = await runner.write(request.user, lambda uow: service_comments.comment(uow, str(procedure_id), said))
    return json(made, 201)


@post(
    "/{procedure_id:uuid}/comments/{comment_id:uuid}/resolve",
    opt=needs(Permission.COMMENT_PROCEDURES, answers={204: None}),
    summary="Mark a comment on a procedure as resolved",
    status_code=204,
)
async def resolve_procedure_comment(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID], comment_id: FromPath[UUID]
) -> None:
    """A comment that is resolved already stays as it is."""
    await runner.write(request.user, lambda uow: service_comments.resolve(uow, str(procedure_id), str(comment_id)))


router = Router(
    "/api/v1/procedures",
    route_handlers=[list_procedure_comments, add_procedure_comment, resolve_procedure_comment],
    tags=["procedures"],
)
