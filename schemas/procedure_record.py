"""What the register answers about procedures: the record, its life, lists, revisions and what changed."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from schemas.diff import Change
from schemas.field import field
from schemas.findings import Finding
from schemas.procedure import ProcedureDocument, ProcedureKind, ProcedureStatus
from schemas.vocabulary import Term


class ProcedureMove(Term):
    """What somebody does to a revision of a procedure."""

    SAVE = ("save", "บันทึกร่าง", "save")
    SUBMIT = ("submit", "ส่งขออนุมัติ", "submit")
    WITHDRAW = ("withdraw", "ดึงกลับมาแก้ไข", "withdraw")
    RETURN = ("return", "ส่งกลับให้แก้ไข", "return")
    APPROVE = ("approve", "อนุมัติ", "approve")
    RETIRE = ("retire", "เลิกใช้", "retire")


class ProcedureMoveInput(Struct, kw_only=True, forbid_unknown_fields=True):
    """What comes along with a move. A return and a retirement say why."""

    note: Annotated[str, Meta(max_length=4_000), field("เหตุผล", "Reason")] | None = None


class ProcedureRecord(ProcedureDocument, kw_only=True):
    """What the register answers for one revision of a procedure: envelope and document."""

    id: str
    ref: str
    office_id: int
    status: ProcedureStatus
    revision: int
    version: int
    content_hash: str
    schema_version: int
    created_at: datetime
    updated_at: datetime
    updated_by: str
    approved_at: datetime | None = None
    approved_by: str | None = None
    approved_revision: int | None = None
    """The revision in force, by which rounds begin; None: never approved, or retired."""


class ProcedureItem(Struct, kw_only=True):
    """One line of the list."""

    id: str
    ref: str
    office_id: int
    title: str
    kind: ProcedureKind
    status: ProcedureStatus
    revision: int
    version: int
    steps: int
    working_days: int | None
    """Sum of the steps' standards; None when no step says one."""
    updated_at: datetime
    approved_revision: int | None


class ProcedurePage(Struct, kw_only=True):
    """A page of procedures, last changed first."""

    items: list[ProcedureItem]
    next_cursor: str | None = None


class ProcedureFilter(Struct, frozen=True, kw_only=True):
    """Which procedures a list shows."""

    q: str | None = None
    """Words, each of which stands somewhere in the procedure."""
    office: int | None = None
    """This office and all below."""
    kind: ProcedureKind | None = None
    status: ProcedureStatus | None = None


class ProcedureRevisionItem(Struct, kw_only=True):
    """One line of a procedure's revisions."""

    number: int
    status: ProcedureStatus
    content_hash: str
    created_at: datetime
    updated_at: datetime
    updated_by: str
    approved_at: datetime | None
    approved_by: str | None


class ProcedureEvent(Struct, kw_only=True):
    """Something that happened to a procedure; written once."""

    move: ProcedureMove
    number: int
    """Of the revision."""
    at: datetime
    by: str
    note: str | None
    content_hash: str


class ProcedureLife(Struct, kw_only=True):
    """The revisions of a procedure and what happened, newest first."""

    revisions: list[ProcedureRevisionItem]
    events: list[ProcedureEvent]


class ProcedureFindings(Struct, kw_only=True):
    """What a procedure lacks or contradicts; an error stops the approval."""

    items: list[Finding]


class ProcedureChanges(Struct, kw_only=True):
    """What differs between two revisions."""

    before: int
    after: int
    items: list[Change]


class StoredProcedure(Struct, frozen=True, kw_only=True):
    """A revision of a procedure as it is stored."""

    id: str
    ref: str
    office_id: int
    version: int
    revision_id: str
    revision: int
    status: ProcedureStatus
    schema_version: int
    content_hash: str
    created_at: datetime
    updated_at: datetime
    updated_by: str
    """The name of whoever saved it last."""
    approved_at: datetime | None
    approved_by: str | None
    draft_revision_id: str | None
    approved_revision_id: str | None
    approved_revision: int | None
    is_retired: bool
    document: bytes
