"""A personal data breach and its clock: 72 hours from awareness to the notice to the Office (PDPA s.37(4))."""

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType
from msgspec import field as default

from schemas.breach_details import BreachDetails
from schemas.field import field, text
from schemas.vocabulary import Term

#: Most activities that one report names at once.
MOST_ACTIVITIES = 100

ZONED = Meta(tz=True)
"""A time without an offset is refused: it would be read in the server's zone."""
LAW = ("PDPA s.37(4)",)
NOTIFICATION = ("PDPC breach notification B.E.2565",)


class BreachState(Term):
    """Where the clock of a breach stands. The four from `open` to `late_beyond_15d` wait for a notice to the Office."""

    SUSPECTED = ("suspected", "เหตุต้องสงสัย รอการยืนยัน", "suspected, to be confirmed")
    OPEN = ("open", "อยู่ในกำหนด", "in time")
    DUE_SOON = ("due_soon", "ใกล้ครบกำหนด", "due within 24 hours")
    OVERDUE = ("overdue", "เกิน 72 ชั่วโมง", "past 72 hours")
    LATE_BEYOND_15D = ("late_beyond_15d", "เกิน 15 วัน", "past 15 days")
    NOTIFIED = ("notified", "แจ้งสำนักงานแล้วภายในกำหนด", "Office notified in time")
    NOTIFIED_LATE = ("notified_late", "แจ้งสำนักงานแล้วเกินกำหนด", "Office notified late")
    NOT_REQUIRED = ("not_required", "ไม่มีความเสี่ยง ไม่ต้องแจ้ง", "no risk, no notice required")
    EXCUSED = ("excused", "ได้รับยกเว้นความรับผิดจากการแจ้งล่าช้า", "liability for the late notice excused")
    DISMISSED = ("dismissed", "ไม่ใช่เหตุละเมิด", "no breach")


class BreachPhase(Term):
    """What the desk does with it."""

    SUSPECTED = ("suspected", "ต้องสงสัย", "suspected")
    OPEN = ("open", "ดำเนินการอยู่", "being handled")
    DISMISSED = ("dismissed", "ไม่ใช่เหตุละเมิด", "no breach")
    CLOSED = ("closed", "ปิดเรื่องแล้ว", "closed")


class RiskLevel(Term):
    """The risk to the rights and freedoms of people. A person decides it; the law knows no points."""

    NONE = ("none", "ไม่มีความเสี่ยง", "no risk")
    RISK = ("risk", "มีความเสี่ยง", "risk")
    HIGH = ("high", "มีความเสี่ยงสูง", "high risk")


class WasLate(Term):
    """Whether the Office was, or is, told late."""

    NO = ("no", "ไม่ล่าช้า", "not late")
    YES = ("yes", "ล่าช้า", "late")
    OFFICE_JUDGES = (
        "office_judges",
        "สำนักงานเป็นผู้พิจารณา: ครบ 72 ชั่วโมงขณะที่ประเมินว่าไม่มีความเสี่ยง แล้วมีข้อเท็จจริงใหม่",
        "the Office judges: the 72 hours ended while the assessment was no risk, and new facts came later",
    )


class BreachSource(Term):
    """Who brought word of it."""

    PERSON = ("person", "บุคลากรของหน่วยงาน", "a person of the agency")
    PROCESSOR = ("processor", "ผู้ประมวลผลข้อมูลส่วนบุคคล", "a processor")
    PUBLIC = ("public", "บุคคลทั่วไป", "the public")
    COMMAND = ("command", "ผู้ดูแลระบบทางคำสั่ง", "a command of the operator")
    SYSTEM = ("system", "ระบบงานอื่น", "another system")


class BreachOrder(Term):
    """Order of a list of breaches."""

    URGENT = ("urgent", "เร่งด่วนที่สุดก่อน", "most urgent first")
    NEWEST = ("newest", "ล่าสุดก่อน", "newest first")


