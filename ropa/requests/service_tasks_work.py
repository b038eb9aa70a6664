"""The work on tasks: who does them until when, how they ended, and what is done after all.

A task is finished by its owner, by those who handle requests at the office that owns it, or by who handles the request.
"""

from collections.abc import Collection, Sequence
from typing import Any

from msgspec import UNSET

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.requests import rules_tasks as rules
from ropa.requests import (
    service_effects,
    service_events,
    service_proof,
    service_rows,
    service_task_owners,
    service_tasks,
    service_tasks_fulfilled,
    service_tasks_made,
    service_telling,
)
from ropa.requests import store_tasks as store
from schemas.findings import Problem
from schemas.masking import Masker
from schemas.request_tasks import (
    RequestTask,
    RequestTaskChange,
    RequestTaskDone,
    RequestTaskReason,
    TaskAssignment,
    TaskResult,
    TasksChanged,
    TasksDone,
    TaskWhat,
)
from schemas.requests import RequestEventKind, SubjectRequest

_CHANGING = frozenset({TaskWhat.CORRECT, TaskWhat.ERASE})
_MOVING = frozenset({RequestEventKind.TASK_DONE, RequestEventKind.TASK_DROPPED, RequestEventKind.TASK_REOPENED})
_MASKER = Masker(())
_ENDS = ("done_at", "done_by", "done_by_name", "result", "told_at", "told_how", "receipt_ref", "note", "evidence_ref")


def change(uow: UnitOfWork, request_id: str, number: int, version: int, given: RequestTaskChange) -> RequestTask:
    """Return a task after its owner, office or day changed; a new owner is told.

    Raises: NotFound, Forbidden, Invalid; Conflict for one that is done or dropped; PreconditionFailed.
    """
    found = _opened(uow, request_id)
    row = _rows(uow, request_id, [number])[0]
    if row.version != version:
        raise PreconditionFailed
    _assign(uow, found, [row], given)
    return service_tasks.one(uow, request_id, number)


def assign(uow: UnitOfWork, request_id: str, given: TaskAssignment) -> TasksChanged:
    """Return several tasks after all of them got the same owner, office or day; each owner is told once.

    Raises: NotFound, Forbidden, Invalid; Conflict when one is done or dropped.
    """
    found = _opened(uow, request_id)
    _assign(uow, found, _rows(uow, request_id, given.numbers), given)
    return TasksChanged(items=service_tasks.shown(uow, store.tasks(uow, request_id, given.numbers)))


