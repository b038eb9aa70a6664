"""What a new notice is filled with: the breach, its facts, the assessment, and what the register knows.

What a person recorded of this breach goes before what the records say of the data in general; silence is never "no".
"""

from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import structs

from ropa.breaches import service_known, store_notices, store_unreached
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from schemas.beyond import Contact
from schemas.breach import BreachRecord, RiskLevel
from schemas.breach_assessment import FactorAnswer
from schemas.breach_details import BreachDetails, CountKind, Known, Measures
from schemas.breach_known import KnownFacts
from schemas.breach_letters import SubjectsContent
from schemas.breach_notice import (
    MOST_ENTRIES,
    BreachNoticeContent,
    BreachNoticeKind,
    NoticeFiling,
    PendingItem,
    SubjectsTold,
)
from schemas.breach_notice_fields import FIELD
from schemas.breach_notice_gaps import gaps

_ANSWERS = msgspec.json.Decoder(list[FactorAnswer])
_LONGEST = 1_000
#: Prose that a person wrote for the notice before is kept; facts follow the register.
_FACTS = (
    "breach_types",
    "occurred_from",
    "occurred_to",
    "occurred_unknown",
    "detected_at",
    "subject_categories",
    "subject_count",
    "subject_count_kind",
    "record_categories",
    "record_count",
    "record_count_kind",
    "has_s26_data",
    "has_national_id",
    "has_minors",
    "subjects_notified",
    "subjects_notified_at",
    "processor_name",
    "processor_told_at",
    "abroad",
)


def for_office(
    uow: UnitOfWork, breach: BreachRecord, kind: BreachNoticeKind, before: BreachNoticeContent | None
) -> BreachNoticeContent:
    """Return the first content of a notice. One that follows starts from what was sent last, with what is new since."""
    recorded = with_own(uow, breach, _recorded(uow, breach))
    known = service_known.known(uow, breach.activity_ids)
    if before is None:
        content = _filled(recorded, _from_register(known))
        content.pending_items = _pending(content, kind)
        return content
    # A day that passed is promised again by a person, who knows the new one.
    pending = [
        structs.replace(each, expected_at=at if (at := each.expected_at) and at > uow.now else None)
        for each in before.pending_items
    ]
    content = _filled(structs.replace(before, signed_at=None, pending_items=pending), recorded)
    empty = BreachNoticeContent()
    for name in _FACTS:
        value = getattr(recorded, name)
        if value not in (getattr(empty, name), None, []):
            setattr(content, name, value)
    if breach.occurred_from is not None:
        content.occurred_unknown = False
    return with_own(uow, breach, _filled(content, _from_register(known)))


def with_own(uow: UnitOfWork, breach: BreachRecord, content: BreachNoticeContent) -> BreachNoticeContent:
    """Return a content with what is the register's own: awareness, the level, the answers to the factors."""
    answers = store_notices.newest_answers(uow, breach.id)
    return structs.replace(
        content,
        aware_at=breach.aware_at,
        risk_level=breach.level,
        factors=_ANSWERS.decode(answers) if answers else [],
    )


def _recorded(uow: UnitOfWork, breach: BreachRecord) -> BreachNoticeContent:
    told = breach.details
    return BreachNoticeContent(
        controller_name=told.controller_name or offices.office_name(uow, breach.office_id),
        controller_address=told.controller_address,
        controller_contact=told.controller_contact,
        breach_types=list(told.breach_types),
        breach_nature=breach.description or breach.title,
        occurred_from=breach.occurred_from,
        occurred_to=breach.occurred_to,
        occurred_unknown=breach.occurred_unknown,
        detected_at=breach.detected_at,
        aware_by=breach.aware_by,
        aware_how=breach.aware_how,
        subject_categories=_entries(told.subject_categories),
        subject_count=told.subject_count,
        subject_count_kind=told.subject_count_kind or CountKind.UNKNOWN,
        record_categories=_entries(told.record_categories),
        record_count=told.record_count,
        record_count_kind=told.record_count_kind or CountKind.UNKNOWN,
        has_s26_data=told.has_s26_data or Known.UNKNOWN,
        has_national_id=told.has_national_id or Known.UNKNOWN,
        has_minors=told.has_minors or Known.UNKNOWN,
        dpo_name=told.dpo_name,
        dpo_contact=told.dpo_contact,
        likely_consequences=told.likely_consequences,
        measures_taken=structs.replace(told.measures_taken),
        measures_planned=structs.replace(told.measures_planned),
        subjects_notified=_told(uow, breach),
        subjects_notified_at=breach.subjects_notified_at,
        processor_name=breach.processor_name,
        processor_told_at=breach.processor_told_at,
        abroad=_entries(told.abroad),
        other_reports=_reports(told),
    )


def _told(uow: UnitOfWork, breach: BreachRecord) -> SubjectsTold | None:
    if breach.subjects_notified_at is not None:
        return SubjectsTold.PARTLY if store_unreached.any_of(uow, breach.id) else SubjectsTold.YES
    return SubjectsTold.PLANNED if breach.level is RiskLevel.HIGH else None


