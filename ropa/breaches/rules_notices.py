"""What may be recorded as sent to the Office, what is new in a notice, and what is late. Pure.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 (72 hours, 15 days, supplied in phases).
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from ropa.breaches.rules import EARLIEST, late_report_limit_at, notify_office_due_at
from schemas.breach_letters import FOUR_ITEMS, SubjectsContent
from schemas.breach_notice import (
    BreachNoticeContent,
    BreachNoticeKind,
    NoticeFiling,
    NoticeGap,
    NoticeReceipt,
    NoticeSent,
)
from schemas.breach_notice_fields import FIELD
from schemas.breach_notice_gaps import gaps
from schemas.findings import Problem
from schemas.reading import control_characters

LAW = "PDPA s.37(4)"
LATE_LAW = "PDPC breach notification B.E.2565"
_BUDDHIST_YEARS = range(2400, 2700)
_MOMENTS = {
    "sent_at": ("วันเวลาที่แจ้ง", "The time of sending"),
    "receipt_at": ("วันเวลาที่สำนักงานรับ", "The time of the receipt"),
}


def canonical(content: BreachNoticeContent | SubjectsContent) -> bytes:
    """Return the JSON of a content: the same content gives the same bytes."""
    return msgspec.json.encode(content, order="deterministic")


def sha256(content: bytes) -> str:
    """Return a SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def is_late(kind: BreachNoticeKind, aware_at: datetime, moment: datetime) -> bool:
    """Tell whether a first notice at `moment` is after 72 hours; what follows it never is (F.1-16)."""
    return kind is BreachNoticeKind.INITIAL and moment > notify_office_due_at(aware_at)


def is_beyond(kind: BreachNoticeKind, aware_at: datetime, moment: datetime) -> bool:
    """Tell whether a first notice at `moment` is past the 15 days; it still can be sent (F.1-17)."""
    return kind is BreachNoticeKind.INITIAL and moment > late_report_limit_at(aware_at)


def owes_reason(notified_at: datetime | None, aware_at: datetime, late_reason_at: datetime | None) -> bool:
    """Tell whether the first notice is late by the times as they are now, and nobody has said why yet."""
    return (
        late_reason_at is None and notified_at is not None and is_late(BreachNoticeKind.INITIAL, aware_at, notified_at)
    )


def reason_parts(content: BreachNoticeContent) -> dict[str, bool]:
    """Return which of reason and evidence of lateness a notice has."""
    return {name: bool((getattr(content, name) or "").strip()) for name in ("late_reason", "late_evidence")}


def half_reason(content: BreachNoticeContent) -> Iterator[Problem]:
    """Return what is missing of reason and evidence where a notice gives one of them. Neither is no fault."""
    said = reason_parts(content)
    if any(said.values()):
        keys = [name for name in said if not said[name]]
        yield from _missing([NoticeGap(key=key, th=FIELD[key].th, en=FIELD[key].en, blocks=True) for key in keys])


def changed(before: BreachNoticeContent | None, now: BreachNoticeContent) -> list[str]:
    """Return the keys of fields that say something else than in the notice before, in their order."""
    if before is None:
        return []
    return [name for name in now.__struct_fields__ if getattr(before, name) != getattr(now, name)]


def sending_problems(
    given: NoticeSent, content: BreachNoticeContent, filing: NoticeFiling, aware_at: datetime, now: datetime
) -> list[Problem]:
    """Return every fault of a recording: times that cannot be, missing fields, lateness without reason and evidence.

    `filing` is that of the notice as it would be sent.
    """
    return [
        *control_characters(msgspec.to_builtins(given)),
        *_moment("sent_at", given.sent_at, now),
        *_before_aware(given.sent_at, aware_at),
        *_receipt(given.receipt_at, given.receipt_ref, given.sent_at, now),
        *_contradictions(content, filing, aware_at),
        *_signature(content.signed_at, aware_at, now),
        *_promised_for_the_past(content, given.sent_at),
        *_missing(gaps(content, filing)),
    ]


def receipt_problems(given: NoticeReceipt, sent_at: datetime, now: datetime) -> list[Problem]:
    """Return every fault of a receipt."""
    return [
        *control_characters(msgspec.to_builtins(given)),
        *_receipt(given.receipt_at, given.receipt_ref, sent_at, now),
    ]


def _moment(name: str, moment: datetime, now: datetime) -> Iterator[Problem]:
    th, en = _MOMENTS[name]
    if moment.tzinfo is None:
        yield _problem(f"/{name}", f"{th}ต้องระบุเขตเวลา เช่น +07:00", f"{en} needs an offset such as +07:00")
    elif moment.year in _BUDDHIST_YEARS:
        yield _problem(
            f"/{name}",
            f"{th}ต้องเป็นปี ค.ศ. (พ.ศ. ลบ 543)",
            f"{en} must have a Gregorian year (Buddhist Era minus 543)",
        )
    elif moment > now:
        yield _problem(f"/{name}", f"{th}อยู่ในอนาคต", f"{en} lies in the future")
    elif moment < EARLIEST:
        yield _problem(f"/{name}", f"{th}เก่าเกินไป โปรดตรวจสอบปี", f"{en} is too long ago; check the year")


