"""What changed in the register since a day as .xlsx: the records, and every difference of each, row by row.

Written as it is read: openpyxl keeps the rows in temporary files, so memory does not grow with the register.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.comparison_workbook import marked_text
from exports.records import day_in_bangkok
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import HEADER, LINE, SMALL, TITLE_LINE, Look
from schemas.comparison import ChangedRecord, FieldChange, RegisterChangeKind, RegisterCounts
from schemas.diff import ChangeKind
from schemas.thai_dates import format_thai_date

RECORDS, DIFFERENCES = "รายการ", "ข้อแตกต่าง"
#: Excel's last row is 1,048,576; the rest is told, not lost in silence.
LAST_ROW = 1_000_000
_OWNER = (("เลขที่อ้างอิง", 17.0), ("รายการ", 36.0), ("หน่วยงาน", 30.0))
_RECORDS = (
    *_OWNER,
    ("ลักษณะ", 12.0),
    ("ฉบับเดิม", 9.0),
    ("ฉบับปัจจุบัน", 10.0),
    ("วันที่ (พ.ศ.)", 14.0),
    ("ผู้อนุมัติ", 26.0),
    ("หน่วยงานเดิม", 30.0),
    *((f"จำนวนที่{kind.th}", 10.0) for kind in ChangeKind),
)
_DIFFERENCES = (
    *_OWNER,
    ("หมวด", 24.0),
    ("ข้อ", 34.0),
    ("ลักษณะ", 10.0),
    ("เดิม", 44.0),
    ("ใหม่", 44.0),
    ("คำที่เปลี่ยน", 56.0),
)


class ChangesOptions(Struct, frozen=True, kw_only=True):
    """What the workbook says of itself. `names`: of offices, by id."""

    since: date
    printed_on: date
    counts: RegisterCounts
    names: Mapping[int, str]
    office: int | None


def write_changes(
    records: Iterable[tuple[ChangedRecord, Sequence[FieldChange]]], out: BinaryIO, options: ChangesOptions
) -> int:
    """Write the workbook; return how many records it lists."""
    book = Workbook(write_only=True)
    listed, told = _Rows(book, RECORDS, _RECORDS, options), _Rows(book, DIFFERENCES, _DIFFERENCES, options)
    number = 0
    for record, changes in records:
        number += 1
        owner = (record.ref, record.title, options.names.get(record.office_id, str(record.office_id)))
        listed.add((*owner, *_record(record, options.names)))
        for change in changes:
            told.add((*owner, *_difference(change)))
    book.save(out)
    return number


def _record(record: ChangedRecord, names: Mapping[int, str]) -> tuple[str | int, ...]:
    before = record.office_before
    return (
        record.kind.th,
        "" if record.before_revision is None else record.before_revision,
        "" if record.after_revision is None else record.after_revision,
        format_thai_date(day_in_bangkok(record.at)),
        record.approved_by_name or "",
        "" if before is None else names.get(before, str(before)),
        *(getattr(record.counts, str(kind)) for kind in ChangeKind),
    )


def _difference(change: FieldChange) -> tuple[str, ...]:
    words = marked_text(change.words)
    if change.kind is ChangeKind.MOVED:
        return change.section_th, change.label_th, change.kind.th, change.from_th or "", change.label_th, words
    return change.section_th, change.label_th, change.kind.th, change.before_text, change.after_text, words


class _Rows:
    """One sheet that grows from top to bottom."""

    def __init__(
        self, book: Workbook, title: str, columns: Sequence[tuple[str, float]], options: ChangesOptions
    ) -> None:
        sheet = book.create_sheet(title)
        page.margins(sheet)
        page.fit_to_width(sheet, landscape=True)
        self._sheet: Any = sheet  # openpyxl's stubs know little of write-only sheets
        self._row = 0
        for number, (_, width) in enumerate(columns, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        for line, look in zip(_head(options), (TITLE_LINE, LINE, LINE), strict=True):
            self._append([line], look)
        self._sheet.freeze_panes = f"B{self._row + 2}"
        self._append([label for label, _ in columns], HEADER)

    def add(self, cells: Sequence[str | int]) -> None:
        """Write one row, while there is room in a sheet."""
        if self._row < LAST_ROW:
            self._append(cells, SMALL)
        elif self._row == LAST_ROW:
            self._append(["… แผ่นงานเต็ม ส่วนที่เหลืออยู่ในทะเบียน โปรดเลือกหน่วยงานหรือวันที่ที่ใกล้กว่านี้"], SMALL)

    def _append(self, cells: Sequence[str | int], look: Look) -> None:
        self._sheet.append([self._cell(value, look) for value in cells])
        self._row += 1

    def _cell(self, value: str | int, look: Look) -> Cell:
        cell: Cell = WriteOnlyCell(self._sheet)
        cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
        if isinstance(value, int):
            cell.value = value
        elif value:
            cell.value = safe_text(value, whole="ทะเบียน ROPA").value
            cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
            cell.quotePrefix = value[0] in FORMULA_STARTS
        return cell


def _head(options: ChangesOptions) -> tuple[str, str, str]:
    names, counts = options.names, options.counts
    scope = "ทุกหน่วยงานที่เห็นได้" if options.office is None else names.get(options.office, str(options.office))
    kinds = ", ".join(f"{kind.th} {getattr(counts, str(kind))}" for kind in RegisterChangeKind)
    since = format_thai_date(options.since, style="long")
    printed = format_thai_date(options.printed_on, style="long")
    return f"สิ่งที่เปลี่ยนในทะเบียนตั้งแต่ {since}", f"{scope} ข้อมูล ณ {printed}", f"{counts.total} รายการ ({kinds})"
