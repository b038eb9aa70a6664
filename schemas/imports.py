"""What an import did with each record of each file."""

from msgspec import Struct, field

from schemas.findings import Problem
from schemas.vocabulary import Term


class Outcome(Term):
    """What became of one record."""

    SAVED = ("saved", "บันทึกแล้ว", "saved")
    WOULD_SAVE = ("would_save", "บันทึกได้ (ทดลอง)", "would be saved (dry run)")
    UNCHANGED = ("unchanged", "มีอยู่แล้ว ไม่เปลี่ยนแปลง", "already in the register, unchanged")
    REFUSED = ("refused", "ไม่บันทึก", "not saved")


class ImportedRecord(Struct, kw_only=True):
    """One record of a file. `number` counts the file's records from 1."""

    file: str
    number: int = 1
    outcome: Outcome
    ref: str | None = None
    sub_process: str | None = None
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


class ImportReport(Struct, kw_only=True):
    """A whole import."""

    dry_run: bool
    records: list[ImportedRecord] = field(default_factory=list)
