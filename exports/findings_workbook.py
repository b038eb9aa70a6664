"""The worklist of findings as .xlsx, row by row: openpyxl keeps them in temporary files, memory does not grow."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import ERROR, HEADER, HINT, LINE, SMALL, TITLE_LINE, WARNING, Look
from schemas.findings import Severity
from schemas.thai_dates import format_thai_date
from schemas.worklist import WorkItem

SHEET = "ข้อสังเกต"
#: More take minutes to open; the rest is told, not lost in silence.
LAST_ROW = 100_000
_COLUMNS = (
    ("เลขที่อ้างอิง", 17.0),
    ("รายการ", 36.0),
    ("หน่วยงาน", 30.0),
    ("ระดับ", 12.0),
    ("ตำแหน่ง", 34.0),
    ("สิ่งที่พบ", 60.0),
    ("กฎหมาย", 18.0),
    ("ข้อแนะนำ", 44.0),
    ("ผู้รับผิดชอบ", 24.0),
    ("สถานะ", 14.0),
    ("ยอมรับถึง (พ.ศ.)", 16.0),
    ("ผู้ยอมรับ", 24.0),
    ("เหตุผล", 44.0),
    ("รหัส", 28.0),
)
_LOOKS = {Severity.ERROR: ERROR, Severity.WARNING: WARNING, Severity.HINT: HINT}
_SEVERITY = 3


class WorklistOptions(Struct, frozen=True, kw_only=True):
    """What the workbook says of itself. `names`: of offices, by id; `place`: the words for a pointer."""

    printed_on: date
    scope: str
    names: Mapping[int, str]
    place: Callable[[str], str]


def write_worklist(items: Iterable[WorkItem], out: BinaryIO, options: WorklistOptions) -> int:
    """Write the workbook; return how many findings it lists."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(SHEET)  # openpyxl's stubs know little of write-only sheets
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B4"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    printed = format_thai_date(options.printed_on, style="long")
    _append(sheet, [f"ข้อสังเกตในทะเบียนกิจกรรม ข้อมูล ณ {printed}"], [TITLE_LINE])
    _append(sheet, [options.scope], [LINE])
    _append(sheet, [label for label, _ in _COLUMNS], [HEADER] * len(_COLUMNS))
    written = 0
    for item in items:
        if written == LAST_ROW:
            _append(sheet, [f"… เกิน {LAST_ROW:,} ข้อ โปรดเลือกหน่วยงานหรือระดับที่แคบกว่านี้"], [SMALL])
            break
        looks = [SMALL] * len(_COLUMNS)
        looks[_SEVERITY] = _LOOKS[item.severity]
        _append(sheet, _cells(item, options), looks)
        written += 1
    book.save(out)
    return written


def _cells(item: WorkItem, options: WorklistOptions) -> tuple[str, ...]:
    taken = item.acceptance
    return (
        item.ref,
        item.title,
        options.names.get(item.office_id, str(item.office_id)),
        item.severity.th,
        options.place(item.pointer),
        item.message_th,
        item.law or "",
        item.suggestion or "",
        item.owner_name or "",
        item.state.th,
        "" if taken is None else format_thai_date(taken.valid_through),
        "" if taken is None else taken.accepted_by_name,
        "" if taken is None else taken.reason,
        item.code,
    )


def _append(sheet: Any, values: Sequence[str], looks: Sequence[Look]) -> None:
    sheet.append([_cell(sheet, value, look) for value, look in zip(values, looks, strict=True)])


def _cell(sheet: Any, value: str, look: Look) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
    if value:
        cell.value = safe_text(value, whole="ทะเบียน ROPA").value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        cell.quotePrefix = value[0] in FORMULA_STARTS
    return cell
