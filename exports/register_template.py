"""The register's workbook around its rows: styles, headers, filters, print set-up and the legend, made by openpyxl.

It is made twice: once before the rows, for what stands before them in each sheet, and once after, when their number
is known.
"""

import re
from collections.abc import Sequence
from copy import copy
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from msgspec import Struct
from openpyxl.packaging.custom import BoolProperty, IntProperty, StringProperty
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.grid import Grid
from exports.records import RegisterOptions, said_day
from exports.register_columns import SheetKind
from exports.register_legend import LEGEND_SHEET, LEGEND_WIDTHS, write_legend
from exports.register_lists import Lists
from exports.register_rows import FIRST_ROW, Altered, CellStyles, sheet_title
from exports.safe_text import header_text, one_line
from exports.styles import HEADER, PLAIN_TITLE, QUIET, SECTION, SMALL, SMALL_CENTRED, new_workbook
from schemas.document import SCHEMA_VERSION
from schemas.thai_dates import format_thai_date

ERA = "วันที่และปีที่ทะเบียนใส่เองในไฟล์นี้เป็นพุทธศักราช (พ.ศ.) ทั้งหมด"
_SECTION_ROW, _LABEL_ROW = FIRST_ROW - 2, FIRST_ROW - 1
_MERGED_AT_MOST = 6
#: Characters of a watermark: more do not fit beside the day and the sheet into the 255 of a footer.
_WATERMARK = 100
_TITLE = "ทะเบียนกิจกรรมการประมวลผลข้อมูลส่วนบุคคล (ROPA)"
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_PROPERTIES, _MOMENT = "docProps/core.xml", re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_END_OF_ROWS = b"</sheetData>"


class Frame(NamedTuple):
    """What stands before and after the rows of one sheet."""

    path: str
    before: str
    after: str


class Template(NamedTuple):
    """A workbook without rows."""

    styles: CellStyles
    frames: dict[tuple[str, int], Frame]
    """By kind's title and number of the sheet."""
    others: dict[str, bytes]
    """All other parts of the file."""


def make_template(
    kinds: Sequence[tuple[SheetKind, Sequence[int]]],
    options: RegisterOptions,
    form: type[Struct],
    altered: Sequence[Altered] = (),
) -> Template:
    """Return the workbook around `kinds`, each with the number of rows of each of its sheets."""
    book = new_workbook()
    places: dict[str, tuple[str, int]] = {}
    styles = _cell_styles(book)
    lists = Lists(book)
    for kind, counts in kinds:
        for number, count in enumerate(counts):
            sheet = book.create_sheet(sheet_title(kind, number))
            sheet.sheet_state = kind.state
            _head(sheet, kind, options)
            _columns(sheet, kind, count)
            _choices(sheet, kind, count, lists)
            _page(sheet, kind, options)
            places[sheet.title] = (kind.title, number)
    book.worksheets[0].sheet_view.tabSelected = True
    _legend(book, kinds, options, form, altered)
    lists.finish()
    _properties(book, options)
    # openpyxl names the parts by the order of the sheets.
    paths = {
        f"xl/worksheets/sheet{number}.xml": places[sheet.title]
        for number, sheet in enumerate(book.worksheets, 1)
        if sheet.title in places
    }
    saved = BytesIO()
    book.save(saved)
    frames: dict[tuple[str, int], Frame] = {}
    others: dict[str, bytes] = {}
    with ZipFile(saved) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            if name in paths:
                frames[paths[name]] = _frame(name, content)
            elif name == _PROPERTIES and options.as_of is not None:
                # The same past day gives the same file to the byte.
                others[name] = _MOMENT.sub(f"{options.as_of}T00:00:00Z".encode(), content)
            else:
                others[name] = content
    return Template(styles, frames, others)


def _legend(
    book: Workbook,
    kinds: Sequence[tuple[SheetKind, Sequence[int]]],
    options: RegisterOptions,
    form: type[Struct],
    altered: Sequence[Altered],
) -> None:
    shown = [(kind, counts) for kind, counts in kinds if kind.state == "visible"]
    # Before the hidden sheets, so that it follows the last one that people see.
    sheet = book.create_sheet(LEGEND_SHEET, sum(len(counts) for _, counts in shown))
    legend = Grid(sheet, LEGEND_WIDTHS, "", [])
    write_legend(legend, shown, options, form, (ERA, *_altered_lines(altered)))
    legend.finish()
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=True)
    _lines(sheet, LEGEND_SHEET, options)


def _properties(book: Workbook, options: RegisterOptions) -> None:
    """Say in the file what it is, for whoever reads it back."""
    book.properties.title = _TITLE
    book.properties.language = "th-TH"
    said = book.custom_doc_props  # type: ignore[attr-defined]  # openpyxl 3.1 has it, its stubs not yet
    said.append(StringProperty(name="ropa.kind", value="register"))
    said.append(IntProperty(name="ropa.schema_version", value=SCHEMA_VERSION))
    said.append(BoolProperty(name="ropa.masked", value=options.masked))
    if options.as_of is not None:
        said.append(StringProperty(name="ropa.as_of", value=options.as_of.isoformat()))


