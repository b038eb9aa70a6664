"""Lines of the exchange log as CSV and as .xlsx, in the order and with the headings of form 003."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import HEADER, LINE, SMALL, TITLE_LINE, Look
from schemas.exchange_log import ExchangeExcerpt, ExchangeLine
from schemas.thai_dates import format_thai_date

SHEET = "บันทึกการแลกเปลี่ยน"
_COLUMNS = (
    ("ลำดับที่ของ Log", 16.0),
    ("Token (ค่าแฮช 12 ตัวแรก)", 18.0),
    ("ข้อมูลผู้ที่เรียกใช้ (ค่าแฮช · 3 ตัวท้าย)", 22.0),
    ("รหัสหน่วยงานที่ลงทะเบียนขอใช้งาน", 20.0),
    ("สถานะการเรียกใช้ข้อมูล", 14.0),
    ("ชื่อเซอร์วิส", 30.0),
    ("หน่วยงานที่ให้บริการข้อมูล", 30.0),
    ("ไอพีระบบที่เข้าถึง", 20.0),
    ("วันที่มีการเรียกใช้งาน (พ.ศ.)", 24.0),
    ("ระบบที่ส่งบันทึก", 20.0),
)


def cells(line: ExchangeLine) -> list[str]:
    """Return a line as texts, in the order of the form's nine columns and the source."""
    person = line.person_mark or ""
    if line.person_tail is not None:
        person = f"{person} · xxx{line.person_tail}"
    return [
        str(line.number),
        line.token_mark or "",
        person,
        line.agency,
        line.status,
        line.service,
        line.provider,
        line.ip,
        moment_words(line.at),
        line.source,
    ]


def moment_words(at: datetime) -> str:
    """Return a moment in the Buddhist Era, to the millisecond: two lines of one second stay apart."""
    return f"{format_thai_date(at.date(), style='numeric')} {at:%H:%M:%S}.{at.microsecond // 1000:03}"


def lines_csv(lines: Sequence[ExchangeLine]) -> bytes:
    """Return CSV in UTF-8 with a mark by which Excel knows it; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([label for label, _ in _COLUMNS])
    for line in lines:
        writer.writerow([f"'{text}" if text[:1] in FORMULA_STARTS else text for text in cells(line)])
    return out.getvalue().encode("utf-8-sig")


def lines_xlsx(excerpt: ExchangeExcerpt, *, printed_on: date) -> bytes:
    """Return the workbook of an excerpt, with its SHA-256: the sheet can be compared with the evidence."""
    lines = excerpt.lines
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(SHEET)  # openpyxl's stubs know little of write-only sheets
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "B4"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    printed = format_thai_date(printed_on, style="long")
    _append(sheet, [f"บันทึกการแลกเปลี่ยนข้อมูล {len(lines):,} บรรทัด ณ {printed}"], TITLE_LINE)
    _append(sheet, [f"SHA-256 ของรายการ (NDJSON): {excerpt.sha256}"], LINE)
    _append(sheet, [label for label, _ in _COLUMNS], HEADER)
    for line in lines:
        _append(sheet, cells(line), SMALL)
    out = io.BytesIO()  # ten thousand lines are half a megabyte
    book.save(out)
    return out.getvalue()


def _append(sheet: Any, texts: Sequence[str], look: Look) -> None:
    row = []
    for text in texts:
        cell = WriteOnlyCell(sheet)
        cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
        cell.value = safe_text(text, whole="ทะเบียน").value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        cell.quotePrefix = text[:1] in FORMULA_STARTS
        row.append(cell)
    sheet.append(row)
