"""The clocks of a breach as those see them who remind, and what became of each stage of a clock."""

from datetime import datetime

from msgspec import Struct

from schemas.vocabulary import Term


class ReminderSeries(Term):
    """What a clock reminds of. Each series has stages of its own."""

    OFFICE = ("office", "แจ้งสำนักงานภายใน 72 ชั่วโมง", "notice to the Office within 72 hours")
    SUBJECTS = ("subjects", "แจ้งเจ้าของข้อมูลโดยไม่ชักช้า", "telling the data subjects without delay")
    WARNING = ("warning", "ตรวจสอบเหตุต้องสงสัย", "looking into a suspicion")
    REASSESS = ("reassess", "ประเมินความเสี่ยงใหม่", "assessing the risk again")
    RECEIVED = ("received", "นับแต่ได้รับแจ้ง", "counted from when word arrived")


class NotNeeded(Term):
    """Why a stage was not put out though its moment came."""

    NOTIFIED = ("notified", "แจ้งสำนักงานแล้ว", "the Office was told")
    EXCUSED = ("excused", "ได้รับยกเว้น", "excused")
    NOT_REQUIRED = ("not_required", "ประเมินว่าไม่มีความเสี่ยง", "assessed as no risk")
    DISMISSED = ("dismissed", "ไม่ใช่เหตุละเมิด", "dismissed")
    CLOSED = ("closed", "ปิดเรื่องแล้ว", "closed")
    MOVED = ("moved", "แก้ไขเวลาทราบเหตุ", "the time of awareness was corrected")
    CONFIRMED = ("confirmed", "ยืนยันเหตุแล้ว", "the suspicion was confirmed")
    SUBJECTS_TOLD = ("subjects_told", "แจ้งเจ้าของข้อมูลแล้ว", "the data subjects were told")
    LOWERED = ("lowered", "ประเมินระดับความเสี่ยงใหม่", "the risk was assessed anew")
    BEFORE_KNOWN = ("before_known", "ผ่านไปก่อนมีการรายงานเข้าทะเบียน", "passed before the register was told")
    PAUSED = ("paused", "ผ่านไปขณะไม่มีหน้าที่", "passed while there was no duty")
    BEFORE_UPDATE = ("before_update", "ระบบรุ่นก่อนเป็นผู้เตือน", "an earlier version reminded of it")


class ReminderClock(Struct, frozen=True, kw_only=True):
    """One clock of one breach: an awareness, a suspicion, or a decision that the risk is high. Times are aware."""

    breach_id: str
    series: ReminderSeries
    started_at: datetime
    """The moment from which its hours count; with the series it names the clock."""
    begins_at: datetime
    """Since when the register knows of it, or since when it runs again after a pause: nothing is told of before."""
    served_through: datetime | None = None
    """Every stage up to here has its row; None: none has one."""
    stopped_at: datetime | None = None
    stopped_by: NotNeeded | None = None


class ReminderStage(Struct, frozen=True, kw_only=True):
    """A stage of a clock whose moment has come and that has no row yet."""

    code: str
    """Series and hour, e.g. `office:24`; of one clock each stands once."""
    due_at: datetime
    hour: int | None
    """Hours after the start of the clock; None: the clock began to run again, or stopped."""
    is_late: bool = False
    """Nobody put it out when it was due: it goes out later and says so."""
    not_needed: NotNeeded | None = None


class ReminderRow(Struct, frozen=True, kw_only=True):
    """What became of a stage, as it was stored. Times are in Bangkok."""

    series: ReminderSeries
    clock: datetime
    stage: str
    due_at: datetime
    put_out_at: datetime
    """When it was put out, or was found to be not needed any more."""
    is_late: bool
    not_needed: NotNeeded | None
    people: int
    """How many people were told."""


class BreachReminders(Struct, frozen=True, kw_only=True):
    """What became of the reminders of a breach, and whom its forms name to tell the Office."""

    items: list[ReminderRow]
    """The latest first; at most the newest 200."""
    liaisons: int
    """How many liaisons are reached by their accounts."""
    unreached: int
    """How many names and lines of the forms are nobody's account."""
    liaison_names: list[str]
    """Only for those who handle breaches of the office."""
    liaisons_unreached: list[str]
    """As the forms have them; somebody must telephone. Only for those who handle breaches of the office."""