def _before_aware(sent_at: datetime, aware_at: datetime) -> Iterator[Problem]:
    if sent_at.tzinfo is not None and sent_at < aware_at:
        yield _problem(
            "/sent_at",
            "วันเวลาที่แจ้งมาก่อนวันเวลาที่ทราบเหตุ ซึ่งเป็นไปไม่ได้ โปรดตรวจสอบทั้งสองเวลา",
            "The time of sending lies before the awareness, which cannot be; check both times",
        )


def _receipt(
    receipt_at: datetime | None, receipt_ref: str | None, sent_at: datetime, now: datetime
) -> Iterator[Problem]:
    if receipt_at is not None:
        yield from _moment("receipt_at", receipt_at, now)
        if receipt_at.tzinfo is not None and sent_at.tzinfo is not None and receipt_at < sent_at:
            yield _problem(
                "/receipt_at",
                "วันเวลาที่สำนักงานรับมาก่อนวันเวลาที่แจ้ง",
                "The time of the receipt lies before the time of sending",
            )
        if not (receipt_ref or "").strip():
            yield _problem("/receipt_ref", "ต้องมีเลขรับ", "A receipt needs its number")


def _contradictions(content: BreachNoticeContent, filing: NoticeFiling, aware_at: datetime) -> Iterator[Problem]:
    if content.aware_at != aware_at:
        yield _problem(
            "/content/aware_at",
            "เวลาทราบเหตุถูกเลื่อนหลังร่างหนังสือนี้ โปรดเปิดร่างและบันทึกอีกครั้งก่อนส่ง",
            "The awareness was moved after this was drafted; open the draft and save it again",
        )
    if filing.kind is BreachNoticeKind.FINAL and content.pending_items:
        yield _problem(
            "/content/pending_items",
            "หนังสือแจ้งสรุปต้องไม่มีรายการที่จะแจ้งเพิ่มเติม ลบรายการ หรือใช้ประเภทเพิ่มเติม",
            "A final notice promises nothing more; remove what is pending, or make it a supplementary one",
        )


def _signature(signed_at: datetime | None, aware_at: datetime, now: datetime) -> Iterator[Problem]:
    if signed_at is not None and signed_at > now:
        yield _problem("/content/signed_at", "วันเวลาที่ลงนามอยู่ในอนาคต", "The signature lies in the future")
    # A signature is written to the minute, awareness may have seconds.
    elif signed_at is not None and signed_at < aware_at.replace(second=0, microsecond=0):
        yield _problem(
            "/content/signed_at",
            "วันเวลาที่ลงนามมาก่อนวันเวลาที่ทราบเหตุ",
            "The signature lies before the awareness",
        )


def _promised_for_the_past(content: BreachNoticeContent, sent_at: datetime) -> Iterator[Problem]:
    """Yield what is promised for a time that had passed when it was promised."""
    if sent_at.tzinfo is None:
        return
    for place, each in enumerate(content.pending_items):
        if each.expected_at is not None and each.expected_at <= sent_at:
            yield _problem(
                f"/content/pending_items/{place}/expected_at",
                f"กำหนดแจ้งเพิ่มเติมไม่อยู่หลังวันเวลาที่แจ้ง: {each.words}",
                f"What will follow is expected no later than the notice itself: {each.words}",
            )


def _missing(found: Sequence[NoticeGap]) -> Iterator[Problem]:
    for gap in found:
        if not gap.blocks:
            continue
        if gap.key in {"late_reason", "late_evidence"}:
            yield _problem(
                f"/content/{gap.key}",
                f"แจ้งเกิน 72 ชั่วโมง ต้องมีทั้งเหตุผลและหลักฐาน: ขาด{gap.th}",
                f"It is later than 72 hours and needs a reason and evidence: {gap.en.lower()} is missing",
                LATE_LAW,
            )
        else:
            yield _problem(f"/content/{gap.key}", f"ขาด: {gap.th}", f"Missing: {gap.en}", LATE_LAW)


def subjects_missing(content: SubjectsContent) -> list[str]:
    """Return which of the items that data subjects must be told are missing, in order."""
    return [name for name in FOUR_ITEMS if not (getattr(content, name) or "").strip()]


def _problem(pointer: str, thai: str, english: str, law: str = LAW) -> Problem:
    return Problem(pointer=pointer, message_th=thai, message_en=english, law=law)
