"""Says in Thai and English how a retention text was understood, and how a date was computed. Pure."""

import re
from datetime import date

from schemas.holding import DueState
from schemas.retention import (
    Alignment,
    Bound,
    Disposal,
    Operator,
    RetentionKind,
    RetentionRule,
    RuleStatus,
)
from schemas.thai_dates import format_english_date, format_thai_date
from schemas.vocabulary import StartEvent

_UNITS = {
    "Y": ("ปี", "year"),
    "M": ("เดือน", "month"),
    "W": ("สัปดาห์", "week"),
    "D": ("วัน", "day"),
    "H": ("ชั่วโมง", "hour"),
}
_JOINTS = {
    Operator.AND: (" และ ", " and "),
    Operator.OR_EARLIER: (" หรือ ", " or "),
    Operator.OR_LATER: (" หรือ ", " or "),
}
_TAILS = {
    Operator.OR_EARLIER: (" แล้วแต่อย่างใดถึงก่อน", ", whichever is earlier"),
    Operator.OR_LATER: (" แล้วแต่อย่างใดถึงหลัง", ", whichever is later"),
}


def period_words(period: str) -> tuple[str, str]:
    """Return an ISO 8601 period in Thai and English: P1Y6M is "1 ปี 6 เดือน" and "1 year 6 months"."""
    parts = re.findall(r"(\d+)([YMWDH])", period)
    thai = " ".join(f"{number} {_UNITS[unit][0]}" for number, unit in parts)
    english = " ".join(f"{number} {_UNITS[unit][1]}{'' if number == '1' else 's'}" for number, unit in parts)
    return thai, english


def describe(rule: RetentionRule) -> tuple[str, str]:
    """Return how a rule was understood, in Thai and in English, with what is unconfirmed."""
    thai, english = _sentence(rule)
    for copy in rule.copies:
        copy_th, copy_en = _sentence(copy)
        thai, english = f"{thai}; {copy_th}", f"{english}; {copy_en}"
    if rule.status is RuleStatus.NEEDS_CONFIRMATION:
        thai += " [ยังไม่ยืนยัน: " + "; ".join(each.message_th for each in rule.unconfirmed) + "]"
        english += " [unconfirmed: " + "; ".join(each.message_en for each in rule.unconfirmed) + "]"
    return thai, english


def _sentence(rule: RetentionRule) -> tuple[str, str]:
    if rule.kind is RetentionKind.MIXED and rule.operator is not None:
        parts = [_sentence(part) for part in rule.alternatives]
        thai = _JOINTS[rule.operator][0].join(part[0] for part in parts)
        english = _JOINTS[rule.operator][1].join(part[1] for part in parts)
        tail = _TAILS.get(rule.operator, ("", ""))
        return thai + tail[0], english + tail[1]
    if rule.kind is RetentionKind.UNPARSED:
        questions = rule.unconfirmed
        return "; ".join(each.message_th for each in questions), "; ".join(each.message_en for each in questions)
    if rule.kind is RetentionKind.PERMANENT:
        return "เก็บถาวร ไม่มีวันครบกำหนดทำลาย", "kept permanently, never due for destruction"
    if rule.kind is RetentionKind.UNTIL_ORDER:
        return "มีคำสั่งจากผู้มีอำนาจ", "an order of the authority"
    return _dated_sentence(rule)


def _dated_sentence(rule: RetentionRule) -> tuple[str, str]:
    event = rule.start_event
    if rule.period is None:
        thai, english = ("เก็บจนถึง" + event.th, f"kept until: {event.en}") if event else ("", "")
    else:
        thai, english = period_words(rule.period)
        if rule.bound is not Bound.EXACT:
            thai, english = f"{rule.bound.th} {thai}", f"{rule.bound.en} {english}"
        if event is not None:
            thai, english = f"{thai} นับจาก{event.th}", f"{english} from: {event.en}"
    if rule.alignment is not Alignment.NONE:
        thai, english = f"{thai} แล้วเลื่อนไป{rule.alignment.th}", f"{english}, moved to the {rule.alignment.en}"
    if rule.legal_refs:
        law = ", ".join(rule.legal_refs)
        thai, english = f"{thai} ตาม{law}".strip(), f"{english} under {law}".strip()
    if rule.disposal is Disposal.TRANSFER:
        thai, english = f"{thai} แล้วส่งมอบหอจดหมายเหตุ", f"{english}, then transferred to the archives"
    if rule.copies_only:
        thai, english = f"ข้อมูลสำรอง: {thai}", f"backup copies: {english}"
    return thai, english


def due_reason(
    rule: RetentionRule | None,
    state: DueState,
    start_event: StartEvent | None,
    started_on: date | None,
    last_day_kept: date | None,
    *,
    extended_through: date | None = None,
) -> str:
    """Return, Thai then English, how a holding's last day was computed, or why there is none."""
    said = due_reasons(rule, state, start_event, started_on, last_day_kept, extended_through=extended_through)
    return " / ".join(said)


def due_reasons(
    rule: RetentionRule | None,
    state: DueState,
    start_event: StartEvent | None,
    started_on: date | None,
    last_day_kept: date | None,
    *,
    extended_through: date | None = None,
) -> tuple[str, str]:
    """Return in Thai and in English how a holding's last day was computed, or why there is none.

    `extended_through` is the day through which a decision keeps it; it is the reason only where the rule ends earlier.
    """
    if state is not DueState.DATED or started_on is None or last_day_kept is None or rule is None:
        return state.th, state.en
    if last_day_kept == extended_through:
        thai, english = _sentence(rule)
        return (
            f"ขยายเวลาเก็บถึงสิ้นวันที่ {format_thai_date(last_day_kept)} ตามมติ (ตามเกณฑ์: {thai})",
            f"kept through {format_english_date(last_day_kept)} by a decision (by its rule: {english})",
        )
    event = start_event or rule.start_event
    thai, english = _sentence(rule)
    from_th = f"{event.th if event else 'เหตุเริ่มนับ'} {format_thai_date(started_on)}"
    from_en = f"{event.en if event else 'start event'} {format_english_date(started_on)}"
    note_th = " ต้องมีคำสั่งก่อนทำลาย" if rule.requires_order else ""
    note_en = "; an order is needed before destruction" if rule.requires_order else ""
    if rule.status is RuleStatus.NEEDS_CONFIRMATION:
        note_th, note_en = note_th + " (การอ่านข้อความยังไม่ยืนยัน)", note_en + " (the reading is unconfirmed)"
    said_th = f"{thai}: {from_th} ไม่นับวันแรก เก็บถึงสิ้นวันที่ {format_thai_date(last_day_kept)} (ปพพ. 193/3, 193/5){note_th}"
    said_en = (
        f"{english}: {from_en}, first day not counted, kept through {format_english_date(last_day_kept)}"
        f" (CCC 193/3, 193/5){note_en}"
    )
    return said_th, said_en
