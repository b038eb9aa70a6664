"""The life of a record: its steps, comments pinned to fields, what an approval froze, exceptions from separation."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.document import Pointer
from schemas.field import field
from schemas.vocabulary import RevisionStatus, Term


class LifeStep(Term):
    """A step in the life of a revision."""

    SUBMIT = ("submit", "ส่งตรวจสอบ", "submit")
    WITHDRAW = ("withdraw", "ถอนกลับมาแก้ไข", "withdraw")
    REVIEW = ("review", "ผ่านการพิจารณา (ระดับ 1)", "review (level 1)")
    APPROVE = ("approve", "อนุมัติ (ระดับ 3)", "approve (level 3)")
    RETURN = ("return", "ส่งกลับให้แก้ไข", "return")
    RETIRE = ("retire", "เลิกใช้", "retire")


Words = Annotated[str, Meta(min_length=1, max_length=4000)]


class CommentInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """A comment pinned to a place of the document."""

    pointer: Pointer
    text: Words


class StepInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a step may bring. A return and a retirement need a reason."""

    note: Annotated[str, Meta(max_length=4000), field("เหตุผลหรือข้อความถึงผู้รับ", "Reason or message")] | None = None
    comments: list[CommentInput] = []


class LifeEntry(Struct, frozen=True, kw_only=True):
    """A step that was taken."""

    id: str
    revision: int
    step: LifeStep
    at: datetime
    actor_name: str
    note: str | None
    exception_id: str | None
    """The exception from the separation of duties that this step needed."""
    batch_id: str | None
    """The signing in which it was approved together with others."""


class Comment(Struct, frozen=True, kw_only=True):
    """A comment pinned to a place. `resolved_at` is None while it stands."""

    id: str
    revision: int
    pointer: str
    text: str
    author_name: str
    created_at: datetime
    resolved_at: datetime | None
    resolved_by_name: str | None


class Approval(Struct, frozen=True, kw_only=True):
    """What an approval froze: the document and the attached documents, by hash."""

    revision: int
    office_id: int
    content_hash: str
    manifest_hash: str
    manifest: list[tuple[str, str, str]]
    """(kind, name, SHA-256) of each attached document."""
    approved_at: datetime
    approved_by_name: str
    batch_id: str | None
    superseded_at: datetime | None


class RevisionItem(Struct, frozen=True, kw_only=True):
    """One revision of an activity, newest first."""

    revision: int
    status: RevisionStatus
    content_hash: str
    created_at: datetime
    updated_at: datetime
    approval: Approval | None


class SeparationException(Struct, frozen=True, kw_only=True):
    """Leave for an office too small to separate writing, reviewing and approving."""

    id: str
    office_id: int
    reason: str
    given_by_name: str
    given_at: datetime
    valid_through: date
    """Last day (Bangkok)."""
    ended_at: datetime | None
    ended_by_name: str | None


class SeparationInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """An exception that a DPO gives."""

    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647), field("หน่วยงาน", "Office")]
    reason: Annotated[Words, field("เหตุผล", "Reason")]
    valid_through: Annotated[date, field("ใช้ได้ถึงวันที่", "Valid through")]


class LifeHistory(Struct, frozen=True, kw_only=True):
    """Steps of one record, newest first; never more than one page."""

    items: list[LifeEntry]
    next_cursor: str | None = None


class CommentList(Struct, frozen=True, kw_only=True):
    """Comments on one record, oldest first; never more than one page."""

    items: list[Comment]
    next_cursor: str | None = None


class ExceptionList(Struct, frozen=True, kw_only=True):
    """Exceptions, newest first; never more than one page."""

    items: list[SeparationException]
    next_cursor: str | None = None
