"""JSON routes of work on many records, and of who looks after one."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.activities import service_stewards
from ropa.bulk import service, service_run, service_single, service_undo
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, json, read_body
from ropa.web.bulk_running import carry_out, look
from ropa.web.running import Runner
from schemas.bulk import BulkConfirm, BulkInput, BulkItems, BulkRun, BulkRuns, BulkTerms, ItemState
from schemas.stewards import StewardInput, StewardRecord

PATH = "/api/v1/bulk"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=40, description="next_cursor of the page before")
]
Number = Annotated[
    int | None, QueryParameter(name="cursor", ge=0, le=1_000_000, description="next_cursor of the page before")
]
Limit = Annotated[int, QueryParameter(name="limit", ge=1, le=service.MAX_LIMIT)]
State = Annotated[ItemState | None, QueryParameter(name="status", description="Only records in this state")]
Everybody = Annotated[
    bool | None, QueryParameter(name="everybody", description="All runs; for who may read the whole trail")
]


@post(
    "/",
    opt=needs(Permission.READ_ACTIVITIES, body=BulkInput, answers={201: BulkRun}),
    summary="Choose records for work on many",
    status_code=201,
)
async def create_bulk_run(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """By their ids, or all that a filter finds now; at most 2,000. With `terms` the answer has the preview already."""
    said = await read_body(request, runner, BulkInput)
    run = await runner.write(request.user, lambda uow: service.choose(uow, said))
    if said.terms is not None:
        run = await look(request, runner, run.id, said.terms)
    return json(run, 201, {"Location": f"{PATH}/{run.id}"})


@get("/", opt=needs(Permission.READ_ACTIVITIES, answers={200: BulkRuns}), summary="List runs, newest first")
async def list_bulk_runs(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    cursor: Cursor = None,
    limit: Limit = 50,
    everybody: Everybody = None,
) -> Response[bytes]:
    """One's own."""
    return json(
        await runner.read(
            request.user, lambda uow: service.list_runs(uow, cursor or None, limit, everybody=bool(everybody))
        )
    )


@get("/{run_id:uuid}", opt=needs(Permission.READ_ACTIVITIES, answers={200: BulkRun}), summary="How a run stands")
async def read_bulk_run(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Counts of its records by state."""
    return json(await runner.read(request.user, lambda uow: service.read(uow, str(run_id))))


@get("/{run_id:uuid}/items", opt=needs(Permission.READ_ACTIVITIES, answers={200: BulkItems}), summary="A run's records")
async def list_bulk_items(
    request: ApiRequest,
    runner: NamedDependency[Runner],
    run_id: FromPath[UUID],
    status: State = None,
    cursor: Number = None,
    limit: Limit = 50,
) -> Response[bytes]:
    """Each with every text before and after, or the reason why it cannot be done."""
    states = [] if status is None else [status]
    return json(await runner.read(request.user, lambda uow: service.items(uow, str(run_id), states, cursor, limit)))


@put(
    "/{run_id:uuid}/terms",
    opt=needs(Permission.READ_ACTIVITIES, body=BulkTerms, answers={200: BulkRun}),
    summary="Say what is to be done, and preview it",
)
async def preview_bulk_run(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Nothing is changed. `seen` of the answer is what a confirmation names; 409 when the run was begun."""
    terms = await read_body(request, runner, BulkTerms)
    return json(await look(request, runner, str(run_id), terms))


@post(
    "/{run_id:uuid}/confirm",
    opt=needs(Permission.READ_ACTIVITIES, body=BulkConfirm, answers={200: BulkRun}),
    summary="Do what was previewed",
    status_code=200,
)
async def confirm_bulk_run(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Works for some seconds. While the answer's state is `running`, send the same again: it goes on.

    Each record is saved whole or not at all, with the caller's own rights at its office.
    """
    said = await read_body(request, runner, BulkConfirm)
    await runner.write(request.user, lambda uow: service_run.confirm(uow, str(run_id), said.seen))
    return json(await carry_out(request, runner, str(run_id)))


@post(
    "/{run_id:uuid}/stop",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: BulkRun}),
    summary="End a run before all is done",
    status_code=200,
)
async def stop_bulk_run(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]
) -> Response[bytes]:
    """What is left is marked as not done; what was done stays, and can be taken back. 409 when it does not go on."""
    return json(await runner.write(request.user, lambda uow: service_run.stop(uow, str(run_id))))


@post(
    "/{run_id:uuid}/undo",
    opt=needs(Permission.READ_ACTIVITIES, answers={201: BulkRun}),
    summary="Prepare taking a run back",
    status_code=201,
)
async def undo_bulk_run(
    request: ApiRequest, runner: NamedDependency[Runner], run_id: FromPath[UUID]
) -> Response[bytes]:
    """Answers a new run, previewed: records that were changed since are refused in it. Confirm it as any other."""
    run = await runner.write(request.user, lambda uow: service_undo.start(uow, str(run_id)))
    return json(run, 201, {"Location": f"{PATH}/{run.id}"})


@get(
    "/{activity_id:uuid}/steward",
    opt=needs(Permission.READ_ACTIVITIES, answers={200: StewardRecord}),
    summary="Who looks after a record",
)
async def read_steward(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Now and before, newest first."""
    return json(await runner.read(request.user, lambda uow: service_stewards.read(uow, str(activity_id))))


@put(
    "/{activity_id:uuid}/steward",
    opt=needs(Permission.READ_DRAFTS, body=StewardInput, answers={200: StewardRecord}),
    summary="Say who looks after a record",
)
async def assign_steward(
    request: ApiRequest, runner: NamedDependency[Runner], activity_id: FromPath[UUID]
) -> Response[bytes]:
    """Who may write at the record's office; null: nobody. A recorder takes a free record, or hands on their own."""
    said = await read_body(request, runner, StewardInput)
    return json(
        await runner.write(request.user, lambda uow: service_single.assign(uow, str(activity_id), said.person_id))
    )


routers = [
    Router(
        PATH,
        route_handlers=[
            create_bulk_run,
            list_bulk_runs,
            read_bulk_run,
            list_bulk_items,
            preview_bulk_run,
            confirm_bulk_run,
            stop_bulk_run,
            undo_bulk_run,
        ],
        tags=["bulk"],
    ),
    Router("/api/v1/activities", route_handlers=[read_steward, assign_steward], tags=["activities"]),
]
