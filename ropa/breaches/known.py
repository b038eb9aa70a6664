"""Reads from one record what it says of its data, for a breach. Silence of a record is unknown, never no.

Only the list of data items, once it is filled in, counts as whole: what it does not name is not collected.

Legal source: PDPC breach notification B.E. 2565 ข้อ 12 (nature, type and volume of data, subjects, storage, measures).
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from ropa.activities.rules_answers import Answer, answer_at
from ropa.activities.rules_data_items import NATIONAL_ID, kinds_declared, kinds_exchanged
from ropa.retention.rules_proposals import first_known
from schemas.breach_details import Known
from schemas.breach_known import KnownActivity, KnownSystem, KnownVolume
from schemas.choices import words_of
from schemas.document import ActivityDocument
from schemas.exchange import InformationSystem
from schemas.nothing import says_nothing
from schemas.recipients_abroad import recipients_abroad
from schemas.special_words import categories_in
from schemas.thai_text import arabic_digits
from schemas.vocabulary import CloudLocation, Direction, Hosting, LawfulBasis, SpecialCategory

#: A number with its unit. What is counted by the year or by each of something is no number of persons.
_COUNT = re.compile(
    r"(?<![\d,.])(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(ล้าน|แสน|หมื่น|พัน|ร้อย)?\s*"
    r"(?:(?P<persons>ราย(?!การ|ละ|เดือน|ปี|วัน|ได้|งาน|ชื่อ)|คน|บุคคล|รายชื่อ|persons?)"
    r"|(?P<records>รายการ|ระเบียน|records?|แถว|แฟ้ม|ฉบับ))(?!\s*(?:ต่อ|/|ละ))",
    re.IGNORECASE,
)
_TIMES = {"": 1, "ร้อย": 100, "พัน": 1_000, "หมื่น": 10_000, "แสน": 100_000, "ล้าน": 1_000_000}
_MOST = 10**12
_MINORS = re.compile("เด็ก|ผู้เยาว์|เยาวชน|นักเรียน|ทารก|minors?|child", re.IGNORECASE)
_MINORS_BASIS = {LawfulBasis.CONSENT_MINOR}


class Head(Struct, frozen=True, kw_only=True):
    """What stands around a revision."""

    id: str
    ref: str
    title: str
    office_id: int
    revision: int
    is_approved: bool
    saved_at: datetime


def read(head: Head, document: ActivityDocument, today: date) -> KnownActivity:
    """Return what a record says of its data."""
    form = document.form
    header, data, beyond = form.header, form.data_category, form.beyond
    items = said(data.personal_data_items)
    special = _special(document, items)
    systems = [_system(each) for each in document.systems]
    abroad = [name for name, _ in recipients_abroad(document) if name is not None]
    transfers = beyond.transfer_country_and_safeguard or []
    purposes = beyond.lawful_basis_code_per_purpose or []
    bases = [each.lawful_basis.th for each in purposes if each.lawful_basis is not None]
    return KnownActivity(
        id=head.id,
        ref=head.ref,
        title=head.title,
        office_id=head.office_id,
        revision=head.revision,
        is_approved=head.is_approved,
        as_of=head.saved_at,
        controller=next(iter(said([header.parent_org_unit, header.agency_name])), None),
        controller_contact=beyond.controller_contact,
        dpo_contact=beyond.dpo_contact,
        data_items=items,
        special_categories=special,
        has_special=Known.YES if special else Known.NO if items else Known.UNKNOWN,
        has_national_id=_national_id(document, items),
        has_minors=_minors(document, items),
        subject_categories=said(beyond.data_subject_categories),
        lawful_bases=once([*bases, *said([data.lawful_basis])]),
        volume=volume_of(document, today),
        systems=systems,
        storage=_storage(document),
        measures=_measures(document),
        recipients=_recipients(document),
        recipients_abroad=abroad,
        countries=once(each.country for each in transfers if each.country),
        goes_abroad=_goes_abroad(document, systems, is_told=bool(abroad or transfers)),
        is_cloud=_any_of(each.is_cloud for each in systems),
        processors=_processors(document),
        liaisons=said(form.safeguards.breach_pdpc_liaisons),
        report_channels=said(form.safeguards.breach_report_channels),
    )


def said(words: Iterable[str | None] | None) -> list[str]:
    """Return the entries of a list that say something, each once."""
    return once(each.strip() for each in words or () if each is not None and each.strip() and not says_nothing(each))


def once(values: Iterable[Any]) -> list[Any]:
    """Return each value once, in order."""
    return list(dict.fromkeys(values))


def _special(document: ActivityDocument, items: list[str]) -> list[SpecialCategory]:
    flagged = document.form.beyond.special_category_flags or []
    return once([*flagged, *(kind for item in items for kind in categories_in(item))])


def _national_id(document: ActivityDocument, items: list[str]) -> Known:
    exchanged = (line.exchanged_data or "" for system in document.systems for line in system.exchanges)
    if NATIONAL_ID in kinds_declared(items) or any(NATIONAL_ID in kinds_exchanged(words) for words in exchanged):
        return Known.YES
    return Known.NO if items else Known.UNKNOWN


def _minors(document: ActivityDocument, items: list[str]) -> Known:
    """Return yes where the record names them; a record that does not name them proves nothing."""
    beyond = document.form.beyond
    bases = {each.lawful_basis for each in beyond.lawful_basis_code_per_purpose or []}
    words = [*items, *(beyond.data_subject_categories or [])]
    return Known.YES if bases & _MINORS_BASIS or any(_MINORS.search(each) for each in words) else Known.UNKNOWN


def volume_of(document: ActivityDocument, today: date) -> KnownVolume | None:
    """Return the record's volume; None where it states none. A number is read only where there is one of its kind."""
    words = (document.form.data_category.data_volume or "").strip()
    if not words or says_nothing(words):
        return None
    found: dict[str, set[int]] = {"persons": set(), "records": set()}
    for match in _COUNT.finditer(arabic_digits(words)):
        number = round(float(match[1].replace(",", "")) * _TIMES[match[2] or ""])
        # "One row a person" counts nobody.
        if 1 < number <= _MOST:
            found["persons" if match["persons"] else "records"].add(number)
    one = {kind: next(iter(numbers)) if len(numbers) == 1 else None for kind, numbers in found.items()}
    return KnownVolume(words=words, as_of=first_known(document, None, today), **one)


