"""Findings on how long data are kept, how they are destroyed, and on the laws cited for it. Pure.

Legal source: PDPA ss.37(3) and 39(4); Saraban Regulation B.E.2526 cl.57, 66-70 and 89/5; Computer Crime Act s.26.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ropa.activities.rules_answers import Answer, answer_at, answer_of, squeezed
from ropa.activities.rules_data_items import LOG, kinds_declared
from ropa.activities.rules_finding_codes import finding, quotable
from schemas.document import ActivityDocument
from schemas.findings import Finding
from schemas.periods import parts_of
from schemas.retention import Bound, Operator, RetentionKind, RetentionRule
from schemas.vocabulary import Applies, StorageFormat

PERIOD = "/form/storage/retention_period"
REFS = "/form/destruction/retention_legal_refs"
METHOD = "/form/destruction/destruction_method"
APPROVER = "/form/roles/role_destruction_approver"

_LOG_DAYS = 90
_ORDER_DOUBTS = frozenset({"slash_or", "order_against_words"})
_SARABAN, _FOURTH = "งานสารบรรณ", re.compile(r"ฉบับที่4(?!\d)|2564|ข้อ89/5")
_ANOTHER_LAW = re.compile("พระราชบัญญัติ|พ\\.ร\\.บ|พระราชกำหนด|ประมวล|กฎกระทรวง|กฎหมายว่าด้วย")
_COMMITTEE = re.compile("คณะกรรมการ|กรรมการทำลาย|committee")


class _Outdated(NamedTuple):
    cited: re.Pattern[str]
    unless: re.Pattern[str] | None
    now: str
    why_th: str
    why_en: str
    law: str


_CITATION_NOW = "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 และที่แก้ไขเพิ่มเติมถึง (ฉบับที่ 4) พ.ศ. 2564"
#: Citations that name a version which is no longer the last, in squeezed words.
_OUTDATED: Final = (
    _Outdated(
        re.compile(r"งานสารบรรณ.*ฉบับที่[123](?!\d)"),
        _FOURTH,
        _CITATION_NOW,
        "ระเบียบงานสารบรรณมีฉบับที่ 4 พ.ศ. 2564 ซึ่งเพิ่มเรื่องหนังสืออิเล็กทรอนิกส์",
        "the Saraban Regulation has No.4 B.E.2564, which adds the rules on electronic documents",
        "Saraban Regulation No.4 B.E.2564",
    ),
    _Outdated(
        re.compile(r"งานสารบรรณ.*ข้อ56(?!\d)"),
        None,
        "ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. 2526 ข้อ 57",
        "อายุการเก็บหนังสืออยู่ในข้อ 57 ไม่ใช่ข้อ 56",
        "the period of keeping stands in clause 57, not 56",
        "Saraban Regulation B.E.2526 cl.57",
    ),
    _Outdated(
        re.compile(r"กิจการขนาดเล็ก.*2565"),
        re.compile("2567"),
        "ประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล เรื่องการยกเว้นการบันทึกรายการ พ.ศ. 2567 (ไม่ใช้กับหน่วยงานของรัฐ)",
        "ประกาศเรื่องกิจการขนาดเล็ก พ.ศ. 2565 ถูกแทนด้วยฉบับ พ.ศ. 2567 และไม่ใช้กับหน่วยงานของรัฐ",
        "the small-organisation rule of B.E.2565 is replaced by that of 2567, and no agency is under it",
        "PDPC small organisations B.E.2567",
    ),
    _Outdated(
        re.compile(r"มาตรฐานการรักษาความมั่นคงปลอดภัยของข้อมูลส่วนบุคคล.*2563"),
        re.compile("2565"),
        "ประกาศคณะกรรมการคุ้มครองข้อมูลส่วนบุคคล เรื่อง มาตรการรักษาความมั่นคงปลอดภัยของผู้ควบคุมข้อมูลส่วนบุคคล พ.ศ. 2565",
        "มาตรการรักษาความมั่นคงปลอดภัยเป็นไปตามประกาศ พ.ศ. 2565",
        "security measures follow the notification of B.E.2565",
        "PDPC security notification B.E.2565",
    ),
    _Outdated(
        re.compile(r"เก็บรักษาข้อมูลจราจร.*2550"),
        re.compile("2564"),
        "ประกาศกระทรวงดิจิทัลเพื่อเศรษฐกิจและสังคม เรื่อง หลักเกณฑ์การเก็บรักษาข้อมูลจราจรทางคอมพิวเตอร์ของผู้ให้บริการ พ.ศ. 2564",
        "ประกาศเรื่องการเก็บข้อมูลจราจรทางคอมพิวเตอร์ พ.ศ. 2550 ถูกแทนด้วยฉบับ พ.ศ. 2564",
        "the notification on traffic data of B.E.2550 is replaced by that of 2564",
        "Computer Crime Act B.E.2550 s.26",
    ),
)
#: One look tells that a citation is none of them.
_MAY_BE_OUTDATED = re.compile("|".join(f"(?:{one.cited.pattern})" for one in _OUTDATED))


def keeping_findings(document: ActivityDocument, retention: RetentionRule | None) -> Iterator[Finding]:
    """Yield the findings on keeping and destroying; in no order. `retention`: how the words of the period are read."""
    refs = [squeezed(line) for line in document.form.destruction.retention_legal_refs or []]
    if retention is not None and answer_at(document, PERIOD) is Answer.GIVEN:
        yield from reading_findings(retention, PERIOD)
        yield from _below_minimum(document, retention, refs)
        yield from _electronic(document, retention, refs)
    yield from _single_approver(document)
    yield from _outdated(document)


def reading_findings(rule: RetentionRule, at: str) -> Iterator[Finding]:
    """Yield that words at a place were not understood, or can be read in more than one way and nobody confirmed one."""
    if rule.kind is RetentionKind.UNPARSED:
        yield finding("retention.unparsed", at, words=rule.raw_text)
        return
    doubts = [doubt for doubt in rule.unconfirmed if doubt.code != "start_event_missing"]
    if not doubts or rule.confirmed_at is not None:
        return
    fix = None
    codes = {doubt.code for doubt in doubts}
    if codes & _ORDER_DOUBTS and len(rule.alternatives) > 1:
        parts = [quotable(part.raw_text) for part in rule.alternatives]
        both = " และ".join([f"ไม่น้อยกว่า {parts[0]}" if parts[0][:1].isdecimal() else parts[0], *parts[1:]])
        fix = (f"หากต้องครบทั้งสองเงื่อนไข ให้เขียนว่า “{both}”", f"If both conditions must be met, write “{both}”")
        if "slash_or" in codes:
            fix = (f"{fix[0]} หากไม่ใช่ ให้เขียนว่าอย่างใดถึงก่อน", f"{fix[1]}; if not, write which one wins")
    yield finding(
        "retention.unconfirmed",
        at,
        fix=fix,
        doubts_th="; ".join(doubt.message_th for doubt in doubts),
        doubts_en="; ".join(doubt.message_en for doubt in doubts),
    )


def most_days(rule: RetentionRule) -> tuple[int, str] | None:
    """Return the longest that a rule lets data be kept, in days and words; None where it sets a least or no end."""
    if rule.alternatives:
        if rule.requires_order or (rule.operator is Operator.AND and rule.bound is Bound.MIN):
            return None
        found = [most for part in rule.alternatives if (most := most_days(part)) is not None]
        return min(found) if rule.operator is Operator.OR_EARLIER and found else max(found, default=None)
    if rule.period is None or rule.bound is Bound.MIN or rule.copies_only or rule.requires_order:
        return None
    return days_of(rule.period), rule.raw_text


def days_of(period: str) -> int:
    """Return about how many days an ISO 8601 period has; 120 months have as many as ten years."""
    months, days = parts_of(period)
    return months * 1461 // 48 + days


TEN_YEARS: Final = days_of("P10Y")


def first_proposal(rule: RetentionRule) -> tuple[int, str] | None:
    """Return after how many days a rule first proposes destruction, and its words; None where only an event tells.

    A least and an order hinder nobody from proposing: "ไม่น้อยกว่า 1 ปี" is proposed after one year.
    """
    if rule.copies_only:
        return None
    if rule.alternatives:
        found = [first for part in rule.alternatives if (first := first_proposal(part)) is not None]
        days = [first[0] for first in found]
        return (min(days) if rule.operator is Operator.OR_EARLIER else max(days), rule.raw_text) if days else None
    return None if rule.period is None else (days_of(rule.period), rule.raw_text)


def _below_minimum(document: ActivityDocument, rule: RetentionRule, refs: list[str]) -> Iterator[Finding]:
    first = first_proposal(rule)
    if first is None:
        return
    days, words = first
    if days < _LOG_DAYS and LOG in kinds_declared(document.form.data_category.personal_data_items or []):
        yield finding(
            "retention.below_minimum",
            PERIOD,
            law="Computer Crime Act B.E.2550 s.26",
            fix=("ใช้ “ไม่น้อยกว่า 90 วัน” สำหรับข้อมูลจราจรทางคอมพิวเตอร์", "Write “ไม่น้อยกว่า 90 วัน” for traffic logs"),
            words=words,
            least_th="ข้อมูลจราจรทางคอมพิวเตอร์ ไม่น้อยกว่า 90 วัน",
            least_en="traffic logs: 90 days",
        )
    other_law = any(_ANOTHER_LAW.search(ref) and _SARABAN not in ref for ref in refs)
    if days < TEN_YEARS and not other_law and _is_saraban(document, refs):
        yield finding(
            "retention.below_minimum",
            PERIOD,
            words=words,
            least_th="หนังสือราชการ ไม่น้อยกว่า 10 ปี เว้นแต่เอกสารการเงินที่ตรวจสอบแล้ว 5 ปี และเรื่องธรรมดา 1 ปี",
            least_en="official documents: 10 years; audited finance documents 5, routine matters 1",
        )


def is_saraban(document: ActivityDocument) -> bool:
    """Tell whether the record itself says that the Saraban Regulation governs it."""
    return _is_saraban(document, [squeezed(line) for line in document.form.destruction.retention_legal_refs or []])


def _is_saraban(document: ActivityDocument, refs: list[str]) -> bool:
    said = document.form.beyond.saraban_applies
    return said is Applies.YES or (said is not Applies.NO and any(_SARABAN in ref for ref in refs))


def _electronic(document: ActivityDocument, rule: RetentionRule, refs: list[str]) -> Iterator[Finding]:
    ends = rule.period is not None or any(part.period for part in rule.alternatives)
    formats = [choice.code for choice in document.form.storage.storage_formats or []]
    on_paper_only = bool(formats) and all(code is StorageFormat.PAPER for code in formats)
    destroyed = document.form.destruction.destruction_method or document.form.destruction.destruction_cycle
    if not ends or on_paper_only or answer_of(destroyed) is not Answer.GIVEN or not _is_saraban(document, refs):
        return
    if not any(_SARABAN in ref and _FOURTH.search(ref) for ref in refs):
        yield finding("destruction.electronic_rule_not_cited", METHOD, words=rule.raw_text)


def _single_approver(document: ActivityDocument) -> Iterator[Finding]:
    # Where nobody has decided whether the Regulation applies, destruction is treated as if it did.
    if document.form.beyond.saraban_applies is Applies.NO:
        return
    approvers = [
        name for name in document.form.roles.role_destruction_approver or [] if answer_of(name) is Answer.GIVEN
    ]
    words = squeezed("".join([*approvers, document.form.destruction.destruction_method or ""]))
    if len(approvers) == 1 and not _COMMITTEE.search(words):
        yield finding("destruction.single_approver", f"{APPROVER}/0")


def _outdated(document: ActivityDocument) -> Iterator[Finding]:
    form = document.form
    cited = [(f"{REFS}/{number}", line) for number, line in enumerate(form.destruction.retention_legal_refs or [])]
    cited.append(("/form/data_category/lawful_basis", form.data_category.lawful_basis or ""))
    for number, purpose in enumerate(form.beyond.lawful_basis_code_per_purpose or []):
        place = f"/form/beyond/lawful_basis_code_per_purpose/{number}/legal_reference"
        cited.append((place, purpose.legal_reference or ""))
    for pointer, line in cited:
        words = squeezed(line)
        if not _MAY_BE_OUTDATED.search(words):
            continue
        for one in _OUTDATED:
            if one.cited.search(words) and not (one.unless and one.unless.search(words)):
                fix = (f"อ้างว่า “{one.now}”", f"Cite “{one.now}”")
                yield finding(
                    "legal.outdated_reference", pointer, law=one.law, fix=fix, why_th=one.why_th, why_en=one.why_en
                )
