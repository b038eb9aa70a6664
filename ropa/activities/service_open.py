"""What a new record still waits for: the questions that nobody answered yet, with what this office answered before."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from ropa.access import service_contacts, service_reach
from ropa.activities import service, service_clone, service_listing, service_sections, store_approved
from ropa.activities.rules_answers import Answer, answer_at, answer_of
from ropa.activities.rules_sections import section_hash
from ropa.activities.service_sections import SectionRead
from ropa.contact_details import service as contact_details
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.offices import service as offices
from ropa.offices.rules import upwards
from schemas.access import Role
from schemas.beyond import Contact
from schemas.contact_details import KEYS
from schemas.document import ActivityDocument
from schemas.form import FieldInfo, sections, value_at
from schemas.listing import ActivityFilter, StoredRevision
from schemas.office import Office
from schemas.upcast import read_stored
from schemas.vocabulary import Mark

#: Answers that are the same in most records of an office.
_OF_THE_OFFICE = ("agency_name", *KEYS)
#: Of so many records of the office the answers are looked at.
_NEAR = 5
_TEMPLATE = "แบบสำเร็จรูป: "


class Proposal(Struct, frozen=True):
    """An answer that is likely right. `ref` is the record of the office that gives it; None: who asks, where it is.

    `above`: the office above whose approved record gives it; `said`: the one whose contact details do.
    """

    value: Any
    ref: str | None = None
    above: str | None = None
    said: str | None = None


class OpenQuestions(Struct, frozen=True, kw_only=True):
    """The unanswered fields of a record in the form's order."""

    stored: StoredRevision
    document: ActivityDocument
    fields: list[FieldInfo]
    proposals: dict[str, Proposal]
    """By the field's key."""
    hashes: dict[str, str]
    """Of each section: what was read."""
    notes: list[str]
    """What the record's template says must be adapted."""


class Answers(Struct, frozen=True, kw_only=True):
    """One section as it was answered."""

    section: str
    hash: str
    value: Any
    marks: Mapping[str, Mark]


def open_questions(uow: UnitOfWork, activity_id: str) -> OpenQuestions:
    """Return what nobody answered yet, and what the office's newest records or the actor's own name propose.

    Raises: NotFound, Forbidden, Conflict for a record that cannot be edited.
    """
    found = service_sections.read_section(uow, activity_id, "header")
    document = found.document
    fields = [
        info for section in sections() for info in section.fields if answer_at(document, info.pointer) is Answer.BLANK
    ]
    return OpenQuestions(
        stored=found.stored,
        document=document,
        fields=fields,
        proposals=_proposals(uow, found, {info.key: info for info in fields}),
        hashes={section.key: section_hash(document, section.key) for section in sections()},
        notes=_notes(found),
    )


def _proposals(uow: UnitOfWork, found: SectionRead, fields: dict[str, FieldInfo]) -> dict[str, Proposal]:
    made: dict[str, Proposal] = {}
    if "recorder_name" in fields and uow.actor.id.startswith("person:"):
        made["recorder_name"] = Proposal(uow.actor.name)
    wanted = [fields[key] for key in _OF_THE_OFFICE if key in fields]
    office = found.stored.office_id
    # Every data subject is told these, so that they are no secret of the office above that answered them.
    told = [info for info in wanted if info.key in KEYS]
    upward = _upwards(uow, office) if told else []
    said = contact_details.said_at(uow, [each.id for each in upward]) if told else {}
    if told:
        made |= _said(said, upward[:1], told)
    if any(info.key not in made for info in wanted):
        made = _near(uow, found, wanted) | made
    if any(info.key not in made for info in told):
        made = _from_above(uow, upward[1:], said, told) | made
    if "dpo_contact" in fields and "dpo_contact" not in made and (officer := _the_dpo(uow, office)) is not None:
        made["dpo_contact"] = Proposal(officer)
    if "agency_name" in fields and "agency_name" not in made:
        made["agency_name"] = Proposal(offices.office_name(uow, office))
    return made


def _near(uow: UnitOfWork, found: SectionRead, wanted: list[FieldInfo]) -> dict[str, Proposal]:
    """Return what the newest records of the same office answered."""
    made: dict[str, Proposal] = {}
    office = found.stored.office_id
    for item in service_listing.page(uow, ActivityFilter(office=office), None, _NEAR).items:
        if item.id == found.stored.id or item.office_id != office:
            continue
        other = service.document_of(service.read(uow, item.id))
        for info in wanted:
            value = value_at(other, info.pointer)
            if info.key not in made and answer_of(value) is Answer.GIVEN:
                made[info.key] = Proposal(value, item.ref)
    return made


def _upwards(uow: UnitOfWork, office_id: int) -> list[Office]:
    """Return an office and all above it, the nearest first."""
    listed = offices.list_offices(uow)
    known = {office.id: office for office in listed}
    return [known[each] for each in upwards(listed, office_id)]


def _said(
    said: Mapping[int, Mapping[str, Any]], places: Sequence[Office], wanted: list[FieldInfo]
) -> dict[str, Proposal]:
    """Return what offices say in their contact details, the first one's words first."""
    made: dict[str, Proposal] = {}
    for office in places:
        for info in wanted:
            value = said.get(office.id, {}).get(info.key)
            if value is not None and info.key not in made:
                made[info.key] = Proposal(value, said=office.name)
    return made


def _the_dpo(uow: UnitOfWork, office_id: int) -> Contact | None:
    """Return how the one person is reached who is the DPO nearest to an office; several are for a person to choose of.

    Every data subject is told it (PDPA s.41).
    """
    held = service_reach.holders(uow, [office_id], [Role.DPO])[office_id]
    people = service_reach.nearest(held, [Role.DPO])
    known = service_contacts.contacts(uow, people).get(people[0]) if len(people) == 1 else None
    return None if known is None or not known.name else Contact(name=known.name, email=known.email or None)


def _from_above(
    uow: UnitOfWork, above: Sequence[Office], said: Mapping[int, Mapping[str, Any]], wanted: list[FieldInfo]
) -> dict[str, Proposal]:
    """Return what the nearest office above says in its contact details, or answered in what stands approved there."""
    made: dict[str, Proposal] = {}
    rows = store_approved.newest_of_offices(uow, [office.id for office in above], _NEAR) if above else []
    for office in above:
        made = _said(said, [office], wanted) | made
        for row in rows:
            if row.office_id != office.id:
                continue
            document = read_stored(row.document, row.schema_version)
            for info in wanted:
                value = value_at(document, info.pointer)
                if info.key not in made and answer_of(value) is Answer.GIVEN:
                    made[info.key] = Proposal(value, above=office.name)
    return made


def _notes(found: SectionRead) -> list[str]:
    for source in found.sources.values():
        if (source.file or "").startswith(_TEMPLATE) and source.place:
            try:
                return [note.removeprefix("โปรดปรับ:").strip() for note in service_clone.template(source.place).notes]
            except NotFound:
                return []
    return []


def answer(uow: UnitOfWork, activity_id: str, version: int, answers: list[Answers]) -> None:
    """Save what was answered, section by section; what somebody saved elsewhere in between stands beside it.

    Raises: PreconditionFailed when one of these sections was changed in between; as `service_sections.save_section`.
    """
    for each in answers:
        service_sections.save_section(uow, activity_id, version, each.hash, each.section, each.value, each.marks)
