"""JSON routes of rounds planned anew by hand: last days of many offices, one person's steps given to another."""

from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.procedures import service_handover, service_moving
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body, version_of
from ropa.web.running import Runner
from schemas.round_moves import HandOver, HandPreview, MovePreview, PeopleOfRounds, RoundMove


@post(
    "/rounds/{round_id:uuid}/due-dates/preview",
    opt=needs(Permission.RUN_ROUNDS, body=RoundMove, answers={200: MovePreview}),
    summary="Which last days of a round a move would change; saves nothing",
    status_code=200,
)
async def preview_due_dates(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]
) -> Response[bytes]:
    """Its `hash` sent as `seen` with the move makes sure that exactly this is done."""
    given = await read_body(request, runner, RoundMove)
    return json(await runner.read(request.user, lambda uow: service_moving.preview(uow, str(round_id), given)))


@post(
    "/rounds/{round_id:uuid}/due-dates",
    opt=needs(Permission.RUN_ROUNDS, body=RoundMove, answers={200: MovePreview}, if_match=True),
    summary="Move the last days of open steps of a round, for all or some offices",
    status_code=200,
)
async def move_due_dates(
    request: ApiRequest, runner: NamedDependency[Runner], round_id: FromPath[UUID]
) -> Response[bytes]:
    """Each doer is told once. The first plan stays; holidays that are entered later do not move these days."""
    version = version_of(request)
    given = await read_body(request, runner, RoundMove)
    return json(await runner.write(request.user, lambda uow: service_moving.move(uow, str(round_id), version, given)))


@get(
    "/rounds/people",
    opt=needs(Permission.RUN_ROUNDS, answers={200: PeopleOfRounds}),
    summary="Whose open steps can be given to whom, in rounds that the caller runs",
)
async def people_of_rounds(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """With how many steps each has, and how many nobody does."""
    return json(await runner.read(request.user, service_handover.people))


@post(
    "/rounds/hand-over/preview",
    opt=needs(Permission.RUN_ROUNDS, body=HandOver, answers={200: HandPreview}),
    summary="Which steps a hand-over would give; saves nothing",
    status_code=200,
)
async def preview_hand_over(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """Steps at offices where the new person has no right stay as they are."""
    given = await read_body(request, runner, HandOver)
    return json(await runner.read(request.user, lambda uow: service_handover.preview(uow, given)))


@post(
    "/rounds/hand-over",
    opt=needs(Permission.RUN_ROUNDS, body=HandOver, answers={200: HandPreview}),
    summary="Give all open steps of a person, or those that nobody does, to another person",
    status_code=200,
)
async def hand_over_steps(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """At every office and in every round that the caller runs; the new person is told once."""
    given = await read_body(request, runner, HandOver)
    return json(await runner.write(request.user, lambda uow: service_handover.hand_over(uow, given)))


router = Router(
    "/api/v1",
    route_handlers=[preview_due_dates, move_due_dates, people_of_rounds, preview_hand_over, hand_over_steps],
    tags=["rounds"],
)
