"""How long a right may take, by the day of receipt, and what the law lets pause or extend."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.request_terms import Right
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
Law = Annotated[str, Filled, field("กฎหมาย (มาตรา ข้อ)", "Law", max_length=300)]
Source = Annotated[str, Filled, text("แหล่งอ้างอิงที่ได้อ่านแล้ว (ราชกิจจานุเบกษา เล่ม ตอน หน้า)", "Source that was read")]
#: No limit of the law is longer than that of the notification on erasure. By right: `rules_limits.most`.
MOST_DAYS = 90


class LimitStatus(Term):
    """Where a limit comes from."""

    SHIPPED = ("shipped", "ค่าเริ่มต้น ยังไม่ยืนยัน", "shipped, not confirmed")
    CONFIRMED = ("confirmed", "ยืนยันแล้ว", "confirmed")


class Limit(Struct, frozen=True):
    """The limit of one right of one request."""

    days: int
    law: str
    due_on: date
    """The last day that is in time, in Bangkok; never moved by a holiday."""


class LimitInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Days for a right from a day on; or the confirmation of what stands, with its source."""

    right: Annotated[Right, field("สิทธิ", "Right")]
    effective_on: Annotated[date, field("มีผลกับคำขอที่รับตั้งแต่วันที่", "For requests received from")]
    days: Annotated[int, field("จำนวนวัน", "Days", ge=1, le=MOST_DAYS)]
    law: Law
    source: Source
    longer_is_read: Annotated[bool, Meta(title="ได้อ่านกฎหมายที่ให้เวลานานกว่าค่าเริ่มต้นแล้ว")] = False
    """A law gives more days than the shipped ones, and it was read: `source` says where."""


class LimitRow(Struct, frozen=True, kw_only=True):
    """One row of the table of limits. `number` 0: shipped."""

    right: Right
    number: int
    effective_on: date
    days: int
    law: str
    source: str
    status: LimitStatus
    set_at: datetime | None
    set_by_name: str | None


class LimitShown(LimitRow, frozen=True, kw_only=True):
    """A limit as the table shows it."""

    until: date | None
    """The last day of receipt that it is for; None: no later limit is set."""
    is_current: bool
    """It is for what comes today."""


class RequestLimits(Struct, frozen=True, kw_only=True):
    """The limits of every right, by effective date; first those in force."""

    items: list[LimitShown]
    may_set: bool = default(default=False)