def _opened(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    store.lock(uow, request_id)
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    return found


def _rows(uow: UnitOfWork, request_id: str, numbers: Collection[int]) -> Sequence[store.AnyRow]:
    rows = store.tasks(uow, request_id, numbers)
    if len(rows) != len(set(numbers)):
        raise NotFound
    return rows


def _assign(uow: UnitOfWork, found: SubjectRequest, rows: Sequence[store.AnyRow], given: RequestTaskChange) -> None:
    if any(row.done_at is not None or row.dropped_at is not None for row in rows):
        raise Conflict(
            "งานที่เสร็จหรือยกเลิกแล้ว ต้องเปิดอีกครั้งพร้อมเหตุผลก่อนแก้ไข", "A task that is done or dropped is opened again first"
        )
    names = ("owner_id", "owner_office_id", "due_on")
    values: dict[str, Any] = {name: getattr(given, name) for name in names if getattr(given, name) is not UNSET}
    problems: list[Problem] = []
    if values.get("owner_office_id") is not None:
        problems += service_task_owners.office_problems(uow, values["owner_office_id"])
    if values.get("owner_id") is not None and not problems:
        offices = {values.get("owner_office_id"), *(row.owner_office_id for row in rows)}
        problems += service_task_owners.problems(uow, found, values["owner_id"], offices)
    _refuse(problems)
    if not values:
        return
    numbers = [row.number for row in rows]
    store.change_all(uow, found.id, numbers, values)
    note(uow, found.id, RequestEventKind.TASK_CHANGED, numbers, fields=sorted(values))
    moved = [
        {**row._mapping, **values}  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
        for row in rows
        if values.get("owner_id", row.owner_id) != row.owner_id
        or values.get("owner_office_id", row.owner_office_id) != row.owner_office_id
    ]
    service_task_owners.tell(uow, found, moved)


def _refuse(problems: Sequence[Problem]) -> None:
    if problems:
        raise Invalid(problems)


def note(
    uow: UnitOfWork,
    request_id: str,
    kind: RequestEventKind,
    numbers: Sequence[int],
    note: str | None = None,
    **more: Any,
) -> None:
    details = {"numbers": sorted(numbers), **more}
    service_events.add(uow, request_id, kind, note, details)
    # Not the note: the trail tells that there is one, the timeline what it says.
    record(uow, f"request.{kind}", f"request:{request_id}", details)
    if kind in _MOVING:
        # An erasure is fulfilled when its last task is.
        service_effects.follow_tasks(uow, request_id)


def done(uow: UnitOfWork, request_id: str, number: int, given: RequestTaskDone) -> RequestTask:
    """Return a task that has ended in this way. Said twice, the first stays.

    When data were erased or corrected, every recipient of them gets a task to be told (law.md F.4 68).
    Raises: NotFound, Forbidden; Invalid with every fault; Conflict for a dropped task and a request that is over.
    """
    _done(uow, request_id, [number], given)
    own = service_tasks.shown(uow, store.tasks(uow, request_id, [number]), whole=True)
    return own[0]


def done_all(uow: UnitOfWork, request_id: str, given: TasksDone) -> TasksChanged:
    """Return several tasks that ended in the same way, for example recipients told by one circular letter.

    Raises: as `done`; nothing is saved unless all can be.
    """
    _done(uow, request_id, given.numbers, given)
    return TasksChanged(items=service_tasks.shown(uow, store.tasks(uow, request_id, given.numbers)))


def _done(uow: UnitOfWork, request_id: str, numbers: Collection[int], given: RequestTaskDone) -> None:
    found, rows = _of_worker(uow, request_id, numbers)
    if any(row.dropped_at is not None for row in rows):
        raise Conflict("งานนี้ยกเลิกแล้ว เปิดอีกครั้งพร้อมเหตุผลก่อน", "This task was dropped; open it again, with a reason")
    waiting = [row for row in rows if row.done_at is None]
    if not waiting:
        return
    whats = {TaskWhat.of(row.what) for row in waiting}
    _refuse(
        [
            *_times(uow, found, given),
            *service_telling.problems(uow, request_id, **_words(given)),
            *(fault for what in sorted(whats) for fault in rules.done_problems(what, given)),
            *_unproven(uow, found, waiting, given),
        ]
    )
    values: dict[str, Any] = {
        "result": str(given.result),
        "note": _masked(given.note),
        "evidence_ref": _masked(given.evidence_ref),
        "receipt_ref": _masked(given.receipt_ref),
        "told_at": given.told_at,
        "told_how": None if given.told_how is None else str(given.told_how),
        "done_at": given.done_at or uow.now,
        "done_by": uow.actor.id,
        "done_by_name": uow.actor.name,
    }
    done_numbers = [row.number for row in waiting]
    if store.change_all(uow, request_id, done_numbers, values) != len(waiting):
        raise PreconditionFailed
    note(uow, request_id, RequestEventKind.TASK_DONE, done_numbers, result=str(given.result))
    if given.result is TaskResult.DONE and whats & rules.TOLD_OF:
        service_tasks_made.tell_recipients(uow, request_id)
    service_tasks_fulfilled.follow(uow, request_id)


def _unproven(uow: UnitOfWork, found: SubjectRequest, rows: Sequence[Any], given: RequestTaskDone) -> list[Problem]:
    """Return the fault of data that were corrected or erased for somebody who may be somebody else."""
    changing = [row for row in rows if TaskWhat.of(row.what) in _CHANGING]
    seqs = {seq for row in changing for seq in service_tasks.seqs_of(row)}
    if given.result is not TaskResult.DONE or not seqs:
        return []
    return service_proof.problems(uow, found, seqs, "/result", takes_data_away=True)


def _masked(words: str | None) -> str | None:
    """Return words without names behind a title and without national IDs: tasks outlive what is known of the person."""
    return None if words is None else _MASKER.text(words.strip())


def _words(given: RequestTaskDone) -> dict[str, str | None]:
    return {"note": given.note, "evidence_ref": given.evidence_ref, "receipt_ref": given.receipt_ref}


def _times(uow: UnitOfWork, found: SubjectRequest, given: RequestTaskDone) -> list[Problem]:
    problems: list[Problem] = []
    for name in ("done_at", "told_at"):
        moment = getattr(given, name)
        if moment is not None and moment > uow.now + rules.AHEAD:
            th, en = "เวลานี้อยู่ในอนาคต", "This moment lies in the future"
        elif moment is not None and moment < found.received_at:
            th, en = "เวลานี้อยู่ก่อนได้รับคำขอ", "This moment lies before the request was received"
        else:
            continue
        problems.append(Problem(pointer=f"/{name}", message_th=th, message_en=en))
    return problems


def _of_worker(
    uow: UnitOfWork, request_id: str, numbers: Collection[int]
) -> tuple[SubjectRequest, Sequence[store.AnyRow]]:
    store.lock(uow, request_id)
    found = service_rows.read_stored(uow, request_id)
    rows = _rows(uow, request_id, numbers)
    handles = access.may(uow, Permission.HANDLE_REQUESTS, found.office_id)
    if not handles and not all(_works_on(uow, row) for row in rows):
        sees = access.may(uow, Permission.READ_REQUESTS, found.office_id)
        raise Forbidden if sees else NotFound
    service_rows.refuse_over(found)
    return found, rows


def _works_on(uow: UnitOfWork, row: store.AnyRow) -> bool:
    if row.owner_id is not None:
        return service_tasks.is_own(uow, row.owner_id)
    office_id = row.owner_office_id
    return office_id is not None and access.may(uow, Permission.HANDLE_REQUESTS, office_id)


def drop(uow: UnitOfWork, request_id: str, number: int, given: RequestTaskReason) -> RequestTask:
    """Return a task that is not needed, with the reason; it is not proposed again for the same right.

    Raises: NotFound, Forbidden, Invalid; Conflict for one that is done and for a request that is over.
    """
    _opened(uow, request_id)
    row = _rows(uow, request_id, [number])[0]
    if row.dropped_at is None:
        if row.done_at is not None:
            raise Conflict("งานนี้เสร็จแล้ว", "This task is done")
        service_telling.refuse(uow, request_id, reason=given.reason)
        put_off(uow, request_id, [number], given.reason)
    return service_tasks.one(uow, request_id, number)


def put_off(
    uow: UnitOfWork, request_id: str, numbers: Sequence[int], reason: str, *, is_overtaken: bool = False
) -> None:
    """Put off open tasks, with the reason; the caller has looked at them and at the actor's rights."""
    said = _masked(reason)
    store.change_all(
        uow, request_id, numbers, {"dropped_at": uow.now, "dropped_reason": said, "is_overtaken": is_overtaken}
    )
    note(uow, request_id, RequestEventKind.TASK_DROPPED, numbers, said)
    service_tasks_fulfilled.follow(uow, request_id)


def reopen(uow: UnitOfWork, request_id: str, number: int, given: RequestTaskReason) -> RequestTask:
    """Return a task that is to be done after all; who ended it when, and why that was not enough, is in the timeline.

    Raises: NotFound, Forbidden, Invalid; Conflict for a request that is over.
    """
    _opened(uow, request_id)
    row = _rows(uow, request_id, [number])[0]
    if row.done_at is None and row.dropped_at is None:
        return service_tasks.one(uow, request_id, number)
    service_telling.refuse(uow, request_id, reason=given.reason)
    before = {"done_at": row.done_at, "done_by": row.done_by, "result": row.result, "dropped_at": row.dropped_at}
    values = {**dict.fromkeys((*_ENDS, "dropped_at", "dropped_reason")), "is_overtaken": False}
    store.change_all(uow, request_id, [number], values, only_open=False)
    note(uow, request_id, RequestEventKind.TASK_REOPENED, [number], _masked(given.reason), before=_plain(before))
    service_tasks_fulfilled.follow(uow, request_id)
    return service_tasks.one(uow, request_id, number)


def _plain(values: dict[str, Any]) -> dict[str, str]:
    return {
        name: value if isinstance(value, str) else value.isoformat()
        for name, value in values.items()
        if value is not None
    }
