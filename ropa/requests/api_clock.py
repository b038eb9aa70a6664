"""JSON routes of the clocks of a request, of limits by right, and of what is asked of the citizen."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.requests import service_asks, service_grounds, service_limits, service_pauses
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.request_clock import (
    AskEnd,
    AskInput,
    Asks,
    GroundEnd,
    GroundInput,
    PauseEnd,
    PauseGrounds,
    PauseInput,
    RequestClock,
)
from schemas.request_limits import LimitInput, RequestLimits

#: Clocks are of this moment, and what is asked may name papers of a person: nothing may keep them.
OF_NOW = {"Cache-Control": "no-store"}
Number = FromPath[int]


@get(
    "/request-limits",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestLimits}),
    summary="How many days each right may take, by the day of receipt",
)
async def list_request_limits(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """30 days, and 90 for erasure with copies and backups. First what is in force today; `shipped` is unconfirmed."""
    return json(await runner.read(request.user, service_limits.table))


@post(
    "/request-limits",
    opt=needs(Permission.SET_REQUEST_LIMITS, body=LimitInput, answers={200: RequestLimits}),
    summary="Set the days of a right from a later day on, or confirm those that stand",
    status_code=200,
)
async def set_request_limit(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Never for days that have passed: what was received keeps the limit under which it came."""
    given = await read_body(request, runner, LimitInput)
    return json(await runner.write(request.user, lambda uow: service_limits.set_limit(uow, given)))


@get(
    "/request-pause-grounds",
    opt=needs(Permission.READ_REQUESTS, answers={200: PauseGrounds}),
    summary="Grounds of law on which a clock may be paused or extended",
)
async def list_pause_grounds(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The usable ones first. A proposal pauses nothing until the officer has read the law and confirmed it."""
    return json(await runner.read(request.user, service_grounds.grounds))


@post(
    "/request-pause-grounds",
    opt=needs(Permission.SET_REQUEST_LIMITS, body=GroundInput, answers={200: PauseGrounds}),
    summary="Confirm a ground of law, or a new version of one",
    status_code=200,
)
async def confirm_pause_ground(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """With the source that was read. Pauses that were made keep the version under which they were made."""
    given = await read_body(request, runner, GroundInput)
    return json(await runner.write(request.user, lambda uow: service_grounds.confirm(uow, given)))


@post(
    "/request-pause-grounds/end",
    opt=needs(Permission.SET_REQUEST_LIMITS, body=GroundEnd, answers={200: PauseGrounds}),
    summary="End a ground of law",
    status_code=200,
)
async def end_pause_ground(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Nothing new is paused on it; pauses that were made stay."""
    given = await read_body(request, runner, GroundEnd)
    return json(await runner.write(request.user, lambda uow: service_grounds.end(uow, given)))


@get(
    "/requests/{request_id:uuid}/clock",
    opt=needs(Permission.READ_REQUESTS, answers={200: RequestClock}),
    summary="The clocks of a request with all that moved them",
)
async def read_request_clock(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """For each right: the day of receipt, the limit, pauses and extensions, the last day and the days left."""
    found = await runner.read(request.user, lambda uow: service_pauses.read(uow, str(request_id)))
    return json(found, headers=OF_NOW)


@post(
    "/requests/{request_id:uuid}/pauses",
    opt=needs(Permission.DECIDE_REQUESTS, body=PauseInput, answers={201: RequestClock}),
    summary="Pause or extend the clock of a right, or of all that run",
    status_code=201,
)
async def pause_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Only on a confirmed ground of law, with a reason, and not after the limit is over."""
    given = await read_body(request, runner, PauseInput)
    made = await runner.write(request.user, lambda uow: service_pauses.pause(uow, str(request_id), given))
    return json(made, 201, OF_NOW)


@post(
    "/requests/{request_id:uuid}/pauses/{number:int}/end",
    opt=needs(Permission.DECIDE_REQUESTS, body=PauseEnd, answers={200: RequestClock}),
    summary="Let a clock go on",
    status_code=200,
)
async def resume_request(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """The day on which it goes on counts."""
    given = await read_body(request, runner, PauseEnd)
    made = await runner.write(request.user, lambda uow: service_pauses.resume(uow, str(request_id), number, given))
    return json(made, headers=OF_NOW)


@get(
    "/requests/{request_id:uuid}/asks",
    opt=needs(Permission.READ_REQUESTS, answers={200: Asks}),
    summary="What was asked of the citizen",
)
async def list_request_asks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """The latest first; the words only for those who may see who asked. Last days are working days."""
    keys = keys_of(request)
    found = await runner.read(request.user, lambda uow: service_asks.listed(uow, keys, str(request_id)))
    return json(found, headers=OF_NOW)


@post(
    "/requests/{request_id:uuid}/asks",
    opt=needs(Permission.HANDLE_REQUESTS, body=AskInput, answers={201: Asks}),
    summary="Ask the citizen for something",
    status_code=201,
)
async def ask_requester(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """The agency's clock goes on. The last day is moved to a working day; provisional without a confirmed table."""
    keys, given = keys_of(request), await read_body(request, runner, AskInput, echoes=False)
    made = await runner.write(request.user, lambda uow: service_asks.ask(uow, keys, str(request_id), given))
    return json(made, 201, OF_NOW)


@post(
    "/requests/{request_id:uuid}/asks/{number:int}/end",
    opt=needs(Permission.HANDLE_REQUESTS, body=AskEnd, answers={200: Asks}),
    summary="Record what became of something that was asked",
    status_code=200,
)
async def end_request_ask(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: Number
) -> Response[bytes]:
    """Answered, not answered in time, or taken back. A pause that waited for it ends."""
    keys, given = keys_of(request), await read_body(request, runner, AskEnd, echoes=False)
    made = await runner.write(request.user, lambda uow: service_asks.end(uow, keys, str(request_id), number, given))
    return json(made, headers=OF_NOW)


router = Router(
    "/api/v1",
    route_handlers=[
        list_request_limits,
        set_request_limit,
        list_pause_grounds,
        confirm_pause_ground,
        end_pause_ground,
        read_request_clock,
        pause_request,
        resume_request,
        list_request_asks,
        ask_requester,
        end_request_ask,
    ],
    tags=["requests of data subjects"],
)
