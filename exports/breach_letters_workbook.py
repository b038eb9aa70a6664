"""The delivery register of a notice to data subjects as .xlsx, for the evidence: contacts masked, hashes whole."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.breach_notice_rows import DRILL_NOTE, moment_words
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import HEADER, LINE, SMALL, TITLE_LINE, Look
from schemas.breach_letters import Recipient
from schemas.breach_notice import BreachNotice
from schemas.thai_dates import format_thai_date

SHEET = "ทะเบียนการแจ้ง"
_COLUMNS = (
    ("ที่", 8.0),
    ("วิธีแจ้ง", 16.0),
    ("สถานะ", 24.0),
    ("ผู้รับ (ปิดบางส่วน)", 34.0),
    ("ส่งเมื่อ", 38.0),
    ("ตีกลับเมื่อ", 38.0),
    ("จำนวนครั้งที่ส่ง", 12.0),
    ("เหตุที่ส่งไม่สำเร็จ", 30.0),
    ("รหัสยืนยันผู้รับ (hash)", 68.0),
)


def write_recipients(ref: str, notice: BreachNotice, rows: Iterable[Recipient], out: BinaryIO, day: date) -> int:
    """Write the workbook, row by row; return how many recipients it lists."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(SHEET)  # openpyxl's stubs know little of write-only sheets
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B5" if notice.is_drill else "B4"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    printed = format_thai_date(day, style="long")
    _append(sheet, [f"ทะเบียนการแจ้งเจ้าของข้อมูล {ref} ฉบับที่ {notice.number} ข้อมูล ณ {printed}"], [TITLE_LINE])
    if notice.is_drill:
        _append(sheet, [DRILL_NOTE], [LINE])
    _append(sheet, [f"SHA-256 ของเนื้อหาที่แจ้ง {notice.content_sha256}"], [LINE])
    _append(sheet, [label for label, _ in _COLUMNS], [HEADER] * len(_COLUMNS))
    written = 0
    for each in rows:
        _append(sheet, _cells(each), [SMALL] * len(_COLUMNS))
        written += 1
    book.save(out)
    return written


def _cells(each: Recipient) -> tuple[str, ...]:
    return (
        str(each.place),
        each.way.th,
        each.state.th,
        each.contact or "ลบแล้วตามกำหนดการเก็บ",
        _moment(each.sent_at),
        _moment(each.returned_at),
        str(each.tries),
        each.reason or "",
        each.contact_hash,
    )


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else moment_words(moment)


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
