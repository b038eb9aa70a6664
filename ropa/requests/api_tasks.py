"""JSON routes of tasks: of a request, and one's own."""

from typing import Annotated
from uuid import UUID

from litestar import Response, Router, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from ropa.access.rules import Permission
from ropa.requests import service_task_owners, service_tasks, service_tasks_made, service_tasks_own, service_tasks_work
from ropa.web.authentication import needs
from ropa.web.bodies import ApiRequest, etag, json, read_body, version_of
from ropa.web.running import Runner
from ropa.web.sessions import keys_of
from schemas.request_tasks import (
    OwnRequestTasks,
    ProposedTasks,
    RequestTask,
    RequestTaskChange,
    RequestTaskDone,
    RequestTaskOwners,
    RequestTaskReason,
    RequestTasks,
    TaskAssignment,
    TaskNew,
    TasksChanged,
    TasksDone,
    TasksMade,
    TaskWanted,
)

_NOW = {"Cache-Control": "no-store"}
_OF = "/{request_id:uuid}/tasks"
_TASK = f"{_OF}/{{number:int}}"
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", max_length=60, description="next_cursor of the page before")
]
Limit = Annotated[
    int, QueryParameter(name="limit", ge=1, le=service_tasks_own.MAX_LIMIT, description="Tasks on a page")
]


def _answer(task: RequestTask, status: int = 200) -> Response[bytes]:
    headers = {**_NOW, "ETag": etag(task.version)}
    if status == 201:  # noqa: PLR2004 - created
        headers["Location"] = f"/api/v1/requests/{task.request_id}/tasks/{task.number}"
    return json(task, status, headers)


@get("/", opt=needs(Permission.SIGNED_IN, answers={200: OwnRequestTasks}), summary="One's own open tasks of requests")
async def own_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], cursor: Cursor = None, limit: Limit = 50
) -> Response[bytes]:
    """The earliest due first, with those of one's offices; needs no right to read requests. Nothing of who asked."""
    return json(await runner.read(request.user, lambda uow: service_tasks_own.own(uow, cursor, limit)), headers=_NOW)


@get(_OF, opt=needs(Permission.READ_REQUESTS, answers={200: RequestTasks}), summary="The tasks of a request")
async def list_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """In their order; `state` is that of this day. Targets of records out of the caller's sight are null."""
    found = await runner.read(request.user, lambda uow: service_tasks.list_tasks(uow, str(request_id)))
    return json(found, headers=_NOW)


@get(
    f"{_OF}/proposed",
    opt=needs(Permission.HANDLE_REQUESTS, answers={200: ProposedTasks}),
    summary="The tasks that a request needs by what the register knows",
)
async def list_proposed_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """One for each system, data set, processor and recipient, with the number of those that are there."""
    found = await runner.read(request.user, lambda uow: service_tasks_made.proposed(uow, str(request_id)))
    return json(found, headers=_NOW)


@get(
    f"{_OF}/owners",
    opt=needs(Permission.HANDLE_REQUESTS, answers={200: RequestTaskOwners}),
    summary="Who may own tasks of a request",
)
async def list_request_task_owners(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """People with a role at the offices concerned or above them, the nearest first."""
    return json(await runner.read(request.user, lambda uow: service_task_owners.owners(uow, str(request_id))))


@post(
    f"{_OF}/proposed",
    opt=needs(Permission.HANDLE_REQUESTS, body=TaskWanted, answers={200: TasksMade}),
    summary="Make the proposed tasks",
    status_code=200,
)
async def make_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """Made again, only what is new is made. Recipients are told after the decision or the erasure, not before."""
    given, keys = await read_body(request, runner, TaskWanted), keys_of(request)
    key = str(request_id)
    return json(await runner.write(request.user, lambda uow: service_tasks_made.make(uow, keys, key, given)))


@post(
    _OF,
    opt=needs(Permission.HANDLE_REQUESTS, body=TaskNew, answers={201: RequestTask}),
    summary="Add a task that no record of the register proposes",
    status_code=201,
)
async def add_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """The same target once more is the same task, while that one is open."""
    given, key = await read_body(request, runner, TaskNew), str(request_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks_made.add(uow, key, given)), 201)


