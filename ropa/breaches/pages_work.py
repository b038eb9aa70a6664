"""The page of the work on a breach: its tasks with owners, done, dropped and opened again."""

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import service_owners, service_tasks
from ropa.breaches.pages_frame import Frame, done, find, form_of, show, take
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.web.authentication import page_for
from ropa.web.bodies import ApiRequest
from ropa.web.language import mark as _
from ropa.web.running import Runner
from ropa.web.short_forms import ShortForm, sent
from schemas.breach import BreachRecord
from schemas.breach_work import BreachTask, TaskDone, TaskInput, TaskOwner, TaskReason, TaskState

BreachId = FromPath[UUID]
#: The parts of the work on a breach.
PARTS = (
    ("/tasks", _("งานที่ต้องทำ")),
    ("/tasks/files", _("ไฟล์แนบ")),
    ("/tasks/evidence", _("หลักฐานจากบันทึก")),
    ("/tasks/relations", _("เหตุที่เกี่ยวข้องกัน")),
)


class Seen(Struct, frozen=True):
    """What the page shows beside the breach."""

    tasks: list[BreachTask]
    owners: list[TaskOwner]


def _seen(uow: UnitOfWork, it: BreachRecord) -> Seen:
    may = access.may(uow, Permission.HANDLE_BREACHES, it.office_id)
    return Seen(
        tasks=service_tasks.list_tasks(uow, it.id).items,
        owners=service_owners.owners(uow, it.id).items if may else [],
    )


@get("/{breach_id:uuid}/tasks", opt=page_for(Permission.READ_BREACHES))
async def work_page(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """The tasks in their order, and a form for another one."""
    found = await find(request, runner, breach_id, _seen)
    return await _show(request, runner, found, form_of(request, found))


@post("/{breach_id:uuid}/tasks", opt=page_for(Permission.HANDLE_BREACHES), status_code=200)
async def change_tasks(request: ApiRequest, runner: NamedDependency[Runner], breach_id: BreachId) -> Response[bytes]:
    """Add a task, or say that one is done, dropped or open again."""
    form, key = sent(request), str(breach_id)
    do, task_id = form.value("do"), form.value("task")[:36]
    given = _read(form, do, task_id)
    made = form.id(request)

    def step(uow: UnitOfWork, _version: int) -> object:
        if isinstance(given, TaskInput):
            return service_tasks.add(uow, key, given, made)
        if isinstance(given, TaskDone):
            return service_tasks.done(uow, key, task_id, given)
        if isinstance(given, TaskReason):
            act = service_tasks.drop if do == "drop" else service_tasks.reopen
            return act(uow, key, task_id, given)
        raise RuntimeError("nothing was read")

    words = f"words_{task_id}"
    if given is not None and await take(request, runner, form, step, {"note": words, "reason": words}):
        return done(breach_id, "saved", "/tasks")
    return await _show(request, runner, await find(request, runner, breach_id, _seen), form, status=422)


def _read(form: ShortForm, do: str, task_id: str) -> TaskInput | TaskDone | TaskReason | None:
    if do == "add":
        form.text("title", required=("เขียนว่าต้องทำอะไร", "Say what is to be done"))
        form.text("owner_id", required=("เลือกผู้รับผิดชอบ", "Choose who sees to it"))
        form.moment("due_at")
        return form.read(TaskInput)
    if do not in {"done", "drop", "reopen"}:
        raise NotFound
    words = form.value(f"words_{task_id}").strip()
    if not words:
        form.fault(f"words_{task_id}", "เขียนว่าทำอะไรไปแล้ว หรือเพราะเหตุใด", "Say what was done, or why")
        return None
    form.body["note" if do == "done" else "reason"] = words
    return form.read(TaskDone) if do == "done" else form.read(TaskReason)


async def _show(
    request: ApiRequest, runner: Runner, found: Frame, form: ShortForm, *, status: int = 200, **more: Any
) -> Response[bytes]:
    seen: Seen = found.extra
    return await show(
        request,
        runner,
        "work",
        found,
        form,
        status=status,
        tasks=seen.tasks,
        owners=seen.owners,
        ended={TaskState.DONE, TaskState.DROPPED},
        work_parts=PARTS,
        **more,
    )


router = Router("/breaches", route_handlers=[work_page, change_tasks])
