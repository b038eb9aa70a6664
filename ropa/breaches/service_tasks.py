"""Tasks of a breach: who does what until when. What is done stays done unless somebody says why not."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.access.service_contacts import contacts
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import service_owners as owning
from ropa.breaches import service_rows as service
from ropa.breaches import service_timeline
from ropa.breaches import store_tasks as store
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, invalid
from schemas.breach import BreachPhase, BreachRecord
from schemas.breach_work import (
    BreachEventKind,
    BreachTask,
    BreachTasks,
    OwnTask,
    OwnTasks,
    TaskDone,
    TaskInput,
    TaskReason,
    TaskState,
)

_MOST_OWN = 200
_WORKED_ON = frozenset({BreachPhase.OPEN, BreachPhase.SUSPECTED})


def list_tasks(uow: UnitOfWork, breach_id: str) -> BreachTasks:
    """Return the tasks of a breach in their order, with their state at `uow.now`. Raises: NotFound."""
    service.read(uow, breach_id)
    return BreachTasks(items=shown(uow, store.tasks(uow, breach_id)))


def read(uow: UnitOfWork, breach_id: str, task_id: str) -> BreachTask:
    """Return one task of a breach. Raises: NotFound."""
    service.read(uow, breach_id)
    return _one(uow, breach_id, task_id)


def own(uow: UnitOfWork) -> OwnTasks:
    """Return the actor's own open tasks, the earliest due first; whether or not they may read breaches."""
    rows = store.open_of_owner(uow, _person_id(uow), _MOST_OWN)
    tasks = shown(uow, rows)
    reads = {each: access.may(uow, Permission.READ_BREACHES, each) for each in {row.office_id for row in rows}}
    return OwnTasks(
        items=[
            OwnTask(task=each, ref=row.ref, is_drill=row.is_drill, is_readable=reads[row.office_id])
            for each, row in zip(tasks, rows, strict=True)
        ]
    )


def _person_id(uow: UnitOfWork) -> str:
    kind, _, key = uow.actor.id.partition(":")
    return key if kind == "person" else ""


