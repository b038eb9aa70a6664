"""Texts of reminders, in Thai and English. Pure. They name records, never a data subject."""

from datetime import date
from typing import NamedTuple

from schemas.english_dates import english_day
from schemas.life import LifeStep
from schemas.thai_dates import BE_OFFSET, format_thai_date

_LONGEST = 200


class Words(NamedTuple):
    """A title and a body in both languages."""

    title_th: str
    title_en: str
    body_th: str = ""
    body_en: str = ""


def name_of(ref: str, title: str | None) -> str:
    """Return how a text names a record."""
    name = " ".join((title or "").split())
    return f"{ref} {name}".strip() if len(name) <= _LONGEST else f"{ref} {name[:_LONGEST]}…"


def day_th(day: date) -> str:
    """Return a day as Thai texts have it."""
    return format_thai_date(day, style="long")


def day_en(day: date) -> str:
    """Return a day as English notices have it."""
    return english_day(day)


def _left(days: int, when_th: tuple[str, str, str], when_en: tuple[str, str, str]) -> tuple[str, str]:
    """Return the words for days ahead, for today and for days past."""
    place = 0 if days > 0 else 1 if days == 0 else 2
    return when_th[place].format(abs(days)), when_en[place].format(abs(days))


def review(name: str, due_on: date, today: date) -> Words:
    """Return what is said of a record whose review is near or over."""
    th, en = _left(
        (due_on - today).days,
        ("ครบกำหนดทบทวนในอีก {} วัน", "ครบกำหนดทบทวนวันนี้", "เลยกำหนดทบทวนมาแล้ว {} วัน"),
        ("Review is due in {} days", "Review is due today", "Review is {} days overdue"),
    )
    return Words(
        f"{th}: {name}",
        f"{en}: {name}",
        f"กำหนดทบทวน {day_th(due_on)} เปิดรายการเพื่อแก้ไข หรือยืนยันว่าทบทวนแล้วไม่มีอะไรเปลี่ยน",
        f"Due on {day_en(due_on)}. Open the record to change it, or confirm that it was reviewed and stays as it is.",
    )


def expiry(what_th: str, what_en: str, name: str | tuple[str, str], last_on: date, today: date) -> Words:
    """Return what is said of something that ends with a day; `name` in Thai and English where it has both."""
    name_th, name_en = (name, name) if isinstance(name, str) else name
    th, en = _left(
        (last_on - today).days,
        ("จะสิ้นสุดในอีก {} วัน", "ใช้ได้ถึงวันนี้", "สิ้นสุดมาแล้ว {} วัน"),
        ("ends in {} days", "ends today", "ended {} days ago"),
    )
    return Words(
        f"{what_th}{th}: {name_th}",
        f"{what_en} {en}: {name_en}",
        f"ใช้ได้ถึง {day_th(last_on)}",
        f"Valid to {day_en(last_on)}.",
    )


def accepted(finding: tuple[str, str], name: str, last_on: date, today: date) -> Words:
    """Return what is said of an exception that ends; `finding` says in Thai and English what was accepted."""
    said = expiry("ข้อยกเว้นของข้อสังเกต", "The exception of a finding", name, last_on, today)
    return said._replace(
        body_th=f"ข้อสังเกต: {finding[0]}\n{said.body_th}", body_en=f"Finding: {finding[1]}\n{said.body_en}"
    )


def hold(kind_th: str, kind_en: str, review_on: date, today: date) -> Words:
    """Return what is said of a hold that is to be looked at."""
    th, en = _left(
        (review_on - today).days,
        ("ทบทวนภายใน {} วัน", "ถึงกำหนดทบทวนวันนี้", "เลยกำหนดทบทวนมาแล้ว {} วัน"),
        ("to be reviewed within {} days", "to be reviewed today", "should have been reviewed {} days ago"),
    )
    return Words(
        f"การระงับการทำลาย ({kind_th}) {th}",
        f"A hold ({kind_en}) is {en}" if today <= review_on else f"A hold ({kind_en}) {en}",
        f"กำหนดทบทวน {day_th(review_on)} ตรวจว่ายังต้องระงับอยู่หรือไม่ การระงับยังมีผลจนกว่าจะยกเลิก",
        f"Review date {day_en(review_on)}. See whether it is still needed; it stands until it is lifted.",
    )


def pending(kind_th: str, kind_en: str, certificate: str, check_on: date, today: date) -> Words:
    """Return what is said of something that is to be checked after a destruction."""
    th, en = _left(
        (check_on - today).days,
        ("ต้องตรวจในอีก {} วัน", "ต้องตรวจวันนี้", "เลยกำหนดตรวจมาแล้ว {} วัน"),
        ("to be checked in {} days", "to be checked today", "should have been checked {} days ago"),
    )
    return Words(
        f"{certificate}: {kind_th} {th}",
        f"{certificate}: {kind_en}, {en}",
        f"กำหนดตรวจ {day_th(check_on)} บันทึกว่าลบแล้ว หรือยังอยู่พร้อมเหตุผลและวันตรวจครั้งถัดไป ชุดข้อมูลยังไม่นับว่าทำลายแล้วจนกว่าจะหมดไป",
        f"Check date {day_en(check_on)}. Record that it is gone, or why it is still there and when it is checked next."
        " Until then the data set does not count as destroyed.",
    )


