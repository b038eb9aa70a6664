"""Queries on the data sets of many activities that are not destroyed."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings
from schemas.destruction import HoldingState

AnyRow = Row[*tuple[Any, ...]]
_GONE = (str(HoldingState.DESTROYED), str(HoldingState.TRANSFERRED))


def counts(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, int]:
    """Return how many data sets are kept under activities that have some."""
    query = (
        select(holdings.c.activity_id, func.count().label("number"))
        .where(holdings.c.activity_id.in_(activity_ids), holdings.c.state.not_in(_GONE))
        .group_by(holdings.c.activity_id)
    )
    return {row.activity_id: row.number for row in uow.connection.execute(query)}


def kept(uow: UnitOfWork, activity_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the data sets that are kept under activities, in the order of entry."""
    kept = holdings.c
    query = select(
        kept.id,
        kept.activity_id,
        kept.title,
        kept.location,
        kept.medium,
        kept.volume,
        kept.data_from,
        kept.data_through,
        kept.due_on,
        kept.state,
        kept.copies,
    ).where(kept.activity_id.in_(activity_ids), kept.state.not_in(_GONE))
    return uow.connection.execute(query.order_by(kept.activity_id, kept.id)).all()
