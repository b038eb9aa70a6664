"""Queries on rounds, the runs of offices, the visits of steps, pauses and events."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.tables import procedure_revisions
from ropa.procedures.tables_rounds import round_events, rounds, run_pauses, run_steps, runs
from schemas.rounds import RoundState, StepState

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
AnyRow = Row[*tuple[Any, ...]]
_OPEN = (str(StepState.OPEN), str(StepState.WAITING))
_IN_STEPS = 500
#: The kind of the event that keeps the first plan of a run: its details are the due date of each step.
PLANNED = "planned"
#: The kind of the event that keeps what the days of a visit were before they moved, for reports of an earlier day.
DAYS = "days"
#: The kind of the event that keeps which cause of a delay was said afterwards, and what was known before.
CAUSED = "caused"
_UNSHOWN = (PLANNED, DAYS)


def add_round(uow: UnitOfWork, values: dict[str, object], of_offices: Sequence[dict[str, object]]) -> None:
    """Insert a round with the run of each office."""
    uow.connection.execute(insert(rounds), values)
    uow.connection.execute(insert(runs), list(of_offices))


def add_steps(uow: UnitOfWork, visits: Sequence[dict[str, object]]) -> None:
    """Insert visits of steps."""
    if visits:
        uow.connection.execute(insert(run_steps), list(visits))


def add_events(uow: UnitOfWork, events: Sequence[dict[str, object]]) -> None:
    """Insert what happened."""
    if events:
        uow.connection.execute(insert(round_events), list(events))


def read_round(uow: UnitOfWork, round_id: str) -> AnyRow | None:
    """Return a round with the document of its revision, or None."""
    query = (
        select(
            rounds,
            procedure_revisions.c.document,
            procedure_revisions.c.schema_version,
            procedure_revisions.c.number.label("revision"),
            procedure_revisions.c.title.label("procedure_title"),
        )
        .join(procedure_revisions, procedure_revisions.c.id == rounds.c.revision_id)
        .where(rounds.c.id == round_id)
    )
    return uow.connection.execute(query).first()


def read_step(uow: UnitOfWork, step_id: str) -> AnyRow | None:
    """Return a visit with its run's office and state, or None."""
    query = (
        select(
            run_steps,
            runs.c.round_id,
            runs.c.office_id.label("run_office_id"),
            runs.c.state.label("run_state"),
            runs.c.version.label("run_version"),
        )
        .join(runs, runs.c.id == run_steps.c.run_id)
        .where(run_steps.c.id == step_id)
    )
    return uow.connection.execute(query).first()


def read_run(uow: UnitOfWork, round_id: str, office_id: int) -> AnyRow | None:
    """Return the run of an office in a round, or None."""
    return uow.connection.execute(
        select(runs).where(runs.c.round_id == round_id, runs.c.office_id == office_id)
    ).first()


def _seen(visible: Select[tuple[int]]) -> ColumnElement[bool]:
    """Return the test of runs that a caller may see: of their offices, or with a step handed to one of them."""
    handed = select(run_steps.c.run_id).where(run_steps.c.office_id.in_(visible))
    return or_(runs.c.office_id.in_(visible), runs.c.id.in_(handed))


def runs_of(uow: UnitOfWork, round_id: str, visible: Offices) -> Sequence[AnyRow]:
    """Return the runs of a round that a caller may see."""
    query = select(runs).where(runs.c.round_id == round_id)
    if visible is not None:
        query = query.where(_seen(visible))
    return uow.connection.execute(query.order_by(runs.c.office_id)).all()


def steps_of(uow: UnitOfWork, run_ids: Collection[str]) -> dict[str, list[AnyRow]]:
    """Return the visits of some runs, in the order in which they came to be; a query for 500 runs."""
    found: dict[str, list[AnyRow]] = {run_id: [] for run_id in run_ids}
    ids = list(run_ids)
    for at in range(0, len(ids), _IN_STEPS):
        query = select(run_steps).where(run_steps.c.run_id.in_(ids[at : at + _IN_STEPS]))
        for row in uow.connection.execute(query.order_by(run_steps.c.run_id, run_steps.c.born)):
            found[row.run_id].append(row)
    return found


def pauses_of(uow: UnitOfWork, run_ids: Collection[str]) -> dict[str, list[AnyRow]]:
    """Return the pauses of some runs, oldest first."""
    found: dict[str, list[AnyRow]] = {run_id: [] for run_id in run_ids}
    ids = list(run_ids)
    for at in range(0, len(ids), _IN_STEPS):
        query = select(run_pauses).where(run_pauses.c.run_id.in_(ids[at : at + _IN_STEPS]))
        for row in uow.connection.execute(query.order_by(run_pauses.c.run_id, run_pauses.c.from_on)):
            found[row.run_id].append(row)
    return found


