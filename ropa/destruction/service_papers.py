"""What the papers of a list and the register of certificates say: read here, set by the doors."""

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import Struct

from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_certificates, service_items, service_lists, service_pending, store_evidence
from ropa.offices import service as offices
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.evidence import Certificate
from schemas.pending import PendingErasure

#: Lines of one query.
_AT_ONCE = 200
#: Of what a paper shows beside its items.
_MOST_BESIDE = 1_000


class Gathered(Struct, frozen=True, kw_only=True):
    """A list with all that its papers say."""

    listed: DestructionList
    office: str
    offices: dict[int, str]
    items: Sequence[DestructionItem]
    certificates: Sequence[Certificate]
    certificate_of: dict[str, str]
    pending: Sequence[PendingErasure]


def gathered(uow: UnitOfWork, list_id: str) -> Gathered:
    """Return a list with its items, certificates and what is pending.

    Raises: NotFound.
    """
    listed = service_lists.read(uow, list_id)
    names = office_names(uow)
    return Gathered(
        listed=listed,
        office=names.get(listed.office_id, str(listed.office_id)),
        offices=names,
        items=service_items.every(uow, list_id),
        certificates=list(islice(certificates(uow, list_id), _MOST_BESIDE)),
        certificate_of=store_evidence.refs_of_items(uow, list_id),
        pending=list(islice(pending(uow, list_id), _MOST_BESIDE)),
    )


def office_names(uow: UnitOfWork) -> dict[int, str]:
    """Return the names of all offices, by id."""
    return {office.id: office.name for office in offices.list_offices(uow)}


def certificates(uow: UnitOfWork, list_id: str | None = None) -> Iterator[Certificate]:
    """Yield the certificates that the actor may see, newest first; of one list, when it is named.

    Raises: Forbidden.
    """
    cursor: str | None = None
    while True:
        page = service_certificates.list_certificates(uow, cursor, _AT_ONCE, list_id=list_id)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def pending(uow: UnitOfWork, list_id: str | None = None) -> Iterator[PendingErasure]:
    """Yield what is pending that the actor may see, earliest check first; of one list, when it is named.

    Raises: Forbidden.
    """
    cursor: str | None = None
    while True:
        page = service_pending.list_pending(uow, cursor, _AT_ONCE, list_id=list_id)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def printed(uow: UnitOfWork, list_id: str, ref: str, paper: str) -> None:
    """Leave an entry that a paper of a list went out."""
    record(uow, "destruction.printed", f"destruction-list:{list_id}", {"ref": ref, "file": paper})


def register_exported(uow: UnitOfWork, count: int) -> None:
    """Leave an entry that the register of certificates went out."""
    record(uow, "register.exported", "certificates", {"file": "certificates.xlsx", "certificates": count})
