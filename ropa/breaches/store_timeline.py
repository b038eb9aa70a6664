"""Queries on the timeline of breaches."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, insert, select

from ropa.breaches.tables_work import breach_events
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach_work import BreachEventKind

AnyRow = Row[*tuple[Any, ...]]


def add(
    uow: UnitOfWork,
    breach_id: str,
    kind: BreachEventKind,
    happened_at: datetime,
    note: str | None,
    details: Mapping[str, object],
    corrects: int | None,
) -> int:
    """Insert one entry and return its number."""
    row = {
        "breach_id": breach_id,
        "kind": str(kind),
        "happened_at": happened_at,
        "recorded_at": uow.now,
        "actor_id": uow.actor.id,
        "actor_name": uow.actor.name,
        "note": note,
        "details": msgspec.json.encode(dict(details), order="sorted"),
        "corrects": corrects,
    }
    return int(uow.connection.scalar(insert(breach_events).values(row).returning(breach_events.c.id)) or 0)


def add_many(uow: UnitOfWork, kind: BreachEventKind, entries: Sequence[tuple[str, Mapping[str, object]]]) -> None:
    """Insert an entry of one kind for each (breach, details), all of this moment."""
    rows = [
        {
            "breach_id": breach_id,
            "kind": str(kind),
            "happened_at": uow.now,
            "recorded_at": uow.now,
            "actor_id": uow.actor.id,
            "actor_name": uow.actor.name,
            "note": None,
            "details": msgspec.json.encode(dict(details), order="sorted"),
            "corrects": None,
        }
        for breach_id, details in entries
    ]
    if rows:
        uow.connection.execute(insert(breach_events), rows)


def page(uow: UnitOfWork, breach_id: str, after: int, limit: int) -> Sequence[AnyRow]:
    """Return entries behind a number, in the order in which they were written down."""
    query = (
        select(breach_events)
        .where(breach_events.c.breach_id == breach_id, breach_events.c.id > after)
        .order_by(breach_events.c.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def last(uow: UnitOfWork, breach_id: str, limit: int) -> Sequence[AnyRow]:
    """Return the entries that were written down last, newest first."""
    query = select(breach_events).where(breach_events.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_events.c.id.desc()).limit(limit)).all()


def corrections(uow: UnitOfWork, numbers: Collection[int]) -> dict[int, list[int]]:
    """Return which entries put some entries right."""
    query = select(breach_events.c.corrects, breach_events.c.id).where(breach_events.c.corrects.in_(numbers))
    found: dict[int, list[int]] = {}
    for corrected, number in uow.connection.execute(query.order_by(breach_events.c.id)):
        found.setdefault(corrected, []).append(number)
    return found


def is_of(uow: UnitOfWork, breach_id: str, number: int) -> bool:
    """Tell whether an entry belongs to a breach."""
    query = select(breach_events.c.id).where(breach_events.c.id == number, breach_events.c.breach_id == breach_id)
    return uow.connection.scalar(query) is not None
