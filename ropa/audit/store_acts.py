"""Queries on the entries of single things."""

from collections.abc import Sequence

from sqlalchemy import select

from ropa.audit import store_excerpts
from ropa.audit.tables import audit_events
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import TrailEntry


def latest(uow: UnitOfWork, subjects: Sequence[str], limit: int) -> list[TrailEntry]:
    """Return the latest entries on some subjects, newest first."""
    event = audit_events.c
    query = select(event.id).where(event.subject.in_(subjects)).order_by(event.id.desc()).limit(limit)
    ids = sorted(uow.connection.scalars(query))
    return list(store_excerpts.entries(uow, ids))[::-1]
