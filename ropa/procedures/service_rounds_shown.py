"""What people see of rounds: the progress of each office, the steps of a run, what happened."""

from collections.abc import Sequence
from datetime import date

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access import service_identities
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.procedures import (
    rules_engine,
    rules_runs,
    service_causes,
    service_late,
    service_rounds,
    service_run_known,
    service_step_files,
    service_steps,
    store_rounds,
)
from ropa.procedures.rules_runs import Course
from ropa.procedures.store_rounds import AnyRow
from ropa.working_days.rules import Calendar
from schemas.procedure import BranchAnswer, StepDoer
from schemas.round_record import RoundEvent, RoundEvents, RoundItem, RoundShown, RunLine, RunShown, RunStep
from schemas.rounds import LateCause, RoundState, StepState

MOST_EVENTS = 500


def shown(uow: UnitOfWork, round_id: str) -> RoundShown:
    """Return a round with a line for each office that the actor sees; as many queries for 76 offices as for one.

    Raises: NotFound.
    """
    row, visible = _round(uow, round_id), access.visible_offices(uow, Permission.READ_ROUNDS)
    runs = store_rounds.runs_of(uow, round_id, visible)
    today = clock.bangkok(uow.now).date()
    count = store_rounds.progress(uow, [round_id], visible).get(round_id)
    visits = store_rounds.steps_of(uow, [run.id for run in runs])
    first = min([row.starts_on, *(each.due_on for rows in visits.values() for each in rows if each.due_on)])
    tables = service_late.tables_of(uow, runs, first, today)
    lines = [_line(run, visits[run.id], tables[run.id], today) for run in runs]
    service_run_known.with_counts(uow, row, runs, visits, lines)
    files = service_step_files.counts(uow, [run.id for run in runs])
    for line, run in zip(lines, runs, strict=True):
        line.files = sum(files.get(each.id, 0) for each in visits[run.id])
    late = sum(line.late_days > 0 for line in lines)
    # Of all its offices, also those that the reader does not see: acts on a round are acts on the whole.
    may_run = service_rounds.runs_all(uow, runs if visible is None else store_rounds.runs_of(uow, round_id, None))
    return RoundShown(item=service_rounds.item_of(row, count, late), runs=lines, may_run=may_run)


def sees(uow: UnitOfWork, round_id: str) -> bool:
    """Tell whether the actor sees an office of a round: who hands their only step back sees none any more."""
    return bool(store_rounds.runs_of(uow, round_id, access.visible_offices(uow, Permission.READ_ROUNDS)))


def after_act(uow: UnitOfWork, round_id: str) -> RoundShown:
    """Return a round after the actor did something in it, without a line where they see nothing of it any more.

    Raises: NotFound.
    """
    row = store_rounds.read_round(uow, round_id)
    if row is None or sees(uow, round_id):
        return shown(uow, round_id)
    return RoundShown(item=service_rounds.item_of(row, None, 0), runs=[], may_run=False)


def _round(uow: UnitOfWork, round_id: str) -> AnyRow:
    row = store_rounds.read_round(uow, round_id)
    if row is None:
        raise NotFound
    visible = access.visible_offices(uow, Permission.READ_ROUNDS)
    if visible is not None and not store_rounds.runs_of(uow, round_id, visible):
        raise NotFound
    return row


def head(uow: UnitOfWork, round_id: str) -> RoundItem:
    """Return a round as a line of the list, with the numbers of the offices that the actor sees. Raises: NotFound."""
    row, visible = _round(uow, round_id), access.visible_offices(uow, Permission.READ_ROUNDS)
    today = clock.bangkok(uow.now).date()
    late = service_late.offices_late(uow, [round_id], today, visible)[round_id]
    return service_rounds.item_of(row, store_rounds.progress(uow, [round_id], visible).get(round_id), late)


def _line(run: AnyRow, rows: Sequence[AnyRow], table: Calendar, today: date) -> RunLine:
    opened = [row for row in rows if row.state == str(StepState.OPEN)]
    coming = [row for row in rows if row.done_on is None and row.due_on is not None]
    is_over = run.state == str(RoundState.CANCELLED)
    due = [row.due_on for row in opened if row.due_on is not None and not is_over]
    return RunLine(
        office_id=run.office_id,
        state=RoundState.of(run.state),
        started_on=run.started_on,
        ended_on=run.ended_on,
        done=sum(row.done_on is not None for row in rows),
        open_steps=sorted(row.step for row in opened),
        due_on=min((row.due_on for row in coming), default=None),
        is_provisional=any(row.is_provisional for row in coming),
        late_days=max((rules_runs.days_late(each, today, table) for each in due), default=0),
    )


