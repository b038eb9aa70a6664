"""Queries on orders, runs, their journal, and what became of items."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure.tables import erasure_journal, erasure_orders, erasure_outcomes, erasure_runs

_ORDERED = erasure_orders.c.ended_at.is_(None)
_RUNNING = erasure_runs.c.ended_at.is_(None)


def add_order(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store an order."""
    uow.connection.execute(insert(erasure_orders), dict(values))


def open_order(uow: UnitOfWork, list_id: str) -> Row[Any] | None:
    """Return the order of a list that has not ended; it may have expired."""
    return uow.connection.execute(select(erasure_orders).where(erasure_orders.c.list_id == list_id, _ORDERED)).first()


def orders(uow: UnitOfWork, list_id: str) -> Sequence[Row[Any]]:
    """Return every order of a list, newest first."""
    query = select(erasure_orders).where(erasure_orders.c.list_id == list_id)
    return uow.connection.execute(query.order_by(erasure_orders.c.id.desc())).all()


def end_order(uow: UnitOfWork, order_id: str, values: Mapping[str, object]) -> bool:
    """End an order; False when it had ended."""
    query = update(erasure_orders).where(erasure_orders.c.id == order_id, _ORDERED)
    return uow.connection.execute(query.values(ended_at=uow.now, **values)).rowcount == 1


def add_run(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a run that begins."""
    uow.connection.execute(insert(erasure_runs), dict(values))


def open_run(uow: UnitOfWork, list_id: str) -> Row[Any] | None:
    """Return the run of a list that has not ended, whether its process lives or not."""
    return uow.connection.execute(select(erasure_runs).where(erasure_runs.c.list_id == list_id, _RUNNING)).first()


def runs(uow: UnitOfWork, list_id: str, limit: int) -> Sequence[Row[Any]]:
    """Return the runs of a list, newest first."""
    query = select(erasure_runs).where(erasure_runs.c.list_id == list_id)
    return uow.connection.execute(query.order_by(erasure_runs.c.id.desc()).limit(limit)).all()


def keep_run(uow: UnitOfWork, run_id: str, until: datetime) -> bool:
    """Hold a run's list for longer; False when somebody else ended the run."""
    query = update(erasure_runs).where(erasure_runs.c.id == run_id, _RUNNING)
    return uow.connection.execute(query.values(held_until=until)).rowcount == 1


def end_run(uow: UnitOfWork, run_id: str, values: Mapping[str, object]) -> bool:
    """End a run; False when it had ended."""
    query = update(erasure_runs).where(erasure_runs.c.id == run_id, _RUNNING)
    return uow.connection.execute(query.values(ended_at=uow.now, **values)).rowcount == 1


def note(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Write one step of a batch into the journal."""
    uow.connection.execute(insert(erasure_journal), dict(values))


def journal(uow: UnitOfWork, dry_run_id: str) -> Sequence[Row[Any]]:
    """Return the journal of a plan, in the order in which it was written."""
    query = select(erasure_journal).where(erasure_journal.c.dry_run_id == dry_run_id)
    return uow.connection.execute(query.order_by(erasure_journal.c.number)).all()


def done_batches(uow: UnitOfWork, dry_run_ids: Collection[str], step: str) -> dict[str, int]:
    """Return how many batches of some plans have taken a step."""
    query = (
        select(erasure_journal.c.dry_run_id, func.count(erasure_journal.c.seq.distinct()))
        .where(erasure_journal.c.dry_run_id.in_(dry_run_ids), erasure_journal.c.step == step)
        .group_by(erasure_journal.c.dry_run_id)
    )
    return {row[0]: row[1] for row in uow.connection.execute(query)}


def add_outcome(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store what became of an item; a second time for the same item is refused by the database."""
    uow.connection.execute(insert(erasure_outcomes), dict(values))


def outcomes(uow: UnitOfWork, list_id: str) -> dict[str, Row[Any]]:
    """Return what became of the items of a list, by item."""
    query = select(erasure_outcomes).where(erasure_outcomes.c.list_id == list_id)
    return {row.item_id: row for row in uow.connection.execute(query)}
