"""Queries on approved records with their documents, activity by activity: for what they imply."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from ropa.activities.tables import activities, revisions
from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import UnitOfWork


def _approved() -> Select[Any]:
    first = (
        select(func.min(approvals.c.approved_at)).where(approvals.c.activity_id == activities.c.id).scalar_subquery()
    )
    return (
        select(
            activities.c.id,
            activities.c.office_id,
            revisions.c.schema_version,
            revisions.c.document,
            first.label("first_approved_at"),
        )
        .join(revisions, revisions.c.id == activities.c.approved_revision_id)
        .where(activities.c.retired_at.is_(None))
    )


def one(uow: UnitOfWork, activity_id: str) -> Row[Any] | None:
    """Return an approved record, or None."""
    return uow.connection.execute(_approved().where(activities.c.id == activity_id)).first()


def among(
    uow: UnitOfWork, offices: Sequence[Select[tuple[int]] | None], after: str | None, limit: int
) -> Sequence[Row[Any]]:
    """Return approved records of offices that are in every one of `offices` (None: all), oldest first."""
    query = _approved()
    for each in offices:
        if each is not None:
            query = query.where(activities.c.office_id.in_(each))
    if after is not None:
        query = query.where(activities.c.id > after)
    return uow.connection.execute(query.order_by(activities.c.id).limit(limit)).all()
