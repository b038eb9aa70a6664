"""Queries on the clocks of requests: their rights, pauses and extensions, and what is asked of the citizen."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_request_rights, subject_requests
from ropa.requests.tables_clock import request_asks, request_pauses

AnyRow = Row[*tuple[Any, ...]]
_REQUESTS, _RIGHTS, _PAUSES, _ASKS = (
    each.c for each in (subject_requests, subject_request_rights, request_pauses, request_asks)
)


def clocks(uow: UnitOfWork, request_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return id, state, due_on, is_paused of some requests."""
    columns = (_REQUESTS.id, _REQUESTS.state, _REQUESTS.due_on, _REQUESTS.is_paused)
    return uow.connection.execute(select(*columns).where(_REQUESTS.id.in_(request_ids))).all()


def rights(uow: UnitOfWork, request_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the rights of some requests, in their order."""
    query = select(subject_request_rights).where(_RIGHTS.request_id.in_(request_ids))
    return uow.connection.execute(query.order_by(_RIGHTS.request_id, _RIGHTS.seq)).all()


def pauses(uow: UnitOfWork, request_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the pauses and extensions of some requests, oldest first."""
    query = select(request_pauses).where(_PAUSES.request_id.in_(request_ids))
    return uow.connection.execute(query.order_by(_PAUSES.request_id, _PAUSES.number)).all()


def paused(uow: UnitOfWork) -> list[str]:
    """Return the requests with a pause that was not ended: their last days move from day to day."""
    query = select(_PAUSES.request_id).where(_PAUSES.ended_at.is_(None), _PAUSES.kind == "pause").distinct()
    return list(uow.connection.scalars(query))


def set_rights(uow: UnitOfWork, found: Sequence[tuple[str, int, date]]) -> None:
    """Save the last days of rights (request, seq, day)."""
    if not found:
        return
    query = (
        update(subject_request_rights)
        .where(_RIGHTS.request_id == bindparam("of_request"), _RIGHTS.seq == bindparam("of_seq"))
        .values(due_on=bindparam("last_day"))
    )
    rows = [{"of_request": request_id, "of_seq": seq, "last_day": day} for request_id, seq, day in found]
    uow.connection.execute(query, rows)


def set_requests(uow: UnitOfWork, found: Sequence[tuple[str, date | None, bool]]) -> None:
    """Save last day and pause of requests (id, day, paused)."""
    if not found:
        return
    query = (
        update(subject_requests)
        .where(_REQUESTS.id == bindparam("of_request"))
        .values(due_on=bindparam("last_day"), is_paused=bindparam("pauses"))
    )
    rows = [{"of_request": request_id, "last_day": day, "pauses": is_paused} for request_id, day, is_paused in found]
    uow.connection.execute(query, rows)


def add_pause(uow: UnitOfWork, values: dict[str, Any]) -> int:
    """Insert a pause or an extension; return its number."""
    number = _next(uow, request_pauses, values["request_id"])
    uow.connection.execute(insert(request_pauses), {**values, "number": number})
    return number


def end_pause(uow: UnitOfWork, request_id: str, number: int, values: dict[str, Any]) -> bool:
    """Save the end of a pause; return False when it has ended already."""
    query = update(request_pauses).where(
        _PAUSES.request_id == request_id, _PAUSES.number == number, _PAUSES.ended_at.is_(None)
    )
    return uow.connection.execute(query.values(values)).rowcount == 1


def _next(uow: UnitOfWork, table: Any, request_id: str) -> int:
    query = select(func.coalesce(func.max(table.c.number), 0)).where(table.c.request_id == request_id)
    return int(uow.connection.scalar(query) or 0) + 1


def asks(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return what was asked of the citizen, the latest first."""
    query = select(request_asks).where(_ASKS.request_id == request_id)
    return uow.connection.execute(query.order_by(_ASKS.number.desc())).all()


def add_ask(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert what is asked, under its number (`next_ask`)."""
    uow.connection.execute(insert(request_asks), values)


def next_ask(uow: UnitOfWork, request_id: str) -> int:
    """Return the number of the next thing that is asked, from 1."""
    return _next(uow, request_asks, request_id)


def end_ask(uow: UnitOfWork, request_id: str, number: int, values: dict[str, Any]) -> bool:
    """Save what became of it; return False when that is known already."""
    query = update(request_asks).where(
        _ASKS.request_id == request_id, _ASKS.number == number, _ASKS.closed_at.is_(None)
    )
    return uow.connection.execute(query.values(values)).rowcount == 1


def waiting(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return all that waits for an answer, with the office of its request."""
    columns = (_ASKS.request_id, _ASKS.number, _ASKS.asked_on, _ASKS.days, _ASKS.due_on, _ASKS.is_provisional)
    query = select(*columns, _REQUESTS.office_id).join(subject_requests, _REQUESTS.id == _ASKS.request_id)
    query = query.where(_ASKS.closed_at.is_(None), _REQUESTS.closed_at.is_(None))
    return uow.connection.execute(query.order_by(_ASKS.due_on, _ASKS.request_id)).all()


def move_ask(uow: UnitOfWork, request_id: str, number: int, due_on: date, *, is_provisional: bool) -> None:
    """Save the last day of something that waits for an answer."""
    query = update(request_asks).where(_ASKS.request_id == request_id, _ASKS.number == number)
    uow.connection.execute(query.values(due_on=due_on, is_provisional=is_provisional))
