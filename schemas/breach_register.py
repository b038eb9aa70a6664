"""The register of breaches as a list for paper and Excel, and the numbers that are reported of it."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.breach import BreachPhase, BreachSource, BreachState, RiskLevel
from schemas.breach_details import BreachCause, BreachType
from schemas.vocabulary import Term


class NoticeStand(Term):
    """How the notice of a breach to the Office stands."""

    ON_TIME = ("on_time", "แจ้งภายใน 72 ชั่วโมง", "told within 72 hours")
    LATE = ("late", "แจ้งเกิน 72 ชั่วโมง", "told late")
    WAITING = ("waiting", "ยังไม่แจ้ง อยู่ในกำหนด", "not told yet, in time")
    OVERDUE = ("overdue", "ยังไม่แจ้ง เกินกำหนด", "not told, overdue")
    SUSPECTED = ("suspected", "เหตุต้องสงสัย", "suspected")
    NOT_REQUIRED = ("not_required", "ไม่ต้องแจ้ง (ไม่มีความเสี่ยง)", "not required: no risk")
    EXCUSED = ("excused", "ได้รับยกเว้น", "excused")


class BreachFilter(Struct, frozen=True, kw_only=True):
    """Which breaches a list shows. Days are those of Bangkok on which it became known: awareness, else suspicion."""

    office: int | None = None
    """This office and all below it."""
    known_from: date | None = None
    known_through: date | None = None
    is_counted: bool = False
    """Only what the statistics count: no drill, and no suspicion that came to nothing."""
    notice: NoticeStand | None = None
    """Only what is counted under this stand of the notice to the Office."""
    is_told: bool = False
    """Only what the median of hours is taken of: the Office was told once, in time or late."""


class RegisterFilter(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which breaches are wanted: those that became known between two days of Bangkok, both included."""

    office: Annotated[int, Meta(ge=0, le=2_147_483_647)] | None = None
    """This office and all below."""
    since: date | None = None
    until: date | None = None
    drills: bool = False
    """Drills as well, on a sheet of their own. They are never counted."""


class RegisterLine(Struct, frozen=True, kw_only=True):
    """One breach as the register lists it: nobody's name stands in its texts. Times are in Bangkok."""

    ref: str
    title: str
    office: str
    is_drill: bool
    source: BreachSource
    phase: BreachPhase
    state: BreachState
    occurred_from: datetime | None
    occurred_to: datetime | None
    detected_at: datetime | None
    suspected_at: datetime | None
    aware_at: datetime | None
    due_at: datetime | None
    """72 hours after awareness."""
    level: RiskLevel | None
    level_at: datetime | None
    notified_at: datetime | None
    is_late: bool
    hours_to_notice: float | None
    """From awareness to the first notice."""
    has_late_reason: bool
    excused_at: datetime | None
    subjects_notified_at: datetime | None
    types: list[BreachType]
    subject_categories: list[str]
    subject_count: str
    record_count: str
    has_s26_data: bool | None
    cause: BreachCause | None
    description: str
    consequences: str
    measures: str
    activities: list[str]
    """References of the activities concerned."""
    tasks_open: int
    tasks: int
    lessons: list[str]
    closed_at: datetime | None


class Counted(Struct, frozen=True, kw_only=True):
    """How many of one kind."""

    code: str
    th: str
    en: str
    count: int


class OfficeCount(Struct, frozen=True, kw_only=True):
    """How many at one office."""

    office_id: int
    name: str
    count: int


class BreachStatistics(Struct, frozen=True, kw_only=True):
    """Numbers of the breaches that the reader may see; drills and what turned out to be none are in no other number.

    Legal source: law.md F.1, case 20.
    """

    since: date | None
    until: date | None
    total: int
    suspected: int
    """Among `total`: not confirmed yet, without a clock of the law."""
    closed: int
    dismissed: int
    """Beside `total`: looked into, and no breach."""
    drills: int
    """Beside `total`."""
    by_month: list[Counted]
    """`code` is `2026-11`; the words have the year of the Buddhist Era. By the moment at which it became known."""
    by_level: list[Counted]
    by_office: list[OfficeCount]
    by_notice: list[Counted]
    """How the notice to the Office stands: on_time, late, waiting, overdue, not_required, excused."""
    by_cause: list[Counted]
    median_hours_to_notice: float | None
    """From awareness to the first notice to the Office, of those that were sent."""
