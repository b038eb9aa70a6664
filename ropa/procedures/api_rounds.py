"""JSON routes of rounds: begun for many offices, their steps ended and handed on, paused, with their progress."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures import service_causes, service_pauses, service_rounds, service_rounds_shown, service_steps
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.round_record import RoundEvents, RoundPage, RoundShown, RunShown
from schemas.rounds import RoundInput, RoundReason, RoundState, RunPause, StepCause, StepEnd, StepHanding

PATH = "/api/v1/rounds"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service_rounds.MAX_LIMIT, description="Lines on a page")]
State = Annotated[RoundState | None, QueryParameter(name="state")]
OfProcedure = Annotated[UUID | None, QueryParameter(name="procedure", description="Rounds of this procedure")]
OfOffice = Annotated[
    int | None, QueryParameter(name="office", ge=0, le=2_147_483_647, description="Only the run of this office")
]


class Going(Struct, kw_only=True):
    """How many runs stand still now, or go on."""

    runs: int


@post(
    "/procedures/{procedure_id:uuid}/rounds",
    opt=needs(Permission.RUN_ROUNDS, body=RoundInput, answers={201: RoundShown}),
    summary="Start a round of a procedure for one or many offices",
    status_code=201,
)
async def start_round(
    request: ApiRequest, runner: NamedDependency[Runner], procedure_id: FromPath[UUID]
) -> Response[bytes]:
    """By the revision in force; a later revision changes nothing of a round that runs."""
    given = await read_body(request, runner, RoundInput)

    def work(uow: UnitOfWork) -> RoundShown:
        return service_rounds_shown.shown(uow, service_rounds.start(uow, str(procedure_id), given))

    made = await runner.write(request.user, work)
    return json(made, 201, {"Location": f"{PATH}/{made.item.id}", "ETag": etag(made.item.version)})


@get("/rounds", opt=needs(Permission.READ_ROUNDS, answers={200: RoundPage}), summary="List rounds, newest first")
async def list_rounds(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    standing: State = None,
    procedure: OfProcedure = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """With the progress of the offices that the caller sees."""
    key = None if procedure is None else str(procedure)
    return json(await runner.read(request.user, lambda uow: service_rounds.page(uow, standing, key, cursor, limit)))


@get(
    "/rounds/{round_id:uuid}",
    opt=needs(Permission.READ_ROUNDS, answers={200: RoundShown}),
    summary="A round with the progress of each office",
)
async def read_round(request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]) -> Response[bytes]:
    """What is open, what is due when, what is late by how many working days."""
    found = await runner.read(request.user, lambda uow: service_rounds_shown.shown(uow, str(round_id)))
    return json(found, headers={"ETag": etag(found.item.version)})


@get(
    "/rounds/{round_id:uuid}/offices/{office_id:int}",
    opt=needs(Permission.READ_ROUNDS, answers={200: RunShown}),
    summary="The run of one office with every visit of its steps",
)
async def read_run(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office_id: FromPath[int]
) -> Response[bytes]:
    """Planned and actual days; a step that was sent back is there as often as it was done."""
    found = await runner.read(request.user, lambda uow: service_rounds_shown.run_shown(uow, str(round_id), office_id))
    return json(found)


@get(
    "/rounds/{round_id:uuid}/events",
    opt=needs(Permission.READ_ROUNDS, answers={200: RoundEvents}),
    summary="What happened in a round, newest first",
)
async def read_events(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID], office: OfOffice = None
) -> Response[bytes]:
    """Written once: begun, ended, handed, moved, paused."""
    found = await runner.read(request.user, lambda uow: service_rounds_shown.events(uow, str(round_id), office))
    return json(found)


@post(
    "/rounds/steps/{step_id:uuid}/end",
    opt=needs(Permission.WORK_ROUNDS, body=StepEnd, answers={200: RoundShown}),
    summary="End an open step; a decision says its answer",
    status_code=200,
)
async def end_step(request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID]) -> Response[bytes]:
    """Not agreed goes back and counts the time of the step anew. A late end says its cause."""
    given = await read_body(request, runner, StepEnd)

    def work(uow: UnitOfWork) -> RoundShown:
        return service_rounds_shown.after_act(uow, service_steps.end(uow, str(step_id), given))

    return json(await runner.write(request.user, work))


@post(
    "/rounds/steps/{step_id:uuid}/cause",
    opt=needs(Permission.WORK_ROUNDS, body=StepCause, answers={200: RoundShown}),
    summary="Say why a step was late that the register ended by itself",
    status_code=200,
)
async def say_cause(request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID]) -> Response[bytes]:
    """Said afterwards; a report of an earlier day does not know it. What is said again takes its place."""
    given = await read_body(request, runner, StepCause)

    def work(uow: UnitOfWork) -> RoundShown:
        return service_rounds_shown.after_act(uow, service_causes.say(uow, str(step_id), given))

    return json(await runner.write(request.user, work))


@post(
    "/rounds/steps/{step_id:uuid}/hand",
    opt=needs(Permission.WORK_ROUNDS, body=StepHanding, answers={200: RoundShown}),
    summary="Give an open step to another office, person or day",
    status_code=200,
)
async def hand_step(request: ApiRequest, runner: NamedDependency[Runner], step_id: FromPath[UUID]) -> Response[bytes]:
    """A day that was set stands, whatever holidays are entered later."""
    given = await read_body(request, runner, StepHanding)

    def work(uow: UnitOfWork) -> RoundShown:
        return service_rounds_shown.after_act(uow, service_steps.hand(uow, str(step_id), given))

    return json(await runner.write(request.user, work))


def _going(name: str, summary: str) -> HTTPRouteHandler:
    act = getattr(service_pauses, name)

    async def go(request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]) -> Response[bytes]:
        """Of the whole round, or of one office. The days of a pause count for no step."""
        version = version_of(request)
        given = await read_body(request, runner, RunPause)
        count = await runner.write(request.user, lambda uow: act(uow, str(round_id), version, given))
        return json(Going(runs=count))

    go.__name__ = f"{name}_round"  # the operation's name in the API's document
    return post(
        f"/rounds/{{round_id:uuid}}/{name}",
        opt=needs(Permission.RUN_ROUNDS, body=RunPause, answers={200: Going}, if_match=True),
        summary=summary,
        status_code=200,
    )(go)


@post(
    "/rounds/{round_id:uuid}/cancel",
    opt=needs(Permission.RUN_ROUNDS, body=RoundReason, answers={204: None}, if_match=True),
    summary="End a round before its time",
    status_code=204,
)
async def cancel_round(request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]) -> None:
    """What was done stays."""
    version = version_of(request)
    given = await read_body(request, runner, RoundReason)
    await runner.write(request.user, lambda uow: service_rounds.cancel(uow, str(round_id), version, given.reason))


router = Router(
    "/api/v1",
    route_handlers=[
        start_round,
        list_rounds,
        read_round,
        read_run,
        read_events,
        end_step,
        say_cause,
        hand_step,
        _going("pause", "Pause a round or the run of an office"),
        _going("resume", "Go on with what was paused"),
        cancel_round,
    ],
    tags=["rounds"],
)
