"""Queries on the delivery register: who is told, what goes out next, what became of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update

from ropa.breaches.tables import breaches
from ropa.breaches.tables_notices import breach_notices, breach_recipients
from ropa.db.unit_of_work import UnitOfWork

Found = Row[*tuple[Any, ...]]
EMAIL, LETTER, PUBLIC = "email", "letter", "public"
WAITING, SENT, FAILED, RETURNED, SIMULATED = "waiting", "sent", "failed", "returned", "simulated"
_TABLE = breach_recipients
_CHUNK = 500


def add(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Insert recipients."""
    if rows:
        uow.connection.execute(insert(_TABLE), list(rows))


def last_place(uow: UnitOfWork, notice_id: str) -> int:
    """Return the last place in the delivery register of a notice; 0 when it is empty."""
    return uow.connection.scalar(select(func.max(_TABLE.c.place)).where(_TABLE.c.notice_id == notice_id)) or 0


def known(uow: UnitOfWork, notice_id: str, hashes: Collection[str]) -> set[str]:
    """Return which of some hashes stand in the delivery register of a notice."""
    query = select(_TABLE.c.contact_hash).where(
        _TABLE.c.notice_id == notice_id, _TABLE.c.contact_hash.in_(tuple(hashes))
    )
    return set(uow.connection.scalars(query))


def clear(uow: UnitOfWork, notice_id: str) -> int:
    """Remove all recipients of a notice that was not given out yet; return how many."""
    return uow.connection.execute(delete(_TABLE).where(_TABLE.c.notice_id == notice_id)).rowcount


