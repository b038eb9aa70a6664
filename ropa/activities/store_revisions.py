"""Queries on the revisions of many activities at once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from ropa.activities.tables import revisions
from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import UnitOfWork
from schemas.register_lines import RevisionLine
from schemas.vocabulary import RevisionStatus


def approved(uow: UnitOfWork, activity_ids: Collection[str], before: datetime | None) -> list[tuple[str, RevisionLine]]:
    """Return (activity, revision) of what was approved in activities, newest first in each; one query.

    `before` (aware): as it stood then; what came later is as if it had never been.
    """
    query = (
        select(
            approvals.c.activity_id,
            approvals.c.number,
            approvals.c.content_hash,
            revisions.c.updated_at,
            approvals.c.approved_at,
            approvals.c.approved_by_name,
            approvals.c.manifest_hash,
            approvals.c.superseded_at,
        )
        .join(revisions, revisions.c.id == approvals.c.revision_id)
        .where(approvals.c.activity_id.in_(activity_ids))
        .order_by(approvals.c.activity_id, approvals.c.number.desc())
    )
    if before is not None:
        query = query.where(approvals.c.approved_at < before)
    found = []
    for row in uow.connection.execute(query):
        ended = row.superseded_at
        if ended is not None and before is not None and ended >= before:
            ended = None
        line = RevisionLine(
            revision=row.number,
            status=RevisionStatus.APPROVED if ended is None else RevisionStatus.SUPERSEDED,
            content_hash=row.content_hash,
            updated_at=row.updated_at,
            approved_at=row.approved_at,
            approved_by_name=row.approved_by_name,
            manifest_hash=row.manifest_hash,
            superseded_at=ended,
        )
        found.append((row.activity_id, line))
    return found
