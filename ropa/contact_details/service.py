"""Use cases of contact details: an office says who its controller is and how it and the DPO are reached.

Every data subject is told it (PDPA s.23(5), s.41), so that it is no secret of the office.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import to_builtins

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.contact_details import rules, store
from ropa.contact_details.store import Said
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, PreconditionFailed
from ropa.offices import service as offices
from ropa.offices.rules import upwards
from schemas.contact_details import (
    KEYS,
    ContactDetails,
    ContactDetailsInput,
    ContactDetailsLine,
    ContactDetailsList,
    OfficeContactDetails,
    SaidBy,
)
from schemas.office import Office
from schemas.reading import control_characters

_NOTHING = ContactDetails()


def listed(uow: UnitOfWork) -> ContactDetailsList:
    """Return every office that says something, those that ended left out.

    Raises: Forbidden.
    """
    access.visible_offices(uow, Permission.READ_OFFICES)
    said = store.said(uow)
    lines = [
        ContactDetailsLine(
            office_id=office.id,
            office_name=office.name,
            version=said[office.id].version,
            own=said[office.id].details,
            changed_at=said[office.id].changed_at,
        )
        for office in (offices.list_offices(uow) if said else ())
        if office.id in said and office.ended_on is None and said[office.id].details != _NOTHING
    ]
    return ContactDetailsList(items=lines, next_cursor=None)


def of_office(uow: UnitOfWork, office_id: int) -> OfficeContactDetails:
    """Return what an office says and what counts there.

    Raises: Forbidden; NotFound for an office that is not there or has ended.
    """
    access.visible_offices(uow, Permission.READ_OFFICES)
    known = {office.id: office for office in offices.list_offices(uow)}
    office = known.get(office_id)
    if office is None or office.ended_on is not None:
        raise NotFound
    return _shown(uow, office, known)


def _shown(uow: UnitOfWork, office: Office, known: Mapping[int, Office]) -> OfficeContactDetails:
    at = upwards(known.values(), office.id)
    said = store.said(uow, at)
    counting = rules.counting(at, _details(said))
    own = said.get(office.id)
    return OfficeContactDetails(
        office_id=office.id,
        office_name=office.name,
        version=own.version if own is not None else 0,
        own=own.details if own is not None else _NOTHING,
        effective=ContactDetails(**{key: value for key, (value, _by) in counting.items()}),
        said_by={key: SaidBy(office_id=by, office_name=known[by].name) for key, (_value, by) in counting.items()},
        changed_at=own.changed_at if own is not None else None,
        may_change=access.may(uow, Permission.MANAGE_CONTACTS, office.id),
    )


def _details(said: Mapping[int, Said]) -> dict[int, ContactDetails]:
    return {office_id: each.details for office_id, each in said.items()}


def said_at(uow: UnitOfWork, upward: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what each of some offices says itself, by field: for proposals. Says nothing about rights."""
    found = _details(store.said(uow, upward))
    return {
        office_id: {key: value for key in KEYS if (value := getattr(details, key)) is not None}
        for office_id, details in found.items()
    }


def change(uow: UnitOfWork, office_id: int, given: ContactDetailsInput) -> OfficeContactDetails:
    """Return what counts at an office after it said something; what it leaves empty comes from above.

    Raises: NotFound, Forbidden, Invalid with every fault; PreconditionFailed when somebody else changed it since it was
    read.
    """
    known = {office.id: office for office in offices.list_offices(uow)}
    office = known.get(office_id)
    if office is None or office.ended_on is not None:
        access.visible_offices(uow, Permission.MANAGE_CONTACTS)
        raise NotFound
    access.require(uow, Permission.MANAGE_CONTACTS, office_id)
    details = rules.tidied(given.details())
    problems = [*rules.faults(details), *control_characters(to_builtins(details))]
    if problems:
        raise Invalid(problems)
    before = store.said(uow, [office_id]).get(office_id)
    changed = rules.changed_keys(before.details if before is not None else _NOTHING, details)
    if given.version != (before.version if before is not None else 0):
        raise PreconditionFailed
    if changed:
        if not store.put(uow, office_id, given.version, details):
            raise PreconditionFailed
        record(uow, "contact_details.changed", f"office:{office_id}", {"fields": changed, "version": given.version + 1})
    return _shown(uow, office, known)
