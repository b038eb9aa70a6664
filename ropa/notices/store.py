"""Queries on notices and the inbox."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, and_, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.tables import notice_outbox, notice_preferences, notice_webhooks, notices
from schemas.notices import InboxItem, NoticeKind, OutboxState

#: Ids in one query: SQLite takes no more parameters than 32,766, and shorter lists are planned faster.
CHUNK = 500
AnyRow = Row[*tuple[Any, ...]]


def chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    """Yield ids in groups that fit into one query."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def add_notices(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> set[str]:
    """Store notices whose cause their person was not told before; return the ids of those."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    statement = dialect.insert(notices).on_conflict_do_nothing().returning(notices.c.id)
    return set(uow.connection.scalars(statement, rows)) if rows else set()


def add_outbox(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Store rows to send, less those whose cause has gone to the addressee by the same way."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    if rows:
        uow.connection.execute(dialect.insert(notice_outbox).on_conflict_do_nothing(), rows)


def preferences(uow: UnitOfWork, person_ids: Iterable[str]) -> dict[str, AnyRow]:
    """Return the stored preferences by person; who never chose is not there."""
    found: dict[str, AnyRow] = {}
    for ids in chunks(person_ids):
        query = select(notice_preferences).where(notice_preferences.c.person_id.in_(ids))
        found |= {row.person_id: row for row in uow.connection.execute(query)}
    return found


def save_preferences(uow: UnitOfWork, person_id: str, values: dict[str, Any]) -> None:
    """Store a person's preferences."""
    known = update(notice_preferences).where(notice_preferences.c.person_id == person_id)
    if not uow.connection.execute(known.values(**values)).rowcount:
        uow.connection.execute(insert(notice_preferences), {"person_id": person_id, **values})


def line_users(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return every sealed LINE user id with its person."""
    query = select(notice_preferences.c.person_id, notice_preferences.c.line_user)
    return uow.connection.execute(query.where(notice_preferences.c.line_user.is_not(None))).all()


def save_line_user(uow: UnitOfWork, person_id: str, sealed: bytes) -> None:
    """Replace a person's sealed LINE user id."""
    query = update(notice_preferences).where(notice_preferences.c.person_id == person_id)
    uow.connection.execute(query.values(line_user=sealed))


def save_webhook_secret(uow: UnitOfWork, webhook_id: str, sealed: bytes) -> None:
    """Replace the sealed secret of a webhook."""
    uow.connection.execute(update(notice_webhooks).where(notice_webhooks.c.id == webhook_id).values(secret=sealed))


def webhooks(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return the webhooks that count, oldest first."""
    query = select(notice_webhooks).where(notice_webhooks.c.ended_at.is_(None)).order_by(notice_webhooks.c.id)
    return uow.connection.execute(query).all()


def add_webhook(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store a webhook."""
    uow.connection.execute(insert(notice_webhooks), values)


def end_webhook(uow: UnitOfWork, webhook_id: str) -> int:
    """End a webhook; return how many that were, 0 or 1."""
    query = update(notice_webhooks).where(notice_webhooks.c.id == webhook_id, notice_webhooks.c.ended_at.is_(None))
    return uow.connection.execute(query.values(ended_at=uow.now)).rowcount


def _shown(person_id: str | BindParameter[str]) -> ColumnElement[bool]:
    # A digest lists the inbox; in the inbox it would list itself.
    return and_(notices.c.person_id == person_id, notices.c.kind != str(NoticeKind.DIGEST))


#: Asked for every page: made once, so that its text is looked up and not made.
_UNREAD = select(func.count()).select_from(notices).where(_shown(bindparam("person_id")), notices.c.read_at.is_(None))


def inbox(uow: UnitOfWork, person_id: str, before: str | None, limit: int) -> list[InboxItem]:
    """Return a person's notices, newest first, from before an id on."""
    query = select(notices).where(_shown(person_id)).order_by(notices.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(notices.c.id < before)
    return [_item(row) for row in uow.connection.execute(query)]


def _item(row: AnyRow) -> InboxItem:
    return InboxItem(
        id=row.id,
        kind=NoticeKind.of(row.kind),
        title_th=row.title_th,
        title_en=row.title_en,
        body_th=row.body_th,
        body_en=row.body_en,
        path=row.path,
        is_urgent=row.is_urgent,
        posted_at=row.posted_at,
        read_at=row.read_at,
    )


def find(uow: UnitOfWork, person_id: str, notice_id: str) -> InboxItem | None:
    """Return one notice of a person, or None."""
    row = uow.connection.execute(select(notices).where(notices.c.id == notice_id, _shown(person_id))).first()
    return None if row is None else _item(row)


def unread(uow: UnitOfWork, person_id: str) -> int:
    """Return how many notices a person has not read."""
    return uow.connection.scalar(_UNREAD, {"person_id": person_id}) or 0


def mark_read(uow: UnitOfWork, person_id: str, notice_ids: Collection[str] | None) -> int:
    """Mark notices of a person as read (None: all); return how many were not before."""
    query = update(notices).where(notices.c.person_id == person_id, notices.c.read_at.is_(None))
    if notice_ids is not None:
        query = query.where(notices.c.id.in_(sorted(notice_ids)))
    return uow.connection.execute(query.values(read_at=uow.now)).rowcount


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Remove notices posted before a moment and what was sent of them; return how many notices that were."""
    waits = select(notice_outbox.c.notice_id).where(notice_outbox.c.state == str(OutboxState.WAITING))
    old = select(notices.c.id).where(notices.c.posted_at < before, notices.c.id.not_in(waits))
    uow.connection.execute(delete(notice_outbox).where(notice_outbox.c.notice_id.in_(old)))
    return uow.connection.execute(delete(notices).where(notices.c.id.in_(old))).rowcount
