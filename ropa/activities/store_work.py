"""Queries of queues: what waits for a step, and since when."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true

from ropa.activities.tables import activities, revision_index, revisions
from ropa.activities.tables_life import approvals, life_steps, review_comments, revision_writers
from ropa.activities.tables_stewards import stewards
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import LifeStep
from schemas.listing import StoredRevision
from schemas.signing import SignedItem, WaitingItem
from schemas.vocabulary import RevisionStatus

Scope = Select[tuple[int]] | None
_STANDING = (
    select(func.count())
    .where(review_comments.c.activity_id == activities.c.id, review_comments.c.resolved_at.is_(None))
    .correlate(activities)
    .scalar_subquery()
)
_every = life_steps.alias("every_step")
#: The step that put a revision where it is. Ids of steps follow their time.
_LAST = (
    select(func.max(_every.c.id))
    .where(_every.c.revision_id == activities.c.draft_revision_id)
    .correlate(activities)
    .scalar_subquery()
)


def waiting(
    uow: UnitOfWork,
    status: RevisionStatus,
    scopes: Sequence[Scope],
    after: tuple[datetime, str] | None,
    limit: int,
    *,
    returned: bool = False,
    hand: str | None = None,
) -> list[WaitingItem]:
    """Return records whose open draft has a status, longest waiting first. `returned`: drafts that were sent back.

    Each of `scopes` bounds the offices. `hand`: only those that this person (an id of `people`) wrote or looks after.
    """
    query = (
        select(
            activities.c.id,
            activities.c.ref,
            activities.c.office_id,
            activities.c.version,
            revision_index.c.number,
            revision_index.c.status,
            revision_index.c.main_process,
            revision_index.c.sub_process,
            life_steps.c.at,
            life_steps.c.actor_name,
            _STANDING,
        )
        .select_from(revision_index)
        .join(activities, activities.c.draft_revision_id == revision_index.c.revision_id)
        .join(life_steps, life_steps.c.id == _LAST)
        .where(revision_index.c.status == str(status))
        .order_by(life_steps.c.at, activities.c.id)
        .limit(limit)
    )
    if returned:
        query = query.where(life_steps.c.step == str(LifeStep.RETURN))
    if hand is not None:
        query = query.where(_in_hand(hand))
    for offices in scopes:
        if offices is not None:
            query = query.where(activities.c.office_id.in_(offices))
    if after is not None:
        query = query.where(
            or_(life_steps.c.at > after[0], and_(life_steps.c.at == after[0], activities.c.id > after[1]))
        )
    return [_item(*row) for row in uow.connection.execute(query)]


def _item(  # noqa: PLR0913, PLR0917 - the columns, in the query's order
    key: str,
    ref: str,
    office_id: int,
    version: int,
    number: int,
    state: str,
    main: str | None,
    sub: str | None,
    at: datetime,
    by: str | None,
    comments: int,
) -> WaitingItem:
    return WaitingItem(
        id=key,
        ref=ref,
        office_id=office_id,
        version=version,
        revision=number,
        status=RevisionStatus.of(state),
        main_process=main,
        sub_process=sub,
        since=at,
        by=by,
        comments=comments,
    )


def documents(
    uow: UnitOfWork, activity_ids: Collection[str], scope: Scope = None
) -> dict[str, tuple[StoredRevision, StoredRevision | None]]:
    """Return for each activity its open draft, and the approved revision beside it if there is one.

    Only those of the offices of `scope`, if it is given.
    """
    approved = revisions.alias("approved")
    query = (
        select(
            activities.c.id,
            activities.c.ref,
            activities.c.office_id,
            activities.c.version,
            activities.c.created_at,
            revisions.c.status,
            revisions.c.number,
            revisions.c.content_hash,
            revisions.c.schema_version,
            revisions.c.updated_at,
            revisions.c.document,
            approved.c.number.label("before_number"),
            approved.c.document.label("before"),
            approved.c.schema_version.label("before_version"),
        )
        .join(revisions, revisions.c.id == activities.c.draft_revision_id)
        .outerjoin(approved, approved.c.id == activities.c.approved_revision_id)
        .where(activities.c.id.in_(list(activity_ids)), true() if scope is None else activities.c.office_id.in_(scope))
    )
    found = {}
    for row in uow.connection.execute(query):
        draft = StoredRevision(
            id=row.id,
            ref=row.ref,
            office_id=row.office_id,
            status=RevisionStatus.of(row.status),
            revision=row.number,
            version=row.version,
            content_hash=row.content_hash,
            schema_version=row.schema_version,
            created_at=row.created_at,
            updated_at=row.updated_at,
            sources=b"{}",
            document=row.document,
        )
        before = None
        if row.before is not None:
            before = msgspec.structs.replace(
                draft,
                status=RevisionStatus.APPROVED,
                revision=row.before_number,
                document=row.before,
                schema_version=row.before_version,
            )
        found[row.id] = (draft, before)
    return found


def _in_hand(person_id: str) -> ColumnElement[bool]:
    wrote = select(revision_writers.c.revision_id).where(
        revision_writers.c.revision_id == activities.c.draft_revision_id,
        revision_writers.c.actor_id == f"person:{person_id}",
    )
    looks_after = select(stewards.c.id).where(
        stewards.c.activity_id == activities.c.id, stewards.c.person_id == person_id, stewards.c.until_at.is_(None)
    )
    return or_(wrote.exists(), looks_after.exists())


def hands(uow: UnitOfWork, activity_ids: Collection[str]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Return who wrote and who reviewed the open draft of each activity (since it was last submitted)."""
    of = activities.c.id.in_(list(activity_ids))
    wrote: dict[str, set[str]] = {}
    query = select(activities.c.id, revision_writers.c.actor_id).join(
        revision_writers, revision_writers.c.revision_id == activities.c.draft_revision_id
    )
    for key, actor_id in uow.connection.execute(query.where(of)):
        wrote.setdefault(key, set()).add(actor_id)
    submitted = (
        select(func.max(_every.c.id))
        .where(_every.c.revision_id == activities.c.draft_revision_id, _every.c.step == str(LifeStep.SUBMIT))
        .correlate(activities)
        .scalar_subquery()
    )
    reviewed: dict[str, set[str]] = {}
    steps = select(activities.c.id, life_steps.c.actor_id).join(
        life_steps, life_steps.c.revision_id == activities.c.draft_revision_id
    )
    for key, actor_id in uow.connection.execute(
        steps.where(of, life_steps.c.step == str(LifeStep.REVIEW), life_steps.c.id > submitted)
    ):
        reviewed.setdefault(key, set()).add(actor_id)
    return wrote, reviewed


