"""Queries that move holdings from state to state: set-based, for the lists of destruction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings

#: SQLite takes 32,766 values in one statement; each id is one.
_AT_ONCE = 5_000


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def move(uow: UnitOfWork, ids: Collection[str], before: Collection[str], values: Mapping[str, object]) -> list[str]:
    """Store `values` in those holdings that are in one of the states `before`; return which these were, in order."""
    moved: list[str] = []
    for batch in _batches(ids):
        query = update(holdings).where(holdings.c.id.in_(batch), holdings.c.state.in_(sorted(before)))
        changed = query.values(version=holdings.c.version + 1, **values).returning(holdings.c.id)
        moved += uow.connection.scalars(changed)
    return sorted(moved)


def rows(uow: UnitOfWork, ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return the holdings of these ids, in order."""
    found: list[Row[Any]] = []
    for batch in _batches(ids):
        found += uow.connection.execute(select(holdings).where(holdings.c.id.in_(batch)).order_by(holdings.c.id))
    return found
