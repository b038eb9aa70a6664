"""Queries on breaches by their clocks, for the agenda and for those who follow what falls due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select, tuple_

from ropa.breaches.tables import breaches
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""

_COLUMNS = (
    breaches.c.id,
    breaches.c.ref,
    breaches.c.title,
    breaches.c.office_id,
    breaches.c.aware_at,
    breaches.c.suspected_at,
    breaches.c.is_drill,
    breaches.c.updated_at,
)


def waits_for_office() -> ColumnElement[bool]:
    """Return the condition of a breach whose first notice to the Office is still owed."""
    columns = breaches.c
    return and_(
        columns.phase == "open",
        columns.aware_at.is_not(None),
        columns.notified_at.is_(None),
        columns.excused_at.is_(None),
        or_(columns.level.is_(None), columns.level != "none"),
    )


def is_suspected() -> ColumnElement[bool]:
    """Return the condition of a suspicion that nobody has confirmed or dismissed."""
    return and_(breaches.c.phase == "suspected", breaches.c.suspected_at.is_not(None))


def due_between(
    uow: UnitOfWork,
    start: tuple[datetime, str],
    last: datetime,
    limit: int,
    offices: Offices,
    *,
    suspected: bool = False,
) -> Sequence[AnyRow]:
    """Return breaches whose clock runs and began after a place (moment, id) and up to a moment, in that order.

    `suspected`: suspicions by their warning clock, else breaches by their awareness.
    """
    moment = breaches.c.suspected_at if suspected else breaches.c.aware_at
    query = select(*_COLUMNS).where(
        is_suspected() if suspected else waits_for_office(), tuple_(moment, breaches.c.id) > start, moment <= last
    )
    if offices is not None:
        query = query.where(breaches.c.office_id.in_(offices))
    return uow.connection.execute(query.order_by(moment, breaches.c.id).limit(limit)).all()
