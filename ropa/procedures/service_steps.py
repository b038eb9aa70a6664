"""Use cases of one step of a run: ended, handed to another office or person, given another day.

Who may end a step: whoever holds the role that the procedure names at the step's office (a deputy by the grant of a
deputy), the person to whom it was handed, and whoever runs the round.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access import service_reach
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, PreconditionFailed, invalid
from ropa.offices import service as offices
from ropa.procedures import (
    rules_engine,
    rules_graph,
    rules_moving,
    rules_plan,
    rules_runs,
    service_people,
    service_register,
    store_rounds,
)
from ropa.procedures.rules_engine import Visit
from ropa.procedures.rules_runs import Course
from ropa.procedures.service_rounds import days_before, event
from ropa.procedures.service_runs import document_of, new_visits, opened, places_of, runs_it, span_of
from ropa.procedures.store_rounds import AnyRow
from ropa.working_days.rules import Calendar
from ropa.working_days.service_calendars import calendars_for
from schemas.procedure import StepDoer
from schemas.reading import control_characters
from schemas.round_register import RegisterCount
from schemas.rounds import RoundState, StepEnd, StepHanding, StepState

_PERSON = "person:"
#: What an event tells of a step that was handed on.
_TOLD = frozenset({"office_id", "person_id", "due_on"})
#: Whom a step is ended by that the register knows to be done.
REGISTER = ("register", "ทะเบียนบันทึกเอง")


class Found(NamedTuple):
    """A visit with its round and what its days are counted by."""

    row: AnyRow
    round: AnyRow
    course: Course
    rows: list[AnyRow]
    """All visits of the run."""


def visits_of(rows: Iterable[AnyRow]) -> list[Visit]:
    """Return visits as the rules need them."""
    return [Visit(row.step, row.visit, row.born, StepState.of(row.state)) for row in rows]


def course_of(uow: UnitOfWork, round_row: AnyRow, run_id: str, office_id: int, first: date) -> Course:
    """Return what the days of a run are counted by, from a day on: the calendar without the run's pauses."""
    document = document_of(round_row.schema_version, round_row.document)
    begin, end = span_of(min(first, round_row.starts_on), document)
    today = clock.bangkok(uow.now).date()
    table = calendars_for(uow, [office_id], begin, max(end, span_of(today, document)[1]))[office_id]
    return Course(
        document.steps,
        rules_graph.graph(document.steps),
        round_row.starts_on,
        table_of(table, store_rounds.pauses_of(uow, [run_id])[run_id], today),
    )


def table_of(table: Calendar, pauses: Iterable[AnyRow], today: date) -> Calendar:
    """Return the calendar of a run: that of its office, on which the days of its pauses are no working days."""
    return rules_plan.without_pauses(table, (rules_plan.Pause(row.from_on, row.until_on) for row in pauses), today)


def may_end(uow: UnitOfWork, row: AnyRow, run_office_id: int) -> bool:
    """Tell whether the actor may end a visit of the run of an office."""
    if runs_it(uow, row.run_id, run_office_id):
        return True
    if not access.may(uow, Permission.WORK_ROUNDS, row.office_id):
        return False
    if row.person_id is not None and uow.actor.id == f"{_PERSON}{row.person_id}":
        return True
    role = None if row.doer is None else service_people.ROLES.get(StepDoer.of(row.doer))
    return role is not None and access.holds(uow, role, row.office_id)


def seen(uow: UnitOfWork, step_id: str) -> AnyRow:
    """Return a visit with its run's office, state and version to whoever reads the run, runs it or does the step.

    Raises: NotFound.
    """
    row = store_rounds.read_step(uow, step_id)
    if row is None:
        raise NotFound
    if any(access.may(uow, Permission.READ_ROUNDS, each) for each in (row.run_office_id, row.office_id)):
        return row
    if not runs_it(uow, row.run_id, row.run_office_id):
        raise NotFound
    return row


def _find(uow: UnitOfWork, step_id: str, version: int) -> Found:
    row = seen(uow, step_id)
    if not may_end(uow, row, row.run_office_id):
        raise Forbidden
    store_rounds.lock_run(uow, row.run_id)
    # Whoever was first has saved by now: a pause, the end of the round, another day.
    row = seen(uow, step_id)
    if row.version != version:
        raise PreconditionFailed
    round_row = store_rounds.read_round(uow, row.round_id)
    if round_row is None:
        raise NotFound
    states = {round_row.state, row.run_state}
    if states != {str(RoundState.RUNNING)}:
        raise Conflict("รอบนี้พักไว้หรือสิ้นสุดแล้ว", "The round is paused or has ended")
    if row.state != str(StepState.OPEN):
        raise Conflict("ขั้นตอนนี้ยังไม่เริ่มหรือสิ้นสุดแล้ว", "The step has not begun, or has ended")
    course = course_of(uow, round_row, row.run_id, row.run_office_id, row.opens_on)
    return Found(row, round_row, course, store_rounds.steps_of(uow, [row.run_id])[row.run_id])


