"""Rounds of a procedure: one round for one or many offices, a run for each, and what happens to its steps."""

from datetime import date
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.procedure import BranchAnswer
from schemas.vocabulary import Term

Filled = Meta(pattern=r"\S")
#: Offices of one round; the ministry has 391.
MOST_OFFICES = 1_000
Office = Annotated[int, Meta(ge=0, le=2_147_483_647)]
Reason = Annotated[str, Filled, field("เหตุผล", "Reason", max_length=4_000)]


class RoundState(Term):
    """Where a round, or the run of one office, stands."""

    RUNNING = ("running", "กำลังดำเนินการ", "running")
    PAUSED = ("paused", "พักไว้", "paused")
    DONE = ("done", "เสร็จสิ้น", "done")
    CANCELLED = ("cancelled", "ยกเลิก", "cancelled")


class StepState(Term):
    """Where one visit of a step stands."""

    WAITING = ("waiting", "ยังไม่ถึงเวลา", "not yet")
    """Its branch has come, but its month has not (`starts_month`), or another parallel branch is not done."""
    OPEN = ("open", "กำลังทำ", "open")
    DONE = ("done", "เสร็จ", "done")
    RETURNED = ("returned", "ไม่เห็นชอบ ส่งกลับ", "not agreed, sent back")
    DROPPED = ("dropped", "ไม่ต้องทำ", "dropped")


class OfficeGroup(Term):
    """For which offices a round is begun."""

    PROVINCES = ("provinces", "สำนักงานประจำทุกจังหวัด", "the office of every province")
    TOP = ("top", "หน่วยงานระดับบนสุดทุกหน่วย", "every office at the top")
    BELOW = ("below", "ทุกหน่วยงานที่ขึ้นตรงต่อหน่วยงานที่เลือก", "every office directly below the chosen one")
    ONE = ("one", "หน่วยงานที่เลือกหน่วยเดียว", "the chosen office alone")


class LateCause(Term):
    """Why a step took longer than its standard; said by whoever ends it, of what the register ended afterwards."""

    COORDINATION = ("coordination", "รอประสานหน่วยงานอื่น", "waited for another unit")
    PERSON_CHANGED = ("person_changed", "เปลี่ยนผู้รับผิดชอบ", "responsible person changed")
    RETURNED = ("returned", "ถูกส่งกลับแก้ไข", "was sent back")
    INCOMPLETE = ("incomplete", "ข้อมูลไม่ครบ", "data incomplete")
    WORKLOAD = ("workload", "ภาระงาน", "workload")
    OTHER = ("other", "อื่น ๆ (ระบุ)", "other")


class RoundInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What starts a round, by the approved revision of a procedure."""

    title: Annotated[str, Filled, field("ชื่อรอบ", "Round", max_length=500)]
    starts_on: Annotated[date, field("วันเริ่ม", "Begins")]
    office_ids: Annotated[list[Office], Meta(min_length=1, max_length=MOST_OFFICES), field("หน่วยงาน", "Offices")]
    owner_id: Annotated[str, Meta(max_length=36), field("ผู้ดูแลรอบ", "Who runs it")] | None = None
    """None: whoever starts it."""


class StepEnd(Struct, kw_only=True, forbid_unknown_fields=True):
    """The end of an open step."""

    version: Annotated[int, Meta(ge=1)]
    answer: Annotated[BranchAnswer, field("ผลการตัดสินใจ", "Answer")] | None = None
    done_on: Annotated[date, field("วันที่เสร็จ", "Done on")] | None = None
    """None: today in Bangkok. Never later than today, never before the step began."""
    note: Annotated[str, field("บันทึก", "Note", max_length=4_000)] | None = None
    cause: Annotated[LateCause, field("สาเหตุที่ล่าช้า", "Cause of delay")] | None = None
    """Asked for when it is late."""


class StepCause(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a step was late that the register ended by itself."""

    version: Annotated[int, Meta(ge=1)]
    cause: Annotated[LateCause, field("สาเหตุที่ล่าช้า", "Cause of delay")]
    note: Annotated[str, field("บันทึก", "Note", max_length=4_000)] | None = None
    """Asked for where the cause is another one."""


class StepHanding(Struct, kw_only=True, forbid_unknown_fields=True):
    """A step given to another office or person, with a reason; what is done stays."""

    version: Annotated[int, Meta(ge=1)]
    office_id: Office | None = None
    person_id: Annotated[str, Meta(max_length=36)] | None = None
    due_on: Annotated[date, field("กำหนดใหม่", "New due date")] | None = None
    reason: Reason


class RoundReason(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a round or a run is paused, goes on, or ends before its time."""

    reason: Reason


class RunPause(RoundReason, kw_only=True):
    """A pause of a round, or of the run of one office. Its days count for no step."""

    office_id: Office | None = None
    """None: all offices of the round."""
