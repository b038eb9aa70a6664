"""Queries on what is due when, for the agenda."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.tables import holdings, retention_rules

AnyRow = Row[*tuple[Any, ...]]


def due(
    uow: UnitOfWork, start: tuple[date, str], last: date, limit: int, offices: Select[tuple[int]] | None
) -> Sequence[AnyRow]:
    """Return (day, activity, office, data sets, last change) after a place (day, activity) and up to a day."""
    place = (holdings.c.due_on, holdings.c.activity_id)
    query = (
        select(
            *place,
            retention_rules.c.office_id,
            func.count().label("total"),
            func.max(holdings.c.updated_at).label("at"),
        )
        .join(retention_rules, is_form_rule(holdings.c.activity_id))
        # The day alone first: the index of due days then finds where to begin.
        .where(holdings.c.due_on >= start[0], holdings.c.due_on <= last, tuple_(*place) > start)
        .group_by(*place, retention_rules.c.office_id)
        .order_by(*place)
        .limit(limit)
    )
    if offices is not None:
        query = query.where(retention_rules.c.office_id.in_(offices))
    return uow.connection.execute(query).all()
