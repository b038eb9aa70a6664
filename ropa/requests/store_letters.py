"""Queries on letters of requests."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_requests
from ropa.requests.tables_letters import request_letters

AnyRow = Row[*tuple[Any, ...]]
_TABLE = request_letters
#: What a list shows: never the sealed content, which may be a megabyte of PDFs.
_SHOWN = tuple(each for each in _TABLE.c if each.name not in {"content", "pdf"})
_HAS_CONTENT = _TABLE.c.content.is_not(None).label("has_content")
_HAS_PDF = _TABLE.c.pdf.is_not(None).label("has_pdf")


def of_request(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return the letters of a request in their order, without what is sealed."""
    query = select(*_SHOWN, _HAS_CONTENT, _HAS_PDF).where(_TABLE.c.request_id == request_id)
    return uow.connection.execute(query.order_by(_TABLE.c.number)).all()


def find(uow: UnitOfWork, request_id: str, number: int) -> AnyRow | None:
    """Return one letter with what is sealed, or None."""
    query = select(_TABLE, _HAS_CONTENT, _HAS_PDF).where(_TABLE.c.request_id == request_id, _TABLE.c.number == number)
    return uow.connection.execute(query).first()


def contents(uow: UnitOfWork, request_id: str) -> dict[int, bytes]:
    """Return the sealed contents of the drafts of a request by their numbers."""
    query = select(_TABLE.c.number, _TABLE.c.content).where(
        _TABLE.c.request_id == request_id, _TABLE.c.sent_at.is_(None), _TABLE.c.content.is_not(None)
    )
    return {row.number: row.content for row in uow.connection.execute(query)}


def next_number(uow: UnitOfWork, request_id: str) -> int:
    """Return the number that the next letter of a request takes; the request stays locked until the end."""
    lock = select(subject_requests.c.id).where(subject_requests.c.id == request_id)
    uow.connection.execute(lock.with_for_update(key_share=True))
    return (uow.connection.scalar(select(func.max(_TABLE.c.number)).where(_TABLE.c.request_id == request_id)) or 0) + 1


def add(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert letters."""
    if rows:
        uow.connection.execute(insert(_TABLE), [dict(each) for each in rows])


def change(uow: UnitOfWork, request_id: str, number: int, version: int, values: Mapping[str, object]) -> bool:
    """Save values over one version of a letter; return False when that is not its version any more."""
    query = (
        update(_TABLE)
        .where(_TABLE.c.request_id == request_id, _TABLE.c.number == number, _TABLE.c.version == version)
        .values(dict(values) | {"version": version + 1})
    )
    return uow.connection.execute(query).rowcount == 1
