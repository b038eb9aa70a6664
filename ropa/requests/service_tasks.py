"""Tasks of a request as they are read: by who may read the request, and counted for its answer and its end."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import msgspec
from msgspec import structs

from ropa import clock
from ropa.access.service_contacts import contacts
from ropa.activities import service_named_bodies as bodies
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.offices import service as offices
from ropa.requests import rules_tasks as rules
from ropa.requests import rules_where, service_rows, service_where
from ropa.requests import store_tasks as store
from schemas.breach_work import TaskState
from schemas.request_tasks import (
    RequestTask,
    RequestTasks,
    TaskKind,
    TaskLine,
    TaskResult,
    TaskWhat,
    ToldHow,
)
from schemas.requests import SubjectRequest

_lines = msgspec.json.Decoder(list[TaskLine])
_seqs = msgspec.json.Decoder(list[int])


def list_tasks(uow: UnitOfWork, request_id: str) -> RequestTasks:
    """Return the tasks of a request in their order, with their state on this day.

    Raises: NotFound, also for a request that the actor may not see.
    """
    found = service_rows.read(uow, request_id)
    rows = store.tasks(uow, request_id)
    items = shown(uow, rows)
    return RequestTasks(items=items, open=sum(each.is_open for each in items), untold=_untold(uow, found, rows))


def read(uow: UnitOfWork, request_id: str, number: int) -> RequestTask:
    """Return one task. Raises: NotFound."""
    service_rows.read(uow, request_id)
    return one(uow, request_id, number)


def one(uow: UnitOfWork, request_id: str, number: int) -> RequestTask:
    """Return one task, whoever may see it. Raises: NotFound."""
    rows = store.tasks(uow, request_id, [number])
    if not rows:
        raise NotFound
    return shown(uow, rows)[0]


def open_count(uow: UnitOfWork, request_id: str) -> int:
    """Return how many tasks stand against the end of a request: open ones, and recipients nobody was asked to tell.

    Legal source: PDPA s.33; law.md F.4 68.
    """
    found = service_rows.read_stored(uow, request_id)
    return store.open_count(uow, request_id) + _untold(uow, found, store.tasks(uow, request_id))


def open_work(uow: UnitOfWork, request_id: str, seq: int) -> int:
    """Return how many open tasks serve one right, less those to tell recipients: these come after the decision.

    A right is not granted while they are open, unless with a reason.
    """
    return sum(
        seq in _seqs.decode(row.rights) for row in store.open_rows(uow, request_id) if row.what != str(TaskWhat.TELL)
    )


def counts(uow: UnitOfWork, request_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return (open tasks, all that were not dropped) of requests that have some, for lists; one query."""
    return store.open_counts(uow, request_ids) if request_ids else {}


def _untold(uow: UnitOfWork, found: SubjectRequest, rows: Sequence[store.AnyRow]) -> int:
    known = known_of(uow, rows)
    if not rules.told_now(found.rights, known):
        return 0
    targets = rules_where.targets(service_where.facts_of(uow, found.activity_ids))
    tell = [each for each in rules.wanted(targets, found.rights, known) if each.what is TaskWhat.TELL]
    return len(rules.planned(tell, known).new)


def seqs_of(row: store.AnyRow) -> list[int]:
    """Return which rights of its request a task serves."""
    return _seqs.decode(row.rights)


def known_of(uow: UnitOfWork, rows: Sequence[store.AnyRow]) -> list[rules.Known]:
    """Return tasks as the rules know them."""
    today = clock.bangkok(uow.now).date()
    return [
        rules.Known(
            number=row.number,
            key=(TaskKind.of(row.kind), TaskWhat.of(row.what), row.target_key),
            round=row.round,
            rights=_seqs.decode(row.rights),
            state=_state(row, today),
            result=None if row.result is None else TaskResult.of(row.result),
            lines=len(_lines.decode(row.sources)),
            is_overtaken=row.is_overtaken,
        )
        for row in rows
    ]


def _state(row: store.AnyRow, today: date) -> TaskState:
    return rules.state_of(row.due_on, today, is_done=row.done_at is not None, is_dropped=row.dropped_at is not None)


def shown(uow: UnitOfWork, rows: Sequence[store.AnyRow], *, whole: bool = False) -> list[RequestTask]:
    """Return tasks as they stand today; three further queries, however many there are.

    What stands only in records that the actor may not read is not named, but to the task's own owner. `whole`: these
    are the actor's own tasks.
    """
    if not rows:
        return []
    names = contacts(uow, sorted({row.owner_id for row in rows if row.owner_id is not None}))
    called = {each.id: each.name for each in offices.list_offices(uow)}
    lines = [_lines.decode(row.sources) for row in rows]
    readable = bodies.readable(uow, {line.activity_id for each in lines for line in each if line.activity_id})
    today = clock.bangkok(uow.now).date()
    found: list[RequestTask] = []
    for row, named in zip(rows, lines, strict=True):
        seen = [line for line in named if line.activity_id is None or line.activity_id in readable]
        is_known = whole or bool(seen) or not named or is_own(uow, row.owner_id)
        owner = names[row.owner_id].name or None if row.owner_id in names else None
        office = called.get(row.owner_office_id)
        activity_id = row.activity_id if row.activity_id in readable else None
        task = _task(row, today, seen, owner_name=owner, owner_office=office, activity_id=activity_id)
        found.append(task if is_known else structs.replace(task, target=None, holding_id=None, note=None))
    return found


def _task(row: store.AnyRow, today: date, lines: list[TaskLine], **joined: str | None) -> RequestTask:
    return RequestTask(
        request_id=row.request_id,
        number=row.number,
        version=row.version,
        kind=TaskKind.of(row.kind),
        what=TaskWhat.of(row.what),
        target=row.target_name,
        target_key=row.target_key,
        holding_id=row.holding_id,
        lines=lines,
        rights=_seqs.decode(row.rights),
        round=row.round,
        owner_id=row.owner_id,
        owner_office_id=row.owner_office_id,
        due_on=row.due_on,
        state=_state(row, today),
        result=None if row.result is None else TaskResult.of(row.result),
        note=row.note,
        evidence_ref=row.evidence_ref,
        told_at=_bangkok(row.told_at),
        told_how=None if row.told_how is None else ToldHow.of(row.told_how),
        receipt_ref=row.receipt_ref,
        done_at=_bangkok(row.done_at),
        done_by_name=row.done_by_name,
        dropped_reason=row.dropped_reason,
        created_at=clock.bangkok(row.created_at),
        created_by_name=row.created_by_name,
        **joined,
    )


def is_own(uow: UnitOfWork, owner_id: str | None) -> bool:
    """Tell whether the actor is the person who owns a task."""
    return owner_id is not None and uow.actor.id == f"person:{owner_id}"


def _bangkok(moment: datetime | None) -> datetime | None:
    return None if moment is None else clock.bangkok(moment)
