"""Queries on downloads."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, delete, exists, func, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.downloads.tables import downloads
from schemas.downloads import DownloadState

DownloadRow = Row[*tuple[Any, ...]]
#: Any number that nothing else in the program locks in this way.
_LOCK = 7_309_016
_OPEN = tuple(str(each) for each in DownloadState if each.is_open)
_RUNNING, _WAITING, _DONE = str(DownloadState.RUNNING), str(DownloadState.WAITING), str(DownloadState.DONE)


def wait_for_turn(uow: UnitOfWork, actor_id: str) -> None:
    """Let one request of somebody ask at a time (PostgreSQL; SQLite has one writer)."""
    if uow.dialect == "postgresql":
        uow.connection.execute(select(func.pg_advisory_xact_lock(_LOCK, func.hashtext(actor_id))))


def add(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert a download."""
    uow.connection.execute(insert(downloads), values)


def open_by_key(uow: UnitOfWork, key: str) -> DownloadRow | None:
    """Return the open download of a question."""
    return uow.connection.execute(select(downloads).where(downloads.c.open_key == key)).first()


def count_open(uow: UnitOfWork, actor_id: str) -> int:
    """Return how many downloads of somebody wait or run."""
    query = select(func.count()).where(downloads.c.actor_id == actor_id, downloads.c.state.in_(_OPEN))
    return int(uow.connection.scalar(query) or 0)


def own(uow: UnitOfWork, download_id: str, actor_id: str) -> DownloadRow | None:
    """Return somebody's own download."""
    query = select(downloads).where(downloads.c.id == download_id, downloads.c.actor_id == actor_id)
    return uow.connection.execute(query).first()


def of_actor(uow: UnitOfWork, actor_id: str, before: str | None, limit: int) -> Sequence[DownloadRow]:
    """Return somebody's downloads, newest first."""
    query = select(downloads).where(downloads.c.actor_id == actor_id).order_by(downloads.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(downloads.c.id < before)
    return uow.connection.execute(query).all()


def drop(uow: UnitOfWork, download_id: str) -> None:
    """Delete a download."""
    uow.connection.execute(delete(downloads).where(downloads.c.id == download_id))


def read(uow: UnitOfWork, download_id: str) -> DownloadRow | None:
    """Return any download."""
    return uow.connection.execute(select(downloads).where(downloads.c.id == download_id)).first()


def next_waiting(uow: UnitOfWork) -> DownloadRow | None:
    """Return the download to make next, locked: of those with none running first, then in the order of asking."""
    other = downloads.alias()
    busy = exists().where(other.c.actor_id == downloads.c.actor_id, other.c.state == _RUNNING)
    query = select(downloads).where(downloads.c.state == _WAITING).order_by(busy, downloads.c.id).limit(1)
    return uow.connection.execute(query.with_for_update(skip_locked=True)).first()


def start(uow: UnitOfWork, download_id: str, /, **values: Any) -> bool:
    """Change a download that waits; False when it waits no longer."""
    query = update(downloads).where(downloads.c.id == download_id, downloads.c.state == _WAITING)
    return uow.connection.execute(query.values(**values)).rowcount == 1


def cancel(uow: UnitOfWork, download_id: str) -> bool:
    """End a download that waits or runs; False when it does neither."""
    query = update(downloads).where(downloads.c.id == download_id, downloads.c.state.in_(_OPEN))
    ended = query.values(
        state=str(DownloadState.CANCELLED), ended_at=uow.now, open_key=None, holder=None, held_until=None
    )
    return uow.connection.execute(ended).rowcount == 1


def change_held(uow: UnitOfWork, download_id: str, holder: str, /, **values: Any) -> bool:
    """Change a download that a holder is making; False when it no longer does."""
    query = update(downloads).where(_held(download_id, holder))
    return uow.connection.execute(query.values(**values)).rowcount == 1


def is_held(uow: UnitOfWork, download_id: str, holder: str) -> bool:
    """Tell whether a holder is still making a download."""
    return bool(uow.connection.scalar(select(exists().where(_held(download_id, holder)))))


def held(uow: UnitOfWork, download_id: str, holder: str) -> DownloadRow | None:
    """Return the download that a holder is making, locked."""
    return uow.connection.execute(select(downloads).where(_held(download_id, holder)).with_for_update()).first()


def _held(download_id: str, holder: str) -> Any:
    return and_(downloads.c.id == download_id, downloads.c.holder == holder, downloads.c.state == _RUNNING)


def lost(uow: UnitOfWork, limit: int) -> Sequence[DownloadRow]:
    """Return downloads whose maker has not been heard of in time, locked."""
    query = select(downloads).where(_lost(uow)).order_by(downloads.c.id).limit(limit)
    return uow.connection.execute(query.with_for_update(skip_locked=True)).all()


def _lost(uow: UnitOfWork) -> Any:
    return and_(downloads.c.state == _RUNNING, downloads.c.held_until <= uow.now)


def has_work(uow: UnitOfWork) -> bool:
    """Tell whether a download waits, or its maker has not been heard of in time."""
    return bool(uow.connection.scalar(select(exists().where(or_(downloads.c.state == _WAITING, _lost(uow))))))


def has_lost(uow: UnitOfWork) -> bool:
    """Tell whether the maker of any download has not been heard of in time."""
    return bool(uow.connection.scalar(select(exists().where(_lost(uow)))))


def expired(uow: UnitOfWork, limit: int) -> Sequence[DownloadRow]:
    """Return downloads whose files have waited long enough, locked."""
    query = select(downloads).where(_expired(uow)).order_by(downloads.c.id).limit(limit)
    return uow.connection.execute(query.with_for_update(skip_locked=True)).all()


def _expired(uow: UnitOfWork) -> Any:
    return and_(downloads.c.state == _DONE, downloads.c.expires_at <= uow.now)


def has_old(uow: UnitOfWork, before: datetime) -> bool:
    """Tell whether a file has waited long enough, or a row without a file ended before a moment."""
    return bool(uow.connection.scalar(select(exists().where(or_(_expired(uow), _old(before))))))


def drop_old(uow: UnitOfWork, before: datetime) -> int:
    """Delete downloads without a file that ended before a moment; return how many."""
    return uow.connection.execute(delete(downloads).where(_old(before))).rowcount


def _old(before: datetime) -> Any:
    return and_(downloads.c.state.not_in([*_OPEN, _DONE]), downloads.c.ended_at < before)


def close(uow: UnitOfWork, ids: Collection[str], state: DownloadState) -> None:
    """Take the files away from downloads, which are in another state from now on."""
    query = update(downloads).where(downloads.c.id.in_(ids))
    uow.connection.execute(query.values(state=str(state), sha256=None, size=None))