def end(uow: UnitOfWork, step_id: str, given: StepEnd) -> str:
    """End an open visit and open what follows; return the id of its round.

    "Not agreed" goes back: the step to which the arrow leads is visited again and counts its time anew.
    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every fault: a day to come or before the
    step began, a decision without an answer, a delay without a cause, records of the register that are still open
    without a reason.
    """
    found = _find(uow, step_id, given.version)
    row, today = found.row, clock.bangkok(uow.now).date()
    mine = next(each for each in visits_of([row]))
    problems = rules_runs.end_problems(found.course, mine, row.opens_on, row.due_on, given, today)
    count = service_register.known(uow, found.round, {row.run_id}, [row.step]).of(row.run_id, row.step, row.opens_on)
    problems += rules_runs.register_problems(count, given)
    problems += control_characters(given.note or "", "/note")
    if problems:
        raise Invalid(problems)
    if not close(uow, found, given, count, (uow.actor.id, uow.actor.name)):
        raise PreconditionFailed
    opened(uow, str(row.round_id), str(row.run_id))
    return str(row.round_id)


def close(
    uow: UnitOfWork, found: Found, given: StepEnd, count: RegisterCount | None, ended_by: tuple[str, str]
) -> bool:
    """End a visit whose end nothing speaks against, and open what follows; False when somebody else was first.

    `count`: what the register knows of it. `ended_by`: id and name of whom the step is ended by.
    """
    row, today = found.row, clock.bangkok(uow.now).date()
    mine = next(each for each in visits_of([row]))
    done_on, state = given.done_on or today, rules_runs.ended_state(given.answer)
    taken = rules_runs.days_taken(row.opens_on, done_on, found.course.table)
    values: dict[str, object] = {
        "state": str(state),
        "done_on": done_on,
        "done_at": uow.now,
        "done_by": ended_by[0],
        "done_by_name": ended_by[1],
        "answer": None if given.answer is None else str(given.answer),
        "note": (given.note or "").strip() or None,
        "cause": None if given.cause is None else str(given.cause),
        "actual_days": taken,
    }
    if not store_rounds.change_step(uow, row.id, row.version, values):
        return False
    _go_on(uow, found, Visit(mine.step, mine.visit, mine.born, state), given, done_on)
    details: dict[str, object] = {"step": row.step, "visit": row.visit, "days": taken}
    if given.answer is not None:
        details["answer"] = str(given.answer)
    if count is not None:
        details |= {"act": str(count.act), "done": count.done, "of": count.total}
        details |= {} if count.month is None else {"month": count.month}
    told = event(uow, row.round_id, "ended", run_id=row.run_id, step_id=row.id, reason=given.note, details=details)
    told |= {"by": ended_by[0], "by_name": ended_by[1]}
    store_rounds.add_events(uow, [told])
    noted = {**details, "by_register": True} if ended_by[0] == REGISTER[0] else details
    if count is not None and not count.is_complete:
        noted = {**noted, "reason": given.note}
    record(uow, "round.step_ended", f"round:{row.round_id}", {"office": row.run_office_id, **noted})
    return True


