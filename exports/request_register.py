"""The register of requests of data subjects as .xlsx, row by row: openpyxl keeps the rows in temporary files.

A row is a right of a request. Nobody's name is in it; numbers stand on a sheet beside the list.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import ERROR, HEADER, LINE, SMALL, SMALL_CENTRED, TITLE_LINE, WARNING, Look
from schemas.request_register import RequestRegisterLine, RequestStatistics, RightStand
from schemas.request_terms import RightOutcome
from schemas.thai_dates import format_thai_date

SHEET, NUMBERS = "ทะเบียนคำขอใช้สิทธิ", "สถิติ"
WHOLE = "ระบบทะเบียนคำขอใช้สิทธิ"
#: Every date of the workbook is of this era and zone, so the word stands once in each header.
ERA = "พ.ศ. เวลาไทย"
_BANGKOK = ZoneInfo("Asia/Bangkok")
_PAGES_BESIDE, _HEADER_HEIGHT = 3, 44.0
_COLUMNS = (
    ("เลขที่คำขอ", 17.0),
    ("หน่วยงาน", 30.0),
    ("สิทธิที่ขอใช้", 24.0),
    ("ช่องทาง", 16.0),
    ("ภาษา", 9.0),
    ("สถานะคำขอ", 18.0),
    (f"ได้รับคำขอเมื่อ ({ERA})", 18.0),
    ("ผู้ยื่น (ปกปิดชื่อ)", 22.0),
    ("อายุเจ้าของข้อมูล", 18.0),
    ("การยืนยันตัวตน", 18.0),
    (f"เริ่มนับวันของสิทธินี้ ({ERA})", 16.0),
    ("กำหนด (วัน)", 9.0),
    ("กฎหมายที่กำหนดเวลา", 22.0),
    (f"ครบกำหนด ({ERA})", 16.0),
    ("หยุดนับเวลาอยู่", 11.0),
    ("คำตัดสิน", 20.0),
    (f"ตัดสินเมื่อ ({ERA})", 18.0),
    ("เหตุที่ปฏิเสธ", 40.0),
    (f"ส่งคำตอบเมื่อ ({ERA})", 18.0),
    ("วันที่ใช้ตอบ", 10.0),
    ("เทียบกับกำหนด", 18.0),
    (f"ดำเนินการตามสิทธิเมื่อ ({ERA})", 16.0),
    ("กิจกรรมที่เกี่ยวข้อง", 24.0),
    ("งานที่ยังไม่เสร็จ / ทั้งหมด", 14.0),
    (f"ปิดเรื่องเมื่อ ({ERA})", 18.0),
    (f"กำหนดลบข้อมูลผู้ขอ ({ERA})", 16.0),
    (f"ลบข้อมูลผู้ขอเมื่อ ({ERA})", 18.0),
)
_OUTCOME, _STAND = 15, 20
_LATE = frozenset({RightStand.LATE, RightStand.OVERDUE})


class RequestRegisterOptions(Struct, frozen=True, kw_only=True):
    """What the workbook says of itself. `progress(done)` is told of each row."""

    printed_at: datetime
    printed_by: str
    scope: str
    progress: Callable[[int], None] | None = None


def write_request_register(
    lines: Iterable[RequestRegisterLine],
    numbers: RequestStatistics,
    out: BinaryIO,
    options: RequestRegisterOptions,
) -> int:
    """Write the workbook; return how many rows it lists."""
    book = Workbook(write_only=True)
    written = _sheet(book, lines, options)
    _numbers(book, numbers, options)
    book.save(out)
    return written


def _sheet(book: Workbook, lines: Iterable[RequestRegisterLine], options: RequestRegisterOptions) -> int:
    sheet: Any = book.create_sheet(SHEET)  # openpyxl's stubs know little of write-only sheets
    for number, (_, width) in enumerate(_COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "D4"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    sheet.page_setup.paperSize, sheet.page_setup.fitToWidth = page.A3, _PAGES_BESIDE
    sheet.print_title_rows, sheet.print_title_cols = "3:3", "A:C"
    sheet.row_dimensions[3].height = _HEADER_HEIGHT
    _append(sheet, ["ทะเบียนคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล"], [TITLE_LINE])
    _append(sheet, [_about(options)], [LINE])
    _append(sheet, [label for label, _ in _COLUMNS], [HEADER] * len(_COLUMNS))
    written = 0
    for line in lines:
        looks: list[Look] = [SMALL] * len(_COLUMNS)
        if line.stand in _LATE:
            looks[_STAND] = ERROR
        if line.outcome in {RightOutcome.REFUSED, RightOutcome.PARTLY}:
            looks[_OUTCOME] = WARNING
        _append(sheet, _cells(line), looks)
        written += 1
        if options.progress is not None:
            options.progress(written)
    if not written:
        _append(sheet, ["ไม่มีรายการตามเงื่อนไขนี้"], [LINE])
    return written


def _about(options: RequestRegisterOptions) -> str:
    return (
        f"{options.scope} · ข้อมูล ณ {_moment(options.printed_at)} น. โดย {options.printed_by}"
        " · วันที่ทั้งหมดเป็น พ.ศ. เวลาประเทศไทย · ไม่มีชื่อ เลขประจำตัว หรือถ้อยคำของผู้ขอ"
    )


def _cells(line: RequestRegisterLine) -> tuple[str, ...]:
    return (
        line.ref,
        line.office,
        line.right.th,
        line.channel.th,
        line.language.th,
        line.state.th,
        _moment(line.received_at),
        line.requester.th,
        line.age_band.th,
        line.identity_level.th,
        _day(line.right_received_on),
        f"{line.limit_days:,}",
        line.limit_law,
        _day(line.due_on),
        "หยุดอยู่" if line.is_paused else "",
        "ยังไม่ตัดสิน" if line.outcome is None else line.outcome.th,
        _moment(line.decided_at),
        "\n".join(each.th for each in line.grounds),
        _moment(line.answered_at),
        "" if line.days is None else f"{line.days:,}",
        line.stand.th,
        _day(line.fulfilled_on),
        "\n".join(line.activities),
        f"{line.tasks_open:,} / {line.tasks:,}" if line.tasks else "",
        _moment(line.closed_at),
        _day(line.forget_on),
        _moment(line.forgotten_at),
    )


def _day(day: date | None) -> str:
    return "" if day is None else format_thai_date(day)


def _moment(moment: datetime | None) -> str:
    """Return day and time in Bangkok; the era stands in the header."""
    if moment is None:
        return ""
    there = moment.astimezone(_BANGKOK)
    return f"{format_thai_date(there.date())} {there:%H:%M}"


def _numbers(book: Workbook, numbers: RequestStatistics, options: RequestRegisterOptions) -> None:
    sheet: Any = book.create_sheet(NUMBERS)
    sheet.column_dimensions["A"].width = 48.0
    for number in range(2, 12):
        sheet.column_dimensions[get_column_letter(number)].width = 11.0
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    _append(sheet, ["สถิติคำร้องขอใช้สิทธิของเจ้าของข้อมูลส่วนบุคคล"], [TITLE_LINE])
    _append(sheet, [_about(options)], [LINE])
    _table(
        sheet,
        ("ภาพรวม", "จำนวน"),
        [
            ("คำขอทั้งหมด", f"{numbers.requests:,}"),
            ("ในจำนวนนี้ยังไม่สิ้นสุด", f"{numbers.open:,}"),
            ("เรื่องที่ไม่ใช่คำขอใช้สิทธิ (ไม่นับรวม)", f"{numbers.dismissed:,}"),
            ("สิทธิที่ขอใช้ทั้งหมด", f"{numbers.rights:,}"),
            ("ตอบแล้ว", f"{numbers.answered:,}"),
            ("ตอบเกินกำหนด", f"{numbers.late:,}"),
            ("ยังไม่ตอบและเกินกำหนด", f"{numbers.overdue:,}"),
            ("มัธยฐานของวันที่ใช้ตอบ", _number(numbers.median_days)),
            ("วันที่ใช้ตอบนานที่สุด", _number(numbers.longest_days)),
        ],
    )
    _by_right(sheet, numbers)
    for title, rows in (
        ("คำตัดสิน", numbers.by_outcome),
        ("เทียบกับกำหนดเวลา", numbers.by_stand),
        ("สถานะคำขอ", numbers.by_state),
        ("ช่องทาง", numbers.by_channel),
        ("เหตุที่ปฏิเสธ (นับตามสิทธิ)", numbers.by_ground),
        ("เดือนที่ได้รับ (พ.ศ.)", numbers.by_month),
    ):
        _table(sheet, (title, "จำนวน"), [(each.th, f"{each.count:,}") for each in rows])
    _table(sheet, ("หน่วยงาน", "จำนวนคำขอ"), [(each.name, f"{each.count:,}") for each in numbers.by_office])


def _by_right(sheet: Any, numbers: RequestStatistics) -> None:
    _table(
        sheet,
        (
            "ตามสิทธิ",
            "จำนวน",
            "ให้",
            "ให้บางส่วน",
            "ปฏิเสธ",
            "ไม่มีข้อมูล",
            "ถอน",
            "ยังไม่ตัดสิน",
            "ช้า",
            "มัธยฐาน (วัน)",
            "นานสุด (วัน)",
        ),
        [
            (
                each.th,
                *(
                    f"{count:,}"
                    for count in (
                        each.count,
                        each.granted,
                        each.partly,
                        each.refused,
                        each.not_held,
                        each.withdrawn,
                        each.undecided,
                        each.late,
                    )
                ),
                _number(each.median_days),
                _number(each.longest_days),
            )
            for each in numbers.by_right
        ],
    )


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:,g}"


def _table(sheet: Any, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    _append(sheet, [""], [LINE])
    _append(sheet, titles, [HEADER] * len(titles))
    for row in rows or [("ไม่มี", *[""] * (len(titles) - 1))]:
        _append(sheet, row, [SMALL, *[SMALL_CENTRED] * (len(row) - 1)])


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
