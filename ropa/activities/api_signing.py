"""JSON routes of the queues and of the signing of many records at once."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter

from ropa import pictures
from ropa.access.rules import Permission
from ropa.activities import service_signing
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from schemas.signing import SignedList, SigningInput, SigningPage, SigningResult, WaitingPage

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=120, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_signing.MAX_LIMIT, description="Lines on a page")]
OfficeId = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="This office and below")
]


def _queue_route(name: str, permission: Permission, summary: str) -> HTTPRouteHandler:
    async def waiting(
        request: ApiRequest,
        runner: NamedDependency[Runner],
        office: OfficeId = None,
        cursor: Cursor = None,
        limit: Limit = 50,
    ) -> Response[bytes]:
        """Longest waiting first, with the number of comments that nobody has resolved."""
        return json(
            await runner.read(request.user, lambda uow: service_signing.queue(uow, name, cursor, limit, office))
        )

    waiting.__name__ = f"queue_{name}"  # the operation's name in the API's document
    return get(f"/queue/{name}", opt=needs(permission, answers={200: WaitingPage}), summary=summary)(waiting)


to_review = _queue_route("review", Permission.REVIEW_ACTIVITIES, "What waits for my review")
returned = _queue_route("returned", Permission.SUBMIT_ACTIVITIES, "What was sent back to my offices")


@get(
    "/queue/sign",
    opt=needs(Permission.APPROVE_ACTIVITIES, answers={200: SigningPage}),
    summary="What waits for my approval, with what changed since the last one",
)
async def to_sign(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    office: OfficeId = None,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Response[bytes]:
    """Each with what stands against its approval by the caller."""
    return json(await runner.read(request.user, lambda uow: service_signing.signing_queue(uow, cursor, limit, office)))


@post(
    "/signings",
    opt=needs(Permission.APPROVE_ACTIVITIES, body=SigningInput, answers={200: SigningResult}),
    summary="Approve many records at once; the exceptions are named",
    status_code=200,
)
async def sign(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Each at the version that was seen; what cannot be approved stays as it is and is named with its reasons."""
    said = await read_body(request, runner, SigningInput)
    await runner.think(
        await runner.read(request.user, lambda uow: pictures.prepare_approvals(uow, [each.id for each in said.items]))
    )
    return json(await runner.write(request.user, lambda uow: service_signing.sign(uow, said)))


@get(
    "/signings/{batch_id:uuid}",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: SignedList}),
    summary="What was approved in one signing",
)
async def signed(request: ApiRequest, runner: NamedDependency[Runner], batch_id: FromPath[UUID]) -> Response[bytes]:
    """By office and reference, as far as the caller may see the records."""
    items = await runner.read(request.user, lambda uow: service_signing.signed(uow, str(batch_id)))
    return json(SignedList(items=items))


router = Router("/api/v1", route_handlers=[to_review, returned, to_sign, sign, signed], tags=["life"])