@post(
    f"{_OF}/assign",
    opt=needs(Permission.HANDLE_REQUESTS, body=TaskAssignment, answers={200: TasksChanged}),
    summary="Give several tasks an owner or a day",
    status_code=200,
)
async def assign_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """All or none; a new owner is told once."""
    given, key = await read_body(request, runner, TaskAssignment), str(request_id)
    return json(await runner.write(request.user, lambda uow: service_tasks_work.assign(uow, key, given)))


@post(
    f"{_OF}/done",
    opt=needs(Permission.SIGNED_IN, body=TasksDone, answers={200: TasksChanged}),
    summary="Say that several tasks ended in the same way",
    status_code=200,
)
async def finish_request_tasks(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID]
) -> Response[bytes]:
    """All or none, for example recipients told by one circular letter. By their owner or who handles the request."""
    given, key = await read_body(request, runner, TasksDone), str(request_id)
    return json(await runner.write(request.user, lambda uow: service_tasks_work.done_all(uow, key, given)))


@get(_TASK, opt=needs(Permission.READ_REQUESTS, answers={200: RequestTask}), summary="Read one task of a request")
async def read_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """`ETag` is its version, which a change names in If-Match."""
    key = str(request_id)
    return _answer(await runner.read(request.user, lambda uow: service_tasks.read(uow, key, number)))


@patch(
    _TASK,
    opt=needs(Permission.HANDLE_REQUESTS, body=RequestTaskChange, answers={200: RequestTask}, if_match=True),
    summary="Change owner or day of a task",
)
async def change_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """Needs If-Match. A new owner is told; one that is done or dropped is opened again first."""
    given, version = await read_body(request, runner, RequestTaskChange), version_of(request)
    key = str(request_id)
    return _answer(
        await runner.write(request.user, lambda uow: service_tasks_work.change(uow, key, number, version, given))
    )


@post(
    f"{_TASK}/done",
    opt=needs(Permission.SIGNED_IN, body=RequestTaskDone, answers={200: RequestTask}),
    summary="Say how a task ended",
    status_code=200,
)
async def finish_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """By its owner, its office, or who handles the request. Said twice, the first stays.

    After an erasure or a correction, every recipient of the data gets a task to be told (PDPA s.33).
    """
    given, key = await read_body(request, runner, RequestTaskDone), str(request_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks_work.done(uow, key, number, given)))


@post(
    f"{_TASK}/drop",
    opt=needs(Permission.HANDLE_REQUESTS, body=RequestTaskReason, answers={200: RequestTask}),
    summary="Put off a task that is not needed",
    status_code=200,
)
async def drop_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """With the reason. It stays in the list and is not proposed again for the same right."""
    given, key = await read_body(request, runner, RequestTaskReason), str(request_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks_work.drop(uow, key, number, given)))


@post(
    f"{_TASK}/reopen",
    opt=needs(Permission.HANDLE_REQUESTS, body=RequestTaskReason, answers={200: RequestTask}),
    summary="Open a task of a request again",
    status_code=200,
)
async def reopen_request_task(
    request: ApiRequest, runner: NamedDependency[Runner], request_id: FromPath[UUID], number: FromPath[int]
) -> Response[bytes]:
    """With the reason; who had ended it, and when, stays in the timeline."""
    given, key = await read_body(request, runner, RequestTaskReason), str(request_id)
    return _answer(await runner.write(request.user, lambda uow: service_tasks_work.reopen(uow, key, number, given)))


own_router = Router("/api/v1/request-tasks", route_handlers=[own_request_tasks], tags=["requests"])
router = Router(
    "/api/v1/requests",
    route_handlers=[
        list_request_tasks,
        list_proposed_tasks,
        list_request_task_owners,
        make_request_tasks,
        add_request_task,
        assign_request_tasks,
        finish_request_tasks,
        read_request_task,
        change_request_task,
        finish_request_task,
        drop_request_task,
        reopen_request_task,
    ],
    tags=["requests"],
)