def _system(system: InformationSystem) -> KnownSystem:
    hosting = system.hosting.code if system.hosting is not None else None
    place = system.cloud_location.code if system.cloud_location is not None else None
    return KnownSystem(
        name=system.system_name,
        owner=system.system_owner_org_unit,
        hosting=words_of(system.hosting),
        is_cloud=None if hosting is None else hosting is Hosting.ON_CLOUD,
        is_abroad=(False if hosting is Hosting.ON_PREMISE else None)
        if place is None
        else place is CloudLocation.ABROAD,
        processors=said(line.external_processor_org_unit for line in system.exchanges),
    )


def _storage(document: ActivityDocument) -> list[str]:
    storage = document.form.storage
    formats = [words_of(each) for each in storage.storage_formats or []]
    return said([*formats, *(storage.storage_locations or [])])


def _measures(document: ActivityDocument) -> list[str]:
    kept = document.form.safeguards
    single = (kept.access_control_measures, kept.access_audit_trail, kept.physical_security_measures)
    return said([*single, *(kept.backup_and_recovery or [])])


def _recipients(document: ActivityDocument) -> list[str]:
    sent = (
        line.external_org_unit
        for system in document.systems
        for line in system.exchanges
        if line.data_exchange_type is not None and line.data_exchange_type.direction is Direction.SEND
    )
    return said([*(document.form.data_category.local_third_parties or []), *sent])


def _processors(document: ActivityDocument) -> list[str]:
    agreed = [each.processor for each in document.form.beyond.processor_and_dpa_ref or []]
    return said([*agreed, *_line_processors(document)])


def _line_processors(document: ActivityDocument) -> Iterator[str | None]:
    for system in document.systems:
        for line in system.exchanges:
            yield line.external_processor_org_unit


def _goes_abroad(document: ActivityDocument, systems: list[KnownSystem], *, is_told: bool) -> Known:
    if is_told or any(each.is_abroad for each in systems):
        return Known.YES
    says_no = answer_at(document, "/form/data_category/offshore_third_parties") is Answer.NOTHING
    return Known.NO if says_no and all(each.is_abroad is False for each in systems) else Known.UNKNOWN


def _any_of(said_so: Iterable[bool | None]) -> Known:
    values = list(said_so)
    if any(values):
        return Known.YES
    return Known.NO if values and all(value is False for value in values) else Known.UNKNOWN
