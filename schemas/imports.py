"""What a file held, what an import would do with each of its records, and what it did."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, field

from schemas.diff import Change
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.vocabulary import Term


class Outcome(Term):
    """What became of one record."""

    SAVED = ("saved", "บันทึกแล้ว", "saved")
    WOULD_SAVE = ("would_save", "บันทึกได้ (ทดลอง)", "would be saved (dry run)")
    CHANGED = ("changed", "แก้ไขร่างแล้ว", "draft changed")
    WOULD_CHANGE = ("would_change", "แก้ไขร่างได้ (ทดลอง)", "a draft would be changed (dry run)")
    UNCHANGED = ("unchanged", "มีอยู่แล้ว ไม่เปลี่ยนแปลง", "already in the register, unchanged")
    SKIPPED = ("skipped", "ข้าม", "skipped")
    REFUSED = ("refused", "ไม่บันทึก", "not saved")


class RemarkKind(Term):
    """What a reader of a file has to say about a place in it."""

    LOST = ("lost", "อ่านไม่ได้", "lost")
    """The file says nothing, or nothing readable, where the form has a field: the field stays unanswered."""
    PROPOSED = ("proposed", "เสนอแก้คำ", "correction proposed")
    """The words are kept as they stand; a correction stands in `proposed` until a person takes it."""
    ASSUMED = ("assumed", "ตีความ", "interpreted")
    """The words could be read only after a rule was applied: a date typed as year 2569, two fields in one cell."""
    IGNORED = ("ignored", "ไม่นำเข้า", "not taken")
    """Something in the file has no place in the form (a comment, a hidden row, a reference, a state)."""
    UNCERTAIN = ("uncertain", "ต้องยืนยัน", "to be confirmed")
    """Two readings are possible; what was taken must be looked at by a person."""


class Remark(Struct, kw_only=True, frozen=True):
    """One thing to know about one place of a file. Never a reason by itself not to save."""

    kind: RemarkKind
    message_th: str
    message_en: str
    pointer: str | None = None
    """RFC 6901 pointer of the field it is about; None for the file or a sheet."""
    place: str | None = None
    """Where in the file: `แบบฟอร์ม!D12`, `line 12, column 3`, `table 1, row 3, column 2`."""
    raw: str | None = None
    """The words that stand there."""
    proposed: str | None = None


class ReadRecord(Struct, kw_only=True):
    """One activity as it was read from a file, before anybody decided about it."""

    data: ActivityInput | None
    """None when so much is wrong that nothing could be made of it; `problems` then say what."""
    problems: list[Problem] = field(default_factory=list)
    """Reasons not to save, each naming sheet and cell in its words (and the field in its pointer)."""
    remarks: list[Remark] = field(default_factory=list)
    ref: str | None = None
    """The reference that one of our own workbooks carries: a hint at the record that it was made from, never a fact."""
    content_hash: str | None = None
    """The hash of the document that one of our own workbooks was made from."""
    place: str | None = None
    """Where in the file the record begins."""


class Reading(Struct, kw_only=True):
    """A file that was read: what it is, and its records."""

    name: str
    kind: str
    """`json`, `form` or `register` for our own workbooks, `paper` for the ministry's form."""
    sha256: str
    size: int
    remarks: list[Remark] = field(default_factory=list)
    records: list[ReadRecord] = field(default_factory=list)


class ImportedRecord(Struct, kw_only=True):
    """One record of a file. `number` counts the file's records from 1."""

    file: str
    number: int = 1
    outcome: Outcome
    ref: str | None = None
    sub_process: str | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class ImportReport(Struct, kw_only=True):
    """A whole import."""

    dry_run: bool
    records: list[ImportedRecord] = field(default_factory=list)


class ImportAction(Term):
    """What the sender wants done with a record."""

    CREATE = ("create", "สร้างรายการใหม่", "create a new record")
    CHANGE = ("change", "แก้ไขร่างของรายการเดิม", "change the draft of the existing record")
    SKIP = ("skip", "ไม่นำเข้า", "leave out")


