"""Queries on how long requesters are kept, and on forgetting them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, delete, exists, func, insert, or_, select, text, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import request_submissions, subject_requests
from ropa.requests.tables_clock import request_asks
from ropa.requests.tables_decisions import request_decisions
from ropa.requests.tables_letters import request_forgettings, request_keeps, request_letters
from ropa.requests.tables_tasks import request_tasks

AnyRow = Row[*tuple[Any, ...]]
_REQUESTS = subject_requests.c


def keeps(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return what was said about keeping a requester longer, in its order."""
    query = select(request_keeps).where(request_keeps.c.request_id == request_id)
    return uow.connection.execute(query.order_by(request_keeps.c.number)).all()


def forgettings(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return when the requester was forgotten."""
    query = select(request_forgettings).where(request_forgettings.c.request_id == request_id)
    return uow.connection.execute(query.order_by(request_forgettings.c.number)).all()


def add_keep(uow: UnitOfWork, request_id: str, values: Mapping[str, object]) -> int:
    """Insert one word about keeping under the next number, and return that."""
    return _add(uow, request_keeps, request_id, values)


def add_forgetting(uow: UnitOfWork, request_id: str, values: Mapping[str, object]) -> int:
    """Insert that a requester was forgotten."""
    return _add(uow, request_forgettings, request_id, values)


def _add(uow: UnitOfWork, table: Table, request_id: str, values: Mapping[str, object]) -> int:
    # Two rows of one request at once would take the same number.
    uow.connection.execute(select(_REQUESTS.id).where(_REQUESTS.id == request_id).with_for_update(key_share=True))
    last = uow.connection.scalar(select(func.max(table.c.number)).where(table.c.request_id == request_id)) or 0
    row = dict(values) | {"request_id": request_id, "number": last + 1, "at": uow.now, "by": uow.actor.id}
    uow.connection.execute(insert(table), row)
    return int(last) + 1


def _leftover(table: Table, *columns: str) -> ColumnElement[bool]:
    """A row of the request still has something sealed: it came after the requester was forgotten."""
    sealed = or_(*(table.c[name].is_not(None) for name in columns))
    return exists(select(1).where(table.c.request_id == _REQUESTS.id, sealed))


def _due(today: date) -> ColumnElement[bool]:
    kept = and_(_REQUESTS.keep_until.is_not(None), _REQUESTS.keep_until >= today)
    sealed = or_(
        _REQUESTS.sealed.is_not(None),
        _REQUESTS.person_hash.is_not(None),
        _REQUESTS.code_hash.is_not(None),
        _leftover(request_letters, "content", "pdf"),
        _leftover(request_asks, "sealed"),
        _leftover(request_decisions, "sealed"),
    )
    return and_(_REQUESTS.closed_at.is_not(None), _REQUESTS.forget_on <= today, ~kept, sealed)


def due(uow: UnitOfWork, today: date, limit: int) -> Sequence[AnyRow]:
    """Return up to `limit` requests that are over, whose day to forget has come, and that nothing keeps."""
    query = select(_REQUESTS.id, _REQUESTS.ref, _REQUESTS.forget_on, _REQUESTS.sealed.is_not(None).label("had_person"))
    return uow.connection.execute(
        query.where(_due(today))
        .order_by(_REQUESTS.forget_on, _REQUESTS.id)
        .limit(limit)
        .with_for_update(key_share=True)
    ).all()


def is_due(uow: UnitOfWork, today: date) -> bool:
    """Tell whether anybody is to be forgotten."""
    return bool(uow.connection.scalar(select(exists(select(1).where(_due(today))))))


def overwrite(uow: UnitOfWork) -> None:
    """Let what is taken away from now on be overwritten on disk, too: SQLite would leave it in the free parts of pages.

    It holds for the connection; PostgreSQL removes it with its next VACUUM.
    """
    if uow.dialect == "sqlite":
        uow.connection.execute(text("PRAGMA secure_delete = ON"))


def forget_letters(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take the contents and the printed files of the letters of requests away; return of how many, by request."""
    letters = request_letters.c
    sealed = and_(letters.request_id.in_(tuple(ids)), or_(letters.content.is_not(None), letters.pdf.is_not(None)))
    values = {"content": None, "pdf": None, "forgotten_at": uow.now, "version": letters.version + 1}
    return _forget(uow, request_letters, sealed, values)


def forget_reasons(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take the sealed reasons of the decisions of requests away; return of how many, by request."""
    rows = request_decisions.c
    sealed = and_(rows.request_id.in_(tuple(ids)), rows.sealed.is_not(None))
    return _forget(uow, request_decisions, sealed, {"sealed": None})


def forget_asks(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take the sealed words to the requesters away; return of how many, by request."""
    rows = request_asks.c
    sealed = and_(rows.request_id.in_(tuple(ids)), rows.sealed.is_not(None))
    return _forget(uow, request_asks, sealed, {"sealed": None})


def forget_task_words(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take away what people wrote into tasks of requests, where a name may stand; return of how many, by request."""
    rows = request_tasks.c
    written = and_(rows.request_id.in_(tuple(ids)), or_(rows.note.is_not(None), rows.dropped_reason.is_not(None)))
    return _forget(uow, request_tasks, written, {"note": None, "dropped_reason": None})


def _forget(uow: UnitOfWork, table: Table, sealed: ColumnElement[bool], values: Mapping[str, object]) -> dict[str, int]:
    query = select(table.c.request_id, func.count()).where(sealed).group_by(table.c.request_id)
    found = {row[0]: int(row[1]) for row in uow.connection.execute(query)}
    if found:
        uow.connection.execute(update(table).where(sealed).values(dict(values)))
    return found


def forget_persons(uow: UnitOfWork, ids: Sequence[str]) -> None:
    """Take the sealed persons of requests away, and all hashes by which they could be found again."""
    submissions = request_submissions
    uow.connection.execute(delete(submissions).where(submissions.c.request_id.in_(tuple(ids))))
    values: dict[str, object] = {
        "sealed": None,
        "person_hash": None,
        "code_hash": None,
        "forgotten_at": uow.now,
        "updated_at": uow.now,
        "version": _REQUESTS.version + 1,
    }
    uow.connection.execute(update(subject_requests).where(_REQUESTS.id.in_(tuple(ids))).values(values))
