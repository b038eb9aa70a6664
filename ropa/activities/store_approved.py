"""Queries on what stands approved: for parts that keep dates of it."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from ropa.activities.tables import activities, revision_index, revisions
from ropa.activities.tables_life import approvals, life_steps, review_comments, revision_writers
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import LifeStep


def approved_at(uow: UnitOfWork) -> Iterator[tuple[str, datetime]]:
    """Yield (activity, moment of the standing approval) of each activity that is approved and not retired."""
    query = (
        select(activities.c.id, approvals.c.approved_at)
        .join(approvals, approvals.c.revision_id == activities.c.approved_revision_id)
        .where(activities.c.retired_at.is_(None))
        .order_by(activities.c.id)
    )
    for row in uow.connection.execute(query):
        yield row[0], row[1]


def standing(uow: UnitOfWork, activity_id: str) -> tuple[int, int, bool, bool] | None:
    """Return (office, number of the approved revision or 0, has an open draft, is retired), or None."""
    query = (
        select(activities.c.office_id, revisions.c.number, activities.c.draft_revision_id, activities.c.retired_at)
        .outerjoin(revisions, revisions.c.id == activities.c.approved_revision_id)
        .where(activities.c.id == activity_id)
    )
    row = uow.connection.execute(query).first()
    return None if row is None else (row[0], row[1] or 0, row[2] is not None, row[3] is not None)


def standing_comments(uow: UnitOfWork, revision_id: str) -> int:
    """Return how many comments on a revision nobody has resolved."""
    query = select(func.count()).select_from(review_comments)
    query = query.where(review_comments.c.revision_id == revision_id, review_comments.c.resolved_at.is_(None))
    return int(uow.connection.scalar(query) or 0)


def submitter(uow: UnitOfWork, revision_id: str) -> str | None:
    """Return the id of who submitted a revision last, or None."""
    query = select(life_steps.c.actor_id).where(
        life_steps.c.revision_id == revision_id, life_steps.c.step == str(LifeStep.SUBMIT)
    )
    return uow.connection.scalar(query.order_by(life_steps.c.id.desc()).limit(1))


def shown_documents(uow: UnitOfWork, activity_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return (activity, reference, is approved, document) of some activities: the approved document, else the draft."""
    shown = func.coalesce(activities.c.approved_revision_id, activities.c.draft_revision_id)
    query = (
        select(
            activities.c.id,
            activities.c.ref,
            activities.c.approved_revision_id.is_not(None).label("is_approved"),
            revisions.c.schema_version,
            revisions.c.document,
        )
        .join(revisions, revisions.c.id == shown)
        .where(activities.c.id.in_(activity_ids))
    )
    return uow.connection.execute(query).all()


def newest_of_offices(uow: UnitOfWork, office_ids: Collection[int], limit: int) -> Sequence[Row[Any]]:
    """Return (office, reference, version of the shape, document) of what stands approved at offices, newest first."""
    query: Select[Any] = (
        select(activities.c.office_id, activities.c.ref, revisions.c.schema_version, revisions.c.document)
        .join(revisions, revisions.c.id == activities.c.approved_revision_id)
        .where(activities.c.office_id.in_(office_ids), activities.c.retired_at.is_(None))
        .order_by(activities.c.updated_at.desc(), activities.c.id.desc())
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def behind_drafts(uow: UnitOfWork, activity_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return (activity, schema version, document) of what is approved in those of some activities that have a draft."""
    query: Select[Any] = (
        select(activities.c.id, revisions.c.schema_version, revisions.c.document)
        .join(revisions, revisions.c.id == activities.c.approved_revision_id)
        .where(activities.c.id.in_(activity_ids), activities.c.draft_revision_id.is_not(None))
    )
    return uow.connection.execute(query).all()


def since(uow: UnitOfWork, activity_ids: Collection[str], moment: datetime) -> Sequence[Row[Any]]:
    """Return (activity, schema version, document) of what stood approved at any time since a moment, oldest first."""
    query: Select[Any] = (
        select(approvals.c.activity_id, revisions.c.schema_version, revisions.c.document)
        .join(revisions, revisions.c.id == approvals.c.revision_id)
        .where(
            approvals.c.activity_id.in_(activity_ids),
            or_(approvals.c.superseded_at.is_(None), approvals.c.superseded_at > moment),
        )
        .order_by(approvals.c.activity_id, approvals.c.approved_at)
    )
    return uow.connection.execute(query).all()


def steps_of_batch(uow: UnitOfWork, batch_id: str) -> Sequence[Row[Any]]:
    """Return the steps of a batch, in order, with where their records stand and what they are called."""
    query: Select[Any] = (
        select(
            life_steps.c.activity_id,
            life_steps.c.revision_id,
            activities.c.office_id,
            activities.c.ref,
            revision_index.c.main_process,
            revision_index.c.sub_process,
            life_steps.c.step,
            life_steps.c.actor_id,
            life_steps.c.actor_name,
        )
        .join(activities, activities.c.id == life_steps.c.activity_id)
        .outerjoin(revision_index, revision_index.c.revision_id == life_steps.c.revision_id)
        .where(life_steps.c.batch_id == batch_id)
        .order_by(life_steps.c.id)
    )
    return uow.connection.execute(query).all()


def writers_of_batch(uow: UnitOfWork, batch_id: str) -> Sequence[Row[Any]]:
    """Return (revision, actor) of who wrote the revisions of a batch."""
    query: Select[Any] = (
        select(revision_writers.c.revision_id, revision_writers.c.actor_id)
        .where(
            revision_writers.c.revision_id.in_(
                select(life_steps.c.revision_id).where(life_steps.c.batch_id == batch_id)
            )
        )
        .order_by(revision_writers.c.revision_id, revision_writers.c.actor_id)
    )
    return uow.connection.execute(query).all()
