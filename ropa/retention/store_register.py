"""Queries on the holdings of many activities at once."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, and_, or_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import StoredRule, stored_rule
from ropa.retention.tables import holdings, retention_rules

#: (activity, holding) of the last one read.
Place = tuple[str, str]


def holdings_among(
    uow: UnitOfWork, activity_ids: Collection[str], after: Place | None, limit: int
) -> Sequence[Row[Any]]:
    """Return holdings of activities in the order of activity and making, after a place."""
    query = select(holdings).where(holdings.c.activity_id.in_(activity_ids))
    if after is not None:
        activity_id, holding_id = after
        later = and_(holdings.c.activity_id == activity_id, holdings.c.id > holding_id)
        query = query.where(or_(holdings.c.activity_id > activity_id, later))
    return uow.connection.execute(query.order_by(holdings.c.activity_id, holdings.c.id).limit(limit)).all()


def rules_among(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[tuple[str, str], StoredRule]:
    """Return the present readings of activities' rules, by activity and slot."""
    query = select(retention_rules).where(
        retention_rules.c.activity_id.in_(activity_ids), retention_rules.c.until_at.is_(None)
    )
    return {(row.activity_id, row.slot): stored_rule(row) for row in uow.connection.execute(query)}