def shown(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> list[BreachTask]:
    """Return tasks as they stand at `uow.now`."""
    names = contacts(uow, sorted({row.owner_id for row in rows})) if rows else {}
    return [
        BreachTask(
            id=row.id,
            breach_id=row.breach_id,
            version=row.version,
            place=row.place,
            title=row.title,
            owner_id=row.owner_id,
            owner_name=names[row.owner_id].name if row.owner_id in names else "",
            state=rules.task_state(row.due_at, row.done_at, row.dropped_at, uow.now),
            due_at=_bangkok(row.due_at),
            done_at=_bangkok(row.done_at),
            done_by_name=row.done_by_name,
            done_note=row.done_note,
            dropped_reason=row.dropped_reason,
            created_at=clock.bangkok(row.created_at),
            created_by_name=row.created_by_name,
        )
        for row in rows
    ]


def _bangkok(moment: datetime | None) -> datetime | None:
    return None if moment is None else clock.bangkok(moment)


def add(uow: UnitOfWork, breach_id: str, given: TaskInput, task_id: str | None = None) -> BreachTask:
    """Return the new task; its owner is told once. `task_id`: the id that a form was given, so that sending it twice
    makes one.

    Raises: NotFound, Forbidden; Conflict for a breach that is closed or dismissed; Invalid with every fault.
    """
    found = _opened(uow, breach_id)
    before = None if task_id is None else store.task(uow, breach_id, task_id)
    if before is not None:
        return shown(uow, [before])[0]
    behind, count = store.next_place(uow, breach_id)
    problems = owning.problems_of(uow, found, given)
    if count >= rules.MOST_TASKS:
        problems += invalid("", f"เกิน {rules.MOST_TASKS} งาน", f"More than {rules.MOST_TASKS} tasks").problems
    if problems:
        raise Invalid(problems)
    values: dict[str, Any] = {
        "id": task_id or new_id(uow.now),
        "breach_id": breach_id,
        "version": 1,
        "place": given.place or behind,
        "title": given.title.strip(),
        "owner_id": given.owner_id,
        "due_at": given.due_at,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }
    store.add(uow, values)
    _note(uow, found, BreachEventKind.TASK_ADDED, values["id"], values["title"])
    owning.tell(uow, found, values["id"], given)
    return _one(uow, breach_id, values["id"])


def _opened(uow: UnitOfWork, breach_id: str) -> BreachRecord:
    store.lock(uow, breach_id)
    found = service.read(uow, breach_id, Permission.HANDLE_BREACHES)
    _require_open(found)
    return found


def _require_open(found: BreachRecord) -> None:
    if found.phase not in _WORKED_ON:
        raise Conflict(
            "เรื่องนี้ปิดแล้ว ต้องเปิดเรื่องอีกครั้งก่อนจึงแก้ไขงานได้", "This breach is closed; open it again to change its tasks"
        )


def _one(uow: UnitOfWork, breach_id: str, task_id: str) -> BreachTask:
    row = store.task(uow, breach_id, task_id)
    if row is None:
        raise NotFound
    return shown(uow, [row])[0]


def _note(uow: UnitOfWork, found: BreachRecord, kind: BreachEventKind, task_id: str, title: str, **more: Any) -> None:
    note = more.pop("note", None)
    happened_at = more.pop("happened_at", None)
    service_timeline.add(
        uow, found.id, kind, note=note, happened_at=happened_at, details={"task": task_id, "title": title, **more}
    )
    # Neither title nor note: people write names of persons there.
    record(uow, f"breach.{kind}", f"breach:{found.id}", {"task": task_id})


def change(uow: UnitOfWork, breach_id: str, task_id: str, version: int, given: TaskInput) -> BreachTask:
    """Return a task after its words, owner, day or place changed; a new owner is told.

    Raises: NotFound, Forbidden, Invalid; Conflict for one that is done or dropped; PreconditionFailed.
    """
    found = _opened(uow, breach_id)
    task = _one(uow, breach_id, task_id)
    _require_running(task)
    problems = owning.problems_of(uow, found, given)
    if problems:
        raise Invalid(problems)
    values = {"title": given.title.strip(), "owner_id": given.owner_id, "due_at": given.due_at}
    _save(uow, task_id, version, values | {"place": given.place or task.place})
    before = {name: getattr(task, name) for name in ("title", "owner_id", "due_at")}
    changed = {
        name: {"before": before[name], "after": value} for name, value in values.items() if value != before[name]
    }
    _note(uow, found, BreachEventKind.TASK_CHANGED, task_id, given.title.strip(), changed=changed)
    if given.owner_id != task.owner_id:
        owning.tell(uow, found, task_id, given)
    return _one(uow, breach_id, task_id)


def _require_running(task: BreachTask) -> None:
    if task.state is TaskState.DONE:
        raise Conflict(
            "งานนี้เสร็จแล้ว เปิดอีกครั้งพร้อมเหตุผลก่อนแก้ไข", "This task is done; open it again, with a reason, to change it"
        )
    if task.state is TaskState.DROPPED:
        raise Conflict("งานนี้ยกเลิกแล้ว เปิดอีกครั้งพร้อมเหตุผลก่อนแก้ไข", "This task was dropped; open it again, with a reason")


def _save(uow: UnitOfWork, task_id: str, version: int, values: dict[str, Any]) -> None:
    if not store.change(uow, task_id, version, values):
        raise PreconditionFailed


def done(uow: UnitOfWork, breach_id: str, task_id: str, given: TaskDone) -> BreachTask:
    """Return a task that is done now: by its owner, or by who handles the breach. Said twice, the first stays.

    Raises: NotFound, Forbidden; Invalid for a moment in the future; Conflict for a dropped task or a closed breach.
    """
    found, task = _of_owner(uow, breach_id, task_id)
    if task.state is TaskState.DONE:
        return task
    _require_running(task)
    problems = [
        *rules.text_problems(note=given.note),
        *rules.future_problems("/done_at", given.done_at, uow.now),
    ]
    if problems:
        raise Invalid(problems)
    note, done_at = given.note.strip(), given.done_at or uow.now
    values = {"done_at": done_at, "done_by": uow.actor.id, "done_by_name": uow.actor.name, "done_note": note}
    _save(uow, task_id, task.version, values)
    _note(uow, found, BreachEventKind.TASK_DONE, task_id, task.title, note=note, happened_at=done_at)
    return _one(uow, breach_id, task_id)


def _of_owner(uow: UnitOfWork, breach_id: str, task_id: str) -> tuple[BreachRecord, BreachTask]:
    store.lock(uow, breach_id)
    found = service.read_stored(uow, breach_id)
    task = _one(uow, breach_id, task_id)
    if task.owner_id != (_person_id(uow) or None) and not access.may(uow, Permission.HANDLE_BREACHES, found.office_id):
        sees = access.may(uow, Permission.READ_BREACHES, found.office_id)
        raise Forbidden if sees else NotFound
    _require_open(found)
    return found, task


def reopen(uow: UnitOfWork, breach_id: str, task_id: str, given: TaskReason) -> BreachTask:
    """Return a task that is to be done after all; who did it when, and why that was not enough, stays in the timeline.

    Raises: NotFound, Forbidden, Invalid; Conflict for a closed breach.
    """
    found = _opened(uow, breach_id)
    task = _one(uow, breach_id, task_id)
    if task.state not in {TaskState.DONE, TaskState.DROPPED}:
        return task
    reason = _reason(given)
    names = ("done_at", "done_by", "done_by_name", "done_note", "dropped_at", "dropped_reason")
    _save(uow, task_id, task.version, dict.fromkeys(names))
    before = {"done_at": task.done_at, "done_by_name": task.done_by_name, "done_note": task.done_note}
    _note(uow, found, BreachEventKind.TASK_REOPENED, task_id, task.title, note=reason, before=before)
    return _one(uow, breach_id, task_id)


def drop(uow: UnitOfWork, breach_id: str, task_id: str, given: TaskReason) -> BreachTask:
    """Return a task that is not needed any more, with the reason.

    Raises: NotFound, Forbidden, Invalid; Conflict for one that is done, and for a closed breach.
    """
    found = _opened(uow, breach_id)
    task = _one(uow, breach_id, task_id)
    if task.state is TaskState.DROPPED:
        return task
    _require_running(task)
    reason = _reason(given)
    _save(uow, task_id, task.version, {"dropped_at": uow.now, "dropped_reason": reason})
    _note(uow, found, BreachEventKind.TASK_DROPPED, task_id, task.title, note=reason)
    return _one(uow, breach_id, task_id)


def _reason(given: TaskReason) -> str:
    problems = rules.text_problems(reason=given.reason)
    if problems:
        raise Invalid(problems)
    return given.reason.strip()
