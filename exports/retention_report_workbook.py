"""The monthly report on the ends of retention as .xlsx: a sheet to sign, and every data set, written row by row."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.retention_report_words import (
    HEADINGS,
    LAW,
    SIGNERS,
    TITLE,
    evidence,
    hashes,
    moment_words,
    month_words,
    numbers,
    proof,
)
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import HEADER, LABEL, LINE, QUIET, SECTION, SMALL, TITLE_LINE, VALUE, Look
from schemas.retention_report import ReportLine, ReportTable, RetentionReport
from schemas.retention_work import WorkKind
from schemas.thai_dates import format_thai_date

SUMMARY = "สรุปและลงนาม"
SHEETS = {
    WorkKind.ENDED: "1 ครบกำหนด",
    WorkKind.HELD: "2 ระงับ",
    WorkKind.UNDATABLE: "3 ไม่มีวันกำหนด",
    WorkKind.CHANGED: "4 เปลี่ยนแปลง",
}
#: More take minutes to open; the rest is told, not lost in silence.
LAST_LINE = 100_000
_Column = tuple[str, float, Callable[[ReportLine], str]]
_COMMON: tuple[_Column, ...] = (
    ("หน่วยงาน", 26.0, lambda line: line.office),
    ("เลขที่อ้างอิง", 17.0, lambda line: line.ref),
    ("กิจกรรม", 30.0, lambda line: line.activity),
    ("ชุดข้อมูล", 30.0, lambda line: line.title),
    ("ที่เก็บ", 18.0, lambda line: line.location),
)
_KEPT: _Column = ("เก็บถึงสิ้นวันที่ (พ.ศ.)", 14.0, lambda line: _day(line.last_day_kept))
_COLUMNS: dict[WorkKind, tuple[_Column, ...]] = {
    WorkKind.ENDED: (
        *_COMMON,
        _KEPT,
        ("รอบสำรวจถัดไป เริ่ม", 14.0, lambda line: _day(line.survey_opens_on)),
        ("รอบสำรวจถัดไป สิ้นสุด", 14.0, lambda line: _day(line.survey_closes_on)),
        ("ใหม่เดือนนี้", 9.0, lambda line: "ใหม่" if line.is_new else ""),
        ("สถานะ", 16.0, lambda line: line.state),
    ),
    WorkKind.HELD: (*_COMMON, _KEPT, ("ระงับเพราะ", 30.0, lambda line: line.reason)),
    WorkKind.UNDATABLE: (*_COMMON, ("เหตุที่คำนวณวันไม่ได้", 48.0, lambda line: line.reason)),
    WorkKind.CHANGED: (
        *_COMMON,
        ("เดิมเก็บถึง (พ.ศ.)", 18.0, lambda line: _day(line.listed_kept)),
        ("ขณะนี้เก็บถึง (พ.ศ.)", 18.0, lambda line: _day(line.last_day_kept)),
        ("เหตุ", 36.0, lambda line: line.reason),
        ("สถานะ", 16.0, lambda line: line.state),
    ),
}
_WIDTHS = (34.0, 34.0, 34.0)
_DOTS = "." * 30
_LINE_HEIGHT = 18.0


def write_retention_report(report: RetentionReport, out: BinaryIO) -> int:
    """Write the workbook; return how many data sets it lists."""
    book = Workbook(write_only=True)
    _summary(book, report)
    written = sum(_part(book, report, part) for part in (report.ended, report.held, report.undatable, report.changed))
    book.save(out)
    return written


def _summary(book: Workbook, report: RetentionReport) -> None:
    front = _Front(book)
    front.lines(TITLE_LINE, TITLE, f"เดือน{month_words(report.run.month)} · {report.scope}")
    front.lines(LINE, f"พิมพ์เมื่อ {moment_words(report.printed_at)} โดย {report.printed_by}", "")
    front.wide("ตัวเลขในขอบเขตนี้ ณ เวลาที่พิมพ์ (ข้อเสนอเท่านั้น ระบบไม่ทำลายข้อมูลเอง)", SECTION)
    front.facts(numbers(report))
    front.lines(LINE, "")
    front.wide("หลักฐานของการตรวจ (ทั้งทะเบียน)", SECTION)
    front.facts(evidence(report))
    front.facts(hashes(report))
    front.wide(proof(report), SECTION if report.items_match is False else QUIET)
    front.wide(LAW, QUIET)
    front.signatures()


class _Front:
    """The sheet that is signed: rows of one cell, of a label and its value, or of a place to sign for each."""

    def __init__(self, book: Workbook) -> None:
        """It is the book's next sheet."""
        self._sheet = _sheet(book, SUMMARY, _WIDTHS, landscape=False)
        self._row = 0

    def lines(self, look: Look, *texts: str) -> None:
        for text in texts:
            self._add([text], [look])

    def wide(self, text: str, look: Look) -> None:
        self._add([text, "", ""], [look] * len(_WIDTHS), merged=1)

    def facts(self, rows: Iterable[tuple[str, str]]) -> None:
        for label, value in rows:
            self._add([label, value, ""], [LABEL, VALUE, VALUE], merged=2)

    def signatures(self) -> None:
        for words in (f"ลงชื่อ {_DOTS}", f"({_DOTS})", f"ตำแหน่ง {_DOTS}", f"วันที่ {_DOTS}"):
            self.lines(LINE, "")
            self._add([words] * len(SIGNERS), [LINE] * len(SIGNERS))
        self._add(SIGNERS, [TITLE_LINE] * len(SIGNERS))

    def _add(self, values: Sequence[str], looks: Sequence[Look], merged: int = 0) -> None:
        """Append a row; `merged`: the column from which on it is one cell, which then does not grow by itself."""
        self._row += 1
        if merged:
            width = sum(_WIDTHS[merged - 1 :])
            height = _LINE_HEIGHT * max(1, math.ceil(len(values[merged - 1]) / width))
            self._sheet.row_dimensions[self._row].height = height
            at = f"{get_column_letter(merged)}{self._row}:{get_column_letter(len(_WIDTHS))}{self._row}"
            self._sheet.merged_cells.add(at)
        _append(self._sheet, values, looks)


def _part(book: Workbook, report: RetentionReport, part: ReportTable) -> int:
    columns = _COLUMNS[part.kind]
    sheet = _sheet(book, SHEETS[part.kind], [width for _, width, _ in columns], landscape=True)
    sheet.freeze_panes, sheet.print_title_rows = "A4", "3:3"
    _append(sheet, [f"{HEADINGS[part.kind]}: {part.count:,} ชุด ใน {part.activities:,} กิจกรรม"], [TITLE_LINE])
    _append(sheet, [f"เดือน{month_words(report.run.month)} · {report.scope} · การตรวจ {report.run.id}"], [LINE])
    _append(sheet, [label for label, _, _ in columns], [HEADER] * len(columns))
    looks, written = [SMALL] * len(columns), 0
    for line in part.lines:
        if written == LAST_LINE:
            _append(sheet, [f"… เกิน {LAST_LINE:,} ชุด โปรดออกรายงานทีละหน่วยงาน"], [LINE])
            break
        _append(sheet, [value(line) for _, _, value in columns], looks)
        written += 1
    return written


def _sheet(book: Workbook, name: str, widths: Sequence[float], *, landscape: bool) -> Any:
    sheet: Any = book.create_sheet(name)  # openpyxl's stubs know little of write-only sheets
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=landscape)
    return sheet


def _day(day: date | None) -> str:
    return "" if day is None else format_thai_date(day)


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
