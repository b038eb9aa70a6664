"""A personal data breach and its clock: 72 hours from awareness to the notice to the Office (PDPA s.37(4))."""

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.field import field, text
from schemas.vocabulary import Term

#: Most activities that one report names at once.
MOST_ACTIVITIES = 100

ZONED = Meta(tz=True)
"""A time without an offset is refused: it would be read in the server's zone."""


class BreachState(Term):
    """Where the clock of a breach stands. The first four wait for a notice to the Office."""

    OPEN = ("open", "อยู่ในกำหนด", "in time")
    DUE_SOON = ("due_soon", "ใกล้ครบกำหนด", "due within 24 hours")
    OVERDUE = ("overdue", "เกิน 72 ชั่วโมง", "past 72 hours")
    LATE_BEYOND_15D = ("late_beyond_15d", "เกิน 15 วัน", "past 15 days")
    NOTIFIED = ("notified", "แจ้งสำนักงานแล้วภายในกำหนด", "Office notified in time")
    NOTIFIED_LATE = ("notified_late", "แจ้งสำนักงานแล้วเกินกำหนด", "Office notified late")


class BreachOrder(Term):
    """Order of a list of breaches."""

    URGENT = ("urgent", "เร่งด่วนที่สุดก่อน", "most urgent first")
    NEWEST = ("newest", "ล่าสุดก่อน", "newest first")


class BreachInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is reported. The clock runs from `aware_at` alone; the other times are evidence."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]
    title: Annotated[str, Meta(pattern=r"\S"), field("เรื่อง", "Title", max_length=500)]
    aware_at: Annotated[
        datetime, ZONED, field("วันเวลาที่ทราบเหตุ", "Became aware at", laws=("PDPA s.37(4)",), required_by_law=True)
    ]
    detected_at: Annotated[datetime, ZONED, field("วันเวลาที่ตรวจพบ", "Detected at")] | None = None
    occurred_from: Annotated[datetime, ZONED, field("เกิดเหตุตั้งแต่", "Occurred from")] | None = None
    occurred_to: Annotated[datetime, ZONED, field("เกิดเหตุถึง", "Occurred to")] | None = None
    """None: not known, or still going on."""
    description: (
        Annotated[str, text("ลักษณะของเหตุโดยสังเขป", "Nature of the breach", laws=("PDPC breach notification B.E.2565",))]
        | None
    ) = None
    activity_ids: Annotated[
        list[Annotated[str, Meta(max_length=36)]],
        Meta(max_length=MOST_ACTIVITIES, title="กิจกรรมที่เกี่ยวข้อง", description="Activities concerned"),
    ] = default(default_factory=list)


class BreachClock(Struct, frozen=True, kw_only=True):
    """The clock of a breach at one moment. Times are in Bangkok."""

    notify_office_due_at: datetime
    """The last moment that is in time: `aware_at` and 72 clock hours. Holidays do not move it."""
    late_report_limit_at: datetime
    """The last moment of a late report with reasons: `aware_at` and 15 times 24 hours."""
    state: BreachState
    late: bool
    """The Office was not told by `notify_office_due_at`."""
    remaining_seconds: int
    """Whole seconds to `notify_office_due_at`, rounded down; negative once it has passed."""

    @property
    def left(self) -> timedelta:
        """`remaining_seconds` as a span."""
        return timedelta(seconds=self.remaining_seconds)


class BreachRecord(BreachClock, frozen=True, kw_only=True):
    """What the register answers for one breach. Every time is in Bangkok, with its offset."""

    id: str
    ref: str
    office_id: int
    title: str
    aware_at: datetime
    detected_at: datetime | None
    occurred_from: datetime | None
    occurred_to: datetime | None
    description: str | None
    activity_ids: list[str]
    version: int
    created_at: datetime
    updated_at: datetime


class BreachPage(Struct, frozen=True, kw_only=True):
    """A page of breaches. `next_cursor` is None on the last page."""

    items: list[BreachRecord]
    next_cursor: str | None
