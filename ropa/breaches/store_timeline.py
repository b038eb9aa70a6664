"""Queries on the timeline of breaches."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import insert

from ropa.breaches.tables_work import breach_events
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach_work import BreachEventKind


def add(
    uow: UnitOfWork,
    breach_id: str,
    kind: BreachEventKind,
    happened_at: datetime,
    note: str | None,
    details: Mapping[str, object],
    corrects: int | None,
) -> None:
    """Insert one entry."""
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
    uow.connection.execute(insert(breach_events), row)
