"""Findings on what makes the processing lawful: special data, consent, notice, transfers, processors. Pure.

Legal source: PDPA ss.19, 23, 26, 28, 29 and 40.
"""

import re
from collections.abc import Iterator

from ropa.activities.rules_answers import Answer, answer_at, answer_of, squeezed
from ropa.activities.rules_crosschecks import CONSENT_BASES, NOTICE, asks_consent, confirmed_bases
from ropa.activities.rules_finding_codes import finding, quotable
from ropa.activities.rules_near import nearest
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.special_words import categories_in
from schemas.vocabulary import CloudLocation, LawfulBasis, SpecialCategory

ITEMS = "/form/data_category/personal_data_items"
FLAGS = "/form/beyond/special_category_flags"
OFFSHORE = "/form/data_category/offshore_third_parties"

_SECTION_26 = re.compile(r"มาตรา26(?!\d)|(?<!\d)26\(|ยินยอมโดยชัดแจ้ง|explicitconsent")
_S26 = frozenset(basis for basis in LawfulBasis if basis.value.startswith("s26"))
_NO_NOTICE = re.compile("(?:ยัง)?ไม่(?:มี|ได้)|อยู่ระหว่าง(?:การ)?จัดทำ")


def lawful_findings(document: ActivityDocument) -> Iterator[Finding]:
    """Yield the findings on what makes the processing lawful; in no order."""
    yield from _special(document)
    yield from _consent(document)
    yield from _transfers(document)
    yield from _processors(document)


def _special(document: ActivityDocument) -> Iterator[Finding]:
    flags = document.form.beyond.special_category_flags or []
    named: dict[SpecialCategory, None] = {}
    places: list[tuple[str, str]] = []
    for number, item in enumerate(document.form.data_category.personal_data_items or []):
        kinds = categories_in(item)
        if kinds:
            named |= dict.fromkeys(kinds)
            places.append((f"{ITEMS}/{number}", item))
    if not named and not flags:
        return
    if not _has_ground(document):
        for pointer, item in places or [(FLAGS, ", ".join(flag.th for flag in flags))]:
            yield finding("special.no_ground", pointer, item=item)
    missing = [kind for kind in named if kind not in flags]
    if missing:
        yield finding(
            "special.not_flagged",
            FLAGS,
            kinds_th=", ".join(kind.th for kind in missing),
            kinds_en=", ".join(kind.en for kind in missing),
        )


def _has_ground(document: ActivityDocument) -> bool:
    if _S26.intersection(filter(None, confirmed_bases(document))):
        return True
    purposes = document.form.beyond.lawful_basis_code_per_purpose or []
    words = [document.form.data_category.lawful_basis, *(purpose.legal_reference for purpose in purposes)]
    return any(_SECTION_26.search(squeezed(text)) for text in words if text)


def _consent(document: ActivityDocument) -> Iterator[Finding]:
    notice = document.form.data_category.privacy_notice_or_consent or ""
    words = squeezed(notice)
    if answer_at(document, NOTICE) is Answer.NOTHING or _NO_NOTICE.match(words):
        yield finding("notice.none", NOTICE)
    by_consent = CONSENT_BASES.intersection(filter(None, confirmed_bases(document)))
    if not by_consent and not asks_consent(squeezed(document.form.data_category.lawful_basis or "")):
        return
    if not asks_consent(words) and not asks_consent(squeezed(document.form.header.collection_form_used or "")):
        yield finding("consent.no_document", NOTICE)


def _transfers(document: ActivityDocument) -> Iterator[Finding]:
    secured = [one for one in document.form.beyond.transfer_country_and_safeguard or [] if one.safeguard is not None]
    recipients = [squeezed(one.recipient or "") for one in secured]
    for number, name in enumerate(document.form.data_category.offshore_third_parties or []):
        key = squeezed(name)
        # A mechanism that names no recipient is meant for all of them.
        covered = any(not other or other in key or key in other for other in recipients)
        if answer_of(name) is Answer.GIVEN and not covered:
            yield finding("transfer.no_mechanism", f"{OFFSHORE}/{number}", name=name)
    for number, system in enumerate(document.systems):
        where = system.cloud_location
        if where is not None and where.code is CloudLocation.ABROAD and not secured:
            yield finding("cloud.abroad_without_transfer", f"/systems/{number}/cloud_location", system=system.seq)


def _processors(document: ActivityDocument) -> Iterator[Finding]:
    agreed = {
        squeezed(one.processor): one.processor
        for one in document.form.beyond.processor_and_dpa_ref or []
        if one.processor and answer_of(one.agreement_ref) is Answer.GIVEN
    }
    for index, system in enumerate(document.systems):
        for number, line in enumerate(system.exchanges):
            name = line.external_processor_org_unit
            if not name or answer_of(name) is not Answer.GIVEN:
                continue
            key = squeezed(name)
            if any(key in other or other in key for other in agreed):
                continue
            near = nearest(key, agreed)
            fix = (
                None
                if near is None
                else (
                    f"แก้ชื่อให้ตรงกับข้อตกลง “{quotable(agreed[near])}” หากเป็นหน่วยงานเดียวกัน",
                    f"Write “{quotable(agreed[near])}”, as in the agreement, if it is the same body",
                )
            )
            place = f"/systems/{index}/exchanges/{number}/external_processor_org_unit"
            yield finding("processor.no_agreement", place, fix=fix, name=name)
