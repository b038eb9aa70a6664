"""Last days of a round's open steps moved by hand for many offices at once, with a preview of exactly what changes.

A day that was set so stands, as one that a person set for a single step; the first plan stays. Whoever does the steps
is told once, however many there are.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed
from ropa.procedures import (
    rules_moving,
    service_people,
    service_replanning,
    service_rounds,
    service_steps,
    store_rounds,
)
from ropa.procedures.service_replanning import Moved
from ropa.procedures.store_rounds import AnyRow
from ropa.working_days.rules import Calendar
from ropa.working_days.service_calendars import calendars_for
from schemas.round_moves import MOST_MOVED, MoveLine, MovePreview, RoundMove
from schemas.rounds import RoundState, StepState

_ACTIVE = {str(StepState.OPEN), str(StepState.WAITING)}
_GOING_ON = {str(RoundState.RUNNING), str(RoundState.PAUSED)}
_ENDED = ("รอบนี้สิ้นสุดแล้ว", "The round has ended")


class _Plan(Struct, frozen=True):
    moved: list[Moved]
    left: int


def preview(uow: UnitOfWork, round_id: str, given: RoundMove) -> MovePreview:
    """Return which last days a move changes, and how many people would be told; saves nothing.

    Raises: NotFound, Forbidden, Conflict for a round that has ended; Invalid with every fault.
    """
    row = store_rounds.read_round(uow, round_id)
    if row is None:
        raise NotFound
    service_rounds.to_run(uow, round_id, row.version, given.reason)
    return _preview(uow, _plan(uow, row, given))


def move(uow: UnitOfWork, round_id: str, version: int, given: RoundMove) -> MovePreview:
    """Move last days, and return what changed.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for a round that has ended, when nothing is to be moved,
    and when it is not what was seen; Invalid with every fault.
    """
    row = service_rounds.to_run(uow, round_id, version, given.reason)
    plan = _plan(uow, row, given)
    found = _preview(uow, plan)
    if given.seen is not None and given.seen != found.hash:
        raise Conflict(
            "ขั้นตอนเปลี่ยนไปจากที่ท่านเห็นในตัวอย่าง ยังไม่ได้เลื่อน โปรดดูใหม่",
            "The steps are no longer what the preview showed; nothing was moved. Look again",
        )
    if not plan.moved:
        raise Conflict("ไม่มีกำหนดใดที่ต้องเลื่อน", "There is no due date to move")
    if not store_rounds.bump_round(uow, round_id, version, {}):
        raise PreconditionFailed
    reason = given.reason.strip()
    service_replanning.save(uow, plan.moved, reason, by_hand=True)
    store_rounds.fix_days(uow, [each.row.id for each in plan.moved])
    details: dict[str, object] = {"ref": row.ref, "steps": len(plan.moved), "reason": reason}
    if given.working_days is not None:
        details["working_days"] = given.working_days
    if given.due_on is not None:
        details["due_on"] = given.due_on.isoformat()
    record(uow, "round.due_moved", f"round:{round_id}", details)
    return found


def _plan(uow: UnitOfWork, row: AnyRow, given: RoundMove) -> _Plan:
    if row.state not in _GOING_ON:
        raise Conflict(*_ENDED)
    runs = {run.office_id: run for run in store_rounds.runs_of(uow, row.id, None)}
    problems = rules_moving.problems(given, runs, clock.bangkok(uow.now).date())
    if problems:
        raise Invalid(problems)
    wanted = set(runs) if given.office_ids is None else set(given.office_ids)
    chosen = [run for run in runs.values() if run.office_id in wanted and run.state in _GOING_ON]
    # A round of many ministries' offices may be seen in part only; it is moved by whoever runs all of it (`to_run`).
    visits = store_rounds.steps_of(uow, [run.id for run in chosen])
    open_rows = [
        (run, each)
        for run in chosen
        for each in visits[run.id]
        if each.state in _ACTIVE and each.opens_on is not None and given.step in {None, each.step}
    ]
    tables = _tables(uow, chosen, [each for _, each in open_rows])
    found = list(_moved(open_rows, given, tables))
    return _Plan(found, len(open_rows) - len(found))


def _tables(uow: UnitOfWork, runs: Sequence[AnyRow], rows: Sequence[AnyRow]) -> dict[str, Calendar]:
    """Return the calendar of each run, far enough to both sides of the last days."""
    today = clock.bangkok(uow.now).date()
    days = [each.due_on for each in rows if each.due_on is not None] or [today]
    # Weekends and holidays at most double the days, as in `service_runs.span_of`.
    far = timedelta(days=2 * MOST_MOVED + 60)
    tables = calendars_for(uow, {run.office_id for run in runs}, min(days) - far, max(days) + far) if runs else {}
    pauses = store_rounds.pauses_of(uow, [run.id for run in runs])
    return {run.id: service_steps.table_of(tables[run.office_id], pauses[run.id], today) for run in runs}


def _moved(rows: Sequence[tuple[AnyRow, AnyRow]], given: RoundMove, tables: dict[str, Calendar]) -> Iterator[Moved]:
    for run, row in rows:
        if row.due_on is None:
            continue
        due_on, is_provisional = rules_moving.new_day(row.due_on, given, tables[run.id])
        if due_on != row.due_on and due_on >= row.opens_on:
            yield Moved(run, row, row.opens_on, due_on, is_provisional, StepState.of(row.state))


def _preview(uow: UnitOfWork, plan: _Plan) -> MovePreview:
    lines = [
        MoveLine(
            step_id=each.row.id,
            office_id=each.run.office_id,
            step=each.row.step,
            visit=each.row.visit,
            before=_day(each.row.due_on),
            after=_day(each.due_on),
            is_provisional=each.is_provisional,
        )
        for each in plan.moved
    ]
    doers = service_people.doers(uow, [each.row for each in plan.moved])
    people = {person for found in doers.values() for person in found}
    digest = hashlib.sha256(msgspec.json.encode(lines)).hexdigest()
    return MovePreview(lines=lines, left=plan.left, people=len(people), hash=digest)


def _day(found: date | None) -> date:
    if found is None:
        raise TypeError("a step without a last day is not moved")
    return found
