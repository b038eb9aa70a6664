"""The report of a round as .xlsx: summary, by step, by office, late steps, causes; real dates and numbers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.round_report_words import (
    HOW,
    NOT_SAID,
    STILL_OPEN,
    figures,
    pause_words,
    printed_line,
    share,
    title_lines,
)
from exports.safe_text import FORMULA_STARTS, header_text, safe_text
from exports.styles import HEADER, LABEL, LINE, QUIET, SECTION, SMALL, SMALL_CENTRED, TITLE_LINE, VALUE, Look
from exports.text_fit import column_points, height_of
from schemas.round_report import CauseCount, LateStep, OfficeReport, RoundReport, StepReport
from schemas.round_report_words import TITLE, sentences

SUMMARY, STEPS, OFFICES, LATE, CAUSES = "สรุป", "ตามขั้นตอน", "ตามหน่วยงาน", "ขั้นตอนที่ล่าช้า", "สาเหตุ"
#: A Thai day of the Buddhist Era in western digits; the cell holds the date itself.
_DATE = "[$-107041E]d mmm yyyy"
#: The row of a table's head.
_HEAD = 3
_NUMBER, _AVERAGE = "#,##0", "#,##0.0"
_SUMMARY_WIDTHS = (46.0, 16.0, 16.0, 40.0)
_TOTAL = Look(bold=True, fill=SECTION.fill, size=10)
_CENTRED, _TOTAL_CENTRED = Look(horizontal="center"), Look(bold=True, fill=SECTION.fill, size=10, horizontal="center")
Value = str | int | float | date | None
_Column = tuple[str, float, Callable[[Any], Value]]

_STEP_COLUMNS: tuple[_Column, ...] = (
    ("ขั้นตอน", 8.0, lambda each: each.step),
    ("กิจกรรม", 34.0, lambda each: each.title),
    ("มาตรฐาน (วันทำการ)", 11.0, lambda each: each.standard_days),
    ("ตามแผนแรกต้องเสร็จ (หน่วย)", 12.0, lambda each: each.planned),
    ("ถึงขั้นตอนแล้ว (หน่วย)", 10.0, lambda each: each.reached),
    ("เสร็จ (หน่วย)", 9.0, lambda each: each.done),
    ("ครั้งแรก: เสร็จ (ครั้ง)", 10.0, lambda each: each.first_ended),
    ("ครั้งแรก: วันทำการรวม", 10.0, lambda each: each.first_days),
    ("ครั้งแรก: เฉลี่ย (วันทำการ)", 10.0, lambda each: each.average_days),
    ("นานที่สุด (วันทำการ)", 10.0, lambda each: each.most_days),
    ("ทำซ้ำ: เสร็จ (ครั้ง)", 10.0, lambda each: each.again_ended),
    ("ทำซ้ำ: วันทำการรวม", 10.0, lambda each: each.again_days),
    ("ไม่เห็นชอบ (ครั้ง)", 9.0, lambda each: each.returned),
    ("ช้ากว่าแผนแรก (หน่วย)", 11.0, lambda each: each.late_by_plan),
    ("ช้ากว่าแผนแรก (วันทำการ)", 11.0, lambda each: each.late_by_plan_days),
    ("เสร็จหลังกำหนด (ครั้ง)", 11.0, lambda each: each.late_ended),
    ("เกินกำหนด ยังไม่เสร็จ (ครั้ง)", 12.0, lambda each: each.late_open),
    ("เกินกำหนดรวม (วันทำการ)", 11.0, lambda each: each.late_days),
    ("กำหนดชั่วคราว", 10.0, lambda each: each.provisional),
    ("หลักฐาน (ไฟล์)", 10.0, lambda each: each.files),
)
#: Columns that are not added up: number, title, standard, average, longest.
_NOT_ADDED = {1, 2, 3, 9, 10}
_OFFICE_COLUMNS: tuple[_Column, ...] = (
    ("หน่วยงาน", 46.0, lambda each: each.office),
    ("สถานะ", 17.0, lambda each: each.standing.th),
    ("ขั้นตอนที่เสร็จ", 10.0, lambda each: each.done_steps),
    ("กำลังทำขั้นตอน", 12.0, lambda each: ", ".join(map(str, sorted(each.open_steps)))),
    ("ครบกำหนด", 14.0, lambda each: each.due_on),
    ("กำหนดชั่วคราว", 10.0, lambda each: "ชั่วคราว" if each.is_provisional else ""),
    ("มาตรฐานของที่เสร็จ (วันทำการ)", 12.0, lambda each: each.standard_days),
    ("ใช้จริง (วันทำการ)", 10.0, lambda each: each.actual_days),
    ("ในนี้ทำซ้ำ (วันทำการ)", 10.0, lambda each: each.again_days),
    ("ไม่เห็นชอบ (ครั้ง)", 9.0, lambda each: each.returned),
    ("เกินกำหนด (ครั้ง)", 9.0, lambda each: each.late),
    ("เกินกำหนดรวม (วันทำการ)", 11.0, lambda each: each.late_days),
    ("ตั้งแต่เริ่มรอบ (วันทำการ)", 11.0, lambda each: each.elapsed_days),
    ("พักไว้ (วัน)", 8.0, lambda each: each.paused_days),
    ("สิ้นสุด", 14.0, lambda each: each.ended_on),
)
_LATE_COLUMNS: tuple[_Column, ...] = (
    ("หน่วยงาน", 38.0, lambda each: each.office),
    ("ขั้นตอน", 8.0, lambda each: each.step),
    ("กิจกรรม", 28.0, lambda each: each.title),
    ("ครั้งที่", 7.0, lambda each: each.visit),
    ("เริ่ม", 14.0, lambda each: each.opens_on),
    ("ครบกำหนดตามแผนแรก", 14.0, lambda each: each.planned_on),
    ("ครบกำหนด (ที่ปรับแล้ว)", 14.0, lambda each: each.due_on),
    ("เสร็จ", 14.0, lambda each: each.done_on),
    ("เกิน (วันทำการ)", 9.0, lambda each: each.days_late),
    ("สาเหตุ", 20.0, lambda each: _cause(each.cause, is_open=each.done_on is None)),
    ("บันทึก", 34.0, lambda each: each.note),
    ("กำหนดชั่วคราว", 10.0, lambda each: "ชั่วคราว" if each.is_provisional else ""),
)
_CAUSE_COLUMNS: tuple[_Column, ...] = (
    ("สาเหตุ", 40.0, lambda each: _cause(each.cause, is_open=True)),
    ("ครั้ง", 12.0, lambda each: each.steps),
    ("เกินกำหนดรวม (วันทำการ)", 16.0, lambda each: each.days),
)
_Row = StepReport | OfficeReport | LateStep | CauseCount


def _cause(cause: Any, *, is_open: bool) -> str:
    if cause is not None:
        return str(cause.th)
    return STILL_OPEN if is_open else NOT_SAID


def write_round_report(report: RoundReport, out: BinaryIO) -> None:
    """Write the workbook. Texts stay texts, whatever they begin with. Nothing reaches `out` when this fails."""
    book = Workbook(write_only=True)
    book.properties.title = TITLE
    _summary(book, report)
    steps = _table(book, report, STEPS, _STEP_COLUMNS, report.steps)
    _totals(steps, report)
    _table(book, report, OFFICES, _OFFICE_COLUMNS, report.offices)
    late = _table(book, report, LATE, _LATE_COLUMNS, report.late_steps)
    if len(report.late_steps) < report.late:
        more = f"… และอีก {report.late - len(report.late_steps):,} ครั้ง โปรดออกรายงานทีละหน่วยงาน"
        _append(late, [more], LINE)
    _table(book, report, CAUSES, _CAUSE_COLUMNS, report.causes)
    content = BytesIO()
    book.save(content)
    out.write(content.getbuffer())


# --- sheets -----------------------------------------------------------------------------------------------------------


def _summary(book: Workbook, report: RoundReport) -> None:
    sheet = _sheet(book, report, SUMMARY, _SUMMARY_WIDTHS, landscape=False)
    front = _Front(sheet)
    front.add([TITLE], TITLE_LINE)
    for line in title_lines(report):
        front.wide(line, LINE)
    front.wide(printed_line(report), QUIET)
    front.add([""], LINE)
    front.wide("สรุปผล", SECTION)
    for number, (thai, _) in enumerate(sentences(report), 1):
        front.wide(f"{number}. {thai}", VALUE)
    front.add([""], LINE)
    front.add(["หน่วยงาน", "หน่วย", "ร้อยละ"], HEADER)
    for each in report.offices_by_standing:
        front.add([each.standing.th, each.offices, share(each.offices, len(report.offices))], VALUE)
    front.add(["รวม", len(report.offices), share(len(report.offices), len(report.offices))], _TOTAL)
    front.add([""], LINE)
    front.add(["ตัวเลข", "จำนวน", "หน่วยนับ"], HEADER)
    for label, number, unit in figures(report):
        front.add([label, number, unit], VALUE)
    if report.pauses:
        front.add([""], LINE)
        front.add(["พักการดำเนินงาน", "ตั้งแต่", "ทำต่อเมื่อ", "เหตุผล"], HEADER)
        for pause in report.pauses:
            front.add([pause_words(pause), pause.from_on, pause.until_on or "ยังพักอยู่", pause.reason], VALUE)
    front.add([""], LINE)
    front.wide(HOW, QUIET)


class _Front:
    """A sheet of labels with values, and of texts over its whole width, which are as high as they need."""

    def __init__(self, sheet: Any) -> None:
        self.sheet, self.row = sheet, 0

    def add(self, values: Sequence[Value], look: Look) -> None:
        self.row += 1
        looks = [LABEL if look is VALUE and not at else look for at in range(len(values))]
        if look.wraps:
            points = [column_points(width) for width in _SUMMARY_WIDTHS]
            self.sheet.row_dimensions[self.row].height = _height(values, points, look)
        self.sheet.append([_cell(self.sheet, value, each) for value, each in zip(values, looks, strict=True)])

    def wide(self, text: str, look: Look) -> None:
        self.row += 1
        width = len(_SUMMARY_WIDTHS)
        points = column_points(*_SUMMARY_WIDTHS)
        self.sheet.row_dimensions[self.row].height = height_of(text, points, look.size, bold=look.bold)
        wrapped = Look(look.size, look.bold, look.colour, look.fill, look.border, look.horizontal, look.vertical)
        self.sheet.merged_cells.add(f"A{self.row}:{get_column_letter(width)}{self.row}")
        self.sheet.append([_cell(self.sheet, value, wrapped) for value in (text, *[None] * (width - 1))])


def _table(book: Workbook, report: RoundReport, name: str, columns: Sequence[_Column], rows: Iterable[_Row]) -> Any:
    sheet = _sheet(book, report, name, [width for _, width, _ in columns], landscape=True)
    sheet.freeze_panes, sheet.print_title_rows = f"A{_HEAD + 1}", f"{_HEAD}:{_HEAD}"
    _append(sheet, [f"{TITLE}: {name}"], TITLE_LINE)
    _append(sheet, [" · ".join(title_lines(report)[:2])], LINE)
    sheet.row_dimensions[_HEAD].height = max(
        height_of(label, column_points(width), HEADER.size, bold=True) for label, width, _ in columns
    )
    _append(sheet, [label for label, _, _ in columns], HEADER)
    count = 0
    points = [column_points(width) for _, width, _ in columns]
    for count, row in enumerate(rows, 1):
        values = [value(row) for _, _, value in columns]
        sheet.row_dimensions[_HEAD + count].height = _height(values, points, SMALL)
        _append(sheet, values, SMALL)
    if not count:
        _append(sheet, ["ไม่มี"], LINE)
    sheet.auto_filter.ref = f"A{_HEAD}:{get_column_letter(len(columns))}{_HEAD + max(count, 1)}"
    return sheet


def _height(values: Sequence[Value], points: Sequence[float], look: Look) -> float:
    """Return the points that a row needs: Thai marks above and below a letter are cut off in a row of Excel's own."""
    shown = [(value, width) for value, width in zip(values, points, strict=False) if isinstance(value, str)]
    return max((height_of(value, width, look.size, bold=look.bold) for value, width in [*shown, ("ก", points[0])]))


