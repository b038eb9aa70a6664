"""Writes the trail, in the same transaction as what it tells of."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import insert

from ropa.audit.tables import audit_events
from ropa.db.unit_of_work import UnitOfWork


def record(uow: UnitOfWork, action: str, subject: str, details: Mapping[str, object] | None = None) -> None:
    """Write one entry: who (the unit of work's actor), when, what was done to what. Details hold no personal data."""
    uow.connection.execute(
        insert(audit_events),
        {
            "at": uow.now,
            "channel": str(uow.actor.channel),
            "actor_id": uow.actor.id,
            "action": action,
            "subject": subject,
            "details": msgspec.json.encode(details or {}, order="sorted"),
            "address": uow.actor.address,
            "request_id": uow.actor.request_id,
        },
    )
