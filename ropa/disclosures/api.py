"""JSON routes of the log of s.27 paragraph 3 and of other agencies' requests."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.disclosures import service, service_requests
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.disclosures import (
    Disclosure,
    DisclosureCorrection,
    DisclosureInput,
    DisclosureList,
    ExchangeRequest,
    ExchangeRequestNew,
    ExchangeRequestPage,
    ExchangeStepInput,
)

Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_requests.MAX_LIMIT, description="On a page")]
Waiting = Annotated[
    bool, QueryParameter(name="waiting", description="Past their last day, or the deletion must be asked for")
]
OfActivity = Annotated[str | None, QueryParameter(name="activity", max_length=36, description="Of this activity")]


@get(
    "/{activity_id:uuid}/disclosures",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: DisclosureList}),
    summary="Use and disclosure without consent of an activity",
)
async def list_disclosures(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """The log of s.27 paragraph 3 (s.39(6)), newest first, with what was corrected."""
    return json(await runner.read(request.user, lambda uow: service.listed(uow, str(activity_id))))


@post(
    "/{activity_id:uuid}/disclosures",
    opt=needs(Permission.RECORD_DISCLOSURES, body=DisclosureInput, answers={201: Disclosure}),
    summary="Record a use or disclosure without consent",
    status_code=201,
)
async def record_disclosure(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Written once; what was wrong is corrected by another entry."""
    given = await read_body(request, runner, DisclosureInput)
    return json(await runner.write(request.user, lambda uow: service.add(uow, str(activity_id), given)), 201)


@post(
    "/{activity_id:uuid}/disclosures/{entry_id:uuid}/correct",
    opt=needs(Permission.RECORD_DISCLOSURES, body=DisclosureCorrection, answers={201: Disclosure}),
    summary="Correct an entry, or take it back",
    status_code=201,
)
async def correct_disclosure(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID], entry_id: FromPath[UUID]
) -> Response[bytes]:
    """Both stay in the log; `entry` null takes the other back."""
    given = await read_body(request, runner, DisclosureCorrection)
    made = await runner.write(request.user, lambda uow: service.correct(uow, str(activity_id), str(entry_id), given))
    return json(made, 201)


@get(
    "/",
    opt=needs(Permission.READ_DISCLOSURES, answers={200: ExchangeRequestPage}),
    summary="Requests of other agencies for data",
)
async def list_exchange_requests(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    waiting: Waiting = False,  # noqa: FBT002 - a query parameter
    activity: OfActivity = None,
) -> Response[bytes]:
    """Keyset pages, newest first."""
    found = await runner.read(
        request.user,
        lambda uow: service_requests.page(uow, cursor=cursor, limit=limit, waiting=waiting, activity_id=activity),
    )
    return json(found)


@post(
    "/",
    opt=needs(Permission.RECORD_DISCLOSURES, body=ExchangeRequestNew, answers={201: ExchangeRequest}),
    summary="Take in a request of another agency",
    status_code=201,
)
async def receive_exchange_request(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """แบบฟอร์มการขอเชื่อมโยงระบบบริการข้อมูล. There is no field for a ClientSecret: never send one."""
    given = await read_body(request, runner, ExchangeRequestNew)
    made = await runner.write(request.user, lambda uow: service_requests.receive(uow, given))
    return json(made, 201, {"ETag": etag(made.version), "Location": f"/api/v1/exchange-requests/{made.id}"})


@get(
    "/{request_id:uuid}",
    opt=needs(Permission.READ_DISCLOSURES, answers={200: ExchangeRequest}),
    summary="Read a request of another agency",
)
async def read_exchange_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """With its steps."""
    found = await runner.read(request.user, lambda uow: service_requests.read(uow, str(request_id)))
    return json(found, headers={"ETag": etag(found.version)})


@post(
    "/{request_id:uuid}/steps",
    opt=needs(Permission.RECORD_DISCLOSURES, body=ExchangeStepInput, answers={200: ExchangeRequest}, if_match=True),
    summary="Take a step of a request",
    status_code=200,
)
async def step_exchange_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Check, correct, record the ClientID, confirm the deletion; a decision needs a person (see /decisions)."""
    return await _step(request, runner, str(request_id))


@post(
    "/{request_id:uuid}/decisions",
    opt=needs(Permission.DECIDE_DISCLOSURES, body=ExchangeStepInput, answers={200: ExchangeRequest}, if_match=True),
    summary="Approve, refuse, suspend, resume or end",
    status_code=200,
)
async def decide_exchange_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Each with its reason."""
    return await _step(request, runner, str(request_id))


async def _step(request: ApiRequest, runner: Runner, request_id: str) -> Response[bytes]:
    version = version_of(request)
    given = await read_body(request, runner, ExchangeStepInput)
    made = await runner.write(request.user, lambda uow: service_requests.take(uow, request_id, version, given))
    return json(made, headers={"ETag": etag(made.version)})


routers = (
    Router(
        "/api/v1/activities",
        route_handlers=[list_disclosures, record_disclosure, correct_disclosure],
        tags=["disclosures"],
    ),
    Router(
        "/api/v1/exchange-requests",
        route_handlers=[
            list_exchange_requests,
            receive_exchange_request,
            read_exchange_request,
            step_exchange_request,
            decide_exchange_request,
        ],
        tags=["exchange-requests"],
    ),
)