def _totals(sheet: Any, report: RoundReport) -> None:
    values: list[Value] = ["", "รวม", report.standard_days]
    for number, (_, _, value) in enumerate(_STEP_COLUMNS[3:], 4):
        values.append(None if number in _NOT_ADDED else sum(_number(value(step)) for step in report.steps))
    _append(sheet, values, _TOTAL)


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0


def _sheet(book: Workbook, report: RoundReport, name: str, widths: Sequence[float], *, landscape: bool) -> Any:
    sheet: Any = book.create_sheet(name)  # openpyxl's stubs know little of write-only sheets
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=landscape)
    left = header_text(report.title, longest=80)
    page.lines(sheet, above=(left, header_text(report.ref, longest=40)), below=(header_text(name, longest=40), ""))
    return sheet


def _append(sheet: Any, values: Sequence[Value], look: Look) -> None:
    sheet.append([_cell(sheet, value, look) for value in values])


def _cell(sheet: Any, value: Value, look: Look) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    # A number beside the words of the next column would read as part of them.
    centred = {SMALL: SMALL_CENTRED, VALUE: _CENTRED, _TOTAL: _TOTAL_CENTRED}
    shown = look if value is None or isinstance(value, str) else centred.get(look, look)
    cell.font, cell.fill, cell.border, cell.alignment = shown.font, shown.fill, shown.border, shown.alignment
    if isinstance(value, str):
        if value:
            cell.value = safe_text(value, whole="ทะเบียน ROPA").value
            cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
            cell.quotePrefix = value[0] in FORMULA_STARTS
    elif value is not None:
        cell.value = value
        cell.number_format = _DATE if isinstance(value, date) else _AVERAGE if isinstance(value, float) else _NUMBER
    return cell
