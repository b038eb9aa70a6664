"""Queries for the weekly digest."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import func, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.tables import notice_preferences, notices
from schemas.notices import NoticeKind


class Unread(Struct):
    """What a person has not read: how many, and the newest ones' titles in Thai and English."""

    count: int
    titles: list[tuple[str, str]]


def unread(uow: UnitOfWork, since: datetime, most: int) -> dict[str, Unread]:
    """Return what was posted after a moment and is not read, by person; at most so many titles of each."""
    place = func.row_number().over(partition_by=notices.c.person_id, order_by=notices.c.id.desc()).label("place")
    total = func.count().over(partition_by=notices.c.person_id).label("total")
    ranked = (
        select(notices.c.person_id, notices.c.title_th, notices.c.title_en, place, total)
        .where(notices.c.read_at.is_(None), notices.c.posted_at >= since, notices.c.kind != str(NoticeKind.DIGEST))
        .subquery()
    )
    query = select(ranked).where(ranked.c.place <= most).order_by(ranked.c.person_id, ranked.c.place)
    found: dict[str, Unread] = {}
    for row in uow.connection.execute(query):
        found.setdefault(row.person_id, Unread(row.total, [])).titles.append((row.title_th, row.title_en))
    return found


def without_digest(uow: UnitOfWork) -> frozenset[str]:
    """Return who wants no digest."""
    query = select(notice_preferences.c.person_id).where(notice_preferences.c.digest.is_(False))
    return frozenset(uow.connection.scalars(query))
