"""Queries on requests for a right."""

from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.access.tables import access_requests, office_closure, people
from ropa.db.unit_of_work import UnitOfWork
from schemas.access import AccessRequest, Role

_REQUESTS = select(access_requests, people.c.display_name).join(people, people.c.id == access_requests.c.person_id)


def add(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Store a request."""
    uow.connection.execute(insert(access_requests), values)


def find(uow: UnitOfWork, request_id: str) -> AccessRequest | None:
    """Return one request, decided or not."""
    row = uow.connection.execute(_REQUESTS.where(access_requests.c.id == request_id)).first()
    return None if row is None else _request(row)


def open_of(uow: UnitOfWork, person_id: str) -> list[AccessRequest]:
    """Return a person's own requests that nobody has decided, newest first."""
    query = _REQUESTS.where(access_requests.c.person_id == person_id, access_requests.c.decided_at.is_(None))
    return [_request(row) for row in uow.connection.execute(query.order_by(access_requests.c.id.desc()))]


def count_open(uow: UnitOfWork, person_id: str) -> int:
    """Return how many of a person's requests wait."""
    query = select(func.count()).select_from(access_requests)
    mine = query.where(access_requests.c.person_id == person_id, access_requests.c.decided_at.is_(None))
    return uow.connection.scalar(mine) or 0


def waiting(uow: UnitOfWork, reach: frozenset[int] | None, limit: int) -> list[AccessRequest]:
    """Return requests that wait at or below any office of `reach` (None: everywhere), oldest first."""
    query = _REQUESTS.where(access_requests.c.decided_at.is_(None)).order_by(access_requests.c.id).limit(limit)
    if reach is not None:
        below = select(office_closure.c.descendant_id).where(office_closure.c.ancestor_id.in_(sorted(reach)))
        query = query.where(access_requests.c.office_id.in_(below))
    return [_request(row) for row in uow.connection.execute(query)]


def decide(uow: UnitOfWork, request_id: str, answer: str | None, grant_id: str | None) -> int:
    """Close a request that nobody has decided; return how many that were, 0 or 1."""
    query = update(access_requests).where(access_requests.c.id == request_id, access_requests.c.decided_at.is_(None))
    values = {"decided_at": uow.now, "decided_by": uow.actor.id, "answer": answer, "grant_id": grant_id}
    return uow.connection.execute(query.values(**values)).rowcount


def _request(row: Row[*tuple[Any, ...]]) -> AccessRequest:
    return AccessRequest(
        id=row.id,
        person_id=row.person_id,
        person_name=row.display_name,
        role=Role.of(row.role),
        office_id=row.office_id,
        reason=row.reason,
        asked_at=row.asked_at,
        decided_at=row.decided_at,
        answer=row.answer,
    )
