"""Fills an empty demonstration: a lifelike ministry of invented people, whose clocks run relative to now.

Every record, step and request is made by the services that the pages use, so nothing in it can be what the product
refuses. It is made in a database of its own and brought over as a whole (`service_demo_reset`).
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from msgspec import Struct

from ropa import clock
from ropa.access import service_grants
from ropa.activities import service as activities
from ropa.activities import service_clone, service_life
from ropa.contact_details import service as contact_details
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service as findings
from ropa.guided import service_demo_work, store_demo
from ropa.guided.demo_words import (
    APPROVE_NOTE,
    CHANGED_HEADER,
    COMMENTS,
    PARENT,
    RETIRE_NOTE,
    RETURN_NOTE,
    SAID_OF_CONTROLLER,
    SHOWN_STANDS,
    STANDS,
    Stands,
)
from ropa.keys import Keys
from ropa.offices.service import list_offices, load_offices
from schemas.access import Actor, Channel, Grant, Role
from schemas.contact_details import ContactDetailsInput
from schemas.document import ActivityUpdate
from schemas.life import CommentInput, LifeStep, StepInput
from schemas.office import Office
from schemas.templates import CloneInput

#: Of the invented staff: province digits 00 belong to no province, so the numbers are nobody's.
_NUMBERS = 100_000_001
_EACH = 3
_PROVINCE = "สำนักงานอุตสาหกรรมจังหวัด"
_WAY = (Role.RECORDER, Role.REVIEWER, Role.APPROVER)
#: A record's first day lies this many days back at the most.
_OLDEST = 240


class DemoPerson(Struct, frozen=True):
    """Somebody who can sign in to a demonstration. The place of their office is part of their name."""

    username: str
    national_id: str
    name: str
    roles: tuple[Role, ...]
    office_id: int


class Loaded(Struct, frozen=True):
    """How much a demonstration holds."""

    offices: int
    records: int
    people: int


class Staff(Struct, frozen=True):
    """Who works at an office of the demonstration."""

    office: Office
    recorder: Actor
    reviewer: Actor
    head: Actor


def load(uow: UnitOfWork, keys: Keys, people: Sequence[DemoPerson], provinces: int | None = None) -> Loaded:
    """Fill a register that has no activity; return how much is in it now. The actor gives all rights.

    `provinces`: so many beside those of the people; None: all.

    Raises: what the services raise: then nothing is kept.
    """
    load_offices(uow)
    known = {each.username: _hired(uow, keys, each) for each in people}
    _say_contacts(uow, people, known)
    staff = list(_staff(uow, keys, people, known, provinces))
    made = 0
    approved: dict[int, list[str]] = {}
    for place, each in enumerate(staff):
        shown = any(person.office_id == each.office.id for person in people)
        stands = SHOWN_STANDS if shown else [STANDS[(place * 3 + at) % len(STANDS)] for at in range(_EACH)]
        for at, stand in enumerate(stands):
            activity_id = _record(uow, each, place * 5 + at * 3, stand, place * 11 + at * 7)
            made += 1
            if stand in {Stands.APPROVED, Stands.CHANGED}:
                approved.setdefault(each.office.id, []).append(activity_id)
    service_demo_work.add(uow, keys, staff, approved, known)
    findings.write(uow, findings.prepare(uow, findings.to_check(uow, everything=True)))
    return Loaded(offices=len(staff), records=made, people=store_demo.count_people(uow))


def _say_contacts(uow: UnitOfWork, people: Sequence[DemoPerson], known: dict[str, Actor]) -> None:
    """Say who the controller is, as the DPO did when the register was set up."""
    officer = next((each for each in people if Role.DPO in each.roles), None)
    if officer is not None:
        begun = at(uow, known[officer.username], uow.now - timedelta(days=_OLDEST))
        contact_details.change(begun, officer.office_id, ContactDetailsInput(version=0, **SAID_OF_CONTROLLER))


def people_known(uow: UnitOfWork) -> list[dict[str, object]]:
    """Return the rows of everybody who is known to a register."""
    return store_demo.people_of(uow)


def take_people(uow: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    """Let people of another database be known under the same ids."""
    store_demo.add_people(uow, list(rows))


def at(uow: UnitOfWork, actor: Actor, moment: datetime) -> UnitOfWork:
    """Return the same transaction as somebody's, at a moment."""
    return UnitOfWork(uow.connection, min(moment, uow.now), actor, uow.dialect)


