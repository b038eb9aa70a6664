"""What parts with rows of their own ask about live revisions: which there are, which an actor sees, what they say."""

from collections.abc import Collection, Iterator

from sqlalchemy import Select

from ropa.activities import service_listing, store_live
from ropa.activities.service import document_of
from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityDocument
from schemas.listing import ActivityFilter

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


def live(activity_id: str | None = None) -> Live:
    """Return the query of all live revisions: of each activity the newest, and the one that everybody sees.

    Says nothing about rights: for the parts' own upkeep.
    """
    return store_live.live(*([] if activity_id is None else [store_live.of_activity(activity_id)]))


def public(activity_id: str | None = None) -> Live:
    """Return the query of the revisions that everybody sees, one an activity. Says nothing about rights."""
    more = [] if activity_id is None else [store_live.of_activity(activity_id)]
    return store_live.live(store_live.public(), *more)


def current(activity_id: str) -> Live:
    """Return the query of the newest revision of an activity. Says nothing about rights."""
    return store_live.live(store_live.of_activity(activity_id), store_live.current())


def documents(uow: UnitOfWork, revision_ids: Collection[str]) -> Iterator[tuple[str, str, str, ActivityDocument]]:
    """Yield (revision id, activity id, content hash, document) of each revision named; one query.

    Raises: Unavailable for a document that a newer program wrote.
    """
    for revision_id, stored in store_live.documents(uow, revision_ids):
        yield revision_id, stored.id, stored.content_hash, document_of(stored)
