"""Offices that move, merge, are renamed or split: what a file says, what it would do, and what was decided."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.field import field
from schemas.office import Office
from schemas.vocabulary import Term


class ChangeKind(Term):
    """What happens to an office."""

    MOVE = ("move", "ย้าย", "move")
    MERGE = ("merge", "รวม", "merge")
    RENAME = ("rename", "เปลี่ยนชื่อ", "rename")
    SPLIT = ("split", "แยก", "split")


class SplitBy(Term):
    """By what a rule places the records of a split office."""

    UNIT = ("unit", "หน่วยที่รับผิดชอบ", "responsible unit")
    PROCESS = ("process", "กระบวนการหลัก", "main process")
    REFS = ("refs", "เลขที่อ้างอิง", "references")


class ChangeStatus(Term):
    """How far a reorganisation is."""

    PREVIEWED = ("previewed", "ดูตัวอย่างแล้ว ยังไม่มีผล", "previewed, not in force")
    SCHEDULED = ("scheduled", "รอวันที่มีผล", "waits for its day")
    DONE = ("done", "มีผลแล้ว", "in force")
    CANCELLED = ("cancelled", "ยกเลิก", "cancelled")
    FAILED = ("failed", "ทำไม่สำเร็จในวันที่มีผล", "failed on its day")


class RightChoice(Term):
    """What becomes of a right at an office that ends."""

    MOVE = ("move", "ย้ายไปหน่วยงานใหม่", "move to the new office")
    END = ("end", "สิ้นสุด", "end")


class SplitRule(Struct, frozen=True, kw_only=True):
    """Which records of a split office go to one new office: those with any of the words, or of the references."""

    by: SplitBy
    words: list[str]


class MappingLine(Struct, frozen=True, kw_only=True):
    """One line of the file, its offices found. Of `new_id` and `new_name` one is given."""

    line: int
    kind: ChangeKind
    old_id: int
    new_id: int | None = None
    new_name: str | None = None
    parent_id: int | None = None
    """Above an office that is made."""
    rule: SplitRule | None = None


class OfficeRename(Struct, frozen=True, kw_only=True):
    """An office's names before and after."""

    office_id: int
    before: str
    after: str


class OfficeMove(Struct, frozen=True, kw_only=True):
    """The offices above an office before and after. `follows`: because the one before ends."""

    office_id: int
    name: str
    before_id: int | None
    after_id: int | None
    before: str
    after: str
    follows: bool


class OfficeEnd(Struct, frozen=True, kw_only=True):
    """An office that ends and the one that takes what is left."""

    office_id: int
    name: str
    successor_id: int
    successor: str
    kind: ChangeKind


class RecordsMoved(Struct, frozen=True, kw_only=True):
    """How many records go from one office to another."""

    from_id: int
    to_id: int
    from_name: str
    to_name: str
    records: int


class RightLine(Struct, frozen=True, kw_only=True):
    """A right at an office that ends: a person's grant or a bearer token."""

    id: str
    is_token: bool
    person_name: str | None
    role: str
    from_id: int
    to_id: int
    from_name: str
    to_name: str
    proposed: RightChoice
    widens: bool
    """Moved, it would reach records that it does not reach now."""
    records_gained: int
    has_same: bool
    """The person has the same right at the new office already."""


class ReachWidened(Struct, frozen=True, kw_only=True):
    """Rights that stay where they are and reach more records afterwards."""

    office_id: int
    name: str
    role: str
    rights: int
    records_gained: int


class Preview(Struct, frozen=True, kw_only=True):
    """What a reorganisation would do at this moment. `hash` stands for all of it."""

    hash: str
    effective_on: date
    is_future: bool
    is_past: bool
    """Registers as of days from then until today show the new offices too."""
    created: list[Office]
    renamed: list[OfficeRename]
    moved: list[OfficeMove]
    ended: list[OfficeEnd]
    records: list[RecordsMoved]
    undecided: int
    """Records of split offices that no rule places, or several rules."""
    targets: dict[int, list[int]]
    """The offices into which each split office is divided."""
    tables: dict[str, int]
    """Rows that change their office, by table."""
    rights: list[RightLine]
    widened: list[ReachWidened]


class OfficeChange(Struct, frozen=True, kw_only=True):
    """A reorganisation and its preview as it was made last."""

    id: str
    status: ChangeStatus
    file_name: str
    file_hash: str
    effective_on: date
    created_at: datetime
    created_by_name: str
    committed_at: datetime | None
    committed_by_name: str | None
    done_at: datetime | None
    fault: str | None
    open_items: int
    """Records that still wait for a decision."""
    choices: dict[str, RightChoice]
    preview: Preview


class OfficeChangeItem(Struct, frozen=True, kw_only=True):
    """A reorganisation in the list."""

    id: str
    status: ChangeStatus
    file_name: str
    effective_on: date
    created_at: datetime
    created_by_name: str
    open_items: int


class OfficeChangeList(Struct, frozen=True, kw_only=True):
    """The reorganisations, newest first; the 200 newest."""

    items: list[OfficeChangeItem]
    next_cursor: str | None


class UndecidedRecord(Struct, frozen=True, kw_only=True):
    """A record that no rule placed, where it waits, and where it may go."""

    activity_id: str
    ref: str
    title: str | None
    unit: str | None
    from_id: int
    at_id: int


class Undecided(Struct, frozen=True, kw_only=True):
    """The records that wait, and the offices among which to choose."""

    items: list[UndecidedRecord]
    targets: list[Office]


class MappingSent(Struct, kw_only=True, forbid_unknown_fields=True):
    """What may be said of a mapping file beside the file itself."""

    name: Annotated[str, Meta(max_length=200)] | None = None
    """The file's name; .xlsx or .csv."""


class CommitInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """The preview that is confirmed, and for each right that should not go as proposed what becomes of it."""

    hash: Annotated[str, Meta(min_length=64, max_length=64)]
    choices: dict[str, RightChoice] = {}


class Placed(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where one waiting record goes."""

    activity_id: Annotated[str, Meta(min_length=36, max_length=36)]
    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)]


class PlacedInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Where waiting records go."""

    items: Annotated[list[Placed], Meta(min_length=1, max_length=1000)]


class MoveInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """Another office for one record, and why."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647), field("หน่วยงานใหม่", "New office")]
    reason: Annotated[str, Meta(min_length=1, max_length=2000), field("เหตุผล", "Reason")]