def _hired(uow: UnitOfWork, keys: Keys, person: DemoPerson) -> Actor:
    """Return a person with the roles. Who has none is not known to the register before the first sign-in."""
    person_id = ""
    for role in person.roles:
        through = date(clock.bangkok(uow.now).year + 1, 12, 31) if role is Role.AUDITOR else None
        given = service_grants.add_grant(uow, keys, person.national_id, role, person.office_id, through)
        person_id = given.person_id
    if person_id:
        store_demo.name_person(uow, person_id, person.username, person.name)
    grants = tuple(Grant(role=role, office_id=person.office_id) for role in person.roles)
    return Actor(id=f"person:{person_id}", name=person.name, channel=Channel.WEB, grants=grants)


def _staff(
    uow: UnitOfWork, keys: Keys, people: Sequence[DemoPerson], known: dict[str, Actor], provinces: int | None
) -> Iterator[Staff]:
    """Yield three people for the offices that keep records: those of the portal's people where it has them."""
    homes = {each.office_id for each in people if Role.RECORDER in each.roles}
    all_offices = list_offices(uow)
    others = [each for each in all_offices if each.name.startswith(_PROVINCE) and each.id not in homes][:provinces]
    offices = [*(each for each in all_offices if each.id in homes), *others]
    for place, office in enumerate(offices):
        found = []
        for step, role in enumerate(_WAY):
            person = next((one for one in people if one.office_id == office.id and role in one.roles), None)
            if person is None:
                number = _number(_NUMBERS + place * len(_WAY) + step)
                name = f"{role.th} {office.name.removeprefix(_PROVINCE)}"
                person = DemoPerson(f"{role}.{office.id}", number, name, (role,), office.id)
                found.append(_hired(uow, keys, person))
            else:
                found.append(known[person.username])
        yield Staff(office, *found)


def _number(number: int) -> str:
    """Return an invented national ID with a right check digit."""
    digits = f"100{number:09d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(13, 1, -1), strict=True))
    return digits + str((11 - total % 11) % 10)


def _record(uow: UnitOfWork, staff: Staff, which: int, stand: Stands, spread: int) -> str:
    """Make a record of a template and bring it to where it stands; return its id."""
    library = service_clone.templates()
    begun = uow.now - timedelta(days=30 + spread % (_OLDEST - 30), hours=spread % 7)
    wanted = CloneInput(
        office_id=staff.office.id,
        template=library[which % len(library)].key,
        agency_name=staff.office.name,
        parent_org_unit=PARENT,
    )
    made = service_clone.clone(at(uow, staff.recorder, begun), wanted).id
    for days, (actor, step, said) in enumerate(_steps(staff, stand), 1):
        service_life.take_step(at(uow, actor, begun + timedelta(days=days * 3)), made, step, said)
    if stand is Stands.CHANGED:
        _change(at(uow, staff.recorder, uow.now - timedelta(days=spread % 9, hours=2)), made)
    return made


def _steps(staff: Staff, stand: Stands) -> Iterator[tuple[Actor, LifeStep, StepInput]]:
    if stand is Stands.DRAFT:
        return
    yield staff.recorder, LifeStep.SUBMIT, StepInput()
    if stand is Stands.RETURNED:
        said = [CommentInput(pointer=pointer, text=text) for pointer, text in COMMENTS]
        yield staff.reviewer, LifeStep.RETURN, StepInput(note=RETURN_NOTE, comments=said)
    if stand in {Stands.SUBMITTED, Stands.RETURNED}:
        return
    yield staff.reviewer, LifeStep.REVIEW, StepInput()
    if stand is Stands.REVIEWED:
        return
    yield staff.head, LifeStep.APPROVE, StepInput(note=APPROVE_NOTE)
    if stand is Stands.RETIRED:
        yield staff.head, LifeStep.RETIRE, StepInput(note=RETIRE_NOTE)


def _change(uow: UnitOfWork, activity_id: str) -> None:
    """Begin a new draft beside an approved record."""
    stored = activities.read(uow, activity_id)
    document = activities.document_of(stored)
    header = document.form.header
    header.sub_process = f"{header.sub_process} ({CHANGED_HEADER})"
    update = ActivityUpdate(
        office_id=stored.office_id,
        form=document.form,
        steps=document.steps,
        systems=document.systems,
        marks=document.marks,
    )
    activities.replace(uow, activity_id, stored.version, update)
