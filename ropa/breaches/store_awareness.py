"""Queries on the values that awareness had, and on the breaches of one incident."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, insert, select

from ropa.breaches.store import SINCE, Offices, within
from ropa.breaches.tables import breach_awareness, breaches
from ropa.db.unit_of_work import UnitOfWork


def add(uow: UnitOfWork, breach_id: str, before: datetime | None, after: datetime, reason: str) -> None:
    """Keep why awareness was set to another value. The row of the breach was changed first, so numbers do not race."""
    known = select(func.coalesce(func.max(breach_awareness.c.number), 0)).where(
        breach_awareness.c.breach_id == breach_id
    )
    values = {
        "breach_id": breach_id,
        "number": uow.connection.execute(known).scalar_one() + 1,
        "before": before,
        "after": after,
        "reason": reason,
        "moved_by": uow.actor.id,
        "moved_by_name": uow.actor.name[:300],
        "moved_at": uow.now,
    }
    uow.connection.execute(insert(breach_awareness), values)


def history(uow: UnitOfWork, breach_id: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return every value that awareness was given later, oldest first."""
    query = select(breach_awareness).where(breach_awareness.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_awareness.c.number)).all()


def of_incident(uow: UnitOfWork, incident_id: str) -> dict[str, int]:
    """Return the office of each breach of an incident, by the breach's id."""
    query = select(breaches.c.id, breaches.c.office_id).where(breaches.c.incident_id == incident_id)
    return {row.id: row.office_id for row in uow.connection.execute(query)}


def rows_of_incident(uow: UnitOfWork, incident_id: str, visible: Offices) -> Sequence[Row[Any]]:
    """Return the breaches of an incident that the caller may see, most urgent first."""
    query = select(breaches).where(breaches.c.incident_id == incident_id, *within(visible))
    return uow.connection.execute(query.order_by(SINCE, breaches.c.id)).all()
