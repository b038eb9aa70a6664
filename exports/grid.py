"""A sheet that is written from top to bottom: safe cells, merges, and rows as high as their text."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from math import ceil
from typing import NamedTuple

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from exports import page
from exports.records import FormRecord
from exports.safe_text import FORMULA_STARTS, header_text, safe_text
from exports.styles import BODY_SIZE, Look
from exports.text_fit import LINE_EM, PADDING_Y, column_points, height_of
from schemas.thai_dates import format_thai_date

#: Excel's rows end at 409 points. A text that goes on over rows is parted between its lines where a page ends: this is
#: 20 lines of Sarabun at 11 points (measured in LibreOffice), below the room that a cell leaves above its first line.
TALLEST_ROW = 286.4
INSET = 4.0
ONE_LINE = BODY_SIZE * LINE_EM + PADDING_Y
#: Of a watermark at the foot of a page, beside the page's number and the hash: 255 characters are all.
_WATERMARK = 110


class Need(NamedTuple):
    """A text that wants so many points from its first to its last row."""

    first: int
    last: int
    points: float


@dataclass(slots=True)
class Changed:
    """A cell whose text could not be taken as it is."""

    sheet: str
    cell: str
    replaced: int
    cut: int


@dataclass(slots=True)
class Grid:
    """One sheet, its column widths (in digits of the standard font) and what its texts need."""

    sheet: Worksheet
    widths: Sequence[float]
    whole: str
    """Where a text that was cut can be read in full."""
    changed: list[Changed]
    needs: list[Need] = field(default_factory=list)
    row: int = 1
    """The next free row."""
    _dressed: dict[tuple[Look, bool], StyleArray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, width in enumerate(self.widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width

    def points(self, column: int, columns: int = 1) -> float:
        """Return the points that a text may use across `columns` columns from `column`."""
        return column_points(*self.widths[column - 1 : column - 1 + columns])

    def rows_for(self, *cells: tuple[str, int, int, Look]) -> int:
        """Return how many rows (text, column, columns, look) cells need, none taller than `TALLEST_ROW`."""
        tallest = max(
            height_of(text, self.points(column, columns), look.size, bold=look.bold)
            for text, column, columns, look in cells
        )
        return ceil(tallest / TALLEST_ROW)

    def put(self, row: int, column: int, value: str | int, look: Look, *, rows: int = 1, columns: int = 1) -> Cell:
        """Write a value as data, never as a formula; merge it over `rows` and `columns`. Returns its cell."""
        cell = self._cell(row, column)
        text = self._set(cell, value)
        self._dress(cell, look, quoted=text[:1] in FORMULA_STARTS)
        if rows > 1 or columns > 1:
            area = CellRange(None, column, row, column + columns - 1, row + rows - 1)
            for below, beside in area.cells:
                if (below, beside) != (row, column):
                    self._dress(self._cell(below, beside), look, quoted=False)
            # `merge_cells` does the same with borders worked out anew for each cell: four times as slow.
            self.sheet.merged_cells.add(area.coord)
        height = height_of(text, self.points(column, columns), look.size, bold=look.bold)
        self.needs.append(Need(row, row + rows - 1, height))
        self.row = max(self.row, row + rows)
        return cell

    def _cell(self, row: int, column: int) -> Cell:
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)  # noqa: S101 - this class merges without openpyxl's MergedCell
        return cell

    def _dress(self, cell: Cell, look: Look, *, quoted: bool) -> None:
        """Give a cell its look; openpyxl compares the whole style table for each new one, so known ones are copied."""
        known = self._dressed.get((look, quoted))
        if known is not None:
            cell._style = copy(known)  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl's own way to copy a style
            return
        cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
        # Excel then shows the text as typed with a leading apostrophe, and keeps it text when it is edited.
        cell.quotePrefix = quoted
        self._dressed[look, quoted] = copy(cell._style)  # type: ignore[attr-defined]  # noqa: SLF001 - the same

    def _set(self, cell: Cell, value: str | int) -> str:
        if isinstance(value, int):
            cell.value = value
            return str(value)
        if not value:
            return ""
        safe = safe_text(value, whole=self.whole)
        if safe.replaced or safe.cut:
            self.changed.append(Changed(self.sheet.title, cell.coordinate, safe.replaced, safe.cut))
        cell.value = safe.value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        return safe.value

    def name(self, name: str, cell: Cell) -> None:
        """Give a cell a name in the workbook, for people's own formulas and for reading the file back."""
        title = self.sheet.title.replace("'", "''")
        book = self.sheet.parent
        assert isinstance(book, Workbook)  # noqa: S101 - a sheet of a book
        book.defined_names[name] = DefinedName(name, attr_text=f"'{title}'!${cell.column_letter}${cell.row}")

    def finish(self) -> None:
        """Set row heights: what single rows need first, then what merged cells still lack, on their last rows."""
        heights = dict.fromkeys(range(1, self.row), ONE_LINE)
        for need in sorted(self.needs, key=lambda need: need.last - need.first):
            span = range(need.first, need.last + 1)
            lacking = need.points - sum(heights[row] for row in span)
            # A long text fills its rows from the top; what a short one lacks beside others goes to the last row.
            long = need.points > TALLEST_ROW
            for row in span if long else reversed(span):
                tallest = TALLEST_ROW + (INSET if long and row == need.first else 0.0)
                more = max(min(lacking, tallest - heights[row]), 0.0)
                heights[row] += more
                lacking -= more
        for row, points in heights.items():
            self.sheet.row_dimensions[row].height = round(min(points, 409.0), 1)


def set_up_page(sheet: Worksheet, record: FormRecord, *, landscape: bool, titles: str | None) -> None:
    """Prepare printing: A4, fitted to its width, title rows repeated, and who, what and when on every page."""
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=landscape)
    if titles:
        sheet.print_title_rows = titles
    revision = f"ฉบับที่ {record.revision} ({record.status.th})"
    page.lines(
        sheet,
        above=(
            header_text(record.office_name, longest=80),
            f"{header_text(record.ref, longest=40)}  {revision}",
        ),
        below=(
            header_text(record.watermark, longest=_WATERMARK)
            or f"พิมพ์วันที่ {format_thai_date(record.printed_on, style='long')}",
            f"SHA-256 {header_text(record.content_hash[:12], longest=12)}",
        ),
    )