def request_part(kind_th: str, kind_en: str, request: str, check_on: date, today: date) -> Words:
    """Return what is said of something that is not gone yet after a person asked for its erasure."""
    th, en = _left(
        (check_on - today).days,
        ("ต้องตรวจในอีก {} วัน", "ต้องตรวจวันนี้", "เลยกำหนดตรวจมาแล้ว {} วัน"),
        ("to be checked in {} days", "to be checked today", "should have been checked {} days ago"),
    )
    return Words(
        f"{request}: {kind_th} {th}",
        f"{request}: {kind_en}, {en}",
        f"กำหนดตรวจ {day_th(check_on)} บันทึกว่าลบแล้ว หรือยังอยู่พร้อมเหตุผล มาตรการปิดกั้น และวันตรวจครั้งถัดไป",
        f"Check date {day_en(check_on)}. Record that it is gone, or why it is still there, what keeps it from use, and"
        " when it is checked next.",
    )


def many(count: int) -> Words:
    """Return what is said once instead of many single notices."""
    return Words(
        f"มี {count} เรื่องถึงกำหนดหรือเลยกำหนด",
        f"{count} matters are due or overdue",
        "ดูทั้งหมดในหน้ากำหนดการ",
        "See all of them on the agenda.",
    )


_STEPS = {
    LifeStep.SUBMIT: ("รอการพิจารณา", "Waits for review"),
    LifeStep.REVIEW: ("รอการอนุมัติ", "Waits for approval"),
    LifeStep.RETURN: ("ส่งกลับให้แก้ไข", "Returned"),
    LifeStep.APPROVE: ("อนุมัติแล้ว", "Approved"),
    LifeStep.WITHDRAW: ("ผู้จัดทำถอนกลับไปแก้ไข", "Withdrawn by its authors"),
    LifeStep.RETIRE: ("เลิกใช้รายการ", "Retired"),
}


def step(taken: LifeStep, name: str, actor_name: str, comments: int = 0) -> Words:
    """Return what is said of a step. Reasons and comments stay in the register: they may name people."""
    th, en = _STEPS[taken]
    body_th, body_en = f"โดย {actor_name}" if actor_name else "", f"By {actor_name}" if actor_name else ""
    if comments:
        body_th, body_en = f"{body_th} ความเห็น {comments} ข้อ".strip(), f"{body_en} Comments: {comments}".strip()
    return Words(f"{th}: {name}", f"{en}: {name}", body_th, body_en)


def steps(taken: LifeStep, count: int, actor_name: str) -> Words:
    """Return what is said once of a step that many records took together."""
    th, en = _STEPS[taken]
    by_th, by_en = (f"โดย {actor_name} ", f"By {actor_name}. ") if actor_name else ("", "")
    return Words(
        f"{th}: {count:,} รายการ",
        f"{en}: {count:,} records",
        f"{by_th}ดูทั้งหมดในคิวงาน",
        f"{by_en}See all of them in the queue.",
    )


def signed(actor_name: str) -> Words:
    """Return what is said once of records that were approved together."""
    return Words(
        "รายการของท่านได้รับอนุมัติ (ลงนามหลายรายการพร้อมกัน)",
        "Records of yours were approved (several signed together)",
        f"โดย {actor_name}" if actor_name else "",
        f"By {actor_name}" if actor_name else "",
    )


UNREAD = Words(
    "", "", "อ่านรอบการทบทวนไม่ได้ จึงยังไม่มีวันทบทวนครั้งถัดไป", "The review cycle cannot be read, so there is no next date."
)


def holidays(year: int, *, has_begun: bool) -> Words:
    """Return that the national table of a Gregorian year is not confirmed."""
    thai = f"พ.ศ. {year + BE_OFFSET}"
    return Words(
        title_th=f"ตารางวันหยุดราชการ {thai} ยังไม่ยืนยัน" + (" และปีเริ่มแล้ว" if has_begun else ""),
        title_en=f"The holidays of {year} are not confirmed" + (", and the year has begun" if has_begun else ""),
        body_th="วันครบกำหนดของรอบงานและวันที่ให้ประชาชนตอบในปีนั้นเป็นวันชั่วคราวจนกว่าจะยืนยัน ตรวจกับมติคณะรัฐมนตรี",
        body_en="Due dates of rounds and the days that citizens are given in that year are provisional until it is"
        " confirmed. Compare it with the resolution of the Cabinet",
    )
