"""Queries on the life of revisions: writers, steps, comments, approvals."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import bindparam, delete, exists, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.activities.tables import activities, revision_index, revisions
from ropa.activities.tables_life import approvals, life_steps, review_comments, revision_writers
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import Approval, Comment, LifeEntry, LifeStep, RevisionItem
from schemas.vocabulary import RevisionStatus


def add_writer(uow: UnitOfWork, revision_id: str) -> None:
    """Note that the actor wrote a revision."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    row = {"revision_id": revision_id, "actor_id": uow.actor.id}
    uow.connection.execute(dialect.insert(revision_writers).on_conflict_do_nothing(), row)


def drop(uow: UnitOfWork, revision_id: str) -> None:
    """Delete what is kept about the life of a draft that is being deleted."""
    for table in (revision_writers, life_steps, review_comments):
        uow.connection.execute(delete(table).where(table.c.revision_id == revision_id))


def writers(uow: UnitOfWork, revision_id: str) -> frozenset[str]:
    """Return the ids of those who wrote a revision."""
    query = select(revision_writers.c.actor_id).where(revision_writers.c.revision_id == revision_id)
    return frozenset(uow.connection.scalars(query))


def reviewers(uow: UnitOfWork, revision_id: str) -> frozenset[str]:
    """Return the ids of those who reviewed a revision since it was last submitted."""
    query = (
        select(life_steps.c.step, life_steps.c.actor_id)
        .where(life_steps.c.revision_id == revision_id)
        .order_by(life_steps.c.id.desc())
    )
    found = set()
    for step, actor_id in uow.connection.execute(query):
        if step == LifeStep.SUBMIT:
            break
        if step == LifeStep.REVIEW:
            found.add(actor_id)
    return frozenset(found)


