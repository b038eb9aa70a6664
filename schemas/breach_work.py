"""The work on a breach: its timeline, tasks, relations, lessons, and how it is closed."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.breach_details import BreachCause
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
    AWARENESS_MOVED = ("awareness_moved", "แก้ไขเวลาทราบเหตุ", "time of awareness corrected")
    SUSPICION_CONFIRMED = ("suspicion_confirmed", "ยืนยันเหตุต้องสงสัย", "suspicion confirmed")
    DISMISSED = ("dismissed", "ไม่ใช่เหตุละเมิด", "dismissed")
    COMPANION_ADDED = ("companion_added", "เพิ่มผู้ควบคุมอีกรายในเหตุเดียวกัน", "another controller of the same incident")
    TRIAGED = ("triaged", "คัดกรองรายงาน", "report triaged")
    RELATED = ("related", "เชื่อมโยงกับเหตุอื่น", "related to another breach")
    UNRELATED = ("unrelated", "ยกเลิกการเชื่อมโยง", "relation ended")
    ASSESSED = ("assessed", "ประเมินความเสี่ยง", "risk assessed")
    NOTICE_DRAFTED = ("notice_drafted", "ร่างหนังสือแจ้ง", "notice drafted")
    NOTICE_SENT = ("notice_sent", "ส่งหนังสือแจ้ง", "notice sent")
    NOTICE_RECEIPT = ("notice_receipt", "ได้รับเลขรับเรื่อง", "receipt of a notice")
    LATE_REASON = ("late_reason", "บันทึกเหตุผลที่แจ้งล่าช้า", "reason of lateness recorded")
    EXCUSED = ("excused", "ได้รับยกเว้นความรับผิดจากการแจ้งล่าช้า", "liability for the late notice excused")
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


class TaskState(Term):
    """Where a task stands."""

    OPEN = ("open", "ยังไม่เสร็จ", "to be done")
    OVERDUE = ("overdue", "เกินกำหนด", "overdue")
    DONE = ("done", "เสร็จแล้ว", "done")
    DROPPED = ("dropped", "ยกเลิก", "dropped")


class TaskInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Something to be done about a breach. Its owner is a person who has a role at the office of the breach."""

    title: ShortWords
    owner_id: Key
    due_at: Annotated[datetime, ZONED] | None = None
    place: Annotated[int, Meta(ge=1, le=10_000)] | None = None
    """Where it stands in the list; absent: at the end, or where it was."""


class TaskDone(Struct, kw_only=True, forbid_unknown_fields=True):
    """That a task is done, and what was done."""

    note: Words
    done_at: Annotated[datetime, ZONED] | None = None
    """Absent: now."""


class TaskReason(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a task is opened again or dropped."""

    reason: Words


class BreachTask(Struct, frozen=True, kw_only=True):
    """One task. Times are in Bangkok."""

    id: str
    breach_id: str
    version: int
    place: int
    title: str
    owner_id: str
    owner_name: str
    state: TaskState
    due_at: datetime | None
    done_at: datetime | None
    done_by_name: str | None
    done_note: str | None
    dropped_reason: str | None
    created_at: datetime
    created_by_name: str


class BreachTasks(Struct, frozen=True, kw_only=True):
    """The tasks of a breach in their order."""

    items: list[BreachTask]


class OwnTask(Struct, frozen=True, kw_only=True):
    """An open task of one's own, with what it belongs to."""

    task: BreachTask
    ref: str
    is_drill: bool
    is_readable: bool
    """Whether the owner may read the breach itself."""


class OwnTasks(Struct, frozen=True, kw_only=True):
    """One's own open tasks, the earliest due first."""

    items: list[OwnTask]


class TaskOwner(Struct, frozen=True, kw_only=True):
    """Somebody who may own a task."""

    id: str
    name: str


class TaskOwners(Struct, frozen=True, kw_only=True):
    """Who has a role at an office, its own people before those of the offices above it."""

    items: list[TaskOwner]


class RelationKind(Term):
    """How one breach stands to another. Seen from the breach that was written down as the first."""

    SAME_INCIDENT = ("same_incident", "เหตุการณ์เดียวกัน", "the same incident")
    REPEAT_OF = ("repeat_of", "เกิดซ้ำจากเหตุเดิม", "repeats an earlier one")
    FOLLOWS = ("follows", "เป็นผลต่อเนื่องจากเหตุอื่น", "follows from another one")
    SIMILAR = ("similar", "เหตุคล้ายกัน", "similar")
    UNRELATED = ("unrelated", "พิจารณาแล้วว่าไม่เกี่ยวข้อง", "looked into: not related")


class RelationInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """That two breaches have to do with one another, or that they have not."""

    other_id: Key
    kind: RelationKind
    reason: Words | None = None


class RelationEnd(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a relation was wrong."""

    reason: Words


class BreachRelation(Struct, frozen=True, kw_only=True):
    """One relation as one of its two breaches sees it. `is_reversed`: it was written down at the other one."""

    id: str | None
    """None: it follows from the incident that both belong to."""
    kind: RelationKind
    other_id: str
    other_ref: str
    other_title: str
    other_since: datetime
    is_reversed: bool
    reason: str | None
    made_at: datetime | None
    made_by_name: str | None


class ProposedRelation(Struct, frozen=True, kw_only=True):
    """A breach that shares activities or systems and came within 180 days. Nobody has looked into it yet."""

    other_id: str
    other_ref: str
    other_title: str
    other_since: datetime
    shared_activities: int
    shared_systems: list[str]


class BreachRelations(Struct, frozen=True, kw_only=True):
    """What a breach has to do with others. `hidden`: relations to breaches that the reader may not see."""

    items: list[BreachRelation]
    proposed: list[ProposedRelation]
    hidden: int


class LessonInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What was learned: why it happened and what changes. With an owner it becomes a task as well."""

    cause_kind: BreachCause
    cause: Words
    change: Words
    owner_id: Key | None = None
    due_at: Annotated[datetime, ZONED] | None = None


class BreachLesson(Struct, frozen=True, kw_only=True):
    """One lesson. It is not changed; a better one is another."""

    id: str
    cause_kind: BreachCause
    cause: str
    change: str
    owner_id: str | None
    owner_name: str | None
    due_at: datetime | None
    task_id: str | None
    created_at: datetime
    created_by_name: str


class BreachLessons(Struct, frozen=True, kw_only=True):
    """The lessons of a breach, oldest first."""

    items: list[BreachLesson]


class ClosingInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Why a breach is closed, or opened again."""

    reason: Words


class Hindrance(Struct, frozen=True, kw_only=True):
    """One thing that stands against closing. `code`: a duty, `tasks` or `lessons`."""

    code: str
    th: str
    en: str


class ClosingAct(Struct, frozen=True, kw_only=True):
    """A closing or reopening, with the clock as it stood then."""

    number: int
    act: BreachEventKind
    reason: str
    acted_at: datetime
    acted_by_name: str
    state: dict[str, Any]


class ClosingView(Struct, frozen=True, kw_only=True):
    """Whether a breach can be closed now, and what became of it before, oldest first."""

    is_closed: bool
    may_close: bool
    hindrances: list[Hindrance]
    acts: list[ClosingAct]
