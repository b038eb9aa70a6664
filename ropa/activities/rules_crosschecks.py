"""Cross-checks between parts of one record: what one place says and another denies. Pure.

Legal source: PDPA ss.19, 24, 25, 27 and 39; each check is true of at least one of the two real forms.
"""

import re
from collections.abc import Iterator

from ropa.activities.rules_answers import Answer, answer_at, answer_of, squeezed
from ropa.activities.rules_bodies import listed, other_bodies
from ropa.activities.rules_data_items import kinds_declared, kinds_in_text
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.vocabulary import Direction, LawfulBasis

THIRD_PARTIES = "/form/data_category/local_third_parties"
COLLECTOR = "/form/roles/role_collector"
BASIS = "/form/data_category/lawful_basis"
NOTICE = "/form/data_category/privacy_notice_or_consent"

_CONSENT = re.compile("ยินยอม|consent")
_NO_CONSENT = re.compile("ไม่(?:ต้อง|ได้|จำเป็นต้อง|มีการ)?(?:ขอ|ใช้|อาศัย|ให้)?(?:ความ|การ)?ยินยอม|(?:no|without)consent")
_DUTY = re.compile("หน้าที่ตามกฎหมาย|อำนาจหน้าที่|หน้าที่และอำนาจ|ปฏิบัติตามกฎหมาย|ภารกิจตามกฎหมาย|หน้าที่ตามที่กฎหมาย")
#: The Act's own words for (4) and (6), or its numbers: then the text is not ambiguous.
_STATED = re.compile(
    r"(?<!\d)24(?:วรรคหนึ่ง|วรรค1)?\(?[46]\)?(?!\d)"
    "|ประโยชน์สาธารณะ|อำนาจรัฐ|ปฏิบัติตามกฎหมายของผู้ควบคุม|publictask|legalobligation"
)
CONSENT_BASES = frozenset(
    {LawfulBasis.CONSENT, LawfulBasis.CONSENT_MINOR, LawfulBasis.S26_EXPLICIT_CONSENT, LawfulBasis.S26_3}
)


def crosschecks(document: ActivityDocument) -> Iterator[Finding]:
    """Yield where the record contradicts itself; in no order."""
    yield from _sends_to_nobody(document)
    yield from _receives_from_nobody(document)
    yield from _discloses_nothing(document)
    yield from _undeclared_items(document)
    yield from _basis(document)


def _sends_to_nobody(document: ActivityDocument) -> Iterator[Finding]:
    # Another department of the same ministry is another juristic person, so it is a third party, too.
    if answer_at(document, THIRD_PARTIES) is Answer.NOTHING:
        names = other_bodies(document, Direction.SEND)
        if names:
            yield finding("third_parties.no_but_sends", THIRD_PARTIES, names=listed(names))


def _receives_from_nobody(document: ActivityDocument) -> Iterator[Finding]:
    if answer_at(document, COLLECTOR) is Answer.NOTHING:
        names = other_bodies(document, Direction.RECEIVE)
        if names:
            yield finding("collector.none_but_receives", COLLECTOR, names=listed(names))


def _discloses_nothing(document: ActivityDocument) -> Iterator[Finding]:
    if any(answer_of(step.disclosure) is Answer.GIVEN for step in document.steps) or not document.steps:
        return
    names = other_bodies(document, Direction.SEND)
    if names:
        yield finding("flow.discloses_nothing", "/steps", names=listed(names))


def _undeclared_items(document: ActivityDocument) -> Iterator[Finding]:
    """Yield each kind of data that a step collects or stores and the declared list lacks, where it first stands."""
    if answer_at(document, "/form/data_category/personal_data_items") is not Answer.GIVEN:
        return
    seen = set(kinds_declared(document.form.data_category.personal_data_items or []))
    for index, step in enumerate(document.steps):
        for column in ("collection", "storage"):
            for kind in kinds_in_text(getattr(step, column) or ""):
                if kind not in seen:
                    seen.add(kind)
                    yield finding("data_items.not_declared", f"/steps/{index}/{column}", step=step.seq, item=kind)


def _basis(document: ActivityDocument) -> Iterator[Finding]:
    words = squeezed(document.form.data_category.lawful_basis or "")
    if not _DUTY.search(words):
        return
    confirmed = confirmed_bases(document)
    names_consent = asks_consent(words) or bool(CONSENT_BASES.intersection(confirmed))
    if not names_consent and asks_consent(squeezed(document.form.data_category.privacy_notice_or_consent or "")):
        yield finding("basis.duty_but_consent", NOTICE)
    if not _STATED.search(words) and (not confirmed or None in confirmed):
        yield finding("basis.ambiguous", BASIS)


def asks_consent(words: str) -> bool:
    """Tell whether squeezed words speak of asking for consent, and not of doing without."""
    return bool(_CONSENT.search(_NO_CONSENT.sub("", words)))


def confirmed_bases(document: ActivityDocument) -> list[LawfulBasis | None]:
    """Return the basis of each purpose as the DPO confirmed it; None where one is still open."""
    return [purpose.lawful_basis for purpose in document.form.beyond.lawful_basis_code_per_purpose or []]
