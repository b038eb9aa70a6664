"""Queries on publications."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, and_, func, insert, select, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.publishing.tables import publications
from schemas.publishing import PublicActivity, Publication, PublicLine
from schemas.thai_text import searchable

_activities, _index = metadata.tables["activities"], metadata.tables["revision_index"]
_revisions = metadata.tables["revisions"]
_content = msgspec.json.Decoder(PublicActivity)
AnyRow = Row[*tuple[Any, ...]]


def add(uow: UnitOfWork, made: Publication, search_text: str) -> None:
    """Insert what was published."""
    uow.connection.execute(
        insert(publications),
        {
            "id": made.id,
            "activity_id": made.activity_id,
            "revision": made.revision,
            "with_notice": made.with_notice,
            "content_hash": made.content_hash,
            "published_at": made.published_at,
            "published_by": uow.actor.id,
            "search_text": search_text,
            "content": msgspec.json.encode(made.content),
        },
    )


def end(uow: UnitOfWork, activity_id: str, at: datetime) -> bool:
    """End what is public of an activity; tell whether something was."""
    query = update(publications).where(publications.c.activity_id == activity_id, publications.c.withdrawn_at.is_(None))
    return uow.connection.execute(query.values(withdrawn_at=at, withdrawn_by=uow.actor.id)).rowcount == 1


def history(uow: UnitOfWork, activity_id: str) -> list[Publication]:
    """Return everything that was ever public of an activity, the newest first."""
    query = select(publications).where(publications.c.activity_id == activity_id).order_by(publications.c.number.desc())
    return [_publication(row) for row in uow.connection.execute(query)]


def _publication(row: AnyRow) -> Publication:
    return Publication(
        id=row.id,
        activity_id=row.activity_id,
        revision=row.revision,
        content=_content.decode(row.content),
        content_hash=row.content_hash,
        with_notice=row.with_notice,
        published_at=row.published_at,
        withdrawn_at=row.withdrawn_at,
    )


def _public() -> Select[Any]:
    """Return the query of what anybody may see: neither withdrawn nor of an activity that ended."""
    return (
        select(
            publications.c.number,
            publications.c.activity_id,
            publications.c.with_notice,
            _activities.c.office_id,
            publications.c.content,
        )
        .join(_activities, _activities.c.id == publications.c.activity_id)
        .where(publications.c.withdrawn_at.is_(None), _activities.c.retired_at.is_(None))
    )


def _line(row: AnyRow) -> PublicLine:
    return PublicLine(
        activity_id=row.activity_id,
        office_id=row.office_id,
        with_notice=row.with_notice,
        content=_content.decode(row.content),
        number=row.number,
    )


def public_one(uow: UnitOfWork, activity_id: str) -> PublicLine | None:
    """Return what is public of an activity."""
    row = uow.connection.execute(_public().where(publications.c.activity_id == activity_id)).first()
    return None if row is None else _line(row)


def public_page(
    uow: UnitOfWork, words: str, offices: Select[tuple[int]] | None, before: int | None, limit: int
) -> list[PublicLine]:
    """Return public activities that hold each word, the newest first, behind a place."""
    query = _public().order_by(publications.c.number.desc()).limit(limit)
    for word in searchable(words).split():
        query = query.where(publications.c.search_text.like(_like(word), escape="\\"))
    if offices is not None:
        query = query.where(_activities.c.office_id.in_(offices))
    if before is not None:
        query = query.where(publications.c.number < before)
    return [_line(row) for row in uow.connection.execute(query)]


def _like(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def candidates(
    uow: UnitOfWork,
    words: str,
    offices: Select[tuple[int]] | None,
    *,
    is_public: bool | None,
    after: str | None,
    limit: int,
) -> Sequence[AnyRow]:
    """Return approved activities with what of them is public, in the order of ids, behind one.

    `is_public`: only those that are, or are not; None: both.
    """
    standing = and_(publications.c.activity_id == _activities.c.id, publications.c.withdrawn_at.is_(None))
    query = (
        select(
            _activities.c.id,
            _activities.c.ref,
            _activities.c.office_id,
            _revisions.c.number,
            _index.c.main_process,
            _index.c.sub_process,
            publications.c.revision.label("published_revision"),
            publications.c.with_notice,
            publications.c.published_at,
        )
        .join(_revisions, _revisions.c.id == _activities.c.approved_revision_id)
        .join(_index, _index.c.revision_id == _activities.c.approved_revision_id)
        .outerjoin(publications, standing)
        .where(_activities.c.retired_at.is_(None))
        .order_by(_activities.c.id)
        .limit(limit)
    )
    for word in searchable(words).split():
        query = query.where(_index.c.search_text.like(_like(word), escape="\\"))
    if offices is not None:
        query = query.where(_activities.c.office_id.in_(offices))
    if is_public is not None:
        query = query.where(publications.c.id.is_not(None) if is_public else publications.c.id.is_(None))
    if after is not None:
        query = query.where(_activities.c.id > after)
    return uow.connection.execute(query).all()


def count_public(uow: UnitOfWork, offices: Select[tuple[int]] | None) -> int:
    """Return how many activities of some offices are public."""
    query = select(func.count()).select_from(publications)
    query = query.join(_activities, _activities.c.id == publications.c.activity_id)
    query = query.where(publications.c.withdrawn_at.is_(None), _activities.c.retired_at.is_(None))
    if offices is not None:
        query = query.where(_activities.c.office_id.in_(offices))
    return int(uow.connection.scalar(query) or 0)
