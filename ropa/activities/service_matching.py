"""Which records of the register a file means. Only records that the actor may change are ever found."""

from collections.abc import Collection, Iterable, Iterator

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import store_matching as store
from ropa.activities.store_matching import Names, Target
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import StoredRevision

__all__ = ["Names", "Target", "alike", "documents", "known", "named", "same"]


def _offices(uow: UnitOfWork) -> store.Offices:
    return access.visible_offices(uow, Permission.WRITE_ACTIVITIES)


def named(uow: UnitOfWork, refs: Collection[str]) -> dict[str, Target]:
    """Return records by their references.

    Raises: Forbidden.
    """
    return store.by_refs(uow, _offices(uow), refs) if refs else {}


def known(uow: UnitOfWork, ids: Collection[str]) -> dict[str, Target]:
    """Return records by their ids.

    Raises: Forbidden.
    """
    return store.by_ids(uow, _offices(uow), ids) if ids else {}


def same(uow: UnitOfWork, hashes: Collection[str]) -> dict[tuple[int, str], Target]:
    """Return records by office and hash of their newest document.

    Raises: Forbidden.
    """
    return store.by_hashes(uow, _offices(uow), hashes) if hashes else {}


def alike(uow: UnitOfWork, keys: Collection[Names]) -> dict[Names, Target]:
    """Return records by office, main process, sub-process and responsible unit; a key without both names finds none.

    Raises: Forbidden.
    """
    said = [key for key in keys if key[1] is not None or key[2] is not None]
    return store.by_names(uow, _offices(uow), said) if said else {}


def documents(uow: UnitOfWork, targets: Iterable[Target]) -> Iterator[StoredRevision]:
    """Yield the newest document of each of the found records, some in memory at a time."""
    return store.documents(uow, (each.id for each in targets))
