"""Queries on activities and revisions: Core, one statement each on the paths that people wait for."""

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, bindparam, delete, func, insert, select, true, update

from ropa.activities.tables import activities, revisions
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

CURRENT = func.coalesce(activities.c.draft_revision_id, activities.c.approved_revision_id)
PUBLIC = func.coalesce(activities.c.approved_revision_id, activities.c.draft_revision_id)
_LIVE = (revisions.c.id == CURRENT) | (revisions.c.id == PUBLIC)

ENVELOPE = (
    activities.c.id,
    activities.c.ref,
    activities.c.office_id,
    activities.c.version,
    activities.c.created_at,
    activities.c.retired_at,
    revisions.c.status,
    revisions.c.number,
    revisions.c.content_hash,
    revisions.c.schema_version,
    revisions.c.updated_at,
    revisions.c.sources,
    revisions.c.document,
)
_ONE_CURRENT = (
    select(*ENVELOPE).join(revisions, revisions.c.id == CURRENT).where(activities.c.id == bindparam("activity_id"))
)
_ONE_PUBLIC = (
    select(*ENVELOPE).join(revisions, revisions.c.id == PUBLIC).where(activities.c.id == bindparam("activity_id"))
)
_ONE_NUMBER = (
    select(*ENVELOPE)
    .join(revisions, revisions.c.activity_id == activities.c.id)
    .where(activities.c.id == bindparam("activity_id"), revisions.c.number == bindparam("number"))
)
_HEAD = select(
    activities.c.id,
    activities.c.ref,
    activities.c.office_id,
    activities.c.version,
    activities.c.draft_revision_id,
    activities.c.approved_revision_id,
).where(activities.c.id == bindparam("activity_id"))


def stored_of(row: Any) -> StoredRevision:
    """Return the revision of a row of `ENVELOPE`."""
    (key, ref, office, version, created, retired, status, number, digest, schema, updated, sources, document) = row
    return StoredRevision(
        id=key,
        ref=ref,
        office_id=office,
        status=RevisionStatus.RETIRED if retired else RevisionStatus.of(status),
        revision=number,
        version=version,
        content_hash=digest,
        schema_version=schema,
        created_at=created,
        updated_at=updated,
        sources=sources,
        document=document,
    )


def read_one(uow: UnitOfWork, activity_id: str, *, public: bool) -> StoredRevision | None:
    """Return an activity's public revision (approved, else draft) or its current one (draft, else approved)."""
    query = _ONE_PUBLIC if public else _ONE_CURRENT
    row = uow.connection.execute(query, {"activity_id": activity_id}).first()
    return None if row is None else stored_of(row)


def read_number(uow: UnitOfWork, activity_id: str, number: int) -> StoredRevision | None:
    """Return one revision of an activity by its number, or None."""
    row = uow.connection.execute(_ONE_NUMBER, {"activity_id": activity_id, "number": number}).first()
    return None if row is None else stored_of(row)


class Head(Struct, frozen=True):
    """An activity without its documents."""

    id: str
    ref: str
    office_id: int
    version: int
    draft_revision_id: str | None
    approved_revision_id: str | None


def read_head(uow: UnitOfWork, activity_id: str) -> Head | None:
    """Return an activity without its documents, or None."""
    row = uow.connection.execute(_HEAD, {"activity_id": activity_id}).first()
    return None if row is None else Head(*row)


def lock(uow: UnitOfWork, activity_id: str) -> None:
    """Let other writers of an activity wait until this unit of work ends. On SQLite they wait anyway."""
    uow.connection.execute(select(activities.c.id).where(activities.c.id == activity_id).with_for_update())


def id_of_ref(uow: UnitOfWork, ref: str) -> str | None:
    """Return the activity of a reference such as ROPA-2569-0001."""
    return uow.connection.scalar(select(activities.c.id).where(activities.c.ref == ref))


def add_activity(uow: UnitOfWork, values: dict[str, object], revision: dict[str, object]) -> None:
    """Insert an activity with its first revision."""
    uow.connection.execute(insert(activities), values)
    uow.connection.execute(insert(revisions), revision)


