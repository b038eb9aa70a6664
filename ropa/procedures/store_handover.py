"""Queries on steps of many rounds that are still to be done, for giving them to other people."""

from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import AnyRow, Offices
from ropa.procedures.tables_rounds import round_events, rounds, run_steps, runs
from schemas.rounds import RoundState, StepState

_GOING_ON = (str(RoundState.RUNNING), str(RoundState.PAUSED))
#: The kind of the event that tells of a successor: of a step, or of the whole run.
OFFICE_CHANGED = "office_changed"
_IN_RUNS = 500
_ACTIVE = (str(StepState.OPEN), str(StepState.WAITING))


def active_steps(
    uow: UnitOfWork, within: Offices, offices: Collection[int] | None = None, also: Collection[str] = ()
) -> Sequence[AnyRow]:
    """Return the visits that are still to be done in runs of some offices (`within`; None: all), with their rounds.

    `offices`: only those that are done at one of these now. `also`: runs beside those of the offices.
    """
    query = (
        select(
            run_steps,
            runs.c.round_id,
            runs.c.office_id.label("run_office_id"),
            rounds.c.title.label("round_title"),
            rounds.c.owner_id,
        )
        .join(runs, runs.c.id == run_steps.c.run_id)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(run_steps.c.state.in_(_ACTIVE), runs.c.state.in_(_GOING_ON), rounds.c.state.in_(_GOING_ON))
        .order_by(runs.c.round_id, runs.c.office_id, run_steps.c.born)
    )
    if within is not None:
        query = query.where(or_(runs.c.office_id.in_(within), runs.c.id.in_(sorted(also))))
    if offices is not None:
        query = query.where(run_steps.c.office_id.in_(sorted(offices)))
    return uow.connection.execute(query).all()


def give(uow: UnitOfWork, rows: Sequence[AnyRow], person_id: str) -> int:
    """Give visits to a person, those that are still as they were read; return how many were given."""
    if not rows:
        return 0
    statement = (
        update(run_steps)
        .where(
            run_steps.c.id == bindparam("step_id"),
            run_steps.c.version == bindparam("seen_version"),
            run_steps.c.state.in_(_ACTIVE),
        )
        .values(person_id=person_id, version=run_steps.c.version + 1)
    )
    given = [{"step_id": row.id, "seen_version": row.version} for row in rows]
    return int(sum(uow.connection.execute(statement, each).rowcount for each in given))


def active_runs(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return the runs that are not at their end, of rounds that are not."""
    query = (
        select(runs)
        .join(rounds, rounds.c.id == runs.c.round_id)
        .where(runs.c.state.in_(_GOING_ON), rounds.c.state.in_(_GOING_ON))
        .order_by(runs.c.id)
    )
    return uow.connection.execute(query).all()


def succeeded(uow: UnitOfWork) -> dict[str, int]:
    """Return the runs that are not at their end and whose office has ended, with that office."""
    query = (
        select(runs.c.id, runs.c.office_id)
        .distinct()
        .join(round_events, round_events.c.run_id == runs.c.id)
        .where(runs.c.state.in_(_GOING_ON), round_events.c.kind == OFFICE_CHANGED, round_events.c.run_step_id.is_(None))
    )
    return {row.id: row.office_id for row in uow.connection.execute(query)}


def successions(uow: UnitOfWork, run_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (run, details) of each time that the office of one of some runs ended, the later after the earlier."""
    found: list[tuple[str, str]] = []
    ids = sorted(run_ids)
    for at in range(0, len(ids), _IN_RUNS):
        query = select(round_events.c.run_id, round_events.c.details).where(
            round_events.c.run_id.in_(ids[at : at + _IN_RUNS]),
            round_events.c.kind == OFFICE_CHANGED,
            round_events.c.run_step_id.is_(None),
        )
        found += [(row.run_id, row.details) for row in uow.connection.execute(query.order_by(round_events.c.id))]
    return found
