"""What decisions and effects do to the tasks of a request. Their services have looked at the actor's rights."""

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import rules_tasks as rules
from ropa.requests import service_rows, service_tasks, service_tasks_fulfilled, service_tasks_made, service_tasks_work
from ropa.requests import store_tasks as store
from schemas.request_effects import Effect, EffectKind
from schemas.request_tasks import TaskKind, TaskResult, TaskWhat
from schemas.requests import RequestEventKind


def follow_decisions(uow: UnitOfWork, request_id: str) -> None:
    """Make the tasks of rights that were granted, recipients included, and put off those of rights that were not.

    Idempotent.
    """
    drop_refused(uow, request_id, "ตัดสินแล้วว่าไม่ต้องดำเนินการ")
    service_tasks_made.after_decision(uow, request_id)
    service_tasks_fulfilled.follow(uow, request_id)


def drop_refused(uow: UnitOfWork, request_id: str, reason: str) -> int:
    """Put off the open tasks that serve only rights that were refused, withdrawn or found to hold nothing.

    Returns how many.
    """
    found = service_rows.read_stored(uow, request_id)
    over = {each.seq for each in found.rights if each.outcome in rules.DECIDED_AGAINST}
    known = service_tasks.known_of(uow, store.tasks(uow, request_id))
    # Who got data that were erased already is told all the same.
    erased = rules.told_now(found.rights, known)
    numbers = [
        each.number
        for each in known
        if each.state in rules.OPEN
        and over.issuperset(each.rights)
        and not (each.key[1] is TaskWhat.TELL and erased.intersection(each.rights))
    ]
    if numbers:
        service_tasks_work.put_off(uow, request_id, numbers, reason, is_overtaken=True)
    return len(numbers)


def follow_effect(uow: UnitOfWork, request_id: str, effect: Effect) -> None:
    """End the open task that an effect has done at a data set, and see that recipients are told of an erasure."""
    what, result = rules.ENDED_BY[effect.kind]
    key = TaskKind.HOLDING, what, effect.holding_id or ""
    numbers = [
        each.number
        for each in service_tasks.known_of(uow, store.tasks(uow, request_id))
        if each.key == key and each.state in rules.OPEN and effect.right_seq in each.rights
    ]
    if numbers:
        note = effect.kind.th if result is TaskResult.CANNOT else None
        values = {
            "result": str(result),
            "note": note,
            "evidence_ref": effect.facts.ref,
            "done_at": uow.now,
            "done_by": uow.actor.id,
            "done_by_name": uow.actor.name,
        }
        store.change_all(uow, request_id, numbers, values)
        service_tasks_work.note(
            uow, request_id, RequestEventKind.TASK_DONE, numbers, result=str(result), effect=effect.number
        )
    if effect.kind is EffectKind.ERASURE:
        service_tasks_made.tell_recipients(uow, request_id, [effect.right_seq])
