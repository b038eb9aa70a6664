"""Queries on the entries that vouch for something else, and the seals over them."""

from sqlalchemy import select

from ropa.audit import store, store_excerpts
from ropa.audit.tables import audit_events, audit_seals
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import Seal, TrailEntry


def entries(uow: UnitOfWork, action: str, subject: str) -> list[TrailEntry]:
    """Return the entries of an action on a subject, oldest first."""
    event = audit_events.c
    ids = uow.connection.scalars(select(event.id).where(event.subject == subject, event.action == action))
    return list(store_excerpts.entries(uow, sorted(ids)))


def of_kind(uow: UnitOfWork, action: str, kind: str) -> list[TrailEntry]:
    """Return the entries of an action on every subject of a kind (`kind:` and a UUID), by the index of subjects."""
    event = audit_events.c
    # Hexadecimal digits come before "g" in every collation, whatever it makes of the colon.
    ids = uow.connection.scalars(
        select(event.id).where(event.subject.between(f"{kind}:", f"{kind}:g"), event.action == action)
    )
    return list(store_excerpts.entries(uow, sorted(ids)))


def seal_over(uow: UnitOfWork, entry_id: int) -> Seal | None:
    """Return the seal over an entry; None when none covers it yet."""
    number = store_excerpts.first_seal_over(uow, entry_id)
    if number is None:
        return None
    row = uow.connection.execute(select(audit_seals).where(audit_seals.c.number == number)).one()
    return store.seal_of(row)
