"""Queries on live revisions whose computed rows are not there: the register comes from an older version."""

from collections.abc import Sequence

from sqlalchemy import select

from ropa.activities.store import live_ids
from ropa.activities.tables import revision_bases, revision_index, revisions
from ropa.activities.tables_words import revision_words
from ropa.db.unit_of_work import UnitOfWork
from schemas.record_marks import COUNTED

_index = revision_index.c


def is_without_index(uow: UnitOfWork) -> bool:
    """Tell whether a live revision stands in no list."""
    listed = select(_index.revision_id).where(_index.revision_id == revisions.c.id)
    return uow.connection.scalar(live_ids().where(~listed.exists()).limit(1)) is not None


def is_without_marks(uow: UnitOfWork) -> bool:
    """Tell whether a revision of the lists is counted in none of the numbers that need its marks."""
    counted = select(revision_bases.c.revision_id).where(
        revision_bases.c.revision_id == _index.revision_id, revision_bases.c.basis == COUNTED
    )
    return uow.connection.scalar(select(_index.revision_id).where(~counted.exists()).limit(1)) is not None


def without_words(uow: UnitOfWork, limit: int) -> Sequence[str]:
    """Return revisions of the lists of which no word is known, the newest first."""
    known = select(revision_words.c.revision_id).where(revision_words.c.revision_id == _index.revision_id)
    query = select(_index.revision_id).where(~known.exists()).order_by(_index.search_id.desc()).limit(limit)
    return uow.connection.scalars(query).all()
