"""Cross-checks between parts of one record: what one place says and another denies. Pure.

Legal source: PDPA ss.19, 24, 25, 27 and 39; each check is true of at least one of the two real forms.
"""

import re
from collections.abc import Iterator

from ropa.activities.rules_answers import Answer, answer_at, squeezed
from ropa.activities.rules_data_items import kinds_declared, kinds_in_text
from ropa.activities.rules_finding_codes import finding
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine
from schemas.findings import Finding
from schemas.vocabulary import Direction, LawfulBasis

THIRD_PARTIES = "/form/data_category/local_third_parties"
COLLECTOR = "/form/roles/role_collector"
BASIS = "/form/data_category/lawful_basis"
NOTICE = "/form/data_category/privacy_notice_or_consent"
_UNNAMED = "(ไม่ระบุชื่อ)"
_SYSTEM = squeezed("ระบบ")
#: Most bodies that one message lists.
_LISTED = 10

_CONSENT = re.compile("ยินยอม|consent")
_NO_CONSENT = re.compile("ไม่(?:ต้อง|ได้|จำเป็นต้อง|มีการ)?(?:ขอ|ใช้|อาศัย|ให้)?(?:ความ|การ)?ยินยอม|(?:no|without)consent")
_DUTY = re.compile("หน้าที่ตามกฎหมาย|อำนาจหน้าที่|หน้าที่และอำนาจ|ปฏิบัติตามกฎหมาย|ภารกิจตามกฎหมาย|หน้าที่ตามที่กฎหมาย")
#: The Act's own words for (4) and (6), or its numbers: then the text is not ambiguous.
_STATED = re.compile(
    r"(?<!\d)24(?:วรรคหนึ่ง|วรรค1)?\(?[46]\)?(?!\d)"
    "|ประโยชน์สาธารณะ|อำนาจรัฐ|ปฏิบัติตามกฎหมายของผู้ควบคุม|publictask|legalobligation"
)
_CONSENT_BASES = frozenset(
    {LawfulBasis.CONSENT, LawfulBasis.CONSENT_MINOR, LawfulBasis.S26_EXPLICIT_CONSENT, LawfulBasis.S26_3}
)


def crosschecks(document: ActivityDocument) -> Iterator[Finding]:
    """Yield where the record contradicts itself; in no order."""
    yield from _sends_to_nobody(document)
    yield from _receives_from_nobody(document)
    yield from _undeclared_items(document)
    yield from _basis(document)


def _sends_to_nobody(document: ActivityDocument) -> Iterator[Finding]:
    # Another department of the same ministry is another juristic person, so it is a third party, too.
    if answer_at(document, THIRD_PARTIES) is Answer.NOTHING:
        names = _other_bodies(document, Direction.SEND)
        if names:
            yield finding("third_parties.no_but_sends", THIRD_PARTIES, names=_listed(names))


def _receives_from_nobody(document: ActivityDocument) -> Iterator[Finding]:
    if answer_at(document, COLLECTOR) is Answer.NOTHING:
        names = _other_bodies(document, Direction.RECEIVE)
        if names:
            yield finding("collector.none_but_receives", COLLECTOR, names=_listed(names))


def _other_bodies(document: ActivityDocument, direction: Direction) -> list[str]:
    """Return the outside bodies of all lines of one direction, each once.

    Left out are the agency itself and names of systems: a system is no body, it stands where its owner should.
    """
    header = document.form.header
    own = {squeezed(name) for name in (header.agency_name, header.parent_org_unit, header.responsible_org_unit) if name}
    own |= {squeezed(system.system_name) for system in document.systems}
    found: dict[str, str] = {}
    for system in document.systems:
        for line in system.exchanges:
            if not _goes(line, direction):
                continue
            name = line.external_org_unit or _UNNAMED
            key = squeezed(name)
            if key and key not in own and not key.startswith(_SYSTEM):
                found.setdefault(key, name)
    return list(found.values())


def _goes(line: ExchangeLine, direction: Direction) -> bool:
    kind = line.data_exchange_type
    return line.data_exchange_applied is not False and kind is not None and kind.direction is direction


def _listed(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" (+{more})" if more > 0 else "")


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
    confirmed = _confirmed_bases(document)
    names_consent = _asks_consent(words) or bool(_CONSENT_BASES.intersection(confirmed))
    if not names_consent and _asks_consent(squeezed(document.form.data_category.privacy_notice_or_consent or "")):
        yield finding("basis.duty_but_consent", NOTICE)
    if not _STATED.search(words) and (not confirmed or None in confirmed):
        yield finding("basis.ambiguous", BASIS)


def _asks_consent(words: str) -> bool:
    return bool(_CONSENT.search(_NO_CONSENT.sub("", words)))


def _confirmed_bases(document: ActivityDocument) -> list[LawfulBasis | None]:
    """Return the basis of each purpose as the DPO confirmed it; None where one is still open."""
    return [purpose.lawful_basis for purpose in document.form.beyond.lawful_basis_code_per_purpose or []]
