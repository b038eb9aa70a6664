"""The register of breaches as .xlsx, row by row: openpyxl keeps the rows in temporary files, memory does not grow.

Numbers stand beside the list; drills have a sheet of their own and are in no number.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import ERROR, HEADER, LINE, SMALL, SMALL_CENTRED, TITLE_LINE, WARNING, Look
from schemas.breach import BreachState, RiskLevel
from schemas.breach_register import BreachStatistics, RegisterLine
from schemas.thai_dates import format_thai_date

SHEET, DRILLS, NUMBERS = "ทะเบียนเหตุละเมิด", "การฝึกซ้อม", "สถิติ"
WHOLE = "ระบบทะเบียนเหตุละเมิด"
#: Every date of the workbook is of this era and zone, so the word stands once in each header.
ERA = "พ.ศ. เวลาไทย"
_BANGKOK = ZoneInfo("Asia/Bangkok")
_TOLD_EVERY = 200
_PAGES_BESIDE, _HEADER_HEIGHT = 4, 44.0
_COLUMNS = (
    ("เลขที่", 18.0),
    ("เรื่อง", 36.0),
    ("หน่วยงาน", 30.0),
    ("สถานะเรื่อง", 14.0),
    ("ที่มาของเหตุ", 18.0),
    (f"เกิดเหตุตั้งแต่ ({ERA})", 18.0),
    (f"เกิดเหตุถึง ({ERA})", 18.0),
    (f"ตรวจพบ ({ERA})", 18.0),
    (f"เริ่มสงสัย ({ERA})", 18.0),
    (f"ทราบเหตุ ({ERA})", 18.0),
    (f"ครบ 72 ชั่วโมง ({ERA})", 18.0),
    ("ความเสี่ยง", 15.0),
    (f"ประเมินเมื่อ ({ERA})", 18.0),
    ("การแจ้งสำนักงาน", 24.0),
    (f"แจ้งสำนักงานเมื่อ ({ERA})", 18.0),
    ("ชั่วโมงตั้งแต่ทราบเหตุถึงแจ้ง", 16.0),
    ("เหตุผลที่แจ้งล่าช้า", 14.0),
    (f"ได้รับยกเว้นเมื่อ ({ERA})", 18.0),
    (f"แจ้งเจ้าของข้อมูลเมื่อ ({ERA})", 18.0),
    ("ประเภทการละเมิด", 26.0),
    ("ประเภทเจ้าของข้อมูล", 28.0),
    ("จำนวนเจ้าของข้อมูล", 18.0),
    ("จำนวนรายการข้อมูล", 18.0),
    ("ข้อมูลตามมาตรา 26", 12.0),
    ("สาเหตุ", 24.0),
    ("ลักษณะของเหตุ", 44.0),
    ("ผลกระทบที่อาจเกิดขึ้น", 40.0),
    ("มาตรการที่ดำเนินการแล้ว", 44.0),
    ("กิจกรรมที่เกี่ยวข้อง", 24.0),
    ("งานที่ยังไม่เสร็จ / ทั้งหมด", 14.0),
    ("บทเรียน", 44.0),
    (f"ปิดเรื่องเมื่อ ({ERA})", 18.0),
)
_STATE, _LEVEL = 13, 11
_LATE = frozenset({BreachState.OVERDUE, BreachState.LATE_BEYOND_15D, BreachState.NOTIFIED_LATE})


class RegisterOptions(Struct, frozen=True, kw_only=True):
    """What the workbook says of itself. `progress(done)` is told now and then."""

    printed_at: datetime
    printed_by: str
    scope: str
    progress: Callable[[int], None] | None = None


def write_breach_register(
    lines: Iterable[RegisterLine],
    drills: Iterable[RegisterLine] | None,
    numbers: BreachStatistics,
    out: BinaryIO,
    options: RegisterOptions,
) -> int:
    """Write the workbook; return how many breaches it lists. `drills`: None leaves their sheet out."""
    book = Workbook(write_only=True)
    written = _sheet(book, SHEET, "ทะเบียนเหตุการละเมิดข้อมูลส่วนบุคคล", lines, options)
    _numbers(book, numbers, options)
    if drills is not None:
        written += _sheet(book, DRILLS, "การฝึกซ้อม (ฝึกซ้อม / DRILL) ไม่นับเป็นเหตุละเมิด", drills, options)
    book.save(out)
    return written


def _sheet(book: Workbook, name: str, title: str, lines: Iterable[RegisterLine], options: RegisterOptions) -> int:
    sheet: Any = book.create_sheet(name)  # openpyxl's stubs know little of write-only sheets
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "C4"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    # Read on paper, too: four sheets of A3 beside each other, each with number, title and the headers.
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = page.A3, _PAGES_BESIDE
    sheet.print_title_rows, sheet.print_title_cols = "3:3", "A:B"
    sheet.row_dimensions[3].height = _HEADER_HEIGHT
    _append(sheet, [title], [TITLE_LINE])
    _append(sheet, [_about(options)], [LINE])
    _append(sheet, [label for label, _ in _COLUMNS], [HEADER] * len(_COLUMNS))
    written = 0
    for line in lines:
        looks: list[Look] = [SMALL] * len(_COLUMNS)
        if line.state in _LATE:
            looks[_STATE] = ERROR
        if line.level is RiskLevel.HIGH:
            looks[_LEVEL] = WARNING
        _append(sheet, _cells(line), looks)
        written += 1
        if options.progress is not None and written % _TOLD_EVERY == 0:
            options.progress(written)
    if not written:
        _append(sheet, ["ไม่มีรายการตามเงื่อนไขนี้"], [LINE])
    return written


def _about(options: RegisterOptions) -> str:
    return (
        f"{options.scope} · ข้อมูล ณ {_moment(options.printed_at)} น. โดย {options.printed_by}"
        " · วันที่ทั้งหมดเป็น พ.ศ. เวลาประเทศไทย · ปิดชื่อบุคคลและเลขประจำตัว"
    )


def _cells(line: RegisterLine) -> tuple[str, ...]:
    s26 = {True: "มี", False: "ไม่มี", None: ""}[line.has_s26_data]
    late_reason = "บันทึกแล้ว" if line.has_late_reason else ("ยังไม่บันทึก" if line.is_late else "")
    return (
        line.ref,
        line.title,
        line.office,
        line.phase.th,
        line.source.th,
        _moment(line.occurred_from),
        _moment(line.occurred_to),
        _moment(line.detected_at),
        _moment(line.suspected_at),
        _moment(line.aware_at),
        _moment(line.due_at),
        "ยังไม่ประเมิน" if line.level is None else line.level.th,
        _moment(line.level_at),
        line.state.th,
        _moment(line.notified_at),
        "" if line.hours_to_notice is None else f"{line.hours_to_notice:,.1f}",
        late_reason,
        _moment(line.excused_at),
        _moment(line.subjects_notified_at),
        "\n".join(each.th for each in line.types),
        "\n".join(line.subject_categories),
        line.subject_count,
        line.record_count,
        s26,
        "" if line.cause is None else line.cause.th,
        line.description,
        line.consequences,
        line.measures,
        "\n".join(line.activities),
        f"{line.tasks_open:,} / {line.tasks:,}" if line.tasks else "",
        "\n".join(line.lessons),
        _moment(line.closed_at),
    )


def _moment(moment: datetime | None) -> str:
    """Return day and time in Bangkok; the era stands in the header."""
    if moment is None:
        return ""
    there = moment.astimezone(_BANGKOK)
    # With seconds: half a minute after the deadline is late.
    return f"{format_thai_date(there.date())} {there:%H:%M:%S}"


def _numbers(book: Workbook, numbers: BreachStatistics, options: RegisterOptions) -> None:
    sheet: Any = book.create_sheet(NUMBERS)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 60.0, 14.0
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=False)
    _append(sheet, ["สถิติเหตุการละเมิดข้อมูลส่วนบุคคล (ไม่นับการฝึกซ้อม)"], [TITLE_LINE])
    _append(sheet, [_about(options)], [LINE])
    median = "-" if numbers.median_hours_to_notice is None else f"{numbers.median_hours_to_notice:,.1f}"
    _table(
        sheet,
        "ภาพรวม",
        [
            ("เหตุทั้งหมด", f"{numbers.total:,}"),
            ("ในจำนวนนี้ยังเป็นเหตุต้องสงสัย", f"{numbers.suspected:,}"),
            ("ในจำนวนนี้ปิดเรื่องแล้ว", f"{numbers.closed:,}"),
            ("เหตุต้องสงสัยที่ตรวจแล้วไม่ใช่เหตุละเมิด (ไม่นับรวม)", f"{numbers.dismissed:,}"),
            ("มัธยฐานของชั่วโมงตั้งแต่ทราบเหตุถึงแจ้งสำนักงาน", median),
        ],
    )
    _table(
        sheet,
        "เดือนที่ทราบเหตุ เหตุต้องสงสัยนับเดือนที่เริ่มสงสัย (พ.ศ.)",
        [(each.th, f"{each.count:,}") for each in numbers.by_month],
    )
    _table(sheet, "ระดับความเสี่ยง", [(each.th, f"{each.count:,}") for each in numbers.by_level])
    _table(sheet, "การแจ้งสำนักงาน", [(each.th, f"{each.count:,}") for each in numbers.by_notice])
    _table(sheet, "สาเหตุ", [(each.th, f"{each.count:,}") for each in numbers.by_cause])
    _table(sheet, "หน่วยงาน", [(each.name, f"{each.count:,}") for each in numbers.by_office])


def _table(sheet: Any, title: str, rows: Sequence[tuple[str, str]]) -> None:
    _append(sheet, [""], [LINE])
    _append(sheet, [title, "จำนวน"], [HEADER, HEADER])
    for label, count in rows or [("ไม่มี", "")]:
        _append(sheet, [label, count], [SMALL, SMALL_CENTRED])


def _append(sheet: Any, values: Sequence[str], looks: Sequence[Look]) -> None:
    sheet.append([_cell(sheet, value, look) for value, look in zip(values, looks, strict=True)])


def _cell(sheet: Any, value: str, look: Look) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
    if value:
        cell.value = safe_text(value, whole=WHOLE).value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        cell.quotePrefix = value[0] in FORMULA_STARTS
    return cell
