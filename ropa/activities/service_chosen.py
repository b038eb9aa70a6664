"""The records that somebody chose for work on many (`ropa.bulk`), and reading them a few at a time."""

from collections.abc import Collection, Iterator, Sequence

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import store, store_stewards
from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_life import blocking
from ropa.activities.service_life import standing_findings
from ropa.activities.service_listing import named, tests_of
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from schemas.document import ActivityDocument
from schemas.listing import ActivityFilter, ActivityItem, StoredRevision

#: Documents in memory at a time.
BATCH = 100


def found_by(uow: UnitOfWork, wanted: ActivityFilter, limit: int) -> list[str]:
    """Return the activities of a list that the actor sees, newest first, at most `limit`.

    Raises: Forbidden.
    """
    return store_stewards.of_list(uow, tests_of(uow, wanted), limit)


def visible(uow: UnitOfWork, activity_ids: Sequence[str]) -> list[str]:
    """Return those of some activities that the actor may see, in the given order, each once.

    Raises: Forbidden.
    """
    found: set[str] = set()
    ids = list(dict.fromkeys(activity_ids))
    for start in range(0, len(ids), BATCH):
        found |= named(uow, ids[start : start + BATCH]).keys()
    return [key for key in ids if key in found]


def keep(uow: UnitOfWork, run_id: str, activity_ids: Sequence[str]) -> None:
    """Keep what was chosen for a run."""
    store_stewards.choose(uow, run_id, activity_ids)


def of_run(uow: UnitOfWork, run_id: str) -> list[str]:
    """Return the activities that were chosen for a run and are still there."""
    return store_stewards.chosen_for(uow, run_id)


def forget(uow: UnitOfWork, run_ids: Collection[str]) -> None:
    """Forget what was chosen for some runs."""
    store_stewards.forget_chosen(uow, run_ids)


def offices_with(uow: UnitOfWork, permission: Permission) -> frozenset[int] | None:
    """Return every office where the actor has a permission; None: all; empty: nowhere."""
    if not offices_for(uow.actor, permission):
        return frozenset()
    scope = access.visible_offices(uow, permission)
    return None if scope is None else store_stewards.offices_of(uow, scope)


def shown(uow: UnitOfWork, activity_ids: Sequence[str]) -> Iterator[StoredRevision]:
    """Yield those of some activities that the actor sees, each as `service.read` shows it, in the given order.

    An open draft beside an approved revision is for who edits there. Documents are read a hundred at a time.
    Raises: Forbidden.
    """
    edits = bool(offices_for(uow.actor, Permission.WRITE_ACTIVITIES))
    scope = store_stewards.Scope(
        read=access.visible_offices(uow, Permission.READ_ACTIVITIES),
        edit=access.visible_offices(uow, Permission.WRITE_ACTIVITIES) if edits else None,
        edits=edits,
    )
    for start in range(0, len(activity_ids), BATCH):
        some = activity_ids[start : start + BATCH]
        found = {each.id: each for each in store_stewards.shown(uow, some, scope)}
        yield from (found[key] for key in some if key in found)


def heads(uow: UnitOfWork, activity_ids: Sequence[str]) -> Iterator[ActivityItem]:
    """Yield the lines of those of some activities that the actor sees, in the given order, in batches.

    Raises: Forbidden.
    """
    for start in range(0, len(activity_ids), BATCH):
        some = activity_ids[start : start + BATCH]
        found = named(uow, some)
        yield from (found[key] for key in some if key in found)


def blocking_of(uow: UnitOfWork, activity_id: str, document: ActivityDocument) -> int:
    """Return how many findings would stop the approval of a document as it is."""
    return len(blocking(standing_findings(uow, activity_id, findings_of(document))))


def current(uow: UnitOfWork, activity_id: str) -> StoredRevision:
    """Return the draft of a record, or the approved revision where none is open.

    Raises: NotFound.
    """
    found = store.read_one(uow, activity_id, public=False)
    if found is None:
        raise NotFound
    access.require(uow, Permission.READ_ACTIVITIES, found.office_id, hide=True)
    return found


def is_commented(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether somebody commented on the open draft of a record."""
    return store_stewards.comments_on_draft(uow, activity_id) > 0
