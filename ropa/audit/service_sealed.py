"""What the trail says of one thing, and whether a seal stands for it.

Whoever asks has checked that the actor may know. That the seals themselves stand is what `ropa audit verify` checks.
"""

from datetime import datetime

from msgspec import Struct

from ropa.audit import store, store_sealed
from ropa.audit.rules_seals import DIGEST_BYTES, digest
from ropa.db.unit_of_work import UnitOfWork


class Told(Struct, frozen=True, kw_only=True):
    """An entry's details (JSON), and how far a seal vouches for them."""

    details: str
    is_sealed: bool
    is_changed: bool
    """A seal covers its id, with other words."""


def told_of(uow: UnitOfWork, action: str, subject: str) -> list[Told]:
    """Return what the entries of an action on a subject say, oldest first."""
    found = []
    for entry in store_sealed.entries(uow, action, subject):
        seal = store_sealed.seal_over(uow, entry.id)
        kept = seal is not None and digest(entry) in _digests(seal.digests)
        found.append(Told(details=entry.details, is_sealed=kept, is_changed=seal is not None and not kept))
    return found


def subjects_of_kind(uow: UnitOfWork, action: str, kind: str) -> list[tuple[str, str]]:
    """Return (subject, details) of an action on everything of a kind, oldest first; also of what is gone itself."""
    return [(entry.subject, entry.details) for entry in store_sealed.of_kind(uow, action, kind)]


def begins_after(uow: UnitOfWork, moment: datetime) -> bool:
    """Tell whether the trail in the database begins later: what is older left it with a copy of whole seals."""
    first = store.moment_from(uow, 1)
    return first is not None and first > moment


def _digests(joined: bytes) -> set[bytes]:
    return {joined[at : at + DIGEST_BYTES] for at in range(0, len(joined), DIGEST_BYTES)}
