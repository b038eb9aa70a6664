"""Queries for packs: whole revisions, approvals and steps of many records at once."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import select

from ropa.activities.store_life import APPROVAL, approval_of
from ropa.activities.tables import revisions
from ropa.activities.tables_life import approvals, life_steps
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import Approval
from schemas.packs import PackStep

_REVISION = (
    revisions.c.activity_id,
    revisions.c.id,
    revisions.c.number,
    revisions.c.status,
    revisions.c.schema_version,
    revisions.c.content_hash,
    revisions.c.created_at,
    revisions.c.created_by,
    revisions.c.updated_at,
    revisions.c.updated_by,
    revisions.c.document,
)


class WholeRevision(Struct, frozen=True, kw_only=True):
    """One revision with its stored bytes, its approval, and the steps of its life."""

    activity_id: str
    number: int
    status: str
    schema_version: int
    content_hash: str
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    document: bytes
    approval: Approval | None
    steps: list[PackStep]


def revisions_of(uow: UnitOfWork, activity_ids: Collection[str]) -> Iterator[WholeRevision]:
    """Yield every revision of some records, by record and number."""
    steps = _steps(uow, activity_ids)
    query = (
        select(*_REVISION, *APPROVAL)
        .outerjoin(approvals, approvals.c.revision_id == revisions.c.id)
        .where(revisions.c.activity_id.in_(activity_ids))
        .order_by(revisions.c.activity_id, revisions.c.number)
    )
    for row in uow.connection.execute(query):
        activity_id, revision_id, number, status, version, digest, made, made_by, saved, saved_by, document = row[:11]
        yield WholeRevision(
            activity_id=activity_id,
            number=number,
            status=status,
            schema_version=version,
            content_hash=digest,
            created_at=made,
            created_by=made_by,
            updated_at=saved,
            updated_by=saved_by,
            document=bytes(document),
            approval=None if row[11] is None else approval_of(row[11:]),
            steps=steps.get(revision_id, []),
        )


def _steps(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, list[PackStep]]:
    step: Any = life_steps.c
    query = (
        select(step.revision_id, step.step, step.at, step.actor_id, step.actor_name, step.note)
        .where(step.activity_id.in_(activity_ids))
        .order_by(step.id)
    )
    found: dict[str, list[PackStep]] = {}
    for revision_id, name, at, actor_id, actor_name, note in uow.connection.execute(query):
        told = PackStep(step=name, at=at, actor_id=actor_id, actor_name=actor_name, note=note)
        found.setdefault(revision_id, []).append(told)
    return found
