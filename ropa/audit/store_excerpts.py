"""Queries for excerpts of the trail."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from ropa.audit.store import entry_of
from ropa.audit.tables import audit_events, audit_seals
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import TrailEntry

#: Values of one statement.
AT_A_TIME = 500
_COLUMNS = tuple(audit_events.c[name] for name in TrailEntry.__struct_fields__)


def ids_about(uow: UnitOfWork, subjects: Collection[str]) -> list[int]:
    """Return the ids of the entries about some subjects, at most `AT_A_TIME` of them."""
    return list(uow.connection.scalars(select(audit_events.c.id).where(audit_events.c.subject.in_(subjects))))


def ids_between(
    uow: UnitOfWork,
    ids: tuple[int, int],
    moments: tuple[datetime, datetime],
    exact: Mapping[str, str | None],
    limit: int,
) -> list[int]:
    """Return the ids of entries in a range of ids and of time, the ends of both not included, ascending."""
    tests = [audit_events.c[name] == value for name, value in exact.items() if value is not None]
    query = select(audit_events.c.id).where(
        audit_events.c.id >= ids[0],
        audit_events.c.id < ids[1],
        audit_events.c.at >= moments[0],
        audit_events.c.at < moments[1],
        *tests,
    )
    return list(uow.connection.scalars(query.order_by(audit_events.c.id).limit(limit)))


def entries(uow: UnitOfWork, ids: Iterable[int]) -> Iterator[TrailEntry]:
    """Yield the entries of ascending ids."""
    waiting = iter(ids)
    while some := list(islice(waiting, AT_A_TIME)):
        query = select(*_COLUMNS).where(audit_events.c.id.in_(some)).order_by(audit_events.c.id)
        rows: Any = uow.connection.execute(query).all()
        yield from map(entry_of, rows)


def first_seal_over(uow: UnitOfWork, entry_id: int) -> int | None:
    """Return the number of the seal over an entry; None when none covers it yet."""
    query = select(audit_seals.c.number).where(audit_seals.c.last_id >= entry_id).order_by(audit_seals.c.number)
    number = uow.connection.scalar(query.limit(1))
    return None if number is None else int(number)
