"""Queries that attached documents need of a record's life."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ropa.activities.store_life import approval
from ropa.activities.tables_life import approvals, revision_writers
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import Approval


def last_approval(uow: UnitOfWork, activity_id: str) -> Approval | None:
    """Return what the last approval of an activity froze; None before the first."""
    newest = (
        select(approvals.c.number)
        .where(approvals.c.activity_id == activity_id)
        .order_by(approvals.c.number.desc())
        .limit(1)
    )
    number = uow.connection.scalar(newest)
    return None if number is None else approval(uow, activity_id, number)


def add_writers(uow: UnitOfWork, revision_id: str, actor_ids: Iterable[str]) -> None:
    """Note that persons wrote a revision; who is noted already stays so."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    rows = [{"revision_id": revision_id, "actor_id": each} for each in sorted(set(actor_ids))]
    if rows:
        uow.connection.execute(dialect.insert(revision_writers).on_conflict_do_nothing(), rows)


def frozen_among(uow: UnitOfWork, hashes: Collection[str]) -> set[str]:
    """Return those of some SHA-256 that any approval ever froze."""
    if not hashes:
        return set()
    named = or_(*(approvals.c.manifest.contains(each) for each in hashes))
    found = uow.connection.scalars(select(approvals.c.manifest).where(named)).all()
    return {each for each in hashes if any(each in manifest for manifest in found)}
