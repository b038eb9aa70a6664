"""Queries on what was sent back: the returner's words, and the comments that nobody has resolved."""

from collections.abc import Collection

from sqlalchemy import func, select

from ropa.activities.tables import activities
from ropa.activities.tables_life import life_steps, review_comments
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import LifeStep

#: Of all records asked about: a page that is read shows no more.
MOST_COMMENTS = 500


def notes(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, str]:
    """Return what was said when the open draft of each activity was sent back last; one without words is left out."""
    last = (
        select(func.max(life_steps.c.id).label("id"))
        .join(activities, activities.c.draft_revision_id == life_steps.c.revision_id)
        .where(activities.c.id.in_(sorted(activity_ids)), life_steps.c.step == str(LifeStep.RETURN))
        .group_by(activities.c.id)
        .scalar_subquery()
    )
    query = select(life_steps.c.activity_id, life_steps.c.note).where(
        life_steps.c.id.in_(last), life_steps.c.note.is_not(None)
    )
    return {row.activity_id: row.note for row in uow.connection.execute(query)}


def standing(uow: UnitOfWork, activity_ids: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Return activity, pointer, text and author of comments that nobody has resolved, oldest first."""
    columns = review_comments.c
    query = (
        select(columns.activity_id, columns.pointer, columns.text, columns.author_name)
        .where(columns.activity_id.in_(sorted(activity_ids)), columns.resolved_at.is_(None))
        .order_by(columns.activity_id, columns.id)
        .limit(MOST_COMMENTS)
    )
    return [tuple(row) for row in uow.connection.execute(query)]
