"""What parts with rows of their own ask about live revisions: which there are, which an actor sees, what they say."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import Select

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service_listing, store_approved, store_index, store_live
from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityDocument
from schemas.listing import ActivityFilter, StoredRevision
from schemas.upcast import read_stored

#: revision_id, activity_id, office_id, ref, title, number, is_current, is_public
Live = Select[tuple[str, str, int, str, str, int, bool, bool]]


def shown(uow: UnitOfWork, office: int | None = None, activity_id: str | None = None) -> Live:
    """Return the query of the revisions that the actor sees, one an activity, as the list has them; retired ones not.

    `office` narrows it to that office and all below.

    Raises: Forbidden.
    """
    tests = service_listing.tests_of(uow, ActivityFilter(office=office))
    if activity_id is not None:
        tests.append(store_live.of_activity(activity_id))
    return store_live.live(*tests)


def shown_to_all(uow: UnitOfWork, office: int | None = None) -> Live:
    """Return the query of the revisions that everybody sees, of the activities that the actor may read.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    below = None if office is None else access.at_or_below(office)
    return store_live.live(*store_index.filtered(uow, ActivityFilter(), read, None, edits=False, below=below))


def live(activity_id: str | None = None) -> Live:
    """Return the query of all live revisions: of each activity the newest, and the one that everybody sees.

    Says nothing about rights: for the parts' own upkeep.
    """
    return store_live.live(*([] if activity_id is None else [store_live.of_activity(activity_id)]))


def public(activity_id: str | None = None) -> Live:
    """Return the query of the revisions that everybody sees, one an activity. Says nothing about rights."""
    more = [] if activity_id is None else [store_live.of_activity(activity_id)]
    return store_live.live(store_live.public(), *more)


def public_among(activity_ids: Collection[str]) -> Live:
    """Return the query of the revisions of some activities that everybody sees. Says nothing about rights."""
    return store_live.live(store_live.public(), store_index.among(activity_ids))


def held_among(activity_ids: Collection[str]) -> Live:
    """Return the query of the revisions of some activities that everybody sees, retired activities included.

    Work that has ended leaves its data behind. Says nothing about rights.
    """
    return store_live.of_any_state(store_live.public(), store_index.among(activity_ids))


def among(activity_ids: Collection[str]) -> Live:
    """Return the query of all live revisions of some activities. Says nothing about rights."""
    return store_live.live(store_index.among(activity_ids))


def current(activity_id: str) -> Live:
    """Return the query of the newest revision of an activity. Says nothing about rights."""
    return store_live.live(store_live.of_activity(activity_id), store_live.current())


def numbered() -> Select[tuple[str]]:
    """Return the query of one revision's id, by `activity_id` and `number`. Says nothing about rights."""
    return store_live.numbered()


def revisions(uow: UnitOfWork, revision_ids: Collection[str]) -> Iterator[tuple[str, StoredRevision]]:
    """Yield each of the revisions with its id; one query. Says nothing about rights."""
    return store_live.documents(uow, revision_ids)


def is_public(uow: UnitOfWork, revision_id: str) -> bool:
    """Tell whether everybody sees a revision: the approved one, or the draft where none was."""
    return store_live.is_public(uow, revision_id)


def hashes(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, str]:
    """Return the hash of each of the revisions that is still there."""
    return store_live.hashes(uow, revision_ids)


def documents_since(
    uow: UnitOfWork, activity_ids: Collection[str], moment: datetime
) -> dict[str, list[ActivityDocument]]:
    """Return by activity what stood approved at any time since a moment, oldest first. Says nothing about rights."""
    found: dict[str, list[ActivityDocument]] = {}
    for row in store_approved.since(uow, activity_ids, moment) if activity_ids else ():
        found.setdefault(row.activity_id, []).append(read_stored(row.document, row.schema_version))
    return found
