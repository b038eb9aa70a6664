"""JSON routes of tasks: of a breach, and one's own."""

from uuid import UUID

from litestar import Response, Router, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath

from ropa.access.rules import Permission
from ropa.breaches import service_owners, service_tasks
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from schemas.breach_work import BreachTask, BreachTasks, OwnTasks, TaskDone, TaskInput, TaskOwners, TaskReason

_TASK = "/{breach_id:uuid}/tasks/{task_id:uuid}"


def _answer(task: BreachTask, status: int = 200) -> Response[bytes]:
    headers = {"ETag": etag(task.version)}
    if status == 201:  # noqa: PLR2004 - created
        headers["Location"] = f"/api/v1/breaches/{task.breach_id}/tasks/{task.id}"
    return json(task, status, headers)


@get("/tasks", opt=needs(Permission.REPORT_BREACH, answers={200: OwnTasks}), summary="One's own open tasks")
async def own_breach_tasks(request: ApiRequest, runner: NamedDependency[Runner]) -> Response[bytes]:
    """The earliest due first. Whoever owns a task sees it here, with or without the right to read breaches."""
    return json(await runner.read(request.user, service_tasks.own), headers={"Cache-Control": "no-store"})


@get(
    "/{breach_id:uuid}/tasks",
    opt=needs(Permission.READ_BREACHES, answers={200: BreachTasks}),
    summary="The tasks of a breach",
)
async def list_breach_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """In their order; `state` is that of this moment."""
    found = await runner.read(request.user, lambda uow: service_tasks.list_tasks(uow, str(breach_id)))
    return json(found, headers={"Cache-Control": "no-store"})


@get(
    "/{breach_id:uuid}/task-owners",
    opt=needs(Permission.HANDLE_BREACHES, answers={200: TaskOwners}),
    summary="Who may own a task of a breach",
)
async def list_task_owners(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """People with a role at the office of the breach or above it, the nearest first."""
    return json(await runner.read(request.user, lambda uow: service_owners.owners(uow, str(breach_id))))


@post(
    "/{breach_id:uuid}/tasks",
    opt=needs(Permission.HANDLE_BREACHES, body=TaskInput, answers={201: BreachTask}),
    summary="Add a task to a breach",
    status_code=201,
)
async def add_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID]
) -> Response[bytes]:
    """Its owner is told once. Refused for a breach that is closed."""
    given = await read_body(request, runner, TaskInput)
    return _answer(await runner.write(request.user, lambda uow: service_tasks.add(uow, str(breach_id), given)), 201)


@get(_TASK, opt=needs(Permission.READ_BREACHES, answers={200: BreachTask}), summary="Read one task")
async def read_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], task_id: FromPath[UUID]
) -> Response[bytes]:
    """`ETag` is its version, which a change names in If-Match."""
    key, task = str(breach_id), str(task_id)
    return _answer(await runner.read(request.user, lambda uow: service_tasks.read(uow, key, task)))


@put(
    _TASK,
    opt=needs(Permission.HANDLE_BREACHES, body=TaskInput, answers={200: BreachTask}, if_match=True),
    summary="Change a task",
)
async def change_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], task_id: FromPath[UUID]
) -> Response[bytes]:
    """Needs If-Match. A new owner is told; one that is done or dropped is opened again first."""
    given, version = await read_body(request, runner, TaskInput), version_of(request)
    key, task = str(breach_id), str(task_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks.change(uow, key, task, version, given)))


@post(
    f"{_TASK}/done",
    opt=needs(Permission.REPORT_BREACH, body=TaskDone, answers={200: BreachTask}),
    summary="Say that a task is done",
    status_code=200,
)
async def finish_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], task_id: FromPath[UUID]
) -> Response[bytes]:
    """By its owner, or by who handles the breach. Said twice, the first stays."""
    given = await read_body(request, runner, TaskDone)
    key, task = str(breach_id), str(task_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks.done(uow, key, task, given)))


@post(
    f"{_TASK}/reopen",
    opt=needs(Permission.HANDLE_BREACHES, body=TaskReason, answers={200: BreachTask}),
    summary="Open a task again",
    status_code=200,
)
async def reopen_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], task_id: FromPath[UUID]
) -> Response[bytes]:
    """With the reason; who had done it, and when, stays in the timeline."""
    given = await read_body(request, runner, TaskReason)
    key, task = str(breach_id), str(task_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks.reopen(uow, key, task, given)))


@post(
    f"{_TASK}/drop",
    opt=needs(Permission.HANDLE_BREACHES, body=TaskReason, answers={200: BreachTask}),
    summary="Drop a task that is not needed any more",
    status_code=200,
)
async def drop_breach_task(
    request: ApiRequest, runner: NamedDependency[Runner], breach_id: FromPath[UUID], task_id: FromPath[UUID]
) -> Response[bytes]:
    """With the reason. It stays in the list."""
    given = await read_body(request, runner, TaskReason)
    key, task = str(breach_id), str(task_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks.drop(uow, key, task, given)))


router = Router(
    "/api/v1/breaches",
    route_handlers=[
        own_breach_tasks,
        list_breach_tasks,
        list_task_owners,
        add_breach_task,
        read_breach_task,
        change_breach_task,
        finish_breach_task,
        reopen_breach_task,
        drop_breach_task,
    ],
    tags=["breaches"],
)
