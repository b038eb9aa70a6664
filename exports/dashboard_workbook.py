"""The dashboard as .xlsx: a sheet for each part, numbers as numbers."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.utils import get_column_letter

from exports import page
from exports.safe_text import FORMULA_STARTS, safe_text
from exports.styles import HEADER, LINE, QUIET, SMALL, TITLE_LINE, Look
from schemas.dashboard import Dashboard, Panel
from schemas.thai_dates import format_thai_date

_FIRST_WIDTH, _WIDTH = 52.0, 16.0
_INDENT = "    "
_LONGEST_NAME = 31
Value = str | float | None


def write_dashboard(found: Dashboard, out: BinaryIO) -> None:
    """Write the workbook."""
    book = Workbook(write_only=True)
    printed = format_thai_date(found.made_at.date(), style="long")
    for panel in found.panels:
        _write(book.create_sheet(panel.code.th[:_LONGEST_NAME]), panel, found.scope.th, printed)
    book.save(out)


def _write(sheet: Any, panel: Panel, scope: str, printed: str) -> None:
    # openpyxl's stubs know little of write-only sheets
    labels = [panel.head.th, *(column.th for column in panel.columns)]
    for number in range(1, len(labels) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = _FIRST_WIDTH if number == 1 else _WIDTH
    facts = [(fact.th, fact.cell.value, fact.unit.th if fact.unit else None) for fact in panel.facts]
    sheet.freeze_panes = f"B{5 + len(facts)}"
    page.margins(sheet)
    page.fit_to_width(sheet, landscape=len(labels) > 4)  # noqa: PLR2004 - more do not fit across
    _append(sheet, [f"{panel.code.th} ณ {printed}"], TITLE_LINE)
    _append(sheet, [scope], LINE)
    _append(sheet, [panel.note.th], QUIET)
    for fact in facts:
        _append(sheet, fact, LINE)
    _append(sheet, labels, HEADER)
    for row in panel.rows:
        _append(sheet, [_INDENT * row.depth + row.th, *(cell.value for cell in row.cells)], SMALL)


def _append(sheet: Any, values: Sequence[Value], look: Look) -> None:
    sheet.append([_cell(sheet, value, look) for value in values])


def _cell(sheet: Any, value: Value, look: Look) -> Cell:
    cell: Cell = WriteOnlyCell(sheet)
    cell.font, cell.fill, cell.border, cell.alignment = look.font, look.fill, look.border, look.alignment
    if isinstance(value, str) and value:
        cell.value = safe_text(value, whole="ทะเบียน ROPA").value
        cell.data_type = "s"  # openpyxl takes "=…" for a formula and "#N/A" for an error
        cell.quotePrefix = value[0] in FORMULA_STARTS
    elif value is not None:
        cell.value = value
    return cell