def page(uow: UnitOfWork, notice_id: str, after: int, limit: int) -> Sequence[Found]:
    """Return recipients behind a place, in their order."""
    query = (
        select(_TABLE)
        .where(_TABLE.c.notice_id == notice_id, _TABLE.c.place > after)
        .order_by(_TABLE.c.place)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def each(uow: UnitOfWork, notice_id: str, way: str | None = None) -> Iterator[Found]:
    """Yield all recipients of a notice (of one way) in their order, some hundred at a time."""
    after = 0
    while True:
        query = select(_TABLE).where(_TABLE.c.notice_id == notice_id, _TABLE.c.place > after)
        if way is not None:
            query = query.where(_TABLE.c.way == way)
        rows = uow.connection.execute(query.order_by(_TABLE.c.place).limit(_CHUNK)).all()
        if not rows:
            return
        yield from rows
        after = rows[-1].place


def counts(uow: UnitOfWork, notice_id: str) -> list[tuple[str, str, int]]:
    """Return how many of each way stand in each state."""
    query = (
        select(_TABLE.c.way, _TABLE.c.state, func.count())
        .where(_TABLE.c.notice_id == notice_id)
        .group_by(_TABLE.c.way, _TABLE.c.state)
        .order_by(_TABLE.c.way, _TABLE.c.state)
    )
    return [(way, state, number) for way, state, number in uow.connection.execute(query)]


def change_states(
    uow: UnitOfWork,
    notice_id: str,
    values: dict[str, Any],
    *,
    ways: Collection[str],
    states: Collection[str],
    ids: Collection[str] | None = None,
    has_address: bool = False,
) -> int:
    """Change recipients of some ways that stand in some states (those of `ids`); return how many.

    A mail that is on its way now stays out: how it went is noted first.
    """
    query = update(_TABLE).where(
        _TABLE.c.notice_id == notice_id,
        _TABLE.c.way.in_(tuple(ways)),
        _TABLE.c.state.in_(tuple(states)),
        _is_free(uow.now),
    )
    if ids is not None:
        query = query.where(_TABLE.c.id.in_(tuple(ids)))
    if has_address:
        query = query.where(_TABLE.c.has_address)
    return uow.connection.execute(query.values(values)).rowcount


def count_where(uow: UnitOfWork, notice_id: str, *, way: str | None, state: str | None, ids: Collection[str]) -> int:
    """Return how many recipients an act was asked for."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.notice_id == notice_id)
    if ids:
        query = query.where(_TABLE.c.id.in_(tuple(ids)))
    if way is not None:
        query = query.where(_TABLE.c.way == way)
    if state is not None:
        query = query.where(_TABLE.c.state == state)
    return uow.connection.scalar(query) or 0


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(_TABLE.c.holder.is_(None), _TABLE.c.held_until <= now)


def _due(now: datetime) -> list[ColumnElement[bool]]:
    return [
        _TABLE.c.way == EMAIL,
        _TABLE.c.state == WAITING,
        _TABLE.c.due_at <= now,
        _is_free(now),
        breach_notices.c.released_at.is_not(None),
        breach_notices.c.is_drill.is_(False),
    ]


def any_due(uow: UnitOfWork) -> bool:
    """Tell whether a mail goes out now. Those of a drill and of a notice that is a draft never do."""
    query = select(_TABLE.c.id).join(breach_notices, breach_notices.c.id == _TABLE.c.notice_id).where(*_due(uow.now))
    return uow.connection.execute(query.limit(1)).first() is not None


def due(uow: UnitOfWork, limit: int) -> Sequence[Found]:
    """Return mails that go out now with their notice's content, earliest first; nobody else takes them meanwhile."""
    query = (
        select(
            _TABLE.c.id,
            _TABLE.c.notice_id,
            _TABLE.c.contact,
            _TABLE.c.tries,
            _TABLE.c.added_at,
            breach_notices.c.breach_id,
            breach_notices.c.content,
        )
        .join(breach_notices, breach_notices.c.id == _TABLE.c.notice_id)
        .where(*_due(uow.now))
        # By the index: a list of 100,000 that came at once is not sorted for every 20 mails.
        .order_by(_TABLE.c.due_at)
        .limit(limit)
    )
    if uow.dialect == "postgresql":
        query = query.with_for_update(of=_TABLE, skip_locked=True)
    return uow.connection.execute(query).all()


def untold(uow: UnitOfWork) -> list[tuple[str, str, datetime]]:
    """Return (notice, breach, first mail) of notices of which mails went out and that do not say so yet."""
    query = (
        select(breach_notices.c.id, breach_notices.c.breach_id, func.min(_TABLE.c.sent_at))
        .join(_TABLE, _TABLE.c.notice_id == breach_notices.c.id)
        .where(
            breach_notices.c.audience == "subjects",
            breach_notices.c.released_at.is_not(None),
            breach_notices.c.sent_at.is_(None),
            breach_notices.c.is_drill.is_(False),
            _TABLE.c.way == EMAIL,
            _TABLE.c.sent_at.is_not(None),
        )
        .group_by(breach_notices.c.id, breach_notices.c.breach_id)
        .order_by(breach_notices.c.id)
    )
    return [(notice_id, breach_id, moment) for notice_id, breach_id, moment in uow.connection.execute(query)]


def hold(uow: UnitOfWork, ids: Collection[str], holder: str, until: datetime) -> None:
    """Take rows for a holder until a moment."""
    uow.connection.execute(update(_TABLE).where(_TABLE.c.id.in_(tuple(ids))).values(holder=holder, held_until=until))


def finish(uow: UnitOfWork, recipient_id: str, holder: str, values: dict[str, Any]) -> bool:
    """Store how a try went; False when another holder has the row by now."""
    query = update(_TABLE).where(_TABLE.c.id == recipient_id, _TABLE.c.holder == holder)
    return uow.connection.execute(query.values(**values, holder=None, held_until=None)).rowcount == 1


def release(uow: UnitOfWork, holder: str) -> None:
    """Let go of what a holder took and did not try."""
    uow.connection.execute(update(_TABLE).where(_TABLE.c.holder == holder).values(holder=None, held_until=None))


def sent_since(uow: UnitOfWork, moment: datetime) -> int:
    """Return how many mails went out since a moment."""
    query = select(func.count()).select_from(_TABLE).where(_TABLE.c.sent_at > moment, _TABLE.c.way == EMAIL)
    return uow.connection.scalar(query) or 0


def to_purge(uow: UnitOfWork, closed_before: datetime) -> list[tuple[str, str]]:
    """Return (notice, breach) of breaches closed or dismissed before a moment whose recipients are still named."""
    ended = func.coalesce(breaches.c.closed_at, breaches.c.dismissed_at)
    query = (
        select(breach_notices.c.id, breach_notices.c.breach_id)
        .join(breaches, breaches.c.id == breach_notices.c.breach_id)
        .where(
            breach_notices.c.audience == "subjects",
            # Not by `purged_at`: somebody may have been added after it was opened again.
            select(_TABLE.c.id)
            .where(_TABLE.c.notice_id == breach_notices.c.id, _TABLE.c.contact.is_not(None))
            .exists(),
            breaches.c.phase.in_(("closed", "dismissed")),
            ended < closed_before,
        )
        .order_by(breach_notices.c.id)
    )
    return [(notice_id, breach_id) for notice_id, breach_id in uow.connection.execute(query)]


def purge(uow: UnitOfWork, notice_id: str) -> int:
    """Forget the names and addresses of a notice's recipients; return of how many."""
    query = update(_TABLE).where(_TABLE.c.notice_id == notice_id, _TABLE.c.contact.is_not(None)).values(contact=None)
    count = uow.connection.execute(query).rowcount
    notice = update(breach_notices).where(breach_notices.c.id == notice_id, breach_notices.c.purged_at.is_(None))
    uow.connection.execute(notice.values(purged_at=uow.now))
    return count


def sealed_after(uow: UnitOfWork, after: str, limit: int) -> Sequence[Found]:
    """Return recipients that still have a contact, behind an id."""
    query = (
        select(_TABLE.c.id, _TABLE.c.contact, _TABLE.c.way)
        .where(_TABLE.c.id > after, _TABLE.c.contact.is_not(None))
        .order_by(_TABLE.c.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def reseal(uow: UnitOfWork, recipient_id: str, values: dict[str, Any]) -> None:
    """Store a contact that was sealed with other keys."""
    uow.connection.execute(update(_TABLE).where(_TABLE.c.id == recipient_id).values(values))
