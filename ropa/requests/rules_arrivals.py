"""The words of the digest of requests that came by the public form and wait. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from schemas.english_dates import english_day
from schemas.request_public import Arrivals
from schemas.thai_dates import format_thai_date


class Words(NamedTuple):
    """What a notice says."""

    title_th: str
    title_en: str
    body_th: str
    body_en: str


def words(offices: Sequence[Arrivals], today: date) -> Words:
    """Return title and body in both languages for one person: counts and days, never what a stranger wrote."""
    waiting = sum(each.waiting for each in offices)
    fresh = sum(each.fresh for each in offices)
    oldest = min(each.oldest for each in offices)
    dues = [each.due_on for each in offices if each.due_on is not None]
    due_th, due_en = _due(min(dues), today) if dues else ("", "")
    near = sum(each.near for each in offices)
    if near:
        due_th += f" ใกล้หรือเลยกำหนด {near:,} เรื่อง"
        due_en += f" {near:,} fall due within 14 days or are late."
    return Words(
        title_th=f"คำขอใช้สิทธิจากแบบฟอร์มสาธารณะรอรับเรื่อง {waiting:,} เรื่อง",
        title_en=f"{waiting:,} requests by the public form wait",
        body_th=(
            f"ใหม่ {fresh:,} เรื่อง เรื่องแรกได้รับเมื่อ {format_thai_date(oldest.date())} {oldest:%H:%M} น.{due_th} "
            "นาฬิกาตามกฎหมายเดินตั้งแต่วันที่ได้รับ ตรวจว่าเป็นคำขอจริง แล้วรับเรื่องหรือปิดโดยระบุเหตุผล"
        ),
        body_en=(
            f"{fresh:,} new. The first came on {english_day(oldest.date())} at {oldest:%H:%M}."
            f"{due_en} The clocks of the law run from the receipt: see whether it is a request, and take it up or "
            "dismiss it with a reason."
        ),
    )


def _due(due_on: date, today: date) -> tuple[str, str]:
    left = (due_on - today).days
    th = f"เหลือ {left} วัน" if left >= 0 else f"เลยมา {-left} วัน"
    en = f"{left} days left" if left >= 0 else f"{-left} days late"
    return f" ครบกำหนดแรก {format_thai_date(due_on)} ({th})", f" The first is due {english_day(due_on)} ({en})."
