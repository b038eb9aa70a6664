"""Queries on breaches by their clock, for the job that warns and for the agenda."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select, tuple_

from ropa.breaches.tables import breaches
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
_COLUMNS = (
    breaches.c.id,
    breaches.c.ref,
    breaches.c.title,
    breaches.c.office_id,
    breaches.c.aware_at,
    breaches.c.updated_at,
)


def between(
    uow: UnitOfWork, start: tuple[datetime, str], last: datetime, limit: int, offices: Select[tuple[int]] | None
) -> Sequence[AnyRow]:
    """Return breaches after a place (awareness, id) and with awareness up to a moment, in that order."""
    place = tuple_(breaches.c.aware_at, breaches.c.id)
    query = select(*_COLUMNS).where(place > start, breaches.c.aware_at <= last)
    if offices is not None:
        query = query.where(breaches.c.office_id.in_(offices))
    return uow.connection.execute(query.order_by(breaches.c.aware_at, breaches.c.id).limit(limit)).all()
