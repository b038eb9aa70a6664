"""Tasks that are made from what the register knows: one a target, however often they are asked for.

They are computed on all activities of the request, whoever asks: no copy is forgotten because it is of another office.
That office owns the task until somebody is named.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from ropa import clock
from ropa.access.rules import Permission
from ropa.activities import service_named_bodies as bodies
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.keys import Keys
from ropa.requests import rules_tasks as rules
from ropa.requests import (
    rules_where,
    service_events,
    service_rows,
    service_states,
    service_task_owners,
    service_tasks,
    service_where,
)
from ropa.requests import store_tasks as store
from schemas.masking import Masker
from schemas.request_tasks import (
    MOST_TASKS,
    ProposedTask,
    ProposedTasks,
    RequestTask,
    TaskLine,
    TaskNew,
    TasksMade,
    TaskWanted,
    TaskWhat,
)
from schemas.request_where import LoggedAgency
from schemas.requests import RequestEventKind, RequestState, SubjectRequest
from schemas.system_keys import body_key

_MASKER = Masker(())
Offices = Mapping[str, int]
"""The office of each activity."""


def proposed(uow: UnitOfWork, request_id: str) -> ProposedTasks:
    """Return the tasks that would be made, with the number of those that are there; nothing is written.

    Raises: NotFound, Forbidden.
    """
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    facts = service_where.facts_of(uow, found.activity_ids)
    known = service_tasks.known_of(uow, store.tasks(uow, request_id))
    numbers = {each.key: each.number for each in known}
    tasks = rules.wanted(rules_where.targets(facts), found.rights, known)
    readable = bodies.readable(uow, found.activity_ids)
    offices = {each.activity_id: each.office_id for each in facts.records}
    rights, today = {each.seq: each for each in found.rights}, clock.bangkok(uow.now).date()
    items = [
        ProposedTask(
            kind=each.target.kind,
            what=each.what,
            target=each.target.name,
            rights=each.rights,
            owner_office_id=_office(each.target, offices, found.office_id),
            due_on=rules.due_of(each.what, each.rights, rights, today),
            lines=len(each.target.lines),
            number=numbers.get(each.key),
            is_early=each.is_early,
        )
        for each in tasks
        if not readable.isdisjoint(each.target.activity_ids)
    ]
    return ProposedTasks(items=items, hidden=len(tasks) - len(items))


def _office(target: rules_where.Target, offices: Offices, otherwise: int) -> int:
    return next((offices[each] for each in target.activity_ids if each in offices), otherwise)


def make(uow: UnitOfWork, keys: Keys, request_id: str, given: TaskWanted) -> TasksMade:
    """Return what making the proposed tasks has done; asked for again, it makes only what is new.

    What waits for the decision is not made before it: erasing, correcting, restricting, and telling recipients.
    Raises: NotFound, Forbidden; Invalid for an owner who may not own them all; Conflict for a request that is over, for
    more tasks than a request can have, and as `service_where.logged` for the exchange log.
    """
    found = _opened(uow, request_id)
    if found.state is RequestState.RECEIVED:
        # One that waits for proof of identity still does.
        service_states.work_on(uow, request_id)
    logged = service_where.logged(uow, keys, request_id).agencies if given.with_exchange_log else ()
    return _put(uow, found, given, logged)


def tell_recipients(uow: UnitOfWork, request_id: str, erased: Collection[int] = ()) -> TasksMade:
    """Return what it has done to make a task for each recipient who is to be told of an erasure or a correction.

    For services that have granted a right or changed data; they have looked at the actor's rights. `erased`: rights of
    the request for which data were erased. Idempotent.
    Legal source: PDPA s.33; PDPC B.E. 2567; law.md F.4 68.
    """
    store.lock(uow, request_id)
    return _put(uow, service_rows.read_stored(uow, request_id), TaskWanted(what=[TaskWhat.TELL]), (), erased)


def after_decision(uow: UnitOfWork, request_id: str) -> TasksMade:
    """Return what it has done to make the tasks of the rights that were granted, even in part.

    For the service that decides; it has looked at the actor's rights. Idempotent.
    """
    store.lock(uow, request_id)
    found = service_rows.read_stored(uow, request_id)
    seqs = [each.seq for each in found.rights if each.outcome in rules.DECIDED_FOR]
    if not seqs:
        return TasksMade(added=0, widened=0, there=0, numbers=[])
    return _put(uow, found, TaskWanted(rights=seqs), ())


def _opened(uow: UnitOfWork, request_id: str) -> SubjectRequest:
    store.lock(uow, request_id)
    found = service_rows.read(uow, request_id, Permission.HANDLE_REQUESTS)
    service_rows.refuse_over(found)
    return found


def _put(
    uow: UnitOfWork,
    found: SubjectRequest,
    given: TaskWanted,
    logged: Iterable[LoggedAgency],
    erased: Collection[int] = (),
) -> TasksMade:
    known = service_tasks.known_of(uow, store.tasks(uow, found.id))
    facts = service_where.facts_of(uow, found.activity_ids)
    tasks = rules.chosen(rules.wanted(rules_where.targets(facts, logged), found.rights, known, erased), given)
    plan = rules.planned(tasks, known)
    _refuse_many(len(known) + len(plan.new))
    offices = {each.activity_id: each.office_id for each in facts.records}
    rows = _rows(uow, found, plan, given, offices)
    if given.owner_id is not None:
        problems = service_task_owners.problems(uow, found, given.owner_id, {row["owner_office_id"] for row in rows})
        if problems:
            raise Invalid(problems)
    store.add_all(uow, rows)
    store.widen(uow, found.id, [(number, each.rights, _encoded(each.target)) for number, each in plan.wider])
    numbers = [row["number"] for row in rows]
    made = TasksMade(added=len(rows), widened=len(plan.wider), there=plan.there, numbers=numbers)
    if rows or plan.wider:
        _note(uow, found, made)
        service_task_owners.tell(uow, found, rows)
    return made


def _refuse_many(count: int) -> None:
    if count > MOST_TASKS:
        raise Conflict(
            f"คำขอหนึ่งมีงานได้ไม่เกิน {MOST_TASKS:,} งาน โปรดเลือกชนิดหรือสิทธิ",
            f"A request has at most {MOST_TASKS:,} tasks; choose kinds or rights",
        )


def _rows(
    uow: UnitOfWork, found: SubjectRequest, plan: rules.Plan, given: TaskWanted, offices: Offices
) -> list[dict[str, Any]]:
    first = store.next_number(uow, found.id)
    rights, today = {each.seq: each for each in found.rights}, clock.bangkok(uow.now).date()
    return [
        {
            **_new(uow, found.id, first + place),
            "kind": str(each.target.kind),
            "what": str(each.what),
            "target_key": each.target.key,
            "round": count,
            "target_name": each.target.name,
            "holding_id": None if each.target.holding is None else each.target.holding.id,
            "activity_id": next(iter(each.target.activity_ids), None),
            "sources": _encoded(each.target),
            "rights": msgspec.json.encode(each.rights),
            "owner_id": given.owner_id,
            "owner_office_id": _office(each.target, offices, found.office_id),
            "due_on": given.due_on or rules.due_of(each.what, each.rights, rights, today),
        }
        for place, (each, count) in enumerate(plan.new)
    ]


def _new(uow: UnitOfWork, request_id: str, number: int) -> dict[str, Any]:
    return {
        "request_id": request_id,
        "number": number,
        "version": 1,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
    }


def _encoded(target: rules_where.Target) -> bytes:
    return msgspec.json.encode(
        [
            TaskLine(
                activity_id=each.activity_id, origin=each.origin and str(each.origin), place=each.place, data=each.data
            )
            for each in target.lines
        ]
    )


def _note(uow: UnitOfWork, found: SubjectRequest, made: TasksMade) -> None:
    # Neither targets nor notes: people write names of persons there.
    details: dict[str, object] = {"added": made.added, "widened": made.widened}
    if made.numbers:
        details |= {"first": made.numbers[0], "last": made.numbers[-1]}
    service_events.add(uow, found.id, RequestEventKind.TASK_ADDED, details=details)
    record(uow, "request.tasks_added", f"request:{found.id}", details)


def add(uow: UnitOfWork, request_id: str, given: TaskNew) -> RequestTask:
    """Return a task that an officer adds for what no record names; the same target once more is the same task.

    Raises: NotFound, Forbidden, Conflict; Invalid with every fault.
    """
    found = _opened(uow, request_id)
    known = service_tasks.known_of(uow, store.tasks(uow, request_id))
    name = _MASKER.text(" ".join(given.target.split()))
    office_id = found.office_id if given.owner_office_id is None else given.owner_office_id
    problems = service_task_owners.new_problems(uow, found, given, office_id)
    if problems:
        raise Invalid(problems)
    seqs = sorted(set(given.rights)) or [each.seq for each in found.rights if each.outcome is None]
    key = given.kind, given.what, body_key(name, found.office_id)
    before = [each for each in known if each.key == key]
    if before and before[-1].state in rules.OPEN:
        return service_tasks.one(uow, request_id, before[-1].number)
    _refuse_many(len(known) + 1)
    rights, today = {each.seq: each for each in found.rights}, clock.bangkok(uow.now).date()
    row = {
        **_new(uow, request_id, store.next_number(uow, request_id)),
        "kind": str(given.kind),
        "what": str(given.what),
        "target_key": key[2],
        "round": len(before) + 1,
        "target_name": name,
        "holding_id": None,
        "activity_id": None,
        "sources": b"[]",
        "rights": msgspec.json.encode(seqs),
        "owner_id": given.owner_id,
        "owner_office_id": office_id,
        "due_on": given.due_on or rules.due_of(given.what, seqs, rights, today),
    }
    _added(uow, found, [row])
    return service_tasks.one(uow, request_id, row["number"])


def _added(uow: UnitOfWork, found: SubjectRequest, rows: Sequence[dict[str, Any]]) -> None:
    store.add_all(uow, rows)
    _note(uow, found, TasksMade(added=len(rows), widened=0, there=0, numbers=[row["number"] for row in rows]))
    service_task_owners.tell(uow, found, rows)
