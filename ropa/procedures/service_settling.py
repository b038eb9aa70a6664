"""Steps that the register knows to be done are ended by it: in the transaction of the act that completes them.

What comes too late for that (two at once, a draft that was dropped, a day that has come) is ended by the daily look. A
step that was opened again by a refusal waits until something was done to a record since.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from ropa.activities.service_hooks import StepTaken
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures import rules_engine, service_register, service_steps, store_rounds, store_settling
from ropa.procedures.service_steps import Found
from ropa.procedures.store_rounds import AnyRow
from schemas.life import LifeStep
from schemas.procedure import BranchAnswer, StepAct
from schemas.round_register import RegisterCount
from schemas.rounds import RoundState, StepEnd, StepState

#: Steps of a record's life after which nothing can be complete that was not before.
_BACK = frozenset({LifeStep.WITHDRAW, LifeStep.RETURN})
_OF_RECORDS = frozenset(StepAct) - {StepAct.RETENTION_CHECKED}


def after_opening(uow: UnitOfWork, round_id: str, run_id: str | None) -> None:
    """End what is done when it opens: an office without records has nothing to confirm."""
    settle(uow, round_id, None if run_id is None else {run_id})


def after_step(uow: UnitOfWork, taken: StepTaken) -> None:
    """A record was submitted, reviewed, approved or retired."""
    if taken.step not in _BACK:
        after_record(uow, taken.activity_id)


def after_record(uow: UnitOfWork, activity_id: str) -> None:
    """Something was done to a record: end the steps that it was the last one of."""
    after_records(uow, [activity_id])


def after_records(uow: UnitOfWork, activity_ids: Sequence[str]) -> None:
    """Something was done to some records: end the steps that they were the last ones of."""
    for round_id in _rounds(uow, _OF_RECORDS):
        row = store_rounds.read_round(uow, round_id)
        if row is None:
            continue
        begun_at, places = service_register.span_of(row).begun_at, service_register.places(uow, row)
        offices = {store_settling.office_then(uow, each, begun_at) for each in activity_ids}
        run_ids = {places[each] for each in offices if each in places}
        if run_ids:
            settle(uow, round_id, run_ids)


def after_check(uow: UnitOfWork) -> None:
    """The retention of a month was checked."""
    for round_id in _rounds(uow, {StepAct.RETENTION_CHECKED}):
        settle(uow, round_id)


def settle_all(uow: UnitOfWork) -> int:
    """End what is done in every running round; return how many steps were ended."""
    return sum(settle(uow, round_id) for round_id in _rounds(uow, frozenset(StepAct)))


def _rounds(uow: UnitOfWork, acts: Collection[StepAct]) -> list[str]:
    """Return the running rounds with a step of one of the acts open."""
    found = []
    for row in store_settling.running(uow):
        of_steps = service_register.acts_of(row)
        if any(of_steps.get(step) in acts for step in store_settling.open_steps(uow, row.id)):
            found.append(row.id)
    return found


def settle(uow: UnitOfWork, round_id: str, run_ids: Collection[str] | None = None) -> int:
    """End the open steps of a round, or of some of its runs, that the register knows to be done, and what they open.

    Returns how many were ended. Each step of a run is ended once at most in one call.
    """
    row = store_rounds.read_round(uow, round_id)
    if row is None or row.state != str(RoundState.RUNNING) or not service_register.acts_of(row):
        return 0
    ended: set[tuple[str, int]] = set()
    while found := [each for each in _done(uow, row, run_ids) if (each[0].run_id, each[0].step) not in ended]:
        store_rounds.lock_runs(uow, {visit.run_id for visit, _ in found})
        for visit, count in found:
            ended.add((visit.run_id, visit.step))
            _end(uow, round_id, visit.id, count)
    return len(ended)


def _done(uow: UnitOfWork, row: AnyRow, run_ids: Collection[str] | None) -> Iterator[tuple[AnyRow, RegisterCount]]:
    """Yield the open visits that are done as the register knows, with what it counts."""
    acts = service_register.acts_of(row)
    runs = [
        run
        for run in store_rounds.runs_of(uow, row.id, None)
        if run.state == str(RoundState.RUNNING) and (run_ids is None or run.id in run_ids)
    ]
    visits = store_rounds.steps_of(uow, [run.id for run in runs])
    opened = [each for rows in visits.values() for each in rows if each.state == str(StepState.OPEN)]
    mine = [each for each in opened if each.step in acts]
    if not mine:
        return
    known = service_register.known(uow, row, run_ids, {each.step for each in mine})
    for each in mine:
        count = known.of(each.run_id, each.step, each.opens_on)
        if count is None or not count.is_complete:
            continue
        reopened_at = _reopened_at(each, visits[each.run_id])
        counted = known.runs.get(each.run_id)
        changed_at = None if counted is None else counted.changed_at
        if reopened_at is None or (changed_at is not None and changed_at > reopened_at):
            yield each, count


def _reopened_at(visit: AnyRow, rows: Sequence[AnyRow]) -> datetime | None:
    """Return when a visit that is not its step's first came to be: when the last one before it ended."""
    if visit.visit == 1:
        return None
    return max((each.done_at for each in rows if each.born < visit.born and each.done_at is not None), default=None)


def _end(uow: UnitOfWork, round_id: str, visit_id: str, count: RegisterCount) -> None:
    # Its run is locked (`settle`): what is read here is what stands.
    now, row = store_rounds.read_step(uow, visit_id), store_rounds.read_round(uow, round_id)
    if now is None or row is None or {row.state, now.run_state} != {str(RoundState.RUNNING)}:
        return  # somebody paused or ended it first
    if now.state != str(StepState.OPEN):
        return  # somebody was first
    course = service_steps.course_of(uow, row, now.run_id, now.run_office_id, now.opens_on)
    answers = rules_engine.answers(course.graph, now.step)
    given = StepEnd(version=now.version, answer=BranchAnswer.AGREED if BranchAnswer.AGREED in answers else None)
    found = Found(now, row, course, store_rounds.steps_of(uow, [now.run_id])[now.run_id])
    service_steps.close(uow, found, given, count, service_steps.REGISTER)
