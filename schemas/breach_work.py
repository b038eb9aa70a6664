"""The work on a breach: its timeline, tasks, relations, lessons, and how it is closed."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.vocabulary import Term

ZONED = Meta(tz=True)
"""A time without an offset is refused: it would be read in the server's zone."""
MAX_TEXT = 4000
MAX_TITLE = 300

Words = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT, pattern=r"\S")]
ShortWords = Annotated[str, Meta(min_length=1, max_length=MAX_TITLE, pattern=r"\S")]
Key = Annotated[str, Meta(max_length=36)]


class BreachEventKind(Term):
    """What an entry of the timeline of a breach tells of."""

    REPORTED = ("reported", "รายงานเหตุ", "reported")
    CORRECTED = ("corrected", "แก้ไขข้อมูล", "facts corrected")
    AWARENESS_MOVED = ("awareness_moved", "เลื่อนเวลาทราบเหตุ", "time of awareness moved")
    SUSPICION_CONFIRMED = ("suspicion_confirmed", "ยืนยันเหตุต้องสงสัย", "suspicion confirmed")
    DISMISSED = ("dismissed", "ไม่ใช่เหตุละเมิด", "dismissed")
    COMPANION_ADDED = ("companion_added", "เพิ่มผู้ควบคุมร่วมในเหตุเดียวกัน", "another controller of the same incident")
    TRIAGED = ("triaged", "คัดกรองรายงาน", "report triaged")
    RELATED = ("related", "เชื่อมโยงกับเหตุอื่น", "related to another breach")
    UNRELATED = ("unrelated", "ยกเลิกการเชื่อมโยง", "relation ended")
    ASSESSED = ("assessed", "ประเมินความเสี่ยง", "risk assessed")
    NOTICE_DRAFTED = ("notice_drafted", "ร่างหนังสือแจ้ง", "notice drafted")
    NOTICE_SENT = ("notice_sent", "ส่งหนังสือแจ้ง", "notice sent")
    NOTICE_RECEIPT = ("notice_receipt", "ได้รับเลขรับเรื่อง", "receipt of a notice")
    LATE_REASON = ("late_reason", "บันทึกเหตุผลที่แจ้งล่าช้า", "reason of lateness recorded")
    EXCUSED = ("excused", "ได้รับยกเว้นหน้าที่", "duty excused")
    SUBJECTS_TOLD = ("subjects_told", "แจ้งเจ้าของข้อมูล", "data subjects told")
    TASK_ADDED = ("task_added", "เพิ่มงาน", "task added")
    TASK_CHANGED = ("task_changed", "แก้ไขงาน", "task changed")
    TASK_DONE = ("task_done", "งานเสร็จ", "task done")
    TASK_REOPENED = ("task_reopened", "เปิดงานอีกครั้ง", "task opened again")
    TASK_DROPPED = ("task_dropped", "ยกเลิกงาน", "task dropped")
    FILE_ADDED = ("file_added", "แนบไฟล์", "file added")
    FILE_SCANNED = ("file_scanned", "ตรวจมัลแวร์ในไฟล์", "file scanned")
    EVIDENCE_ATTACHED = ("evidence_attached", "แนบหลักฐาน", "evidence attached")
    REMINDER = ("reminder", "เตือน", "reminder")
    NOTE = ("note", "บันทึก", "note")
    LESSON = ("lesson", "บทเรียน", "lesson")
    CLOSED = ("closed", "ปิดเรื่อง", "closed")
    REOPENED = ("reopened", "เปิดเรื่องอีกครั้ง", "opened again")


class TimelineInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A note that somebody writes into the timeline. It cannot be changed; a correction is another note."""

    note: Words
    happened_at: Annotated[datetime, ZONED] | None = None
    """When it happened; absent: now. When it is written down, the register's own clock says."""
    corrects: Annotated[int, Meta(ge=1, le=2**53)] | None = None
    """The number of the entry that this one puts right; that one stays as it is."""


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """One entry. `happened_at` is what was said, `recorded_at` what the register's clock showed."""

    number: int
    kind: BreachEventKind
    happened_at: datetime
    recorded_at: datetime
    actor_name: str
    note: str | None
    details: dict[str, Any]
    corrects: int | None
    corrected_by: list[int] = default(default_factory=list)


class Timeline(Struct, frozen=True, kw_only=True):
    """A page of entries in the order in which they were written down. `next_cursor` is None on the last page."""

    items: list[TimelineEntry]
    next_cursor: str | None
