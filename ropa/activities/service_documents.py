"""What attached documents need of the record that they belong to (`ropa.attachments` calls it)."""

from collections.abc import Collection, Iterable

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service, store_documents, store_life
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound
from schemas.life import Approval
from schemas.listing import StoredRevision
from schemas.vocabulary import RevisionStatus

#: While others decide on a record, what they decide on stays as it is.
_CLOSED = {RevisionStatus.SUBMITTED, RevisionStatus.REVIEWED, RevisionStatus.RETIRED}


def writable(uow: UnitOfWork, activity_id: str) -> StoredRevision:
    """Return the record when the actor may change its documents now.

    Raises: NotFound, Forbidden; Conflict while it is under review or when it is retired.
    """
    stored = service.read(uow, activity_id)
    access.require(uow, Permission.WRITE_ACTIVITIES, stored.office_id)
    if is_closed(stored):
        raise Conflict(*service.NOT_NOW)
    return stored


def may_write(uow: UnitOfWork, stored: StoredRevision) -> bool:
    """Tell whether the actor may change a record's documents, whatever its state is."""
    return access.may(uow, Permission.WRITE_ACTIVITIES, stored.office_id)


def is_closed(stored: StoredRevision) -> bool:
    """Tell whether a record is under review or retired."""
    return stored.status in _CLOSED


def last_approval(uow: UnitOfWork, activity_id: str) -> Approval | None:
    """Return what the last approval froze; None before the first. Whoever asks has read the record."""
    return store_documents.last_approval(uow, activity_id)


def approval_of(uow: UnitOfWork, activity_id: str, number: int) -> Approval:
    """Return what the approval of one revision froze.

    Raises: NotFound, also for a revision that was not approved.
    """
    service.read(uow, activity_id)
    found = store_life.approval(uow, activity_id, number)
    if found is None:
        raise NotFound(f"ไม่มีฉบับที่ {number} ที่อนุมัติแล้ว", f"There is no approved revision {number}")
    return found


def note_writers(uow: UnitOfWork, revision_id: str, actor_ids: Iterable[str]) -> None:
    """Count persons among those who wrote a revision: they do not decide on it."""
    store_documents.add_writers(uow, revision_id, actor_ids)


def frozen_among(uow: UnitOfWork, hashes: Collection[str]) -> set[str]:
    """Return those of some SHA-256 that any approval ever froze."""
    return store_documents.frozen_among(uow, hashes)
