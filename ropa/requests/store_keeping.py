"""Queries on how long requesters are kept, and on forgetting them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Table, and_, case, delete, exists, func, insert, or_, select, text, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests import store_effects
from ropa.requests.tables import request_submissions, subject_requests
from ropa.requests.tables_clock import request_asks, request_pauses
from ropa.requests.tables_decisions import request_decisions
from ropa.requests.tables_letters import request_forgettings, request_keeps, request_letters
from ropa.requests.tables_tasks import request_tasks

AnyRow = Row[*tuple[Any, ...]]
_REQUESTS = subject_requests.c
_OF_LETTERS = ("content", "pdf", "receipt_ref")
_OF_TASKS = ("note", "dropped_reason", "evidence_ref", "receipt_ref")
#: The sources of a task that no record of the register names.
_TYPED = b"[]"
#: In the place of the words of an officer that stood in a column which is never empty.
FORGOTTEN = "(ลบตามกำหนดแล้ว)"


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
    """A row of the request still has something sealed or written: it came after the requester was forgotten."""
    return exists(select(1).where(table.c.request_id == _REQUESTS.id, _any(table, columns)))


def _due(today: date) -> ColumnElement[bool]:
    kept = and_(_REQUESTS.keep_until.is_not(None), _REQUESTS.keep_until >= today)
    sealed = or_(
        _REQUESTS.sealed.is_not(None),
        _REQUESTS.person_hash.is_not(None),
        _REQUESTS.code_hash.is_not(None),
        _leftover(request_letters, *_OF_LETTERS),
        _leftover(request_asks, "sealed", "note"),
        _leftover(request_tasks, *_OF_TASKS),
        _leftover(request_decisions, "sealed"),
    )
    # Answered with no clock that runs: nothing is left to do but to close it, and nobody did.
    answered = and_(_REQUESTS.answered_at.is_not(None), _REQUESTS.due_on.is_(None))
    over = or_(_REQUESTS.closed_at.is_not(None), answered)
    # Who is to be erased from a backup must be known until it is gone.
    return and_(over, _REQUESTS.forget_on <= today, ~kept, ~store_effects.unfinished(), sealed)


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
    sealed = and_(letters.request_id.in_(tuple(ids)), _any(request_letters, _OF_LETTERS))
    values = {
        "content": None,
        "pdf": None,
        "receipt_ref": None,
        "forgotten_at": func.coalesce(letters.forgotten_at, uow.now),
        "version": letters.version + 1,
    }
    return _forget(uow, request_letters, sealed, values)


def forget_reasons(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take the sealed reasons of the decisions of requests away; return of how many, by request."""
    rows = request_decisions.c
    sealed = and_(rows.request_id.in_(tuple(ids)), rows.sealed.is_not(None))
    return _forget(uow, request_decisions, sealed, {"sealed": None})


def forget_asks(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take away the sealed words to requesters and what was noted of their answers; return of how many, by request."""
    written = and_(request_asks.c.request_id.in_(tuple(ids)), _any(request_asks, ("sealed", "note")))
    return _forget(uow, request_asks, written, {"sealed": None, "note": None})


def forget_pauses(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take the reasons of pauses away, of which ground and law stay; return of how many, by request."""
    rows = request_pauses.c
    written = and_(rows.request_id.in_(tuple(ids)), or_(rows.reason != "", rows.end_reason != ""))
    return _forget(
        uow, request_pauses, written, {"reason": "", "end_reason": case((rows.end_reason.is_(None), None), else_="")}
    )


def forget_task_words(uow: UnitOfWork, ids: Sequence[str]) -> dict[str, int]:
    """Take away what people wrote into tasks of requests, where a name may stand; return of how many, by request."""
    rows = request_tasks.c
    # What an officer typed; names of systems and recipients are the register's own, and tell who was told.
    typed = and_(rows.sources == _TYPED, rows.target_name != FORGOTTEN)
    written = and_(rows.request_id.in_(tuple(ids)), or_(_any(request_tasks, _OF_TASKS), typed))
    values: dict[str, object] = dict.fromkeys(_OF_TASKS)
    return _forget(
        uow, request_tasks, written, {**values, "target_name": case((typed, FORGOTTEN), else_=rows.target_name)}
    )


def _any(table: Table, columns: Sequence[str]) -> ColumnElement[bool]:
    return or_(*(table.c[name].is_not(None) for name in columns))


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
