"""What the register answers for a list of activities."""

from datetime import date, datetime

from msgspec import Struct

from schemas.record_marks import RecordMark
from schemas.stewards import Steward
from schemas.vocabulary import LawfulBasis, RevisionStatus, Term


class ActivityFilter(Struct, frozen=True, kw_only=True):
    """What a list is narrowed to. `q` is looked for as substrings, each word of it, in Thai or English."""

    q: str | None = None
    office: int | None = None
    """This office and all below it."""
    status: RevisionStatus | None = None
    lawful_basis: LawfulBasis | None = None
    system: str | None = None
    """Part of a system's name."""
    mark: RecordMark | None = None
    in_use: bool | None = None
    """True: less what was retired."""
    steward: str | None = None
    """`me`, `none`, or the id of a person: who looks after the record."""
    chosen: str | None = None
    """The id of a run (schemas/bulk.py): the records that were chosen for it."""
    as_of: date | None = None
    """The register as it stood at the end of this day (Bangkok), with what was approved then; exports only."""


class ActivitySort(Term):
    """In which order a list stands. Only orders that an index serves at 100,000 records (docs/pages.md)."""

    NEWEST = ("newest", "ใหม่ที่สุดก่อน", "newest first")
    OLDEST = ("oldest", "เก่าที่สุดก่อน", "oldest first")
    REF = ("ref", "เลขที่ น้อยไปมาก", "by reference")
    REF_DOWN = ("-ref", "เลขที่ มากไปน้อย", "by reference, last first")
    OFFICE = ("office", "หน่วยงาน ตามลำดับในผัง", "by office, in the order of its number")
    OFFICE_DOWN = ("-office", "หน่วยงาน ย้อนลำดับ", "by office, last first")
    STATUS = ("status", "จัดกลุ่มตามสถานะ", "grouped by status")
    STATUS_DOWN = ("-status", "จัดกลุ่มตามสถานะ ย้อนลำดับ", "grouped by status, last first")


class ActivityItem(Struct, frozen=True, kw_only=True):
    """One line of the list."""

    id: str
    ref: str
    office_id: int
    status: RevisionStatus
    revision: int
    main_process: str | None
    sub_process: str | None
    responsible_org_unit: str | None
    step_count: int
    system_count: int
    updated_at: datetime
    steward: Steward | None = None
    """Who looks after it; None: nobody, or not asked for."""


class ActivityPage(Struct, frozen=True, kw_only=True):
    """A page of the list, newest first. `next_cursor` is None on the last page."""

    items: list[ActivityItem]
    next_cursor: str | None


class StoredRevision(Struct, frozen=True, kw_only=True):
    """One stored revision with its envelope; `document` and `sources` are the stored bytes."""

    id: str
    ref: str
    office_id: int
    status: RevisionStatus
    revision: int
    version: int
    content_hash: str
    schema_version: int
    created_at: datetime
    updated_at: datetime
    sources: bytes
    document: bytes
