"""Queries that other parts join: the live revisions, those that an actor sees, and documents of several at once."""

from collections.abc import Collection, Iterator

from sqlalchemy import Select, bindparam, case, func, select

from ropa.activities import store
from ropa.activities.store_index import Test
from ropa.activities.tables import revision_index, revisions
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

# Made once: a save asks it, and putting a query together takes longer than its answer.
_IS_PUBLIC = select(revision_index.c.is_public).where(revision_index.c.revision_id == bindparam("revision_id"))
_RETIRED = str(RevisionStatus.RETIRED)


def live(*tests: Test) -> Select[tuple[str, str, int, str, str, int, bool, bool]]:
    """Return the query of live revisions, less those of retired activities.

    Columns: revision_id, activity_id, office_id, ref, title, number, is_current, is_public.
    """
    return of_any_state(revision_index.c.status != _RETIRED, *tests)


def of_any_state(*tests: Test) -> Select[tuple[str, str, int, str, str, int, bool, bool]]:
    """Return the query of live revisions with the columns of `live`, retired activities included."""
    index = revision_index.c
    named = case((func.length(index.sub_process) > 0, index.sub_process), else_=index.main_process)
    return select(
        index.revision_id,
        index.activity_id,
        index.office_id,
        index.ref,
        func.coalesce(named, index.ref).label("title"),
        index.number,
        index.is_current,
        index.is_public,
    ).where(*tests)


def of_activity(activity_id: str) -> Test:
    """Return the condition of belonging to an activity."""
    return revision_index.c.activity_id == activity_id


def current() -> Test:
    """Return the condition of being the newest revision of its activity."""
    return revision_index.c.is_current


def public() -> Test:
    """Return the condition of being the revision that everybody sees."""
    return revision_index.c.is_public


def numbered() -> Select[tuple[str]]:
    """Return the query of the revision of `activity_id` and `number`: both are to be given where it is run."""
    table = revisions.c
    return select(table.id).where(table.activity_id == bindparam("activity_id"), table.number == bindparam("number"))


def is_public(uow: UnitOfWork, revision_id: str) -> bool:
    """Tell whether everybody sees a revision."""
    return bool(uow.connection.scalar(_IS_PUBLIC, {"revision_id": revision_id}))


def documents(uow: UnitOfWork, revision_ids: Collection[str]) -> Iterator[tuple[str, StoredRevision]]:
    """Yield each of the revisions with its id."""
    return store.read_revisions(uow, revision_ids)


def hashes(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, str]:
    """Return the hash of each of the revisions that is still there."""
    query = select(revisions.c.id, revisions.c.content_hash).where(revisions.c.id.in_(revision_ids))
    return {row.id: row.content_hash for row in uow.connection.execute(query)}
