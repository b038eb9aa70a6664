"""JSON routes of what granted rights did to the data: erasure, restriction, separation, withdrawal; their checks.

What is sent again with the same `Idempotency-Key` and body is recorded once.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa import clock, renderings_requests
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import (
    service_effects,
    service_effects_due,
    service_effects_made,
    service_effects_stopped,
    service_said_twice,
)
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, download, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.pending import PendingCheckInput
from schemas.request_effects import (
    Effect,
    EffectsShown,
    EndEffectInput,
    ErasureInput,
    KeptInput,
    RestrictionInput,
    SeparationInput,
    WithdrawalInput,
)

PDF = "application/pdf"
_ALL = "/{request_id:uuid}/effects"
_HANDLE = Permission.HANDLE_REQUESTS


def _id_of(request: ApiRequest, given: Struct) -> str | None:
    return service_said_twice.id_of(request.headers.get("idempotency-key"), request.user.id, request.url.path, given)


async def _made(request: ApiRequest, runner: Runner, make: Callable[[UnitOfWork], Effect]) -> Response[bytes]:
    made = await runner.write(request.user, make)
    return json(made, 201, {"ETag": etag(made.version)})


@get(
    _ALL,
    opt=needs(Permission.READ_REQUESTS, answers={200: EffectsShown}),
    summary="What the rights of a request did to the data",
)
async def list_request_effects(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """With what is still open before the request can be closed, and what its activities hold: items with their
    grounds and days, data sets with their copies.
    """
    found = await runner.read(request.user, lambda uow: service_effects.shown(uow, str(request_id)))
    return json(found, headers={"Cache-Control": "no-store"})


@get(
    f"{_ALL}/{{number:int}}/statement.pdf",
    opt=needs(Permission.READ_REQUESTS, answers={200: PDF}),
    summary="The statement of an effect as PDF",
)
async def request_effect_pdf(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """What was recorded, with its hash, and what later checks found. It holds none of the data, nor who asked."""

    def read(uow: UnitOfWork) -> tuple[Effect, datetime]:
        return service_effects.one(uow, str(request_id), number), clock.bangkok(uow.now)

    effect, printed_at = await runner.read(request.user, read)
    content = await runner.think(lambda: renderings_requests.request_effect(effect, printed_at))
    answer = download(content, PDF, f"{effect.facts.ref.replace('/', '-')}.pdf")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@post(
    f"{_ALL}/erasures",
    opt=needs(_HANDLE, body=ErasureInput, answers={201: Effect}),
    summary="Record that a person's data were erased at one place",
    status_code=201,
)
async def record_request_erasure(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Refused while a hold stands. Every copy of the data set is answered: erased, erased by its own cycle within the
    law's days, or blocked with measures and the day of its next check (that needs the right to decide).
    """
    given, key = await read_body(request, runner, ErasureInput), str(request_id)
    made_id = _id_of(request, given)
    return await _made(request, runner, lambda uow: service_effects_made.erase(uow, key, given, made_id))


@post(
    f"{_ALL}/kept",
    opt=needs(Permission.DECIDE_REQUESTS, body=KeptInput, answers={201: Effect}),
    summary="Record that a law binds the agency to keep data",
    status_code=201,
)
async def record_request_keeping(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """The Saraban Regulation, another law, or legal claims: which, until when, and how any other use is kept off."""
    given, key = await read_body(request, runner, KeptInput), str(request_id)
    made_id = _id_of(request, given)
    return await _made(request, runner, lambda uow: service_effects_made.keep(uow, key, given, made_id))


@post(
    f"{_ALL}/restrictions",
    opt=needs(_HANDLE, body=RestrictionInput, answers={201: Effect}),
    summary="Restrict the use of a person's data",
    status_code=201,
)
async def record_request_restriction(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """A hold of s.34 is placed on the data set, or on the activity: it needs the right to place holds, too."""
    given, key = await read_body(request, runner, RestrictionInput), str(request_id)
    made_id = _id_of(request, given)
    return await _made(request, runner, lambda uow: service_effects_stopped.restrict(uow, key, given, made_id))


@post(
    f"{_ALL}/separations",
    opt=needs(_HANDLE, body=SeparationInput, answers={201: Effect}),
    summary="Record that data were set apart when a person objected",
    status_code=201,
)
async def record_request_separation(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """At once; the objection itself may still be judged."""
    given, key = await read_body(request, runner, SeparationInput), str(request_id)
    made_id = _id_of(request, given)
    return await _made(request, runner, lambda uow: service_effects_stopped.separate(uow, key, given, made_id))


@post(
    f"{_ALL}/withdrawals",
    opt=needs(_HANDLE, body=WithdrawalInput, answers={201: Effect}),
    summary="Record what a withdrawal of consent reaches in an activity",
    status_code=201,
)
async def record_request_withdrawal(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Items on consent alone, each with its own last day; the activity goes on."""
    given, key = await read_body(request, runner, WithdrawalInput), str(request_id)
    made_id = _id_of(request, given)
    return await _made(request, runner, lambda uow: service_effects_stopped.withdraw(uow, key, given, made_id))


@post(
    f"{_ALL}/{{number:int}}/end",
    opt=needs(Permission.DECIDE_REQUESTS, body=EndEffectInput, answers={200: Effect}, if_match=True),
    summary="End a restriction or separation, or say that an effect was recorded by mistake",
    status_code=200,
)
async def end_request_effect(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """With the reason. Needs If-Match. The hold of a restriction is lifted; nothing is destroyed by that."""
    given, version, key = await read_body(request, runner, EndEffectInput), version_of(request), str(request_id)
    ended = await runner.write(request.user, lambda uow: service_effects_stopped.end(uow, key, number, version, given))
    return json(ended, headers={"ETag": etag(ended.version)})


@post(
    f"{_ALL}/parts/{{part_id:uuid}}/checks",
    opt=needs(_HANDLE, body=PendingCheckInput, answers={200: Effect}, if_match=True),
    summary="Record a check of what is not gone yet",
    status_code=200,
)
async def check_request_part(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], part_id: FromPath[UUID]
) -> Response[bytes]:
    """Still there, with reason, measures and the next check; or gone; or what a re-identification review found. Needs
    If-Match: the part's version.
    """
    given, version = await read_body(request, runner, PendingCheckInput), version_of(request)
    key, part = str(request_id), str(part_id)
    effect = await runner.write(request.user, lambda uow: service_effects_due.check(uow, key, part, version, given))
    return json(effect, headers={"Cache-Control": "no-store"})


router = Router(
    "/api/v1/requests",
    route_handlers=[
        list_request_effects,
        request_effect_pdf,
        record_request_erasure,
        record_request_keeping,
        record_request_restriction,
        record_request_separation,
        record_request_withdrawal,
        end_request_effect,
        check_request_part,
    ],
    tags=["requests"],
)
