"""Query on what one has approved oneself."""

from datetime import datetime

from sqlalchemy import func, select

from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import UnitOfWork
from schemas.signing import OwnSigning


def own(uow: UnitOfWork, since: datetime, limit: int) -> list[OwnSigning]:
    """Return the actor's signings since a moment, newest first; an approval by itself is one of its own."""
    columns = approvals.c
    at = func.max(columns.approved_at).label("at")
    query = (
        select(columns.batch_id, at, func.count().label("records"), func.min(columns.activity_id).label("activity_id"))
        .where(columns.approved_by == uow.actor.id, columns.approved_at >= since)
        .group_by(columns.batch_id, func.coalesce(columns.batch_id, columns.revision_id))
        .order_by(at.desc())
        .limit(limit)
    )
    return [
        OwnSigning(batch_id=row.batch_id, at=row.at, records=row.records, activity_id=row.activity_id)
        for row in uow.connection.execute(query)
    ]
