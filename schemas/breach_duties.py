"""What a breach obliges to, and where each duty stands. Computed from the state, never stored.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565.
"""

from datetime import datetime

from msgspec import Struct

from schemas.breach import BreachPhase, RiskLevel, WasLate
from schemas.vocabulary import Term


class DutyCode(Term):
    """A duty. Its words are what a list of duties shows."""

    CONFIRM = ("confirm", "ตรวจสอบเหตุต้องสงสัย แล้วยืนยันหรือยุติ", "look into the suspicion: confirm or dismiss it")
    ASSESS = ("assess", "ประเมินความเสี่ยง", "assess the risk")
    OFFICE = (
        "office",
        "แจ้งสำนักงานคณะกรรมการคุ้มครองข้อมูลส่วนบุคคลภายใน 72 ชั่วโมง",
        "tell the Office within 72 hours",
    )
    LATE_REASON = (
        "late_reason",
        "บันทึกเหตุผลและหลักฐานของการแจ้งเกิน 72 ชั่วโมง",
        "reason and evidence of telling the Office late",
    )
    SUBJECTS = (
        "subjects",
        "แจ้งเจ้าของข้อมูลส่วนบุคคลพร้อมแนวทางเยียวยาโดยไม่ชักช้า",
        "tell the data subjects and their remedies without delay",
    )
    SUPPLEMENTARY = ("supplementary", "แจ้งข้อมูลเพิ่มเติมต่อสำนักงานตามที่แจ้งไว้", "send the Office what was promised")
    EVIDENCE = ("evidence_of_no_risk", "เก็บหลักฐานว่าไม่มีความเสี่ยง", "keep the evidence of no risk")
    PROCESSOR = ("processor", "บันทึกเวลาที่ผู้ประมวลผลแจ้งเหตุ", "record when the processor told of it")
    REASSESS = ("reassess", "ประเมินความเสี่ยงใหม่ตามข้อเท็จจริงที่เปลี่ยน", "assess again: the facts changed")


class DutyState(Term):
    """Where a duty stands. All up to `late_beyond_15d` are open."""

    WAITING = ("waiting", "ต้องดำเนินการ", "to be done")
    DUE_SOON = ("due_soon", "ใกล้ครบกำหนด", "due soon")
    OVERDUE = ("overdue", "เกินกำหนด", "overdue")
    LATE_BEYOND_15D = ("late_beyond_15d", "เกิน 15 วัน", "past 15 days")
    DONE = ("done", "ดำเนินการแล้ว", "done")
    DONE_LATE = ("done_late", "ดำเนินการแล้วเกินกำหนด", "done late")
    NOT_REQUIRED = ("not_required", "ไม่ต้องดำเนินการ", "not required")
    EXCUSED = ("excused", "ได้รับยกเว้น", "excused")


OPEN_STATES = frozenset({DutyState.WAITING, DutyState.DUE_SOON, DutyState.OVERDUE, DutyState.LATE_BEYOND_15D})


class DutyFacts(Struct, frozen=True, kw_only=True):
    """What duties are computed from: the columns of the breach, and what its notices promise. Times have an offset."""

    phase: BreachPhase
    aware_at: datetime | None
    warning_from: datetime | None = None
    """Where the warning clock of a suspicion begins."""
    level: RiskLevel | None = None
    level_at: datetime | None = None
    """Since when the level is what it is, without a break: affirming it does not move this."""
    has_evidence: bool = False
    """The decision "no risk" names evidence."""
    stopped_at: datetime | None = None
    reopened_at: datetime | None = None
    """Since when a "no risk" stopped the duty to tell the Office, and when a new assessment ended it."""
    notified_at: datetime | None = None
    late_reason_at: datetime | None = None
    excused_at: datetime | None = None
    subjects_notified_at: datetime | None = None
    """When the first of them was told."""
    subjects_left: bool = False
    """Some whom a notice names were not reached, and no public text is up."""
    closed_at: datetime | None = None
    promises: int = 0
    """How many things the last notice to the Office says will follow."""
    promised_for: datetime | None = None
    """The earliest moment for which it says so; None: it names none."""
    promises_kept: int = 0
    """How many earlier promises a later notice kept."""
    has_processor: bool = False
    processor_told_at: datetime | None = None
    facts_changed: bool = False
    """The facts of the breach changed after the last assessment."""


class Duty(Struct, frozen=True, kw_only=True):
    """One duty at one moment. Times are in Bangkok."""

    code: DutyCode
    state: DutyState
    is_open: bool
    blocks_closing: bool
    """Open, and the law asks for it: the breach cannot be closed."""
    due_at: datetime | None
    """The last moment in time; None: the law sets no hour ("without delay")."""
    limit_at: datetime | None = None
    """The outer limit of a late notice: 15 times 24 hours from awareness."""
    done_at: datetime | None = None
    since: datetime | None = None
    """Since when it is a duty."""
    age_hours: int | None = None
    """Whole hours for which it stands or stood open."""
    aware_hours: int | None = None
    """Whole hours since awareness."""
    reopened_at: datetime | None = None
    """When it became a duty again after "no risk"; its clock is still that of awareness."""
    law: str
    words_th: str
    words_en: str
    note_th: str | None = None
    note_en: str | None = None


class BreachDuties(Struct, frozen=True, kw_only=True):
    """All duties of a breach."""

    breach_id: str
    duties: list[Duty]
    was_late: WasLate
    aware_at: datetime | None
    reopened_at: datetime | None
    may_close: bool
    """No open duty stands against closing it (other things may: open tasks)."""
