"""When a right to rectification is fulfilled: with the last of the tasks that correct data for it."""

from datetime import date

import msgspec

from ropa import clock
from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import service_clock, service_rows
from ropa.requests import store_tasks as store
from schemas.request_tasks import TaskResult, TaskWhat
from schemas.request_terms import Right, RightOutcome
from schemas.requests import RightShown

_seqs = msgspec.json.Decoder(list[int])
_GRANTED = frozenset({RightOutcome.GRANTED, RightOutcome.PARTLY})


def follow(uow: UnitOfWork, request_id: str) -> None:
    """Save the day on which each granted rectification was carried out, and take it back where a task is open again.

    For services that decided, or ended or opened tasks. Other rights are fulfilled by their effects, or by the answer.
    Legal source: PDPA ss.35-36.
    """
    found = service_rows.read_stored(uow, request_id)
    rights = [each for each in found.rights if each.right is Right.RECTIFICATION]
    if not rights:
        return
    tasks = [row for row in store.tasks(uow, request_id) if row.what == str(TaskWhat.CORRECT)]
    is_moved = False
    for right in rights:
        mine = [row for row in tasks if row.dropped_at is None and right.seq in _seqs.decode(row.rights)]
        day = _day(right, mine)
        if day != right.fulfilled_on:
            service_rows.set_right(uow, request_id, right.seq, fulfilled_on=day)
            is_moved = True
    if is_moved:
        service_rows.change(uow, request_id, None)
        service_clock.refresh(uow, request_id)


def _day(right: RightShown, tasks: list[store.AnyRow]) -> date | None:
    is_open = any(row.done_at is None for row in tasks)
    # Where nothing could be corrected, nothing was carried out: the decision is another one.
    is_done = any(row.result == str(TaskResult.DONE) for row in tasks)
    if right.outcome not in _GRANTED or is_open or not is_done:
        return None
    return clock.bangkok(max(row.done_at for row in tasks)).date()