def _frame(path: str, content: bytes) -> Frame:
    """Cut a sheet where its rows go. Its dimension goes: readers believe it, and it knows only the header."""
    before, end, after = _DIMENSION.sub(b"", content).rpartition(_END_OF_ROWS)
    return Frame(path, before.decode(), (end + after).decode())


def _cell_styles(book: Workbook) -> CellStyles:
    """Return the style numbers of data cells. They are registered first, so both templates number them alike."""
    scratch = book.create_sheet()
    numbers = []
    for row, (look, quoted) in enumerate(((SMALL, False), (SMALL, True), (SMALL_CENTRED, False)), 1):
        cell = scratch.cell(row, 1)
        cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
        cell.quotePrefix = quoted
        numbers.append(cell.style_id)
    book.remove(scratch)
    return CellStyles(*numbers)


def _head(sheet: Worksheet, kind: SheetKind, options: RegisterOptions) -> None:
    """Write title, scope and era, then the sections merged over their labels."""
    grid = Grid(sheet, [column.width for column in kind.columns], "", [])
    title = f"{_TITLE} : {kind.title}"
    scope = f"ขอบเขต: {options.scope}  {said_day(options)}  {ERA}"
    if options.watermark:
        scope = f"{one_line(options.watermark, longest=_WATERMARK)}  {scope}"
    for row, words, look in ((1, title, PLAIN_TITLE), (2, scope, QUIET)):
        # The line runs on over the empty cells beside it; wrapped it would stand in one narrow column. The row's own
        # look keeps the columns' borders away.
        sheet.row_dimensions[row].font, sheet.row_dimensions[row].border = look.font, look.border
        grid.put(row, 1, words, look).alignment = Alignment(vertical="center", wrap_text=False)
    grid.needs.clear()
    first = 1
    for number, column in enumerate(kind.columns, 1):
        grid.put(_LABEL_ROW, number, column.label, HEADER)
        following = kind.columns[number].section if number < len(kind.columns) else None
        full = number - first + 1 == _MERGED_AT_MOST
        if following != column.section or number == kind.frozen or full:
            # Repeated, so that one is in view while scrolling and on every page; never across the frozen edge.
            grid.put(_SECTION_ROW, first, column.section, SECTION, columns=number - first + 1)
            first = number + 1
    grid.finish()
    sheet.row_dimensions[1].height = 24.0


def _columns(sheet: Worksheet, kind: SheetKind, count: int) -> None:
    last = get_column_letter(len(kind.columns))
    # Empty cells are not written; the column's own look draws their borders.
    first = sheet.column_dimensions["A"]
    first.font, first.border, first.alignment = SMALL.font, SMALL.border, SMALL.alignment
    for number in range(2, len(kind.columns) + 1):
        whole = sheet.column_dimensions[get_column_letter(number)]
        whole._style = copy(first._style)  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl's own way to copy a style
    sheet.freeze_panes = f"{get_column_letter(kind.frozen + 1)}{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{_LABEL_ROW}:{last}{_LABEL_ROW + count}"
    sheet.sheet_view.zoomScale = 90


def _choices(sheet: Worksheet, kind: SheetKind, count: int, lists: Lists) -> None:
    for number, column in enumerate(kind.columns, 1):
        if column.choices is not None:
            lists.put(sheet, number, column.choices, column.label, (FIRST_ROW, _LABEL_ROW + count))


def _page(sheet: Worksheet, kind: SheetKind, options: RegisterOptions) -> None:
    if kind.paper == "a3_wide":
        sheet.page_setup.paperSize, sheet.page_setup.orientation = page.A3, "landscape"
        sheet.page_setup.scale = 55
        sheet.page_setup.pageOrder = "overThenDown"
        sheet.print_title_cols = f"A:{get_column_letter(kind.frozen)}"
    else:
        page.fit_to_width(sheet, landscape=True)
        sheet.page_setup.paperSize = page.A4 if kind.paper == "a4" else page.A3
    sheet.print_title_rows = f"{_SECTION_ROW}:{_LABEL_ROW}"
    page.margins(sheet)
    _lines(sheet, kind.title, options)


def _lines(sheet: Worksheet, title: str, options: RegisterOptions) -> None:
    """Print scope and era above every page; the day, the sheet and the watermark below."""
    printed = f"พิมพ์วันที่ {format_thai_date(options.printed_on, style='long')}"
    mark = f"  {header_text(options.watermark, longest=_WATERMARK)}" if options.watermark else ""
    page.lines(
        sheet,
        above=(f"{_TITLE} (พ.ศ.)", header_text(options.scope, longest=80)),
        below=(printed if options.as_of is None else said_day(options), f"{title}{mark}"),
    )


def _altered_lines(altered: Sequence[Altered]) -> list[str]:
    lines = []
    for one in altered:
        said = [f"แทนอักขระที่แสดงไม่ได้ {one.replaced} ตัวด้วยสัญลักษณ์"] if one.replaced else []
        if one.cut:
            said.append(f"ตัดท้ายข้อความ {one.cut:,} ตัวอักษร ฉบับเต็มอยู่ในระเบียนเดียวกันในทะเบียน")
        lines.append(f"{one.sheet}!{one.cell}: {' '.join(said)}")
    return lines
