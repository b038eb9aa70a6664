"""JSON routes of the ends of a request: taken back, lapsed, no request, closed, opened again."""

from collections.abc import Callable
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_ending
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.requests import EndInput, RequestClosing, SubjectRequest, WithdrawInput

_OF_NOW = {"Cache-Control": "no-store"}
_End = Callable[[UnitOfWork, str, EndInput, int | None], SubjectRequest]


@post(
    "/{request_id:uuid}/withdraw",
    opt=needs(Permission.HANDLE_REQUESTS, body=WithdrawInput, if_match=True, answers={200: SubjectRequest}),
    summary="The person takes a request back, or some rights of it",
    status_code=200,
)
async def withdraw_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Without `rights`: all that are undecided. What was decided stays decided."""
    version = version_of(request)
    given = await read_body(request, runner, WithdrawInput)
    return _changed(
        await runner.write(request.user, lambda uow: service_ending.withdraw(uow, str(request_id), given, version))
    )


@post(
    "/{request_id:uuid}/lapse",
    opt=needs(Permission.DECIDE_REQUESTS, body=EndInput, if_match=True, answers={200: SubjectRequest}),
    summary="End a request because nobody proved who asks",
    status_code=200,
)
async def lapse_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Refused when the identity is proven. It is opened again when proof comes."""
    return await _end(request, runner, request_id, service_ending.lapse)


@post(
    "/{request_id:uuid}/dismiss",
    opt=needs(Permission.DECIDE_REQUESTS, body=EndInput, if_match=True, answers={200: SubjectRequest}),
    summary="Say that this is no request of a data subject",
    status_code=200,
)
async def dismiss_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """It stays with its reason, and can be opened again."""
    return await _end(request, runner, request_id, service_ending.dismiss)


@get(
    "/{request_id:uuid}/close",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestClosing}),
    summary="Tell what stands against closing a request",
)
async def read_request_closing(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Undecided rights, unsent answers, open tasks and effects, questions that wait."""
    found = await runner.read(request.user, lambda uow: service_ending.closing(uow, str(request_id)))
    return json(found, headers=_OF_NOW)


@post(
    "/{request_id:uuid}/close",
    opt=needs(Permission.DECIDE_REQUESTS, body=EndInput, if_match=True, answers={200: SubjectRequest}),
    summary="Close a request",
    status_code=200,
)
async def close_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """422 with everything that stands against it. The time after which who asked is forgotten begins."""
    return await _end(request, runner, request_id, service_ending.close)


@post(
    "/{request_id:uuid}/reopen",
    opt=needs(Permission.DECIDE_REQUESTS, body=EndInput, if_match=True, answers={200: SubjectRequest}),
    summary="Open a request again",
    status_code=200,
)
async def reopen_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Its clocks are those of its receipt. Refused when who asked was forgotten."""
    return await _end(request, runner, request_id, service_ending.reopen)


async def _end(request: ApiRequest, runner: Runner, request_id: UUID, end: _End) -> Response[bytes]:
    version = version_of(request)
    given = await read_body(request, runner, EndInput)
    return _changed(await runner.write(request.user, lambda uow: end(uow, str(request_id), given, version)))


def _changed(saved: SubjectRequest) -> Response[bytes]:
    return json(saved, headers=_OF_NOW | {"ETag": etag(saved.version)})


router = Router(
    "/api/v1/requests",
    route_handlers=[
        withdraw_request,
        lapse_request,
        dismiss_request,
        read_request_closing,
        close_request,
        reopen_request,
    ],
    tags=["requests"],
)
