"""The destruction list and the register of certificates as .xlsx, row by row: memory does not grow with the list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from typing import Any, BinaryIO

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter

from exports import page
from exports.destruction_blocks import moment_words, short_day
from exports.destruction_rows import FORM_25, MEANINGS, considered, form_25, shown, way
from exports.safe_text import FORMULA_STARTS, header_text, safe_text
from exports.styles import HEADER, LINE, QUIET, SMALL, SMALL_CENTRED, TITLE_LINE, Look
from exports.text_fit import column_points, height_of
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.evidence import Certificate
from schemas.pending import PendingErasure
from schemas.thai_dates import BE_OFFSET, format_thai_date

FORM_SHEET, DETAIL_SHEET = "แบบที่ 25", "รายละเอียด"
CERTIFICATES_SHEET, PENDING_SHEET = "ทะเบียนหนังสือรับรอง", "รอลบ"
#: Excel's rows end at 409 points.
_TALLEST, _ONE_LINE = 409.0, 18.0
_HEAD_ROWS = 5
_FORM_WIDTHS = (7.0, 17.0, 26.0, 22.0, 14.0, 52.0, 30.0, 38.0)


class Titled(Struct, frozen=True):
    """A column of a sheet: its head, its width in digits, and what stands in it."""

    label: str
    width: float
    value: Callable[[Any], str | int]
    look: Look = SMALL


class ListOptions(Struct, frozen=True, kw_only=True):
    """What the workbook of a list says of itself. `offices`: names by id; `certificates`: numbers by item."""

    listed: DestructionList
    office: str
    printed_on: date
    offices: Mapping[int, str]
    certificates: Mapping[str, str]


def write_list(items: Iterable[DestructionItem], out: BinaryIO, options: ListOptions) -> int:
    """Write form 25 and a sheet with all that is known of each item; return how many items it lists."""
    book = Workbook(write_only=True)
    form = _sheet(book, FORM_SHEET, _FORM_WIDTHS, frozen="A6")
    listed = options.listed
    _append(form, ["บัญชีหนังสือขอทำลาย (แบบที่ 25)"], [TITLE_LINE])
    _append(form, [f"ประจำปี พ.ศ. {listed.year + BE_OFFSET} · {listed.ref} · {options.office}"], [LINE])
    _append(form, [f"สถานะ {listed.state.th} · พิมพ์วันที่ {format_thai_date(options.printed_on, style='long')}"], [LINE])
    _append(form, [" · ".join(MEANINGS)], [_NOTE])
    _append(form, [column.label for column in FORM_25], [HEADER] * len(FORM_25))
    columns = _details(options)
    detail = _sheet(book, DETAIL_SHEET, [each.width for each in columns], frozen="C2")
    _append(detail, [each.label for each in columns], [HEADER] * len(columns))
    looks = [SMALL_CENTRED, *[SMALL] * (len(FORM_25) - 1)]
    written = 0
    for item in items:
        row = form_25(item)
        _fit(form, _HEAD_ROWS + written + 1, row, _FORM_WIDTHS)
        _append(form, row, looks)
        # A line for each item: it is filtered and sorted here, and read in full in the cell.
        detail.row_dimensions[written + 2].height = _ONE_LINE
        _row(detail, columns, item)
        written += 1
    _lines(form, options)
    _lines(detail, options)
    book.save(out)
    return written


_NOTE = Look(border=QUIET.border, colour="FF595959", size=9, wraps=False)


def _details(options: ListOptions) -> tuple[Titled, ...]:
    return (
        Titled("ลำดับที่", 8, lambda item: item.seq, SMALL_CENTRED),
        Titled("เลขที่กิจกรรม", 17, lambda item: item.listed.activity_ref),
        Titled("กิจกรรม", 36, lambda item: shown(item.listed.activity_title)),
        Titled("หน่วยงาน", 30, lambda item: options.offices.get(item.listed.office_id, str(item.listed.office_id))),
        Titled("ชุดข้อมูล", 40, lambda item: shown(item.listed.title)),
        Titled("ข้อมูลตั้งแต่", 14, lambda item: short_day(item.listed.data_from)),
        Titled("ข้อมูลถึง", 14, lambda item: short_day(item.listed.data_through)),
        Titled("สื่อที่เก็บ", 18, lambda item: item.listed.carrier.th if item.listed.carrier else ""),
        Titled("ที่เก็บ", 26, lambda item: shown(item.listed.location or "")),
        Titled("ปริมาณ", 18, lambda item: shown(item.listed.volume or "")),
        Titled("เป็นหนังสือตามระเบียบงานสารบรรณ", 20, lambda item: item.listed.saraban.th),
        Titled("เกณฑ์การเก็บ", 30, lambda item: shown(item.listed.retention_text or "")),
        Titled("เก็บถึง", 14, lambda item: short_day(item.listed.last_day_kept)),
        Titled("สำเนาและข้อมูลสำรอง", 40, _copies),
        Titled("วิธีทำลายตามสื่อ", 44, lambda item: way(item.listed.carrier)),
        Titled("การพิจารณา", 32, considered),
        Titled("เหตุผลของคณะกรรมการ", 34, lambda item: shown(item.opinion_reason or "")),
        Titled("เหตุผลของผู้สั่ง", 34, lambda item: shown(item.decision_reason or "")),
        Titled("สถานะ", 24, lambda item: item.state.th),
        Titled("ผล", 20, lambda item: item.outcome.th),
        Titled("วันที่ของผล", 14, lambda item: short_day(item.outcome_on)),
        Titled("หนังสือรับรอง", 18, lambda item: options.certificates.get(item.id, "")),
        Titled("SHA-256 ของชุดข้อมูลที่เสนอ", 66, lambda item: item.listed_hash),
    )


def _copies(item: DestructionItem) -> str:
    return "\n".join(f"{copy.kind.th}: {shown(copy.place)}" for copy in item.listed.copies)


class RegisterOptions(Struct, frozen=True, kw_only=True):
    """What the workbook of certificates says of itself. `offices`: names by id."""

    printed_on: date
    scope: str
    offices: Mapping[int, str]


def write_certificates(
    certificates: Iterable[Certificate], pending: Iterable[PendingErasure], out: BinaryIO, options: RegisterOptions
) -> int:
    """Write the register of certificates, and what is still pending; return how many certificates it lists."""
    book = Workbook(write_only=True)
    columns = _certificates(options)
    written = _table(book, CERTIFICATES_SHEET, "ทะเบียนหนังสือรับรองการทำลายข้อมูล", columns, certificates, options)
    _table(book, PENDING_SHEET, "ส่วนที่ยังไม่ถูกทำลาย รอลบหรือรอตรวจ", _PENDING, pending, options)
    book.save(out)
    return written


def _certificates(options: RegisterOptions) -> tuple[Titled, ...]:
    return (
        Titled("เลขที่", 20, lambda each: each.ref),
        Titled("เพิ่มเติมจากฉบับ", 18, lambda each: each.addendum_to or ""),
        Titled("บัญชีขอทำลาย", 18, lambda each: each.list_ref),
        Titled("หน่วยงาน", 34, lambda each: options.offices.get(each.office_id, str(each.office_id))),
        Titled("วันเวลาที่ทำลาย", 32, lambda each: moment_words(each.destroyed_at)),
        Titled("วันเวลาที่ออก", 32, lambda each: moment_words(each.made_at)),
        Titled("รายการ", 10, lambda each: each.items, SMALL_CENTRED),
        Titled("ยังค้าง", 10, lambda each: each.pending, SMALL_CENTRED),
        Titled("SHA-256 ของข้อเท็จจริง", 66, lambda each: each.facts_sha256),
        Titled("SHA-256 ของไฟล์ PDF", 66, lambda each: each.pdf_sha256),
    )


_PENDING = (
    Titled("หนังสือรับรอง", 20, lambda each: each.certificate_ref),
    Titled("ชุดข้อมูล", 40, lambda each: shown(each.title)),
    Titled("ประเภท", 26, lambda each: each.kind.th),
    Titled("ส่วนที่ค้าง", 40, lambda each: each.words),
    Titled("มาตรการ", 44, lambda each: each.measures),
    Titled("เหตุผล", 40, lambda each: each.reason),
    Titled("ทำลายชุดหลักเมื่อ", 16, lambda each: short_day(each.since)),
    Titled("ตรวจครั้งถัดไป", 16, lambda each: short_day(each.next_check_on)),
    Titled("ตรวจแล้ว (ครั้ง)", 12, lambda each: each.checks, SMALL_CENTRED),
)


def _table(
    book: Workbook, name: str, title: str, columns: Sequence[Titled], rows: Iterable[object], options: RegisterOptions
) -> int:
    sheet = _sheet(book, name, [each.width for each in columns], frozen="B4")
    _append(sheet, [f"{title} ข้อมูล ณ {format_thai_date(options.printed_on, style='long')}"], [TITLE_LINE])
    _append(sheet, [options.scope], [LINE])
    _append(sheet, [each.label for each in columns], [HEADER] * len(columns))
    written = 0
    for row in rows:
        values = [each.value(row) for each in columns]
        _fit(sheet, written + 4, [str(value) for value in values], [each.width for each in columns])
        _append(sheet, values, [each.look for each in columns])
        written += 1
    return written


def _sheet(book: Workbook, name: str, widths: Sequence[float], *, frozen: str) -> Any:
    sheet: Any = book.create_sheet(name)  # openpyxl's stubs know little of write-only sheets
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = frozen
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    return sheet


def _lines(sheet: Any, options: ListOptions) -> None:
    page.lines(
        sheet,
        above=(header_text(options.office, longest=80), header_text(options.listed.ref, longest=40)),
        below=(f"พิมพ์วันที่ {format_thai_date(options.printed_on)}", ""),
    )


def _fit(sheet: Any, number: int, texts: Sequence[str], widths: Sequence[float]) -> None:
    """Make a row as high as its text before it is written; programs do not all do so by themselves."""
    tallest = max(height_of(text, column_points(width), SMALL.size) for text, width in zip(texts, widths, strict=True))
    sheet.row_dimensions[number].height = round(min(max(tallest, _ONE_LINE), _TALLEST), 1)


def _row(sheet: Any, columns: Sequence[Titled], item: object) -> None:
    _append(sheet, [each.value(item) for each in columns], [each.look for each in columns])


def _append(sheet: Any, values: Sequence[str | int], looks: Sequence[Look]) -> None:
    sheet.append([_cell(sheet, value, look) for value, look in zip(values, looks, strict=True)])


def _cell(sheet: Any, value: str | int, look: Look) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    quoted = False
    if isinstance(value, int):
        cell.value = value
    elif value:
        cell.value = safe_text(value, whole="ทะเบียน ROPA").value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        quoted = value[0] in FORMULA_STARTS
    _dress(cell, look, sheet, quoted=quoted)
    return cell


def _dress(cell: Cell, look: Look, sheet: Any, *, quoted: bool) -> None:
    """Give a cell its look; openpyxl compares the whole style table for each new one, so known ones are copied."""
    known: dict[tuple[Look, bool], StyleArray] = sheet.parent.__dict__.setdefault("ropa_looks", {})
    if (look, quoted) not in known:
        cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
        cell.quotePrefix = quoted
        known[look, quoted] = copy(cell._style)  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl's own way
    cell._style = copy(known[look, quoted])  # type: ignore[attr-defined]  # noqa: SLF001 - the same
