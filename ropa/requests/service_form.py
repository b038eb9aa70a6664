"""The form of a request ("แบบคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล"): blank for an office, or filled from a request."""

from ropa import clock
from ropa.activities import service_exports
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.keys import Keys
from ropa.offices import service as offices
from ropa.requests import rules_form, service_keeping, service_limits, service_person, service_rows
from schemas.request_form import RequestForm
from schemas.requests import Right, Tongue

_WHY = "พิมพ์แบบคำร้อง"


def blank(uow: UnitOfWork, office_id: int, language: Tongue) -> RequestForm:
    """Return the form to fill by hand, with the limits of today. Nothing in it is secret: anybody may have it.

    Raises: NotFound for an office that does not exist or has ended.
    """
    today = clock.bangkok(uow.now).date()
    return RequestForm(
        language=str(language),
        office=_office(uow, office_id, open_only=True),
        day=today,
        rights=rules_form.blank_rights(
            {right: service_limits.limit_of(uow, right, today).days for right in Right}, language
        ),
        kept_days=service_keeping.person_days(),
    )


def filled(uow: UnitOfWork, keys: Keys, request_id: str, language: Tongue | None = None) -> RequestForm:
    """Return the form with what a request says, to be signed; `language`: None is the requester's own.

    It shows who asked, so the trail and the timeline keep that it was opened.
    Raises: NotFound, Forbidden; Conflict when the person was forgotten.
    """
    person = service_person.person(uow, keys, request_id, _WHY)
    found = service_rows.read_stored(uow, request_id)
    tongue = language or found.language
    service_exports.exported(uow, "request-form.pdf", found.ref)
    return RequestForm(
        language=str(tongue),
        office=_office(uow, found.office_id, open_only=False),
        day=clock.bangkok(uow.now).date(),
        rights=rules_form.asked_rights(found.rights, person, tongue),
        person=rules_form.person_of(person),
        deputies=rules_form.deputies_of(person, tongue),
        requester=str(found.requester),
        age=str(found.age_band),
        ref=found.ref,
        received_at=found.received_at,
        channel=rules_form.term(found.channel, tongue),
        identity=str(found.identity_level),
        kept_days=service_keeping.person_days(),
    )


def _office(uow: UnitOfWork, office_id: int, *, open_only: bool) -> str:
    found = next((each for each in offices.list_offices(uow) if each.id == office_id), None)
    if found is None or (open_only and found.ended_on is not None):
        raise NotFound
    return found.name
