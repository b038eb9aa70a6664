"""Queries for sealing anew, after a change of keys, what requests hold of a person."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_requests
from ropa.requests.tables_clock import request_asks
from ropa.requests.tables_letters import request_letters

AnyRow = Row[*tuple[Any, ...]]
_REQUESTS = subject_requests.c


def sealed_requests(uow: UnitOfWork, after: str, limit: int) -> Sequence[AnyRow]:
    """Return requests behind an id whose person is known."""
    query = select(_REQUESTS.id, _REQUESTS.sealed).where(_REQUESTS.sealed.is_not(None), _REQUESTS.id > after)
    return uow.connection.execute(query.order_by(_REQUESTS.id).limit(limit)).all()


def reseal_request(uow: UnitOfWork, request_id: str, values: Mapping[str, object]) -> None:
    """Save what was sealed and hashed with other keys; nothing else of the request changes, nor its version."""
    uow.connection.execute(update(subject_requests).where(_REQUESTS.id == request_id).values(dict(values)))


def sealed_letters(uow: UnitOfWork, after: tuple[str, int], limit: int) -> Sequence[AnyRow]:
    """Return letters with content behind a place."""
    rows = request_letters.c
    query = select(rows.request_id, rows.number, rows.content, rows.pdf, rows.key_version).where(
        or_(rows.content.is_not(None), rows.pdf.is_not(None)),
        or_(rows.request_id > after[0], and_(rows.request_id == after[0], rows.number > after[1])),
    )
    return uow.connection.execute(query.order_by(rows.request_id, rows.number).limit(limit)).all()


def reseal_letter(uow: UnitOfWork, request_id: str, number: int, values: Mapping[str, object]) -> None:
    """Save what was sealed with other keys."""
    rows = request_letters.c
    query = update(request_letters).where(rows.request_id == request_id, rows.number == number)
    uow.connection.execute(query.values(dict(values)))


def sealed_asks(uow: UnitOfWork, after: tuple[str, int], limit: int) -> Sequence[AnyRow]:
    """Return asks with words behind a place."""
    rows = request_asks.c
    query = select(rows.request_id, rows.number, rows.sealed).where(
        rows.sealed.is_not(None),
        or_(rows.request_id > after[0], and_(rows.request_id == after[0], rows.number > after[1])),
    )
    return uow.connection.execute(query.order_by(rows.request_id, rows.number).limit(limit)).all()


def reseal_ask(uow: UnitOfWork, request_id: str, number: int, values: Mapping[str, object]) -> None:
    """Save what was sealed with other keys."""
    rows = request_asks.c
    query = update(request_asks).where(rows.request_id == request_id, rows.number == number)
    uow.connection.execute(query.values(dict(values)))