class RecordState(Term):
    """Where a record of an import stands."""

    READY = ("ready", "พร้อมบันทึก", "ready")
    FAULTY = ("faulty", "มีข้อผิดพลาด", "has faults")
    UNCHANGED = ("unchanged", "มีอยู่แล้วเหมือนกัน", "already there, the same")
    SKIPPED = ("skipped", "ไม่นำเข้า", "left out")
    SAVED = ("saved", "บันทึกแล้ว", "saved")


class PreviewRecord(Struct, kw_only=True):
    """One record of an import, with what saving it would do."""

    number: int
    state: RecordState
    action: ImportAction
    place: str | None
    office_id: int | None
    main_process: str | None
    sub_process: str | None
    target_id: str | None = None
    """The activity that it looks like."""
    target_ref: str | None = None
    target_why: str | None = None
    """`ref`, `names` or `file`: how that was found."""
    changes: int | None = None
    """Fields that would change in the target; None for a new record."""
    faults: int = 0
    remarks: int = 0
    saved_ref: str | None = None
    saved_id: str | None = None


class ImportPreview(Struct, kw_only=True):
    """A sent file: what was read of it and what may be done."""

    id: str
    file_name: str
    sha256: str
    size: int
    kind: str
    created_at: datetime
    created_by: str
    state: str
    """`open`, or `done` when no record is left that could be saved."""
    remarks: list[Remark] = field(default_factory=list)
    """About the whole file."""
    earlier: list[str] = field(default_factory=list)
    """Ids of the sender's other imports of the same bytes, newest first."""
    counts: dict[str, int] = field(default_factory=dict)
    """Records by what becomes of them: `create`, `change`, `faulty`, `unchanged`, `skipped`, `saved`."""
    records: list[PreviewRecord] = field(default_factory=list)
    next_cursor: str | None = None


class ImportLine(Struct, kw_only=True):
    """One sent file in the list of a person's imports."""

    id: str
    file_name: str
    kind: str
    created_at: datetime
    records: int
    saved: int


class ImportList(Struct, kw_only=True):
    """A page of a person's imports, newest first."""

    items: list[ImportLine]
    next_cursor: str | None


class PreviewDetail(PreviewRecord, kw_only=True):
    """A record of an import with everything that is known of it."""

    data: ActivityInput | None = None
    problems: list[Problem] = field(default_factory=list)
    said: list[Remark] = field(default_factory=list)
    diff: list[Change] = field(default_factory=list)
    """From the target's present document to the one that would be saved."""
    proposals: dict[str, str] = field(default_factory=dict)
    """Corrections that nobody took yet, by pointer."""


class ImportDecision(Struct, kw_only=True, forbid_unknown_fields=True):
    """What a person decides about one record; what is left out stays."""

    action: ImportAction | None = None
    office_id: Annotated[int, Meta(ge=0, le=2_147_483_647)] | None = None
    data: ActivityInput | None = None
    """The whole record, mended."""
    take: list[Annotated[str, Meta(max_length=300)]] | None = None
    """Pointers whose proposed correction is taken."""
    mend: dict[Annotated[str, Meta(max_length=300)], Annotated[str, Meta(max_length=20_000)]] | None = None
    """Words by pointer, read as a cell of the form would be: `{"/steps/0/title": "ยื่นคำขอ"}`."""


class ImportOptions(Struct, kw_only=True, forbid_unknown_fields=True):
    """What is said of a file that is sent to be imported."""

    office: Annotated[int, Meta(ge=0, le=2_147_483_647)] | None = None
    """Office of all its records; None: the one that each record names, else the whole ministry."""


class CommitChoice(Struct, kw_only=True, forbid_unknown_fields=True):
    """Which records to save; None: every one that is ready."""

    numbers: list[Annotated[int, Meta(ge=1, le=1_000_000)]] | None = None


class CommitReport(Struct, kw_only=True):
    """What a commit did. `left` counts records that still could be saved."""

    records: list[ImportedRecord]
    left: int
