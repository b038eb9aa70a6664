"""The register as it stood before a moment: what was approved then, in the office where it was then."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from ropa.activities.tables import activities, revisions
from ropa.activities.tables_life import approvals
from ropa.activities.tables_offices import activity_offices
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

Test = ColumnElement[bool]


def _office_before(moment: datetime) -> ColumnElement[int]:
    past = activity_offices.c
    then = (
        select(past.office_id)
        .where(past.activity_id == activities.c.id, past.until_at >= moment)
        .order_by(past.until_at)
        .limit(1)
        .scalar_subquery()
    )
    return func.coalesce(then, activities.c.office_id)


def tests(moment: datetime, read: Any, offices: Collection[int] | None) -> list[Test]:
    """Return the conditions of what stood in the register before a moment (aware).

    `read`: the query of the offices that the reader sees now, None for all; `offices`: where the activity was then.
    """
    approved, activity = approvals.c, activities.c
    found: list[Test] = [
        approved.approved_at < moment,
        or_(approved.superseded_at.is_(None), approved.superseded_at >= moment),
        or_(activity.retired_at.is_(None), activity.retired_at >= moment),
    ]
    if read is not None:
        found.append(activity.office_id.in_(read))
    if offices is not None:
        found.append(_office_before(moment).in_(sorted(offices)))
    return found


def count(uow: UnitOfWork, wanted: list[Test]) -> int:
    """Return how many activities stood in the register."""
    query = select(func.count()).select_from(approvals.join(activities, activities.c.id == approvals.c.activity_id))
    return int(uow.connection.scalar(query.where(*wanted)) or 0)


def documents(uow: UnitOfWork, wanted: list[Test], moment: datetime, batch: int = 200) -> Iterator[StoredRevision]:
    """Yield what stood in the register with its documents, in the order of the references' making.

    `version` is 0: how often a record had been saved by then is not kept.
    """
    # Ids begin with the moment of their making, so their order is the activities' age and never changes.
    query = (
        select(
            activities.c.id,
            activities.c.ref,
            _office_before(moment).label("office_then"),
            revisions.c.number,
            revisions.c.content_hash,
            revisions.c.schema_version,
            activities.c.created_at,
            revisions.c.updated_at,
            revisions.c.document,
        )
        .select_from(approvals)
        .join(activities, activities.c.id == approvals.c.activity_id)
        .join(revisions, revisions.c.id == approvals.c.revision_id)
        .where(*wanted)
        .order_by(activities.c.id)
        .limit(batch)
    )
    after = ""
    while rows := uow.connection.execute(query.where(activities.c.id > after)).all():
        for row in rows:
            yield StoredRevision(
                id=row.id,
                ref=row.ref,
                office_id=row.office_then,
                status=RevisionStatus.APPROVED,
                revision=row.number,
                version=0,
                content_hash=row.content_hash,
                schema_version=row.schema_version,
                created_at=row.created_at,
                updated_at=row.updated_at,
                sources=b"{}",
                document=row.document,
            )
        after = rows[-1].id