def events_of(
    uow: UnitOfWork, round_id: str, run_id: str | None, most: int, visible: Offices = None
) -> Sequence[AnyRow]:
    """Return what happened in a round, in the runs that a caller may see, or in one run of it, newest first."""
    query = select(round_events).where(round_events.c.round_id == round_id, round_events.c.kind.not_in(_UNSHOWN))
    if run_id is not None:
        query = query.where(round_events.c.run_id == run_id)
    elif visible is not None:
        seen = select(runs.c.id).where(runs.c.round_id == round_id, _seen(visible))
        query = query.where(or_(round_events.c.run_id.is_(None), round_events.c.run_id.in_(seen)))
    return uow.connection.execute(query.order_by(round_events.c.id.desc()).limit(most)).all()


def plan_of(uow: UnitOfWork, run_id: str) -> str:
    """Return the first plan of a run as it is stored: a JSON object of due dates by step."""
    query = select(round_events.c.details).where(round_events.c.run_id == run_id, round_events.c.kind == PLANNED)
    return uow.connection.scalar(query) or "{}"


def bump_round(uow: UnitOfWork, round_id: str, version: int, values: dict[str, object]) -> bool:
    """Update a round that still has `version` and raise it by one; False when somebody else was first."""
    test = rounds.c.id == round_id, rounds.c.version == version
    return uow.connection.execute(update(rounds).where(*test).values(version=version + 1, **values)).rowcount == 1


def lock_run(uow: UnitOfWork, run_id: str) -> None:
    """Let other writers of a run wait until this unit of work ends. On SQLite they wait anyway."""
    uow.connection.execute(select(runs.c.id).where(runs.c.id == run_id).with_for_update())


def lock_runs(uow: UnitOfWork, run_ids: Collection[str]) -> None:
    """Lock several runs as `lock_run` does one, in the order of their ids: two never wait for each other."""
    ids = sorted(run_ids)
    for at in range(0, len(ids), _IN_STEPS):
        some = ids[at : at + _IN_STEPS]
        uow.connection.execute(select(runs.c.id).where(runs.c.id.in_(some)).order_by(runs.c.id).with_for_update()).all()


def lock_round(uow: UnitOfWork, round_id: str) -> int:
    """Let others who would end a round wait, and return its version now. Its runs are locked before it."""
    return int(uow.connection.scalar(select(rounds.c.version).where(rounds.c.id == round_id).with_for_update()) or 0)


def change_run(uow: UnitOfWork, run_id: str, values: dict[str, object]) -> None:
    """Update a run, and raise its version."""
    uow.connection.execute(update(runs).where(runs.c.id == run_id).values(version=runs.c.version + 1, **values))


def change_step(uow: UnitOfWork, step_id: str, version: int, values: dict[str, object]) -> bool:
    """Update a visit that still has `version` and raise it by one; False when somebody else was first."""
    test = run_steps.c.id == step_id, run_steps.c.version == version
    return uow.connection.execute(update(run_steps).where(*test).values(version=version + 1, **values)).rowcount == 1


def move_dates(uow: UnitOfWork, moved: Sequence[dict[str, object]]) -> None:
    """Set the days of visits: `step_id`, `new_opens_on`, `new_due_on`, `new_is_provisional`, `new_state` each."""
    if not moved:
        return
    statement = (
        update(run_steps)
        .where(run_steps.c.id == bindparam("step_id"))
        .values(
            opens_on=bindparam("new_opens_on"),
            due_on=bindparam("new_due_on"),
            is_provisional=bindparam("new_is_provisional"),
            state=bindparam("new_state"),
            version=run_steps.c.version + 1,
        )
    )
    uow.connection.execute(statement, list(moved))


def fix_days(uow: UnitOfWork, step_ids: Sequence[str]) -> None:
    """Note that a person set the last days of some visits: holidays that are entered later do not move them."""
    for at in range(0, len(step_ids), _IN_STEPS):
        some = step_ids[at : at + _IN_STEPS]
        uow.connection.execute(update(run_steps).where(run_steps.c.id.in_(some)).values(is_due_set=True))


def add_pause(uow: UnitOfWork, values: Sequence[dict[str, object]]) -> None:
    """Insert pauses."""
    uow.connection.execute(insert(run_pauses), list(values))


