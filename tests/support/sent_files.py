"""Workbooks as the importer's rules see them, made by openpyxl alone."""

from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.cell.cell import Cell as BookCell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from ropa.imports.rules_sheets import Cell, SentFile, Sheet


def sent(content: bytes, name: str = "ทะเบียน.xlsx") -> SentFile:
    """Return a workbook's bytes as a sent file."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheets = [_sheet(sheet, number) for number, sheet in enumerate(book.worksheets, 1)]
    said = {str(each.name): str(each.value) for each in book.custom_doc_props.props}  # type: ignore[attr-defined] # the stubs lack it
    return SentFile(name=name, kind="xlsx", sheets=sheets, properties=said)


def _sheet(sheet: Worksheet, number: int) -> Sheet:
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    hidden_sheet = sheet.sheet_state != "visible"
    cells: list[Cell] = []
    for row in sheet.iter_rows():
        hidden_row = row[0].row is not None and sheet.row_dimensions[row[0].row].hidden
        for cell in row:
            if not isinstance(cell, MergedCell) and cell.value is not None:
                area = spans.get((cell.row, cell.column))
                cells.append(
                    Cell(
                        row=cell.row,
                        column=cell.column,
                        text=_text(cell),
                        value=cell.value if isinstance(cell.value, bool | int | float | date) else None,
                        rows=area.max_row - area.min_row + 1 if area else 1,
                        columns=area.max_col - area.min_col + 1 if area else 1,
                        hidden=hidden_sheet or bool(hidden_row),
                        formula=cell.data_type == "f",
                    )
                )
    return Sheet(name=sheet.title, kind="xlsx", cells=cells, hidden=hidden_sheet, number=number)


def _text(cell: BookCell) -> str:
    return "" if cell.data_type == "f" else str(cell.value)