def run_shown(uow: UnitOfWork, round_id: str, office_id: int) -> RunShown:
    """Return the run of an office with its visits, in the order in which they came to be.

    Raises: NotFound, also for an office that the actor does not see in it.
    """
    row = _round(uow, round_id)
    seen = store_rounds.runs_of(uow, round_id, access.visible_offices(uow, Permission.READ_ROUNDS))
    run = next((each for each in seen if each.office_id == office_id), None)
    if run is None:
        raise NotFound
    rows = store_rounds.steps_of(uow, [run.id])[run.id]
    first = min([row.starts_on, *(each.opens_on for each in rows if each.opens_on is not None)])
    course = service_steps.course_of(uow, row, run.id, office_id, first)
    named = [f"person:{each.person_id}" for each in rows if each.person_id is not None]
    names = service_identities.names(uow, named)
    running = {row.state, run.state} == {str(RoundState.RUNNING)}
    # After a run was cancelled no day makes its steps later.
    today = run.ended_on or clock.bangkok(uow.now).date()
    pauses = [each for each in store_rounds.pauses_of(uow, [run.id])[run.id] if each.until_on is None]
    steps = [_step(uow, each, office_id, course, names, today, running=running) for each in rows]
    if str(RoundState.CANCELLED) not in {row.state, run.state}:
        explained = service_causes.explainable(uow, rows, office_id, course)
        for step in steps:
            step.may_explain = step.id in explained
    found = RunShown(
        id=run.id,
        office_id=office_id,
        state=RoundState.of(run.state),
        version=run.version,
        started_on=run.started_on,
        ended_on=run.ended_on,
        paused_since=pauses[0].from_on if pauses else None,
        steps=_with_files(uow, run, rows, steps),
    )
    service_run_known.with_known(uow, row, run, rows, found.steps)
    return found


def _with_files(uow: UnitOfWork, run: AnyRow, rows: Sequence[AnyRow], steps: list[RunStep]) -> list[RunStep]:
    """Return the visits of a run with their evidence; two queries for all of them."""
    takes = service_step_files.attachable(uow, rows, run.office_id, run.state)
    opened = {row.id for row in rows if row.state == str(StepState.OPEN)}
    files = service_step_files.of_run(uow, rows, takes & opened)
    for step in steps:
        step.files, step.may_attach = files[step.id], step.id in takes
    return steps


def _step(
    uow: UnitOfWork,
    row: AnyRow,
    office_id: int,
    course: Course,
    names: dict[str, str],
    today: date,
    *,
    running: bool,
) -> RunStep:
    step, state = course.step(row.step), StepState.of(row.state)
    until = row.done_on or (today if state is StepState.OPEN else None)
    late = 0 if until is None else rules_runs.days_late(row.due_on, until, course.table)
    return RunStep(
        id=row.id,
        step=row.step,
        visit=row.visit,
        title=step.title,
        shape=step.shape,
        state=state,
        version=row.version,
        office_id=row.office_id,
        doer=None if row.doer is None else StepDoer.of(row.doer),
        person_id=row.person_id,
        person_name=None if row.person_id is None else names.get(f"person:{row.person_id}"),
        answers=sorted(rules_engine.answers(course.graph, row.step), key=list(BranchAnswer).index),
        working_days=row.working_days,
        opens_on=row.opens_on,
        due_on=row.due_on,
        planned_on=row.planned_on,
        is_provisional=row.is_provisional,
        done_on=row.done_on,
        done_by=row.done_by_name,
        answer=None if row.answer is None else BranchAnswer.of(row.answer),
        note=row.note,
        cause=None if row.cause is None else LateCause.of(row.cause),
        actual_days=row.actual_days,
        late_days=late,
        may_end=running and state is StepState.OPEN and service_steps.may_end(uow, row, office_id),
    )


def events(uow: UnitOfWork, round_id: str, office_id: int | None = None) -> RoundEvents:
    """Return what happened in a round, or in the run of one office, newest first, at most `MOST_EVENTS`.

    Of offices that the actor does not see nothing is told. Raises: NotFound.
    """
    _round(uow, round_id)
    visible = access.visible_offices(uow, Permission.READ_ROUNDS)
    runs = {run.id: run.office_id for run in store_rounds.runs_of(uow, round_id, visible)}
    wanted = None
    if office_id is not None:
        wanted = next((run_id for run_id, office in runs.items() if office == office_id), None)
        if wanted is None:
            raise NotFound
    found = []
    # Told apart by the database: what other offices did would else take the places of what the actor sees.
    for row in store_rounds.events_of(uow, round_id, wanted, MOST_EVENTS, visible):
        details = msgspec.json.decode(row.details, type=dict[str, object])
        step = details.get("step")
        found.append(
            RoundEvent(
                kind=row.kind,
                at=row.at,
                by=row.by_name,
                office_id=None if row.run_id is None else runs[row.run_id],
                step=step if isinstance(step, int) else None,
                reason=row.reason,
                details=details,
                cause=_cause(details.get("cause")),
                cause_before=_cause(details.get("cause_before")),
            )
        )
    return RoundEvents(items=found)


def _cause(code: object) -> LateCause | None:
    return LateCause.of(code) if isinstance(code, str) else None