def count_waiting(uow: UnitOfWork, status: RevisionStatus, scope: Scope) -> int:
    """Return how many open drafts have a status."""
    query = (
        select(func.count())
        .select_from(revision_index)
        .where(revision_index.c.is_current, revision_index.c.status == str(status))
    )
    if scope is not None:
        query = query.where(revision_index.c.office_id.in_(scope))
    return int(uow.connection.scalar(query) or 0)


def signed(uow: UnitOfWork, batch_id: str, scope: Scope, office_names: dict[int, str]) -> list[SignedItem]:
    """Return what was approved in a signing, by office and reference."""
    # The projection of a revision goes when the next one is approved, so its title is looked for in the newest one.
    index = revision_index.alias("now")
    title: ColumnElement[str] = func.coalesce(index.c.sub_process, index.c.main_process, "")
    if scope is not None:
        # What it is called now is for those who may read it where it is now, not for an office that it has left.
        title = case((activities.c.office_id.in_(scope), title), else_="")
    query = (
        select(
            activities.c.id,
            activities.c.ref,
            approvals.c.office_id,
            approvals.c.number,
            title,
            approvals.c.content_hash,
            approvals.c.approved_at,
            approvals.c.approved_by_name,
        )
        .join(activities, activities.c.id == approvals.c.activity_id)
        .outerjoin(index, (index.c.activity_id == activities.c.id) & index.c.is_public)
        .where(approvals.c.batch_id == batch_id)
        .order_by(approvals.c.office_id, activities.c.ref)
    )
    if scope is not None:
        query = query.where(approvals.c.office_id.in_(scope))
    return [
        SignedItem(
            id=key,
            ref=ref,
            office_id=office_id,
            office=office_names.get(office_id, str(office_id)),
            revision=number,
            title=words,
            content_hash=digest,
            approved_at=at,
            approved_by_name=by,
        )
        for key, ref, office_id, number, words, digest, at, by in uow.connection.execute(query)
    ]