Title = Annotated[str, Meta(pattern=r"\S"), field("เรื่อง", "Title", max_length=500)]
OfficeKey = Annotated[int, Meta(ge=0, le=2_147_483_647)]
AwareAt = Annotated[datetime, ZONED, field("วันเวลาที่ทราบเหตุ", "Became aware at", laws=LAW, required_by_law=True)]
SuspectedAt = Annotated[datetime, ZONED, field("วันเวลาที่เริ่มสงสัย", "Suspected since", laws=NOTIFICATION)]
ReceivedAt = Annotated[datetime, ZONED, field("วันเวลาที่หน่วยงานได้รับแจ้ง", "Word received at", laws=LAW)]
DetectedAt = Annotated[datetime, ZONED, field("วันเวลาที่ตรวจพบ", "Detected at")]
OccurredFrom = Annotated[datetime, ZONED, field("เกิดเหตุตั้งแต่", "Occurred from")]
OccurredTo = Annotated[datetime, ZONED, field("เกิดเหตุถึง", "Occurred to")]
TimesNote = Annotated[str, text("คำอธิบายลำดับเวลา", "Why the times stand in this order")]
AwareBy = Annotated[str, field("ผู้ทราบเหตุ", "Who became aware", laws=NOTIFICATION, names_people=True, max_length=500)]
AwareHow = Annotated[str, text("ทราบเหตุอย่างไร", "How it became known", laws=NOTIFICATION)]
Description = Annotated[str, text("ลักษณะของเหตุโดยสังเขป", "Nature of the breach", laws=NOTIFICATION)]
ProcessorName = Annotated[str, field("ผู้ประมวลผลข้อมูลส่วนบุคคล", "Processor", laws=("PDPA s.40(2)",), max_length=500)]
ProcessorToldAt = Annotated[
    datetime, ZONED, field("วันเวลาที่ผู้ประมวลผลแจ้ง", "Told by the processor at", laws=("PDPA s.40(2)",))
]
ActivityKeys = Annotated[
    list[Annotated[str, Meta(max_length=36)]],
    Meta(max_length=MOST_ACTIVITIES, title="กิจกรรมที่เกี่ยวข้อง", description="Activities concerned"),
]
Reason = Annotated[str, Meta(min_length=1, max_length=4_000, pattern=r"\S", title="เหตุผล", description="Reason")]


class BreachInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is reported. The clock runs from `aware_at` alone; the other times are evidence.

    Without `aware_at` it is a suspicion: `suspected_at` starts a warning clock and no legal deadline.
    """

    office_id: OfficeKey
    title: Title
    aware_at: AwareAt | None = None
    suspected_at: SuspectedAt | None = None
    received_at: ReceivedAt | None = None
    """When word reached the agency, whenever it was read: a mailbox left unread is no defence."""
    detected_at: DetectedAt | None = None
    occurred_from: OccurredFrom | None = None
    occurred_to: OccurredTo | None = None
    """None: not known, or still going on."""
    occurred_unknown: bool = False
    """Looked into and not known, which is another answer than not asked."""
    times_note: TimesNote | None = None
    """Needed when awareness lies before the breach by its own account."""
    aware_by: AwareBy | None = None
    aware_how: AwareHow | None = None
    description: Description | None = None
    processor_name: ProcessorName | None = None
    processor_told_at: ProcessorToldAt | None = None
    is_drill: bool = False
    """A drill: the same clocks, never counted, nothing goes outside."""
    details: BreachDetails | None = None
    activity_ids: ActivityKeys = default(default_factory=list)


class BreachChange(Struct, kw_only=True, forbid_unknown_fields=True):
    """Facts that are corrected. What is left out stays, null empties. Awareness is moved elsewhere, with a reason."""

    title: Title | UnsetType = UNSET
    received_at: ReceivedAt | UnsetType | None = UNSET
    detected_at: DetectedAt | UnsetType | None = UNSET
    occurred_from: OccurredFrom | UnsetType | None = UNSET
    occurred_to: OccurredTo | UnsetType | None = UNSET
    occurred_unknown: bool | UnsetType = UNSET
    times_note: TimesNote | UnsetType | None = UNSET
    aware_by: AwareBy | UnsetType | None = UNSET
    aware_how: AwareHow | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    processor_name: ProcessorName | UnsetType | None = UNSET
    processor_told_at: ProcessorToldAt | UnsetType | None = UNSET
    details: BreachDetails | UnsetType = UNSET
    """Replaces all details: read them, change them, send them back with If-Match."""
    activity_ids: ActivityKeys | UnsetType = UNSET


class AwarenessInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Another moment of awareness, with its reason. The one before is kept."""

    aware_at: AwareAt
    reason: Reason
    aware_by: AwareBy | None = None
    aware_how: AwareHow | None = None
    times_note: TimesNote | None = None


class DismissalInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a suspicion is no breach."""

    reason: Reason


class CompanionInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Another controller of the same incident: it has its own awareness or suspicion, its own clock and duties."""

    office_id: OfficeKey
    aware_at: AwareAt | None = None
    suspected_at: SuspectedAt | None = None
    received_at: ReceivedAt | None = None
    aware_by: AwareBy | None = None
    aware_how: AwareHow | None = None
    times_note: TimesNote | None = None
    activity_ids: ActivityKeys = default(default_factory=list)


class AwarenessMoved(Struct, frozen=True, kw_only=True):
    """One value that awareness had, and why it was given up. `before` None: it was only suspected. Times in Bangkok."""

    number: int
    before: datetime | None
    after: datetime
    reason: str
    moved_by: str
    moved_by_name: str
    moved_at: datetime


class AwarenessHistory(Struct, frozen=True, kw_only=True):
    """How `aware_at` came to be what it is, oldest first."""

    items: list[AwarenessMoved]


class BreachClock(Struct, frozen=True, kw_only=True):
    """The clock of a breach at one moment. Times are in Bangkok."""

    notify_office_due_at: datetime | None
    """The last moment that is in time: `aware_at` and 72 clock hours. Holidays do not move it. None: a suspicion."""
    late_report_limit_at: datetime | None
    """The last moment of a late report with reasons: `aware_at` and 15 times 24 hours. None: a suspicion."""
    warning_due_at: datetime | None
    """Suspicion, or word received, and 72 hours: a warning of the house, no deadline of the law. None: neither."""
    state: BreachState
    late: bool
    """The Office was not told by `notify_office_due_at` although it must be; also where it excused that."""
    was_late: WasLate
    """The same, but where "no risk" stood when the 72 hours ended and new facts came later: then the Office judges."""
    remaining_seconds: int
    """Whole seconds to `notify_office_due_at` (to `warning_due_at` of a suspicion), rounded down; negative after it."""

    @property
    def left(self) -> timedelta:
        """`remaining_seconds` as a span."""
        return timedelta(seconds=self.remaining_seconds)

    @property
    def counts_to(self) -> datetime:
        """Where `remaining_seconds` ends: the deadline, or the warning of a suspicion."""
        found = self.notify_office_due_at or self.warning_due_at
        if found is None:
            raise ValueError("a clock without an end")
        return found


class BreachRecord(BreachClock, frozen=True, kw_only=True):
    """What the register answers for one breach. Every time is in Bangkok, with its offset."""

    id: str
    ref: str
    office_id: int
    title: str
    phase: BreachPhase
    aware_at: datetime | None
    """None: only suspected."""
    suspected_at: datetime | None
    received_at: datetime | None
    reported_at: datetime
    detected_at: datetime | None
    occurred_from: datetime | None
    occurred_to: datetime | None
    occurred_unknown: bool
    times_note: str | None
    aware_by: str | None
    aware_how: str | None
    description: str | None
    source: BreachSource
    processor_name: str | None
    processor_told_at: datetime | None
    incident_id: str | None
    is_drill: bool
    details: BreachDetails
    level: RiskLevel | None
    level_at: datetime | None
    notified_at: datetime | None
    """When the first notice went to the Office."""
    late_reason_at: datetime | None
    excused_at: datetime | None
    subjects_notified_at: datetime | None
    stopped_at: datetime | None
    """Since when the "no risk" stood that `reopened_at` ended."""
    reopened_at: datetime | None
    """When a new assessment opened the duty to tell the Office again. The clock is that of `aware_at` all the same."""
    promised_for: datetime | None
    """The earliest moment for which the last notice to the Office promises more."""
    dismissed_at: datetime | None
    dismissed_reason: str | None
    closed_at: datetime | None
    activity_ids: list[str]
    version: int
    created_at: datetime
    updated_at: datetime

    @property
    def since(self) -> datetime:
        """The start of its clock: awareness, or suspicion."""
        return self.aware_at or self.suspected_at or self.reported_at


class BreachPage(Struct, frozen=True, kw_only=True):
    """A page of breaches. `next_cursor` is None on the last page."""

    items: list[BreachRecord]
    next_cursor: str | None


class BreachList(Struct, frozen=True, kw_only=True):
    """All of a few breaches."""

    items: list[BreachRecord]
