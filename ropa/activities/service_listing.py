"""Use cases that go over many activities: the list, the register for an export, and the rebuilding of projections."""

import base64
from collections.abc import Callable, Collection, Iterator
from datetime import timedelta

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_cursors, store, store_index, store_sorted, store_systems, store_words
from ropa.activities.rules_projection import project
from ropa.activities.service import document_of, tell
from ropa.activities.service_stewards import own, with_stewards
from ropa.activities.store_matching import chunks
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from schemas.listing import ActivityFilter, ActivityItem, ActivityPage, ActivitySort, StoredRevision

MAX_LIMIT = 200
#: How far back somebody's own drafts are looked for: what was left for longer is found by the list.
_RECENT = timedelta(days=60)


def page(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    cursor: str | None,
    limit: int,
    sort: ActivitySort = ActivitySort.NEWEST,
) -> ActivityPage:
    """Return one page of what the actor may see, in an order.

    Raises: Invalid for a cursor that this list did not give out in this order; Forbidden.
    """
    if sort is not ActivitySort.NEWEST:
        after = service_cursors.key_of(sort, cursor)
        lines = store_sorted.page(uow, tests_of(uow, wanted), sort, after, limit + 1)
        items = [item for _, item in lines[:limit]]
        last = lines[limit - 1][0] if len(lines) > limit else None
        return ActivityPage(items=items, next_cursor=None if last is None else service_cursors.cursor_at(sort, last))
    before = _read_cursor(cursor)
    tests = tests_of(uow, wanted)
    rows = store_index.page(uow, tests, before, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return ActivityPage(items=[item for _, item in rows], next_cursor=cursor_of(rows[-1][0]) if more else None)


def count_up_to(uow: UnitOfWork, wanted: ActivityFilter, most: int) -> int:
    """Return how many records the list has, `most` + 1 for more than `most`.

    Raises: Forbidden.
    """
    return store_sorted.count_up_to(uow, tests_of(uow, wanted), most)


def page_with_stewards(
    uow: UnitOfWork,
    wanted: ActivityFilter,
    cursor: str | None,
    limit: int,
    sort: ActivitySort = ActivitySort.NEWEST,
) -> ActivityPage:
    """Return what `page` does, with who looks after each record.

    Raises: what `page` raises.
    """
    found = page(uow, wanted, cursor, limit, sort)
    return ActivityPage(items=with_stewards(uow, found.items), next_cursor=found.next_cursor)


def named(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, ActivityItem]:
    """Return the lines of those of the activities that the actor may see, by id; one query for all.

    Raises: Forbidden.
    """
    if not activity_ids:
        return {}
    wanted = set(activity_ids)
    rows = store_index.page(uow, [*tests_of(uow, ActivityFilter()), store_index.among(wanted)], None, len(wanted))
    return {item.id: item for _, item in rows}


def own_drafts(uow: UnitOfWork, limit: int) -> list[ActivityItem]:
    """Return the open drafts that the actor saved last, and within 60 days, the newest of the register first.

    Raises: Forbidden.
    """
    tests = [*tests_of(uow, ActivityFilter()), store_index.drafts_of(uow.actor.id, uow.now - _RECENT)]
    return [item for _, item in store_index.page(uow, tests, None, limit)]


def tests_of(uow: UnitOfWork, wanted: ActivityFilter) -> list[store_index.Test]:
    """Return the conditions of the list that the actor sees.

    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.READ_ACTIVITIES)
    edits = bool(offices_for(uow.actor, Permission.WRITE_ACTIVITIES))
    edit = access.visible_offices(uow, Permission.WRITE_ACTIVITIES) if edits else None
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    return store_index.filtered(uow, own(uow, wanted), read, edit, edits=edits, below=below)


def cursor_of(place: int) -> str:
    """Return the cursor of the page below a place of the list."""
    return base64.urlsafe_b64encode(str(place).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        place = int(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        place = -1
    # Compared with what this list would give out: int() and base64 take blanks, underscores and line ends.
    if not 0 <= place < 1 << 31 or cursor_of(place) != cursor:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return place


def register(uow: UnitOfWork, wanted: ActivityFilter) -> tuple[int, Iterator[StoredRevision]]:
    """Return how many records an export will have, and the records, oldest first, a few in memory at a time.

    An activity stands in it with its approved revision, or with its draft where nothing was approved yet.
    Raises: Forbidden.
    """
    read = access.visible_offices(uow, Permission.EXPORT_REGISTER)
    below = None if wanted.office is None else access.at_or_below(wanted.office)
    tests = store_index.filtered(uow, own(uow, wanted), read, None, edits=False, below=below)
    return store_index.count(uow, tests), store_index.documents(uow, tests)


def index_moved(uow: UnitOfWork, activity_ids: Collection[str]) -> None:
    """Index records anew that are in another office now, where a name in them is known by its office, too."""
    for some in chunks(sorted(store_systems.known_by_office(uow, activity_ids))):
        for stored, revision_id, current, public in store.live_revisions(uow, among=some):
            projection = project(document_of(stored), stored.office_id)
            store_index.save_index(uow, stored, revision_id, projection, current=current, public=public)


def reindex(uow: UnitOfWork, progress: Callable[[int], None] = lambda _: None) -> int:
    """Rebuild every projection from the documents; return how many revisions were indexed.

    A row that exists keeps its place, so lists keep their order and their cursors.
    """
    store_index.forget_all_but(uow, store.live_ids())
    done = 0
    for stored, revision_id, current, public in store.live_revisions(uow):
        document = document_of(stored)
        store_index.save_index(
            uow, stored, revision_id, project(document, stored.office_id), current=current, public=public
        )
        if public:
            tell(uow, stored, revision_id, document)
        done += 1
        progress(done)
    store_words.count_anew(uow)
    record(uow, "register.reindexed", "register", {"revisions": done})
    return done
