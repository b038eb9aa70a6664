"""Queries on the outbox: what goes out now, who sends it, and how it went."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import LABEL_STYLE_TABLENAME_PLUS_COL, ColumnElement, Row, Select, and_, func, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.notices.tables import notice_outbox, notice_webhooks, notices
from schemas.notices import NoticeChannel, NoticeKind, OutboxItem, OutboxState

AnyRow = Row[*tuple[Any, ...]]
_WAITING = notice_outbox.c.state == str(OutboxState.WAITING)


def _free(now: datetime) -> ColumnElement[bool]:
    return or_(notice_outbox.c.held_until.is_(None), notice_outbox.c.held_until <= now)


def _due(uow: UnitOfWork, channel: NoticeChannel, skipped: Collection[str]) -> Select[*tuple[Any, ...]]:
    query = (
        select(notice_outbox, notices)
        .join(notices, notices.c.id == notice_outbox.c.notice_id)
        .where(_WAITING, notice_outbox.c.channel == str(channel), notice_outbox.c.due_at <= uow.now, _free(uow.now))
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )
    return query.where(notice_outbox.c.addressee.not_in(sorted(skipped))) if skipped else query


def due(uow: UnitOfWork, channel: NoticeChannel, skipped: Collection[str], limit: int) -> Sequence[AnyRow]:
    """Return rows that go out now and that nobody sends, urgent ones first; locked until the end (PostgreSQL)."""
    order = (notice_outbox.c.is_urgent.desc(), notice_outbox.c.due_at, notice_outbox.c.id)
    query = _due(uow, channel, skipped).order_by(*order).limit(limit)
    return uow.connection.execute(query.with_for_update(skip_locked=True, of=notice_outbox)).all()


def webhook_addresses(uow: UnitOfWork, webhook_ids: Iterable[str]) -> dict[str, AnyRow]:
    """Return the webhooks that count by id."""
    query = select(notice_webhooks).where(
        notice_webhooks.c.id.in_(sorted(set(webhook_ids))), notice_webhooks.c.ended_at.is_(None)
    )
    return {row.id: row for row in uow.connection.execute(query)}


def hold(uow: UnitOfWork, ids: Collection[str], holder: str, until: datetime) -> None:
    """Note who sends rows, and until when nobody else does."""
    change(uow, ids, {"holder": holder, "held_until": until})


def change(uow: UnitOfWork, ids: Collection[str], values: dict[str, Any]) -> None:
    """Change rows that were found due in this unit of work."""
    if ids:
        uow.connection.execute(update(notice_outbox).where(notice_outbox.c.id.in_(sorted(ids))).values(**values))


def finish(uow: UnitOfWork, outbox_id: str, holder: str, values: dict[str, Any]) -> bool:
    """Store how a try went and let the row go; False when another holds it by now."""
    query = update(notice_outbox).where(notice_outbox.c.id == outbox_id, notice_outbox.c.holder == holder, _WAITING)
    return uow.connection.execute(query.values(holder=None, held_until=None, **values)).rowcount == 1


def release(uow: UnitOfWork, holder: str) -> None:
    """Let go of what a holder has not tried."""
    query = update(notice_outbox).where(notice_outbox.c.holder == holder, _WAITING)
    uow.connection.execute(query.values(holder=None, held_until=None))


def _stale(uow: UnitOfWork, channels: Collection[NoticeChannel], due_before: datetime) -> ColumnElement[bool]:
    named = notice_outbox.c.channel.in_(sorted(map(str, channels)))
    return and_(_WAITING, named, notice_outbox.c.due_at < due_before, _free(uow.now))


def any_stale(uow: UnitOfWork, channels: Collection[NoticeChannel], due_before: datetime) -> bool:
    """Tell whether rows of channels were to go out before a moment."""
    query = select(notice_outbox.c.id).where(_stale(uow, channels, due_before)).limit(1)
    return uow.connection.execute(query).first() is not None


def drop_stale(uow: UnitOfWork, channels: Collection[NoticeChannel], due_before: datetime, reason: str) -> int:
    """Give up rows of channels that were to go out before a moment; return how many."""
    query = update(notice_outbox).where(_stale(uow, channels, due_before))
    return uow.connection.execute(query.values(state=str(OutboxState.DROPPED), reason=reason)).rowcount


def any_due(uow: UnitOfWork, channel: NoticeChannel, skipped: Collection[str]) -> bool:
    """Tell whether anything goes out now by a channel, to other addressees than those `skipped`."""
    return uow.connection.execute(_due(uow, channel, skipped).limit(1)).first() is not None


def counts(uow: UnitOfWork) -> dict[str, dict[str, int]]:
    """Return how many rows there are by channel and state."""
    keys = (notice_outbox.c.channel, notice_outbox.c.state)
    found: dict[str, dict[str, int]] = {}
    for channel, state, count in uow.connection.execute(select(*keys, func.count()).group_by(*keys)):
        found.setdefault(channel, {})[state] = count
    return found


def oldest_waiting(uow: UnitOfWork) -> datetime | None:
    """Return when the longest waiting row was first to go out; None: nothing is late."""
    query = select(func.min(notice_outbox.c.due_at)).where(_WAITING, notice_outbox.c.due_at <= uow.now)
    found: datetime | None = uow.connection.scalar(query)
    return found


def failed(uow: UnitOfWork, limit: int) -> list[OutboxItem]:
    """Return the newest rows that failed."""
    query = (
        select(notice_outbox, notices.c.kind)
        .join(notices, notices.c.id == notice_outbox.c.notice_id)
        .where(notice_outbox.c.state == str(OutboxState.FAILED))
        .order_by(notice_outbox.c.due_at.desc(), notice_outbox.c.id.desc())
        .limit(limit)
    )
    return [_item(row) for row in uow.connection.execute(query)]


def _item(row: AnyRow) -> OutboxItem:
    return OutboxItem(
        id=row.id,
        kind=NoticeKind.of(row.kind),
        channel=NoticeChannel.of(row.channel),
        state=OutboxState.of(row.state),
        tries=row.tries,
        reason=row.reason,
        posted_at=row.posted_at,
        due_at=row.due_at,
    )


def failed_since(uow: UnitOfWork, since: datetime) -> int:
    """Return how many rows failed whose latest try was due after a moment."""
    condition = and_(notice_outbox.c.state == str(OutboxState.FAILED), notice_outbox.c.due_at >= since)
    return uow.connection.scalar(select(func.count()).select_from(notice_outbox).where(condition)) or 0


def retry(uow: UnitOfWork, outbox_id: str | None) -> int:
    """Let failed rows (None: all) begin anew; return how many."""
    query = update(notice_outbox).where(notice_outbox.c.state == str(OutboxState.FAILED))
    if outbox_id is not None:
        query = query.where(notice_outbox.c.id == outbox_id)
    values = {"state": str(OutboxState.WAITING), "tries": 0, "due_at": uow.now, "reason": None}
    return uow.connection.execute(query.values(**values)).rowcount