def add_revision(uow: UnitOfWork, revision: dict[str, object]) -> None:
    """Insert a further revision of an activity."""
    uow.connection.execute(insert(revisions), revision)


def last_number(uow: UnitOfWork, activity_id: str) -> int:
    """Return the highest revision number of an activity."""
    query = select(func.max(revisions.c.number)).where(revisions.c.activity_id == activity_id)
    return int(uow.connection.scalar(query) or 0)


def bump(uow: UnitOfWork, activity_id: str, version: int, values: dict[str, object]) -> bool:
    """Update an activity that still has `version` and raise it by one; False when somebody else was first."""
    changed = uow.connection.execute(
        update(activities)
        .where(activities.c.id == activity_id, activities.c.version == version)
        .values(version=version + 1, updated_at=uow.now, **values)
    )
    return changed.rowcount == 1


def update_revision(uow: UnitOfWork, revision_id: str, values: dict[str, object]) -> None:
    """Change an open draft."""
    uow.connection.execute(update(revisions).where(revisions.c.id == revision_id).values(**values))


def drop_revision(uow: UnitOfWork, revision_id: str) -> None:
    """Delete an open draft. Its projections must be gone before."""
    uow.connection.execute(delete(revisions).where(revisions.c.id == revision_id))


def drop_activity(uow: UnitOfWork, activity_id: str) -> None:
    """Delete an activity whose revisions are gone. Whoever calls has won the version before (`bump`)."""
    uow.connection.execute(delete(activities).where(activities.c.id == activity_id))


def find_same(uow: UnitOfWork, office_id: int, content_hash: str) -> str | None:
    """Return the reference of an activity of the office whose current document has this hash."""
    query = (
        select(activities.c.ref)
        .join(revisions, revisions.c.id == CURRENT)
        .where(activities.c.office_id == office_id, revisions.c.content_hash == content_hash)
    )
    return uow.connection.scalar(query.limit(1))


def count_activities(uow: UnitOfWork) -> int:
    """Return how many activities there are."""
    return int(uow.connection.scalar(select(func.count()).select_from(activities)) or 0)


def read_revisions(uow: UnitOfWork, revision_ids: Collection[str]) -> Iterator[tuple[str, StoredRevision]]:
    """Yield each of the revisions with its id; one query."""
    query = (
        select(*ENVELOPE, revisions.c.id.label("revision_id"))
        .join(revisions, revisions.c.activity_id == activities.c.id)
        .where(revisions.c.id.in_(revision_ids))
    )
    for row in uow.connection.execute(query):
        yield row.revision_id, stored_of(row[:-1])


def live_ids() -> Select[tuple[str]]:
    """Return the query of the ids of all live revisions: current ones and public ones."""
    return select(revisions.c.id).join(activities, activities.c.id == revisions.c.activity_id).where(_LIVE)


def live_revisions(
    uow: UnitOfWork, batch: int = 200, *, among: Collection[str] | None = None
) -> Iterator[tuple[StoredRevision, str, bool, bool]]:
    """Yield each live revision as (revision, revision id, is current, is public), oldest first, in batches.

    `among`: only these revisions, few enough for one query.
    """
    few = true() if among is None else revisions.c.id.in_(among)
    after = ""
    while True:
        rows = uow.connection.execute(
            select(
                *ENVELOPE,
                revisions.c.id.label("revision_id"),
                (revisions.c.id == CURRENT).label("is_current"),
                (revisions.c.id == PUBLIC).label("is_public"),
            )
            .join(activities, activities.c.id == revisions.c.activity_id)
            .where(revisions.c.id > after, _LIVE, few)
            .order_by(revisions.c.id)
            .limit(batch)
        ).all()
        if not rows:
            return
        for row in rows:
            yield stored_of(row[:-3]), row.revision_id, bool(row.is_current), bool(row.is_public)
        after = rows[-1].revision_id