def end_pauses(uow: UnitOfWork, run_ids: Collection[str], until: date) -> None:
    """End the open pauses of some runs; `until` is exclusive."""
    uow.connection.execute(
        update(run_pauses)
        .where(run_pauses.c.run_id.in_(list(run_ids)), run_pauses.c.until_on.is_(None))
        .values(until_on=until)
    )


def open_runs(uow: UnitOfWork, round_id: str) -> int:
    """Return how many runs of a round are not at their end."""
    query = select(func.count()).where(
        runs.c.round_id == round_id, runs.c.state.in_([str(RoundState.RUNNING), str(RoundState.PAUSED)])
    )
    return int(uow.connection.scalar(query) or 0)


def progress(uow: UnitOfWork, round_ids: Collection[str], visible: Offices) -> dict[str, AnyRow]:
    """Return for each round how many offices there are and how many are done; one query."""
    query = (
        select(
            runs.c.round_id,
            func.count().label("offices"),
            func.sum(case((runs.c.state == str(RoundState.DONE), 1), else_=0)).label("done"),
        )
        .where(runs.c.round_id.in_(list(round_ids)))
        .group_by(runs.c.round_id)
    )
    if visible is not None:
        query = query.where(_seen(visible))
    return {row.round_id: row for row in uow.connection.execute(query)}


def past_due(uow: UnitOfWork, round_ids: Collection[str], today: date, visible: Offices) -> Sequence[AnyRow]:
    """Return the runs, paused ones too, with an open step whose last day is over by the calendar; its earliest one.

    Whether a working day has passed since is for whoever knows the holidays.
    """
    query = (
        select(runs.c.id, runs.c.round_id, runs.c.office_id, func.min(run_steps.c.due_on).label("due_on"))
        .join(run_steps, run_steps.c.run_id == runs.c.id)
        .where(
            runs.c.round_id.in_(list(round_ids)),
            runs.c.state.in_([str(RoundState.RUNNING), str(RoundState.PAUSED)]),
            run_steps.c.state == str(StepState.OPEN),
            run_steps.c.due_on < today,
        )
        .group_by(runs.c.id, runs.c.round_id, runs.c.office_id)
    )
    if visible is not None:
        query = query.where(_seen(visible))
    return uow.connection.execute(query).all()


def page(
    uow: UnitOfWork, visible: Offices, state: str | None, procedure_id: str | None, cursor: str | None, limit: int
) -> Sequence[AnyRow]:
    """Return rounds in which the caller sees a run, newest first."""
    query = select(
        rounds,
        procedure_revisions.c.number.label("revision"),
        procedure_revisions.c.title.label("procedure_title"),
    ).join(procedure_revisions, procedure_revisions.c.id == rounds.c.revision_id)
    if visible is not None:
        query = query.where(rounds.c.id.in_(select(runs.c.round_id).where(_seen(visible))))
    if state is not None:
        query = query.where(rounds.c.state == state)
    if procedure_id is not None:
        query = query.where(rounds.c.procedure_id == procedure_id)
    if cursor is not None:
        query = query.where(rounds.c.id < cursor)
    return uow.connection.execute(query.order_by(rounds.c.id.desc()).limit(limit)).all()


def active_runs(uow: UnitOfWork, first: str, limit: int) -> Sequence[AnyRow]:
    """Return running runs with something to be done, by id after `first`, for the pass that looks at days."""
    query = (
        select(runs, rounds.c.revision_id, rounds.c.starts_on)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(runs.c.id > first, runs.c.state == str(RoundState.RUNNING), rounds.c.state == str(RoundState.RUNNING))
        .order_by(runs.c.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def runs_to_plan(uow: UnitOfWork, round_id: str) -> Sequence[AnyRow]:
    """Return the running runs of a round, as `active_runs` gives them."""
    query = (
        select(runs, rounds.c.revision_id, rounds.c.starts_on)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(runs.c.round_id == round_id, runs.c.state == str(RoundState.RUNNING))
    )
    return uow.connection.execute(query).all()


def titles(uow: UnitOfWork, round_ids: Collection[str]) -> dict[str, str]:
    """Return the titles of some rounds."""
    query = select(rounds.c.id, rounds.c.title).where(rounds.c.id.in_(list(round_ids)))
    return {row.id: row.title for row in uow.connection.execute(query)}


def documents(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, tuple[int, bytes]]:
    """Return the documents of some revisions with the version of their shape."""
    query = select(procedure_revisions.c.id, procedure_revisions.c.schema_version, procedure_revisions.c.document)
    found = uow.connection.execute(query.where(procedure_revisions.c.id.in_(list(revision_ids))))
    return {key: (version, content) for key, version, content in found}
