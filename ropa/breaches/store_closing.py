"""Queries on closings and reopenings. Rows are written once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select

from ropa.breaches.tables_work import breach_closings
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]


def acts(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return what was done, oldest first."""
    query = select(breach_closings).where(breach_closings.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_closings.c.number)).all()


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert one act."""
    uow.connection.execute(insert(breach_closings), values)
