"""JSON routes of reorganisations, and of moving one record."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.activities.service import record_bytes
from ropa.db.unit_of_work import UnitOfWork
from ropa.reorganisations import service, service_moves
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body
from ropa.web.offices import forget_offices
from ropa.web.running import Runner
from ropa.web.uploads import received
from schemas.document import ActivityRecord
from schemas.reorganisation import (
    CommitInput,
    MappingSent,
    MoveInput,
    OfficeChange,
    OfficeChangeList,
    PlacedInput,
    Undecided,
)

FileName = Annotated[
    str | None, QueryParameter(name="name", max_length=200, description="The file's name; .xlsx or .csv")
]


@get("/", opt=needs(Permission.CHANGE_OFFICES, answers={200: OfficeChangeList}), summary="List the reorganisations")
async def list_office_changes(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The newest first."""
    return json(await runner.read(request.user, service.list_changes))


@post(
    "/",
    opt=needs(Permission.CHANGE_OFFICES, takes_file=MappingSent, answers={201: OfficeChange}),
    summary="Preview a mapping file; no office changes",
    status_code=201,
)
async def preview(request: ApiRequest, runner: NamedDependency[Runner], name: FileName = None) -> Response[bytes]:
    """The body is the file itself (.csv or .xlsx), or a form with the field `file`. Every fault is listed by its cell.

    The answer names what would change and the hash that `commit` confirms.
    """
    await runner.read(request.user, service.require_changing)
    async with received(request, {"name": name}) as sent:
        content = sent.file.read(service.MOST_BYTES + 1)
        file_name = sent.name or "offices.csv"
    rows = await runner.think(lambda: service.read_file(file_name, content))
    made = await runner.write(request.user, lambda uow: service.start(uow, file_name, content, rows))
    return json(made, 201, {"Location": f"/api/v1/offices/changes/{made.id}"})


@get(
    "/{change_id:uuid}",
    opt=needs(Permission.CHANGE_OFFICES, answers={200: OfficeChange}),
    summary="A reorganisation with its preview",
)
async def read_change(
    request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]
) -> Response[bytes]:
    """As it was previewed last, or as it was done."""
    return json(await runner.read(request.user, lambda uow: service.read(uow, str(change_id))))


@post(
    "/{change_id:uuid}/preview",
    opt=needs(Permission.CHANGE_OFFICES, answers={200: OfficeChange}),
    summary="Preview again what is not done yet",
    status_code=200,
)
async def preview_again(
    request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]
) -> Response[bytes]:
    """After something changed since the preview. It has to be confirmed anew."""
    return json(await runner.write(request.user, lambda uow: service.preview_again(uow, str(change_id))))


@post(
    "/{change_id:uuid}/commit",
    opt=needs(Permission.CHANGE_OFFICES, body=CommitInput, answers={200: OfficeChange}),
    summary="Confirm a preview: done at once, or on its day",
    status_code=200,
)
async def commit(request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]) -> Response[bytes]:
    """409 when something changed since the preview; nothing is done then."""
    given = await read_body(request, runner, CommitInput)
    done = await runner.write(request.user, lambda uow: service.confirm(uow, str(change_id), given.hash, given.choices))
    forget_offices(runner)
    return json(done)


@post(
    "/{change_id:uuid}/cancel",
    opt=needs(Permission.CHANGE_OFFICES, answers={200: OfficeChange}),
    summary="Give up a reorganisation that is not done yet",
    status_code=200,
)
async def cancel(request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]) -> Response[bytes]:
    """Also one that waits for its day."""
    return json(await runner.write(request.user, lambda uow: service.cancel(uow, str(change_id))))


@get(
    "/{change_id:uuid}/worklist",
    opt=needs(Permission.CHANGE_OFFICES, answers={200: Undecided}),
    summary="Records that no rule placed",
)
async def worklist(request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]) -> Response[bytes]:
    """Where they wait, and the offices to choose from."""
    return json(await runner.read(request.user, lambda uow: service_moves.undecided(uow, str(change_id))))


@post(
    "/{change_id:uuid}/worklist",
    opt=needs(Permission.MOVE_ACTIVITIES, body=PlacedInput, answers={200: Undecided}),
    summary="Place records that no rule placed",
    status_code=200,
)
async def place(request: ApiRequest, runner: NamedDependency[Runner], change_id: FromPath[UUID]) -> Response[bytes]:
    """All of them or none; the answer is what still waits."""
    given = await read_body(request, runner, PlacedInput)

    def work(uow: UnitOfWork) -> Undecided:
        service_moves.place(uow, str(change_id), given.items)
        return service_moves.undecided(uow, str(change_id))

    return json(await runner.write(request.user, work))


@post(
    "/{activity_id:uuid}/move",
    opt=needs(Permission.MOVE_ACTIVITIES, body=MoveInput, answers={200: ActivityRecord}),
    summary="Move one record to another office",
    status_code=200,
)
async def move(request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]) -> Response[bytes]:
    """Needs a person with the right at both offices. The answer is the record with its new version."""
    given = await read_body(request, runner, MoveInput)
    moved = await runner.write(request.user, lambda uow: service_moves.move(uow, str(activity_id), given))
    return json(record_bytes(moved), headers={"ETag": etag(moved.version)})


routers = (
    Router(
        "/api/v1/offices/changes",
        route_handlers=[list_office_changes, preview, read_change, preview_again, commit, cancel, worklist, place],
        tags=["offices"],
    ),
    Router("/api/v1/activities", route_handlers=[move], tags=["activities"]),
)