def _reports(told: BreachDetails) -> str | None:
    lines = [
        " ".join(each for each in (report.to, report.at, report.reference) if each) for report in told.other_reports
    ]
    return "\n".join(lines) or None


def _from_register(known: KnownFacts) -> BreachNoticeContent:
    controller, dpo = known.controller_contact, known.dpo_contact
    return BreachNoticeContent(
        controller_name=(known.controllers[0] if known.controllers else None) or _part(controller, "name"),
        controller_address=_part(controller, "address"),
        controller_contact=_reached(controller) or "\n".join(known.report_channels) or None,
        subject_categories=_entries(known.subject_categories),
        subject_count=known.persons,
        subject_count_kind=CountKind.UNKNOWN if known.persons is None else CountKind.ESTIMATE,
        record_categories=_entries(known.data_items),
        record_count=known.records,
        record_count_kind=CountKind.UNKNOWN if known.records is None else CountKind.ESTIMATE,
        has_s26_data=Known.YES if known.special_categories else Known.UNKNOWN,
        has_national_id=known.has_national_id,
        has_minors=known.has_minors,
        dpo_name=_part(dpo, "name"),
        dpo_contact=_reached(dpo),
        contact_person="\n".join(known.liaisons) or None,
        processor_name="; ".join(known.processors)[:500] or None,
        affected_activities=_entries(
            " ".join(part for part in (each.ref, each.title) if part) for each in known.activities if each.ref
        ),
        affected_systems=_entries(each.name for each in known.systems),
        lawful_bases=_entries(known.lawful_bases),
        abroad=_abroad(known),
    )


def _abroad(known: KnownFacts) -> list[str]:
    clouds = [
        f"คลาวด์ต่างประเทศ (ระบบ {each.name.removeprefix('ระบบ').strip()})" for each in known.systems if each.is_abroad
    ]
    found = _entries([*known.countries, *known.recipients_abroad, *clouds])
    # Where the words are of a record that the reader may not read, the answer itself still counts.
    return found or (["ต่างประเทศ (ตามทะเบียน ไม่ระบุประเทศ)"] if known.goes_abroad is Known.YES else [])


def _part(contact: Contact | None, name: str) -> str | None:
    return None if contact is None else getattr(contact, name)


def _reached(contact: Contact | None) -> str | None:
    if contact is None:
        return None
    ways = [("โทร. ", contact.telephone), ("อีเมล ", contact.email)]
    return " ".join(f"{label}{value}" for label, value in ways if value) or None


def _entries(lines: Iterable[str]) -> list[str]:
    made = dict.fromkeys(each.strip()[:_LONGEST] for each in lines)
    return [each for each in made if each][:MOST_ENTRIES]


def _filled(first: BreachNoticeContent, second: BreachNoticeContent) -> BreachNoticeContent:
    """Return `first`, with the values of `second` where it has none. A count and its kind go together."""
    empty = BreachNoticeContent()
    values: dict[str, Any] = {}
    for name in first.__struct_fields__:
        value = getattr(first, name)
        if value in (None, [], getattr(empty, name)):
            value = getattr(second, name)
        values[name] = value
    for count in ("subject_count", "record_count"):
        source = first if getattr(first, count) is not None else second
        values[f"{count}_kind"] = getattr(source, f"{count}_kind")
    if first.occurred_from is not None or first.occurred_to is not None:
        values["occurred_unknown"] = first.occurred_unknown
    return BreachNoticeContent(**values)


def _pending(content: BreachNoticeContent, kind: BreachNoticeKind) -> list[PendingItem]:
    """Return what is not known yet as things that will follow; a person names until when."""
    filing = NoticeFiling(breach_ref="", kind=kind, seq=1)
    return [
        PendingItem(words=FIELD[gap.key].th)
        for gap in gaps(content, filing)
        if not gap.blocks and gap.key != "subjects_notified_at"
    ]


def for_subjects(uow: UnitOfWork, breach: BreachRecord, told: BreachNoticeContent | None) -> SubjectsContent:
    """Return the four items for data subjects, drafted from what the Office was told, else from what is known."""
    source = told or for_office(uow, breach, BreachNoticeKind.INITIAL, None)
    agency = source.controller_name or offices.office_name(uow, breach.office_id)
    return SubjectsContent(
        subject="แจ้งเหตุการละเมิดข้อมูลส่วนบุคคล",
        nature=source.breach_nature,
        dpo_contact=_lines([source.dpo_name, source.dpo_contact, source.contact_person]),
        effects=source.likely_consequences,
        remedy=_lines(
            [_measures("ดำเนินการแล้ว", source.measures_taken), _measures("จะดำเนินการ", source.measures_planned)]
        ),
        advice=breach.details.advice_to_subjects,
        agency=None if agency is None else agency[:300],
        signatory=source.signatory,
        signatory_position=source.signatory_position,
    )


def _measures(label: str, said: Measures) -> str | None:
    words = [each for each in (said.personnel, said.process, said.technology) if each]
    return f"{label}: {'; '.join(words)}" if words else None


def _lines(parts: Iterable[str | None]) -> str | None:
    return "\n".join(dict.fromkeys(each.strip() for each in parts if each and each.strip())) or None
