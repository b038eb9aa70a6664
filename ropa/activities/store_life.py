"""Queries on the life of revisions: writers, steps, comments, approvals."""

from typing import Any

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from ropa.activities.tables_life import life_steps, review_comments, revision_writers
from ropa.db.unit_of_work import UnitOfWork


def add_writer(uow: UnitOfWork, revision_id: str) -> None:
    """Note that the actor wrote a revision."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    row = {"revision_id": revision_id, "actor_id": uow.actor.id}
    uow.connection.execute(dialect.insert(revision_writers).on_conflict_do_nothing(), row)


def drop(uow: UnitOfWork, revision_id: str) -> None:
    """Delete what is kept about the life of a draft that is being deleted."""
    for table in (revision_writers, life_steps, review_comments):
        uow.connection.execute(delete(table).where(table.c.revision_id == revision_id))
