"""What changed between two revisions of a record, and in the register since a day."""

from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct

from schemas.diff import ChangeKind
from schemas.life import RevisionItem
from schemas.vocabulary import Mark, RevisionStatus, Term

WordOp = Literal["same", "added", "removed"]


class WordRun(Struct, frozen=True):
    """Words in a row that are in both texts, only in the newer or only in the older one."""

    op: WordOp
    text: str


class FieldChange(Struct, frozen=True, kw_only=True):
    """One difference, as `schemas.diff.Change` has it, with its section and in words."""

    pointer: str
    """Into the newer document; into the older one where a row was removed."""
    before_pointer: str | None
    kind: ChangeKind
    section: str
    """A key of the form, `steps` or `systems`."""
    section_th: str
    section_en: str
    label_th: str
    label_en: str
    from_th: str | None
    """What the older place of a row that moved is called."""
    from_en: str | None
    before: Any
    after: Any
    before_mark: Mark | None
    after_mark: Mark | None
    before_text: str
    """The older value as people read it; empty where nothing was answered. A row that moved says what it says now."""
    after_text: str
    words: list[WordRun]
    """Both texts in one: without `added` it is `before_text`, without `removed` it is `after_text`."""


class ComparedRevision(Struct, frozen=True, kw_only=True):
    """One side of a comparison."""

    revision: int
    status: RevisionStatus
    content_hash: str
    updated_at: datetime
    approved_at: datetime | None
    approved_by_name: str | None


class ChangeCounts(Struct, frozen=True, kw_only=True):
    """How many differences of each kind."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    moved: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.added + self.removed + self.changed + self.moved


class Comparison(Struct, frozen=True, kw_only=True):
    """What changed from one revision of a record to another, in the order of the form."""

    id: str
    ref: str
    title: str
    before: ComparedRevision
    after: ComparedRevision
    counts: ChangeCounts
    changes: list[FieldChange]


class RevisionList(Struct, frozen=True, kw_only=True):
    """The revisions of one record that the caller may read, newest first; never more than one page."""

    items: list[RevisionItem]
    next_cursor: str | None = None


class RegisterChangeKind(Term):
    """What happened to a record between a day and now."""

    NEW = ("new", "อนุมัติใหม่", "newly approved")
    CHANGED = ("changed", "แก้ไข", "changed")
    RETIRED = ("retired", "เลิกใช้", "retired")


class TopChange(Struct, frozen=True, kw_only=True):
    """One of the first differences of a record, by name."""

    pointer: str
    kind: ChangeKind
    label_th: str
    label_en: str


class ChangedRecord(Struct, frozen=True, kw_only=True):
    """A record whose approved revision is not the one of that day."""

    id: str
    ref: str
    title: str
    kind: RegisterChangeKind
    office_id: int
    office_before: int | None
    """The office that it belonged to at its older approval, when that was another one."""
    before_revision: int | None
    """The revision that was in force on the day; None for a new record."""
    after_revision: int | None
    """The revision in force now; None for a retired record."""
    at: datetime
    """When the present revision was approved, or the record retired."""
    approved_by_name: str | None
    counts: ChangeCounts
    top: list[TopChange]
    """The first differences, at most five."""


class RegisterCounts(Struct, frozen=True, kw_only=True):
    """How many records of each kind, on all pages together."""

    new: int = 0
    changed: int = 0
    retired: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.changed + self.retired


class RegisterChanges(Struct, frozen=True, kw_only=True):
    """A page of what changed in the register between the beginning of a day (Bangkok) and now, by reference."""

    since: date
    counts: RegisterCounts
    items: list[ChangedRecord]
    next_cursor: str | None