def add_step(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a step that was taken."""
    uow.connection.execute(insert(life_steps), values)


_STEPS = (
    select(
        life_steps.c.id,
        revisions.c.number,
        life_steps.c.step,
        life_steps.c.at,
        life_steps.c.actor_name,
        life_steps.c.note,
        life_steps.c.exception_id,
        life_steps.c.batch_id,
    )
    .join(revisions, revisions.c.id == life_steps.c.revision_id)
    .where(life_steps.c.activity_id == bindparam("activity_id"))
    .order_by(life_steps.c.id.desc())
    .limit(bindparam("most"))
)


def steps(uow: UnitOfWork, activity_id: str, limit: int) -> list[LifeEntry]:
    """Return the newest steps of an activity, newest first."""
    return [
        LifeEntry(
            id=key,
            revision=number,
            step=LifeStep.of(step),
            at=at,
            actor_name=name,
            note=note,
            exception_id=exception_id,
            batch_id=batch_id,
        )
        for key, number, step, at, name, note, exception_id, batch_id in uow.connection.execute(
            _STEPS, {"activity_id": activity_id, "most": limit}
        )
    ]


def set_status(uow: UnitOfWork, revision_id: str, status: RevisionStatus) -> None:
    """Change the status of a revision, in its row and in its projection."""
    for table, key in ((revisions, revisions.c.id), (revision_index, revision_index.c.revision_id)):
        uow.connection.execute(update(table).where(key == revision_id).values(status=str(status)))


def show_approved(uow: UnitOfWork, revision_id: str) -> None:
    """Let everybody see a revision that was approved just now."""
    uow.connection.execute(
        update(revision_index)
        .where(revision_index.c.revision_id == revision_id)
        .values(status=str(RevisionStatus.APPROVED), is_current=True, is_public=True, updated_at=uow.now)
    )


def show_status(uow: UnitOfWork, revision_id: str, status: RevisionStatus) -> None:
    """Change the status in the projection only: a retired activity keeps its approved revision as it was."""
    uow.connection.execute(
        update(revision_index).where(revision_index.c.revision_id == revision_id).values(status=str(status))
    )


def add_approval(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert what an approval froze."""
    uow.connection.execute(insert(approvals), values)


def manifest_hash(uow: UnitOfWork, revision_id: str) -> str | None:
    """Return the hash of what an approval froze."""
    return uow.connection.scalar(select(approvals.c.manifest_hash).where(approvals.c.revision_id == revision_id))


def supersede(uow: UnitOfWork, revision_id: str) -> None:
    """Note that a next revision took the place of an approved one."""
    set_status(uow, revision_id, RevisionStatus.SUPERSEDED)
    uow.connection.execute(
        update(approvals).where(approvals.c.revision_id == revision_id).values(superseded_at=uow.now)
    )


APPROVAL = (
    approvals.c.number,
    approvals.c.office_id,
    approvals.c.content_hash,
    approvals.c.manifest_hash,
    approvals.c.manifest,
    approvals.c.approved_at,
    approvals.c.approved_by_name,
    approvals.c.batch_id,
    approvals.c.superseded_at,
)


_ONE_APPROVAL = select(*APPROVAL).where(
    approvals.c.activity_id == bindparam("activity_id"), approvals.c.number == bindparam("number")
)


def approval_of(row: Sequence[Any]) -> Approval:
    """Return an approval from its columns, in the order of the table's query."""
    number, office, digest, manifest_hash, manifest, at, by, batch, superseded = row
    return Approval(
        revision=number,
        office_id=office,
        content_hash=digest,
        manifest_hash=manifest_hash,
        manifest=[tuple(each) for each in msgspec.json.decode(manifest)],
        approved_at=at,
        approved_by_name=by,
        batch_id=batch,
        superseded_at=superseded,
    )


def approval(uow: UnitOfWork, activity_id: str, number: int) -> Approval | None:
    """Return what the approval of a revision froze; None where it was not approved."""
    row = uow.connection.execute(_ONE_APPROVAL, {"activity_id": activity_id, "number": number}).first()
    return None if row is None else approval_of(row)


def revision_items(uow: UnitOfWork, activity_id: str, *, drafts: bool) -> list[RevisionItem]:
    """Return the revisions of an activity, newest first; without `drafts` only those that were approved."""
    query = (
        select(
            revisions.c.number,
            revisions.c.status,
            revisions.c.content_hash,
            revisions.c.created_at,
            revisions.c.updated_at,
            *APPROVAL,
        )
        .outerjoin(approvals, approvals.c.revision_id == revisions.c.id)
        .where(revisions.c.activity_id == activity_id)
        .order_by(revisions.c.number.desc())
    )
    if not drafts:
        query = query.where(revisions.c.status.in_(("approved", "superseded")))
    return [
        RevisionItem(
            revision=row[0],
            status=RevisionStatus.of(row[1]),
            content_hash=row[2],
            created_at=row[3],
            updated_at=row[4],
            approval=None if row[5] is None else approval_of(row[5:]),
        )
        for row in uow.connection.execute(query)
    ]


def retire(uow: UnitOfWork, activity_id: str, version: int) -> bool:
    """Retire an activity that still has `version`; False when somebody else was first."""
    changed = uow.connection.execute(
        update(activities)
        .where(activities.c.id == activity_id, activities.c.version == version)
        .values(version=version + 1, updated_at=uow.now, retired_at=uow.now)
    )
    return changed.rowcount == 1


_NEWEST = (
    select(revisions.c.number, revisions.c.status)
    .join(
        activities,
        revisions.c.id == func.coalesce(activities.c.draft_revision_id, activities.c.approved_revision_id),
    )
    .where(activities.c.id == bindparam("activity_id"))
)


def newest(uow: UnitOfWork, activity_id: str) -> tuple[int, RevisionStatus] | None:
    """Return number and status of the newest revision of an activity, without reading its document."""
    row = uow.connection.execute(_NEWEST, {"activity_id": activity_id}).first()
    return None if row is None else (row.number, RevisionStatus.of(row.status))


def add_comments(uow: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    """Insert comments."""
    if rows:
        uow.connection.execute(insert(review_comments), list(rows))


_C = review_comments.c
_COMMENTS = (
    select(
        _C.id,
        revisions.c.number,
        _C.pointer,
        _C.text,
        _C.author_name,
        _C.created_at,
        _C.resolved_at,
        _C.resolved_by_name,
    )
    .join(revisions, revisions.c.id == _C.revision_id)
    .where(_C.activity_id == bindparam("activity_id"))
    .order_by(_C.id)
)
_STANDING = _COMMENTS.where(_C.resolved_at.is_(None))


def comments(
    uow: UnitOfWork, activity_id: str, *, standing: bool = False, revision_id: str | None = None
) -> list[Comment]:
    """Return the comments on an activity, oldest first; `standing`: those that nobody has resolved."""
    query = _STANDING if standing else _COMMENTS
    if revision_id is not None:
        query = query.where(_C.revision_id == revision_id)
    rows = uow.connection.execute(query, {"activity_id": activity_id})
    return [Comment(**dict(zip(Comment.__struct_fields__, row, strict=True))) for row in rows]


def resolve_comment(uow: UnitOfWork, activity_id: str, comment_id: str) -> bool:
    """Mark a standing comment as resolved by the actor; False when there is none."""
    columns = review_comments.c
    changed = uow.connection.execute(
        update(review_comments)
        .where(columns.id == comment_id, columns.activity_id == activity_id, columns.resolved_at.is_(None))
        .values(resolved_at=uow.now, resolved_by_name=uow.actor.name)
    )
    return changed.rowcount == 1


def comment_known(uow: UnitOfWork, activity_id: str, comment_id: str) -> bool:
    """Tell whether an activity has a comment of this id, resolved or not."""
    query = select(exists().where(review_comments.c.id == comment_id, review_comments.c.activity_id == activity_id))
    return bool(uow.connection.scalar(query))
