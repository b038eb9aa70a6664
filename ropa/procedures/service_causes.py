"""Why a step was late that the register ended by itself: nobody was there to be asked, so it is said afterwards.

Who may end a step may say it, also once the run or the round is over; what was said is kept by its moment, so that the
report of an earlier day still says what was known on it.
"""

from collections.abc import Iterable

import msgspec

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed
from ropa.procedures import rules_runs, store_rounds
from ropa.procedures.rules_runs import Course
from ropa.procedures.service_rounds import event
from ropa.procedures.service_steps import REGISTER, course_of, may_end, seen
from ropa.procedures.store_rounds import AnyRow
from schemas.reading import control_characters
from schemas.rounds import LateCause, RoundState, StepCause


def is_late_by_register(row: AnyRow, course: Course) -> bool:
    """Tell whether a visit was ended late by the register: its cause may be said, and said anew."""
    if row.done_on is None or row.done_by != REGISTER[0]:
        return False
    return rules_runs.days_late(row.due_on, row.done_on, course.table) > 0


def explainable(uow: UnitOfWork, rows: Iterable[AnyRow], run_office_id: int, course: Course) -> set[str]:
    """Return the visits of a run of which the actor may say why they were late.

    Rights are asked once for the same doer at the same office, however many visits there are.
    """
    asked: dict[tuple[object, ...], bool] = {}
    found = set()
    for row in rows:
        if not is_late_by_register(row, course):
            continue
        key = row.office_id, row.doer, row.person_id
        if key not in asked:
            asked[key] = may_end(uow, row, run_office_id)
        if asked[key]:
            found.add(row.id)
    return found


def say(uow: UnitOfWork, step_id: str, given: StepCause) -> str:
    """Keep why a visit was late that the register ended; return the id of its round.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for one that is open, was not late, was ended by a person,
    or is of a cancelled run; Invalid without words where the cause is another one.
    """
    row = seen(uow, step_id)
    if not may_end(uow, row, row.run_office_id):
        raise Forbidden
    store_rounds.lock_run(uow, row.run_id)
    row = seen(uow, step_id)
    round_row = store_rounds.read_round(uow, row.round_id)
    if round_row is None:
        raise NotFound
    if row.version != given.version:
        raise PreconditionFailed
    course = course_of(uow, round_row, row.run_id, row.run_office_id, row.opens_on or round_row.starts_on)
    if str(RoundState.CANCELLED) in {round_row.state, row.run_state} or not is_late_by_register(row, course):
        raise Conflict(
            "ขั้นตอนนี้ไม่ได้เสร็จเกินกำหนดโดยทะเบียนบันทึกเอง จึงไม่มีสาเหตุให้ระบุภายหลัง",
            "The register did not end this step late: there is no cause to be said afterwards",
        )
    note = (given.note or "").strip() or None
    problems = [*control_characters(given.note or "", "/note"), *rules_runs.cause_problems(given.cause, note)]
    if problems:
        raise Invalid(problems)
    values: dict[str, object] = {"cause": str(given.cause), "note": note}
    if not store_rounds.change_step(uow, step_id, row.version, values):
        raise PreconditionFailed
    details = {"step": row.step, "visit": row.visit, "cause": str(given.cause), "cause_before": row.cause}
    kept = {**details, "note_before": row.note, "version": row.version}
    told = event(uow, row.round_id, store_rounds.CAUSED, run_id=row.run_id, step_id=step_id, reason=note, details=kept)
    store_rounds.add_events(uow, [told])
    record(uow, "round.cause_said", f"round:{row.round_id}", {"office": row.run_office_id, **details})
    return str(row.round_id)


class CauseBefore(msgspec.Struct, frozen=True):
    """What was known of a visit's delay before its cause was said, as the event keeps it."""

    cause_before: str | None
    note_before: str | None
    version: int
    """Of the visit before it was said: the moments of two may stand in another order than they came in."""

    @property
    def cause(self) -> LateCause | None:
        """The cause, or None."""
        return None if self.cause_before is None else LateCause.of(self.cause_before)
