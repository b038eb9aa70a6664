"""Edits of a workbook as a spreadsheet program makes them: merged cells and names move with their rows."""

import re
from collections.abc import Callable
from io import BytesIO

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.workbooks import load


def edited(content: bytes, edit: Callable[[Workbook], None]) -> bytes:
    """Return the workbook after somebody edited it; pictures are lost, as in programs that know none."""
    book = load(content)
    edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def insert_rows(sheet: Worksheet, at: int, count: int = 1) -> None:
    """Put empty rows in above row `at`."""
    areas = _unmerged(sheet)
    sheet.insert_rows(at, count)
    _settle(sheet, areas, lambda row: row + count if row >= at else row)


def delete_rows(sheet: Worksheet, at: int, count: int = 1) -> None:
    """Take rows out, with what is merged wholly inside them."""
    areas = [area for area in _unmerged(sheet) if not (at <= area[1] and area[3] < at + count)]
    sheet.delete_rows(at, count)
    _settle(sheet, areas, lambda row: row - count if row >= at + count else min(row, at))


def forget_names(book: Workbook) -> None:
    """Lose what some programs do not keep: the names of cells and the file's own properties."""
    book.defined_names.clear()
    properties = book.custom_doc_props  # type: ignore[attr-defined]  # newer than its stubs
    for name in list(properties.names):
        del properties[name]


_Area = tuple[int, int, int, int]


def _unmerged(sheet: Worksheet) -> list[_Area]:
    areas = [area.bounds for area in sheet.merged_cells.ranges]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(area.coord)
    return areas


def _settle(sheet: Worksheet, areas: list[_Area], moved: Callable[[int], int]) -> None:
    for left, top, right, bottom in areas:
        sheet.merge_cells(start_row=moved(top), start_column=left, end_row=moved(bottom + 1) - 1, end_column=right)
    book = sheet.parent
    assert isinstance(book, Workbook)
    for name in book.defined_names.values():
        title, _, place = name.attr_text.rpartition("!")
        if title.strip("'") == sheet.title:
            name.attr_text = title + "!" + re.sub(r"(?<=\$)\d+", lambda row: str(moved(int(row[0]))), place)
