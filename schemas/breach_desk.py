"""The desk: all breaches whose clock is open, the largest danger first."""

from datetime import datetime

from msgspec import Struct

from schemas.breach import BreachClock, BreachPhase, RiskLevel
from schemas.breach_duties import DutyCode
from schemas.vocabulary import Term


class Danger(Term):
    """Why a breach stands where it stands on the desk. In the order of the desk, the largest danger first."""

    BEYOND_15D = ("beyond_15d", "เกิน 15 วันแล้วยังไม่ได้แจ้งสำนักงาน", "past 15 days and the Office not told")
    OVERDUE = ("overdue", "เกิน 72 ชั่วโมงแล้วยังไม่ได้แจ้งสำนักงาน", "past 72 hours and the Office not told")
    DUE_SOON = ("due_soon", "ต้องแจ้งสำนักงานภายใน 24 ชั่วโมง", "the Office must be told within 24 hours")
    SUBJECTS = (
        "subjects",
        "ความเสี่ยงสูง ยังไม่ได้แจ้งเจ้าของข้อมูล",
        "high risk and the data subjects not told",
    )
    REASSESS = (
        "reassess",
        "ข้อเท็จจริงเปลี่ยนหลังประเมิน ต้องประเมินใหม่",
        "the facts changed after the assessment: assess again",
    )
    RUNNING = ("running", "นาฬิกา 72 ชั่วโมงกำลังเดิน", "the 72 hours run")
    LATE_REASON = (
        "late_reason",
        "แจ้งเกิน 72 ชั่วโมง ยังไม่มีเหตุผลและหลักฐาน",
        "told after 72 hours, without reason and evidence",
    )
    PROMISED = ("promised", "สัญญาว่าจะแจ้งสำนักงานเพิ่มเติม", "more was promised to the Office")
    WARNING = ("warning", "เหตุต้องสงสัย นาฬิกาเตือนกำลังเดิน", "suspected, the warning clock runs")
    NO_CLOCK = ("no_clock", "ไม่มีนาฬิกาที่เดินอยู่ รอปิดเรื่อง", "no clock runs, waits for its closing")


#: Those whose clock is open.
CLOCKS = tuple(danger for danger in Danger if danger is not Danger.NO_CLOCK)


class DrillFilter(Term):
    """Whether drills are shown."""

    REAL = ("real", "เหตุจริง", "real breaches")
    DRILLS = ("drills", "การฝึกซ้อม", "drills")
    BOTH = ("both", "ทั้งหมด", "both")


class DeskFilter(Struct, frozen=True, kw_only=True):
    """Which breaches the desk shows; everything left out means all whose clock is open, drills included."""

    office: int | None = None
    """This office and all below it."""
    phase: BreachPhase | None = None
    danger: Danger | None = None
    level: RiskLevel | None = None
    drill: DrillFilter = DrillFilter.BOTH
    with_quiet: bool = False
    """Also those in work of which no clock runs. Dismissed and closed ones never stand on the desk."""


class DeskRow(BreachClock, frozen=True, kw_only=True):
    """One breach on the desk, with its clock at `now`. Times are in Bangkok."""

    id: str
    ref: str
    office_id: int
    title: str
    phase: BreachPhase
    is_drill: bool
    incident_id: str | None
    danger: Danger
    aware_at: datetime | None
    suspected_at: datetime | None
    received_at: datetime | None
    level: RiskLevel | None
    level_at: datetime | None
    reopened_at: datetime | None
    notified_at: datetime | None
    subjects_notified_at: datetime | None
    promised_for: datetime | None
    aware_hours: int | None
    """Whole hours since awareness."""
    subjects_open_hours: int | None
    """Whole hours since the level is high and the data subjects are not told; None: no such duty is open."""
    open_duties: list[DutyCode]
    version: int


class DeskPage(Struct, frozen=True, kw_only=True):
    """A page of the desk. `now` is the moment that all clocks of it are of; further pages keep the order of it."""

    items: list[DeskRow]
    next_cursor: str | None
    now: datetime


class DeskCounts(Struct, frozen=True, kw_only=True):
    """How many breaches stand under each danger, in the desk's order; of what the filter of offices and drills lets."""

    dangers: dict[str, int]
    open_clocks: int
    drills: int
    """Of the open clocks, how many are drills; they are not in `dangers` unless asked for."""
