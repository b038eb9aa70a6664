"""The words of the digest of reports that wait. Pure."""

from datetime import datetime
from typing import NamedTuple

from msgspec import Struct

from schemas.english_dates import english_moment
from schemas.thai_dates import format_thai_date


class Digest(Struct, frozen=True, kw_only=True):
    """What one digest tells. `oldest` is in Bangkok."""

    fresh: int
    """Reports that nobody was told of before."""
    times: int
    """How often they were sent."""
    waiting: int
    oldest: datetime
    hours: int
    hours_left: int
    """To the house's warning of 72 hours, negative after it."""


class Words(NamedTuple):
    """What a notice says."""

    title_th: str
    title_en: str
    body_th: str
    body_en: str


def words(it: Digest) -> Words:
    """Return title and body in both languages: counts and times, never what a stranger wrote."""
    moment_th = f"{format_thai_date(it.oldest.date())} {it.oldest:%H:%M} น."
    moment_en = english_moment(it.oldest)
    left_th = f"เหลือ {it.hours_left} ชั่วโมง" if it.hours_left >= 0 else f"เกิน 72 ชั่วโมงมา {-it.hours_left} ชั่วโมง"
    left_en = f"{it.hours_left} hours left" if it.hours_left >= 0 else f"{-it.hours_left} hours past 72"
    return Words(
        title_th=f"รายงานเหตุจากภายนอกรอคัดกรอง {it.waiting:,} เรื่อง",
        title_en=f"{it.waiting:,} reports from outside wait for triage",
        body_th=(
            f"ใหม่ {it.fresh:,} เรื่อง (ส่งเข้ามา {it.times:,} ครั้ง) เรื่องแรกได้รับเมื่อ {moment_th} "
            f"นานแล้ว {it.hours} ชั่วโมง นาฬิกาเตือน 72 ชั่วโมง{left_th}"
        ),
        body_en=(
            f"{it.fresh:,} new (sent {it.times:,} times). The first came {moment_en}, {it.hours} hours ago; "
            f"of the 72 hours of the warning: {left_en}"
        ),
    )
