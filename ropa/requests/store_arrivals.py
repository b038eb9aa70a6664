"""Queries on what came by the public form."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, insert, select, tuple_, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.store import SHOWN, AnyRow, Offices, within
from ropa.requests.tables import subject_requests
from ropa.requests.tables_arrivals import request_arrivals
from schemas.request_terms import RequestState

_A, _R = request_arrivals.c, subject_requests.c
_JOINED = request_arrivals.join(subject_requests, _R.id == _A.request_id)


def add(uow: UnitOfWork, request_id: str) -> None:
    """Insert an arrival that nobody was told of."""
    uow.connection.execute(insert(request_arrivals), {"request_id": request_id, "told_at": None})


def is_one(uow: UnitOfWork, request_id: str) -> bool:
    """Tell whether a request came by the public form."""
    return uow.connection.scalar(select(_A.request_id).where(_A.request_id == request_id)) is not None


def by_ref(uow: UnitOfWork, ref: str) -> AnyRow | None:
    """Return the request of a reference that came by the public form, or None."""
    query = select(subject_requests).select_from(_JOINED).where(_R.ref == ref)
    return uow.connection.execute(query).first()


def waiting_by_office(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return for each office, last day and telling what waits that nobody took up: how many, and the oldest.

    `told_at`: when a digest told of them last; None: never.
    """
    query = (
        select(
            _R.office_id,
            _R.due_on,
            _A.told_at,
            func.count().label("waiting"),
            func.min(_R.received_at).label("oldest"),
        )
        .select_from(_JOINED)
        .where(_waits())
        .group_by(_R.office_id, _R.due_on, _A.told_at)
        .order_by(_R.office_id)
    )
    return uow.connection.execute(query).all()


def last_told(uow: UnitOfWork) -> datetime | None:
    """Return when the latest digest told of arrivals. One of the future (a clock was set back) holds nobody up."""
    found: datetime | None = uow.connection.scalar(select(func.max(_A.told_at)).where(_A.told_at <= uow.now))
    return found


def mark_told(uow: UnitOfWork, office_ids: Collection[int]) -> None:
    """Note that the digest told of all that waits at some offices."""
    there = select(_R.id).where(_R.office_id.in_(tuple(office_ids)), _waits())
    query = update(request_arrivals).where(_A.request_id.in_(there))
    uow.connection.execute(query.values(told_at=uow.now))


def waiting(uow: UnitOfWork, visible: Offices, after: tuple[datetime, str] | None, limit: int) -> Sequence[AnyRow]:
    """Return requests that wait and that the caller may see, the oldest first, after a place."""
    order = (_R.received_at, _R.id)
    query = select(*SHOWN).select_from(_JOINED).where(_waits(), *within(visible))
    if after is not None:
        query = query.where(tuple_(*order) > after)
    return uow.connection.execute(query.order_by(*order).limit(limit)).all()


def count_waiting(uow: UnitOfWork, visible: Offices) -> int:
    """Return how many requests wait that the caller may see."""
    query = select(func.count()).select_from(_JOINED).where(_waits(), *within(visible))
    return int(uow.connection.execute(query).scalar_one())


def _waits() -> ColumnElement[bool]:
    return _R.state == str(RequestState.RECEIVED)
