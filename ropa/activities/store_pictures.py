"""Queries on the pictures of approved revisions."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import insert, select, tuple_

from ropa.activities.tables_life import approvals
from ropa.activities.tables_pictures import approved_pictures
from ropa.db.unit_of_work import UnitOfWork


class KeptPicture(Struct, frozen=True):
    """A picture as it stands, and what the approval says of it. `packed` is None where there is no row."""

    manifest: str
    manifest_hash: str
    packed: bytes | None


def add_picture(uow: UnitOfWork, revision_id: str, content: bytes) -> None:
    """Keep the picture of a revision that is being approved."""
    uow.connection.execute(
        insert(approved_pictures),
        {"revision_id": revision_id, "drawn_at": uow.now, "content": content},
    )


def pictures(uow: UnitOfWork, revisions: Collection[tuple[str, int]]) -> dict[tuple[str, int], KeptPicture]:
    """Return what was approved of each (activity, number); one that was never approved is not among them."""
    approved = approvals.c
    rows = uow.connection.execute(
        select(
            approved.activity_id,
            approved.number,
            approved.manifest,
            approved.manifest_hash,
            approved_pictures.c.content,
        )
        .outerjoin(approved_pictures, approved_pictures.c.revision_id == approved.revision_id)
        .where(tuple_(approved.activity_id, approved.number).in_(list(revisions)))
    )
    return {(key, number): KeptPicture(*values) for key, number, *values in rows}


def approved_at(uow: UnitOfWork, activity_id: str, number: int) -> datetime | None:
    """Return when a revision was approved, or None where it was not."""
    return uow.connection.scalar(
        select(approvals.c.approved_at).where(approvals.c.activity_id == activity_id, approvals.c.number == number)
    )
