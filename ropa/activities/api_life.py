"""JSON routes of a record's life: steps, comments, exceptions from the separation of duties.

Bearer tokens cannot take these steps: they are decisions of persons, who sign in with a browser.
"""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath

from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities import service, service_life, service_review
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.document import ActivityRecord
from schemas.life import (
    Comment,
    CommentInput,
    CommentList,
    ExceptionList,
    LifeHistory,
    LifeStep,
    SeparationException,
    SeparationInput,
    StepInput,
)

_SUMMARIES = {
    LifeStep.SUBMIT: "Submit the draft for review",
    LifeStep.WITHDRAW: "Take a submitted record back to edit it",
    LifeStep.REVIEW: "Pass the review (level 1)",
    LifeStep.APPROVE: "Approve and freeze (level 3); refused while error-level findings exist",
    LifeStep.RETURN: "Send back with comments pinned to fields",
    LifeStep.RETIRE: "Retire the activity, with a reason",
}


def _step_route(step: LifeStep) -> HTTPRouteHandler:
    async def take(
        request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
    ) -> Response[bytes]:
        """Answers the record. With If-Match only the version that was seen takes the step; the body may be empty."""
        version = version_of(request) if "if-match" in request.headers else None
        said = await read_body(request, runner, StepInput) if await request.body() else StepInput()
        if step is LifeStep.APPROVE:
            key = str(activity_id)
            await runner.think(await runner.read(request.user, lambda uow: pictures.prepare_approvals(uow, [key])))
        stored = await runner.write(
            request.user, lambda uow: service_life.take_step(uow, str(activity_id), step, said, version=version)
        )
        return json(service.record_bytes(stored), headers={"ETag": etag(stored.version)})

    take.__name__ = f"{step}_activity"  # the operation's name in the API's document
    return post(
        f"/{{activity_id:uuid}}/{step}",
        opt=needs(service_life.PERMISSIONS[step], body=StepInput, answers={200: ActivityRecord}, if_match="optional"),
        summary=_SUMMARIES[step],
        status_code=200,
    )(take)


@get(
    "/{activity_id:uuid}/life",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: LifeHistory}),
    summary="Steps that were taken, newest first",
)
async def life(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Who submitted, reviewed, approved, returned or retired it, and when."""
    found = await runner.read(request.user, lambda uow: service_life.history(uow, str(activity_id)))
    return json(LifeHistory(items=found))


@get(
    "/{activity_id:uuid}/comments",
    opt=needs(Permission.READ_DRAFTS, answers={200: CommentList}),
    summary="Comments pinned to fields, oldest first",
)
async def list_comments(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """For those who write the record or decide on it."""
    found = await runner.read(request.user, lambda uow: service_review.comments(uow, str(activity_id)))
    return json(CommentList(items=found))


@post(
    "/{activity_id:uuid}/comments",
    opt=needs(Permission.COMMENT_ACTIVITIES, body=CommentInput, answers={201: Comment}),
    summary="Comment on a field of the open draft",
    status_code=201,
)
async def add_comment(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The pointer must lead to a place of the document."""
    said = await read_body(request, runner, CommentInput)
    made = await runner.write(request.user, lambda uow: service_review.comment(uow, str(activity_id), said))
    return json(made, 201)


@post(
    "/{activity_id:uuid}/comments/{comment_id:uuid}/resolve",
    opt=needs(Permission.COMMENT_ACTIVITIES, answers={204: None}),
    summary="Mark a comment as resolved",
    status_code=204,
)
async def resolve_comment(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], comment_id: FromPath[UUID]
) -> None:
    """A comment that is resolved already stays as it is."""
    await runner.write(request.user, lambda uow: service_review.resolve(uow, str(activity_id), str(comment_id)))


@get(
    "/",
    opt=needs(Permission.READ_DRAFTS, answers={200: ExceptionList}),
    summary="Exceptions from the separation of duties that hold today",
)
async def list_exceptions(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """At the offices that the caller may see."""
    return json(ExceptionList(items=await runner.read(request.user, service_review.exceptions)))


@post(
    "/",
    opt=needs(Permission.EXCEPT_SEPARATION, body=SeparationInput, answers={201: SeparationException}),
    summary="Give an office an exception from the separation of duties",
    status_code=201,
)
async def give_exception(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """For exactly one office, for at most a year; each step that needs it shows it on the record."""
    said = await read_body(request, runner, SeparationInput)
    return json(await runner.write(request.user, lambda uow: service_review.give_exception(uow, said)), 201)


@post(
    "/{exception_id:uuid}/end",
    opt=needs(Permission.EXCEPT_SEPARATION, answers={204: None}),
    summary="End an exception",
    status_code=204,
)
async def end_exception(request: ApiRequest, runner: NamedDependency[Runner], exception_id: FromPath[UUID]) -> None:
    """An exception that has ended stays as it is."""
    await runner.write(request.user, lambda uow: service_review.end_exception(uow, str(exception_id)))


routers = (
    Router(
        "/api/v1/activities",
        route_handlers=[*map(_step_route, LifeStep), life, list_comments, add_comment, resolve_comment],
        tags=["life"],
    ),
    Router(
        "/api/v1/separation-exceptions",
        route_handlers=[list_exceptions, give_exception, end_exception],
        tags=["life"],
    ),
)