def _go_on(uow: UnitOfWork, found: Found, ended: Visit, given: StepEnd, done_on: date) -> None:
    """Open what an end lets begin; where nothing is left, the run is done, and the round with its last run."""
    row, course, today = found.row, found.course, clock.bangkok(uow.now).date()
    visits = [ended if each.born == ended.born else each for each in visits_of(found.rows)]
    born = rules_engine.after_end(course.steps, course.graph, visits, ended, given.answer)
    every = [*visits, *born]
    waiting = [each for each in every if each.state is StepState.WAITING]
    ends = {each.born: each.done_on for each in found.rows if each.done_on is not None}
    opened = rules_runs.openings(course, every, waiting, done_on, ends)
    plan = msgspec.json.decode(store_rounds.plan_of(uow, row.run_id), type=dict[str, date])
    planned = {int(number): due_on for number, due_on in plan.items()}
    # An office that has ended goes on with its successor, whoever did the step that ends.
    office_id = places_of(uow, {row.run_id: row.run_office_id})[row.run_id]
    store_rounds.add_steps(uow, new_visits(uow, (row.run_id, office_id), course, born, opened, planned, today))
    before = {(each.step, each.visit): each for each in found.rows if each.opens_on is None}
    moved: list[dict[str, object]] = []
    kept: list[dict[str, object]] = []
    for each in opened:
        known = before.get((each.visit.step, each.visit.visit))
        if known is not None:
            is_open = each.opens_on <= today
            kept.append(days_before(uow, row.round_id, row.run_id, known))
            moved.append(
                {
                    "step_id": known.id,
                    "new_opens_on": each.opens_on,
                    "new_due_on": each.due_on,
                    "new_is_provisional": each.is_provisional,
                    "new_state": str(StepState.OPEN if is_open else StepState.WAITING),
                }
            )
    store_rounds.move_dates(uow, moved)
    store_rounds.add_events(uow, kept)
    if rules_engine.is_over(every):
        store_rounds.change_run(uow, row.run_id, {"state": str(RoundState.DONE), "ended_on": done_on})
        # Of two last offices at once, the second waits here and sees that the first is done.
        version = store_rounds.lock_round(uow, row.round_id)
        if store_rounds.open_runs(uow, row.round_id) == 0:
            values: dict[str, object] = {"state": str(RoundState.DONE), "ended_at": uow.now}
            store_rounds.bump_round(uow, row.round_id, version, values)
            store_rounds.add_events(uow, [event(uow, row.round_id, "done")])


def hand(uow: UnitOfWork, step_id: str, given: StepHanding) -> str:
    """Give an open visit to another office or person, or another day; return the id of its round.

    An office that the actor sees, one above theirs, or that of the run, to which it goes back; any, and another day, is
    given by whoever runs the round.
    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every fault.
    """
    found = _find(uow, step_id, given.version)
    row = found.row
    values: dict[str, object] = {}
    if given.due_on is not None and not runs_it(uow, row.run_id, row.run_office_id):
        raise Forbidden  # who is late does not give themselves another day
    faults = rules_moving.handing_problems(given, row.opens_on, clock.bangkok(uow.now).date())
    if faults:
        raise Invalid(faults)
    if given.office_id is not None:
        fault = offices.fault_of(uow, given.office_id) or _out_of_reach(uow, row, given.office_id)
        if fault is not None:
            raise invalid("/office_id", *fault)
        values |= {"office_id": given.office_id, "person_id": None}
    if given.person_id is not None:
        office_id = given.office_id if given.office_id is not None else row.office_id
        if given.person_id not in service_people.workers(service_reach.holders(uow, {office_id})[office_id]):
            thai, english = "บุคคลนี้ไม่มีสิทธิในหน่วยงานของขั้นตอน", "This person has no right at the step's office"
            raise invalid("/person_id", thai, english)
        values["person_id"] = given.person_id
    if given.due_on is not None:
        first, last = date(given.due_on.year, 1, 1), date(given.due_on.year, 12, 31)
        table = calendars_for(uow, [row.run_office_id], first, last)[row.run_office_id]
        fixed = rules_moving.is_provisional(given.due_on, table)
        values |= {"due_on": given.due_on, "is_due_set": True, "is_provisional": fixed}
    if not values:
        raise invalid("", "ระบุหน่วยงาน บุคคล หรือกำหนดใหม่", "Name an office, a person or another day")
    if not store_rounds.change_step(uow, step_id, row.version, values):
        raise PreconditionFailed
    details: dict[str, object] = {"step": row.step, "visit": row.visit}
    details |= {name: str(value) for name, value in values.items() if value is not None and name in _TOLD}
    told = event(uow, row.round_id, "handed", run_id=row.run_id, step_id=step_id, reason=given.reason, details=details)
    kept = [days_before(uow, row.round_id, row.run_id, row)] if "due_on" in values else []
    store_rounds.add_events(uow, [*kept, told])
    record(uow, "round.step_handed", f"round:{row.round_id}", {"office": row.run_office_id, **details})
    return str(row.round_id)


def _out_of_reach(uow: UnitOfWork, row: AnyRow, office_id: int) -> tuple[str, str] | None:
    """Return why the actor may not hand a step to an office; None for one to which they may."""
    may = (
        office_id == row.run_office_id
        or runs_it(uow, row.run_id, row.run_office_id)
        or access.may(uow, Permission.READ_ROUNDS, office_id)
        or access.is_from_above(uow, Permission.WORK_ROUNDS, office_id)
    )
    thai = "มอบได้เฉพาะหน่วยงานที่ท่านเห็น หน่วยเหนือขึ้นไป หรือหน่วยงานของรอบ ผู้ดูแลรอบมอบให้หน่วยอื่นได้"
    english = (
        "Only to an office that you see, one above, or that of the round; whoever runs the round gives it to others"
    )
    return None if may else (thai, english)
