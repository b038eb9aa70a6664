"""Work on many records at once: what was chosen, what is to be done, what became of each record."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta, Struct
from msgspec import field as default

from schemas.downloads_register import RegisterQuery
from schemas.field import TEXT_LIMIT, field
from schemas.vocabulary import Term

#: Records that one run takes. A run of so many takes a minute or two; a larger one is done in parts.
MOST_RECORDS = 2_000


class BulkKind(Term):
    """What is done to each record."""

    ASSIGN = ("assign", "มอบหมายผู้ดูแล", "assign a steward")
    SUBMIT = ("submit", "ส่งตรวจสอบ", "submit for review")
    REPLACE = ("replace", "เปลี่ยนชื่อหน่วยงานในข้อความ", "change a unit's name")
    FILL = ("fill", "เติมช่องที่ยังว่าง", "fill an empty field")


class BulkState(Term):
    """Where a run stands."""

    CHOSEN = ("chosen", "เลือกรายการแล้ว", "records chosen")
    PREVIEWED = ("previewed", "รอยืนยัน", "waits for confirmation")
    RUNNING = ("running", "ทำยังไม่ครบ", "not finished")
    DONE = ("done", "เสร็จแล้ว", "done")


class ItemState(Term):
    """What becomes of one record in a run."""

    READY = ("ready", "จะเปลี่ยน", "will change")
    NOTHING = ("nothing", "ไม่มีอะไรต้องเปลี่ยน", "nothing to change")
    REFUSED = ("refused", "ทำไม่ได้", "cannot be done")
    DONE = ("done", "ทำแล้ว", "done")
    FAILED = ("failed", "ทำไม่สำเร็จ", "not done")


class BulkTerms(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be done. Which fields count depends on the kind."""

    kind: Annotated[BulkKind, field("งาน", "What to do")]
    person_id: Annotated[str, Meta(max_length=36), field("ผู้ดูแล", "Steward")] | None = None
    """Of `assign`: `people.id`; None: nobody."""
    find: Annotated[str, field("ข้อความเดิม", "Present name", max_length=500)] | None = None
    put: Annotated[str, field("ข้อความใหม่", "New name", max_length=500)] | None = None
    in_part: Annotated[bool, field("รวมที่เป็นส่วนหนึ่งของข้อความ", "Also as a part of a text")] = False
    """Of `replace`. False: only where the whole text (or the whole line of a list) is the name."""
    pointer: Annotated[str, field("ช่อง", "Field", max_length=300)] | None = None
    answer: Any = None
    """Of `fill`: a field of the form, e.g. `/form/destruction/destruction_method`, and its value as a record has it."""
    note: Annotated[str, field("ข้อความถึงผู้ตรวจ", "Note to the reviewer", max_length=4_000)] | None = None
    """Of `submit`."""


class BulkInput(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which records: either their ids, or everything that a filter finds now. `terms` are previewed at once."""

    activity_ids: Annotated[list[Annotated[str, Meta(max_length=36)]], Meta(max_length=MOST_RECORDS)] | None = None
    query: RegisterQuery | None = None
    terms: BulkTerms | None = None


class BulkConfirm(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which preview is confirmed."""

    seen: Annotated[int, Meta(ge=1, le=1_000_000)]


class Place(Struct, frozen=True, kw_only=True):
    """One text of a record, and what it becomes."""

    pointer: Annotated[str, Meta(max_length=300)]
    before: Annotated[str, Meta(max_length=TEXT_LIMIT)]
    after: Annotated[str, Meta(max_length=TEXT_LIMIT)]


class BulkItem(Struct, frozen=True, kw_only=True):
    """One record of a run."""

    number: int
    activity_id: str
    ref: str
    title: str
    office_id: int
    state: ItemState
    message_th: str | None = None
    """Why it cannot be done or was not; or what goes with doing it."""
    message_en: str | None = None
    starts_draft: bool = False
    """The record is approved: the next draft begins with this change."""
    places: list[Place] = default(default_factory=list)
    before: str | None = None
    """The steward before, by name."""
    after: str | None = None


class BulkItems(Struct, frozen=True, kw_only=True):
    """A page of a run's records. `next_cursor` is None on the last page."""

    items: list[BulkItem]
    next_cursor: str | None


class BulkRun(Struct, frozen=True, kw_only=True):
    """One run: one selection and what is done to it."""

    id: str
    state: BulkState
    kind: BulkKind | None
    """None: not said yet."""
    undo_of: str | None
    """This run takes back that one."""
    undone_by: str | None
    """That run takes this one back."""
    query: RegisterQuery | None
    """The filter, where everything that it found was chosen; None: records chosen one by one."""
    total: int
    """Records chosen, at the moment of choosing."""
    terms: BulkTerms | None
    steward: str | None
    """The name of the person of `terms`."""
    seen: int
    """The number of the preview, for its confirmation."""
    counts: dict[str, int]
    """Records by `ItemState`."""
    places: int
    """Texts that change or were changed."""
    created_at: datetime
    created_by_name: str
    is_mine: bool
    """Whoever reads it began it; nobody else goes on with it."""
    started_at: datetime | None
    ended_at: datetime | None

    def count(self, state: ItemState) -> int:
        """Return how many records are in a state."""
        return self.counts.get(str(state), 0)


class BulkRuns(Struct, frozen=True, kw_only=True):
    """A page of runs, newest first. `next_cursor` is None on the last page."""

    items: list[BulkRun]
    next_cursor: str | None
