"""Queries on the pictures of approved revisions."""

from datetime import datetime

from sqlalchemy import insert, select

from ropa.activities.tables import revisions
from ropa.activities.tables_life import approvals
from ropa.activities.tables_pictures import approved_pictures
from ropa.db.unit_of_work import UnitOfWork


def add_picture(uow: UnitOfWork, revision_id: str, sha256: str, content: bytes) -> None:
    """Keep the picture of a revision that is being approved."""
    uow.connection.execute(
        insert(approved_pictures),
        {"revision_id": revision_id, "sha256": sha256, "drawn_at": uow.now, "content": content},
    )


def picture(uow: UnitOfWork, activity_id: str, number: int) -> tuple[str, bytes] | None:
    """Return hash and packed bytes of the picture of a revision, or None."""
    row = uow.connection.execute(
        select(approved_pictures.c.sha256, approved_pictures.c.content)
        .join(revisions, revisions.c.id == approved_pictures.c.revision_id)
        .where(revisions.c.activity_id == activity_id, revisions.c.number == number)
    ).first()
    return (row[0], row[1]) if row is not None else None


def approved_at(uow: UnitOfWork, activity_id: str, number: int) -> datetime | None:
    """Return when a revision was approved, or None where it was not."""
    return uow.connection.scalar(
        select(approvals.c.approved_at).where(approvals.c.activity_id == activity_id, approvals.c.number == number)
    )
