"""Queries of a round's report: runs and visits as they were before a moment, from what is kept."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select

from ropa.db.ids import first_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.procedures.store_rounds import CAUSED, DAYS, PLANNED, AnyRow
from ropa.procedures.tables_rounds import round_events, rounds, run_steps, runs
from schemas.rounds import RoundState

_S = run_steps.c


def round_id_of(uow: UnitOfWork, ref: str) -> str | None:
    """Return the id of a round by its reference, or None."""
    return uow.connection.scalar(select(rounds.c.id).where(rounds.c.ref == ref))


def count_runs(uow: UnitOfWork, round_id: str) -> int:
    """Return how many offices a round has."""
    return int(uow.connection.scalar(select(func.count()).where(runs.c.round_id == round_id)) or 0)


def offices_in(uow: UnitOfWork, query: Select[tuple[int]]) -> set[int]:
    """Return the offices of a query."""
    return set(uow.connection.scalars(query))


def visits_before(uow: UnitOfWork, run_ids: Collection[str], moment: datetime) -> Iterator[AnyRow]:
    """Yield the visits of some runs that were there before a moment, run by run, the first to come to be first."""
    query = (
        select(
            _S.id, _S.run_id, _S.step, _S.visit, _S.opens_on, _S.due_on, _S.is_provisional, _S.working_days,
            _S.done_on, _S.done_at, _S.state, _S.cause, _S.note, _S.actual_days,
        )
        .where(_S.run_id.in_(list(run_ids)), _S.id < first_id(moment))
        .order_by(_S.run_id, _S.born)
    )  # fmt: skip
    yield from uow.connection.execute(query)


def plans_of(uow: UnitOfWork, run_ids: Collection[str]) -> dict[str, str]:
    """Return the first plan of some runs as it is stored."""
    query = select(round_events.c.run_id, round_events.c.details).where(
        round_events.c.run_id.in_(list(run_ids)), round_events.c.kind == PLANNED
    )
    return {row.run_id: row.details for row in uow.connection.execute(query)}


def since(uow: UnitOfWork, run_ids: Collection[str], moment: datetime) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return what was known of visits before each change since a moment, as it is stored.

    Two things by visit: its days just before the moment, and what was known of its delay each time its cause was said.
    """
    query = (
        select(round_events.c.kind, round_events.c.run_step_id, round_events.c.details)
        .where(
            round_events.c.run_id.in_(list(run_ids)),
            round_events.c.kind.in_((DAYS, CAUSED)),
            round_events.c.at >= moment,
        )
        .order_by(round_events.c.id.desc())
    )
    days: dict[str, str] = {}
    causes: dict[str, list[str]] = {}
    for row in uow.connection.execute(query):
        if row.kind == CAUSED:
            causes.setdefault(row.run_step_id, []).append(row.details)
        else:
            days[row.run_step_id] = row.details  # the earliest change is the last one read, and stays
    return days, causes


def rounds_begun(uow: UnitOfWork, first: date, last: date) -> Sequence[AnyRow]:
    """Return the rounds that began between two days and were not cancelled, each with one of its offices."""
    columns = rounds.c.id, rounds.c.title, rounds.c.ref, rounds.c.starts_on, rounds.c.owner_id
    query = (
        select(*columns, func.min(runs.c.office_id).label("office_id"))
        .join(runs, runs.c.round_id == rounds.c.id)
        .where(rounds.c.starts_on >= first, rounds.c.starts_on <= last, rounds.c.state != str(RoundState.CANCELLED))
        .group_by(*columns)
        .order_by(rounds.c.id)
    )
    return uow.connection.execute(query).all()
