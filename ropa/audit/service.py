"""Writes the trail, in the same transaction as what it tells of."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import insert

from ropa.audit.tables import audit_events
from ropa.db.unit_of_work import UnitOfWork


def record(uow: UnitOfWork, action: str, subject: str, details: Mapping[str, object] | None = None) -> None:
    """Write one entry: who (the unit of work's actor), when, what was done to what. Details hold no personal data."""
    uow.connection.execute(insert(audit_events), {**_entry(uow, action, details), "subject": subject})


def record_each(
    uow: UnitOfWork, action: str, subjects: Sequence[str], details: Mapping[str, object] | None = None
) -> None:
    """Write one entry for each of some subjects, all with the same details; one statement however many there are."""
    entry = _entry(uow, action, details)
    if subjects:
        uow.connection.execute(insert(audit_events), [{**entry, "subject": subject} for subject in subjects])


def _entry(uow: UnitOfWork, action: str, details: Mapping[str, object] | None) -> dict[str, Any]:
    return {
        "at": uow.now,
        "channel": str(uow.actor.channel),
        "actor_id": uow.actor.id,
        "action": action,
        "details": msgspec.json.encode(details or {}, order="sorted"),
        "address": uow.actor.address,
        "request_id": uow.actor.request_id,
    }
