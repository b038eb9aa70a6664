"""The last sheet, which no menu shows: values that the words of their cells do not tell, by pointer."""

from openpyxl.workbook import Workbook

from exports.exact import exact_rows
from exports.records import FormRecord
from schemas.printed import EXACT_SHEET

#: Characters of JSON in one cell: an emoji has two of Excel's 32,767 units.
_PIECE = 16_000


def write_exact_sheet(book: Workbook, record: FormRecord) -> None:
    """Write pointer, part (from 1) and JSON, a row each; nothing when the words tell every value."""
    rows = list(exact_rows(record.document))
    if not rows:
        return
    sheet = book.create_sheet(EXACT_SHEET)
    sheet.sheet_state = "veryHidden"
    sheet.append(["pointer", "part", "json"])
    for pointer, content in rows:
        for part, begin in enumerate(range(0, len(content), _PIECE), 1):
            sheet.append([pointer, part, content[begin : begin + _PIECE]])
            for cell in sheet[sheet.max_row]:
                if isinstance(cell.value, str):
                    cell.data_type = "s"
