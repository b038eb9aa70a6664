"""Texts of the reminders of requests, in Thai and English. Pure. They name a reference and rights, never who asked."""

from datetime import date

from ropa.reminders.rules_words import Words, day_en, day_th
from schemas.request_reminders import CLOSE, REVIEW, UNCLOSED, RequestReminder

_ASK, _PAUSE = "ask", "pause"
_REVIEW = REVIEW.days


def reminder(each: RequestReminder, office: str, today: date) -> Words:
    """Return what a stage says at this moment."""
    if each.series.startswith(_ASK):
        return _unanswered(each, office)
    if each.series == CLOSE:
        return _unclosed(each, office)
    if each.series.startswith(_PAUSE):
        return _paused(each, office, today)
    left = (each.due_on - today).days
    if left > 0:
        th, en = f"เหลือ {left} วัน", f"{left} days left"
    elif left == 0:
        th, en = "ครบกำหนดวันนี้", "last day today"
    else:
        th, en = f"เลยกำหนดมาแล้ว {-left} วัน", f"{-left} days late"
    rights_th = ", ".join(right.th for right in each.rights)
    rights_en = ", ".join(right.en for right in each.rights)
    late_th, late_en = ("ส่งช้ากว่ากำหนดเตือน ", "Reminded late. ") if each.is_late else ("", "")
    return Words(
        f"คำขอใช้สิทธิ {th}: {each.ref} {office}".strip(),
        f"Request of a data subject, {en}: {each.ref} {office}".strip(),
        f"{late_th}สิทธิที่ยังไม่เสร็จ: {rights_th} ครบกำหนด {day_th(each.due_on)} กำหนดนี้ไม่เลื่อนตามวันหยุด",
        f"{late_en}Not done: {rights_en}. Last day {day_en(each.due_on)}; holidays do not move it.",
    )


def _unclosed(each: RequestReminder, office: str) -> Words:
    return Words(
        f"คำขอใช้สิทธิตอบแล้วแต่ยังไม่ปิดเรื่อง: {each.ref} {office}".strip(),
        f"A request was answered and is not closed: {each.ref} {office}".strip(),
        f"ตอบครบ {UNCLOSED.days} วันแล้ว ตรวจว่างานครบแล้วปิดเรื่อง ถึงไม่มีผู้ปิด ข้อมูลผู้ขอก็ถูกลบตามกำหนด",
        f"{UNCLOSED.days} days have passed since the answer: see that all is done and close it. Who asked is forgotten"
        " on time even if nobody does.",
    )


def _paused(each: RequestReminder, office: str, today: date) -> Words:
    days = (today - each.due_on).days + _REVIEW
    return Words(
        f"คำขอใช้สิทธิหยุดนับเวลามา {days} วันแล้ว: {each.ref} {office}".strip(),
        f"The clock of a request has been paused for {days} days: {each.ref} {office}".strip(),
        "ทบทวนว่าเหตุที่หยุดยังอยู่หรือไม่ ถ้าหมดแล้วให้นับเวลาต่อ จะเตือนทุกสัปดาห์จนกว่าจะนับต่อ",
        "Look whether its cause still lasts; if not, let the clock go on. Reminded each week until it does.",
    )


def _unanswered(each: RequestReminder, office: str) -> Words:
    return Words(
        f"ผู้ขอใช้สิทธิยังไม่ตอบเรื่องที่สอบถาม: {each.ref} {office}".strip(),
        f"The requester has not answered: {each.ref} {office}".strip(),
        f"ครบกำหนดตอบเมื่อ {day_th(each.due_on)} บันทึกผล หรือสอบถามอีกครั้ง กำหนดของหน่วยงานยังเดินต่อ",
        f"The last day was {day_en(each.due_on)}. Record it, or ask again; the agency's own limit runs on.",
    )
