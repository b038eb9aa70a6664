"""What a sent file looks like to those who look for a form in it: sheets of cells, whatever the file was. Pure.

Readers of .xlsx, .docx and .txt make these (`ropa.imports.files`); the recognisers (`rules_paper`, `rules_own_form`,
`rules_own_register`) only know these.
"""

from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

from schemas.imports import Remark

FileKind = Literal["xlsx", "docx", "txt"]


class Cell(Struct, frozen=True, kw_only=True):
    """One cell that is not empty, or that has a comment. `row` and `column` count from 1."""

    row: int
    column: int
    text: str
    """As a person reads it: a number without `.0`, a date as its displayed words where they are known, a line break as
    `\\n`. Nothing is trimmed or repaired here."""
    value: bool | int | float | datetime | date | None = None
    """The typed value where the file has one; None for text."""
    rows: int = 1
    """How many rows a merged cell takes; the cell stands at its upper left corner only."""
    columns: int = 1
    comment: str | None = None
    hidden: bool = False
    """It stands in a hidden row, column or sheet."""
    formula: bool = False
    """The cell is computed; `text` is the value that was stored with it, "" where none was."""


class Sheet(Struct, kw_only=True):
    """One sheet of a workbook, one table or run of paragraphs of a document, or a whole text file."""

    name: str
    kind: FileKind
    cells: list[Cell]
    """Row by row from left to right."""
    hidden: bool = False
    number: int = 1
    """1-based place in the file."""

    def place(self, cell: Cell) -> str:
        """Return the words for a place: `แบบฟอร์ม!D12`, `table 1, row 3, column 2`, `line 12, column 3`."""
        return place_of(self, cell.row, cell.column)


class SentFile(Struct, kw_only=True):
    """A file that was opened safely."""

    name: str
    kind: FileKind
    sheets: list[Sheet]
    names: dict[str, tuple[str, int, int]] = field(default_factory=dict)
    """Defined names of single cells: (sheet, row, column)."""
    properties: dict[str, str] = field(default_factory=dict)
    """Custom document properties, such as `ropa.ref`."""
    remarks: list[Remark] = field(default_factory=list)
    """What the reader left aside: hidden sheets, comments, pictures, formulas."""


def letters(column: int) -> str:
    """Return a column's letters: 1 is A, 27 is AA."""
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(ord("A") + rest) + made
    return made


def place_of(sheet: Sheet, row: int, column: int) -> str:
    """Return the words for a place of a sheet."""
    if sheet.kind == "xlsx":
        return f"{sheet.name}!{letters(column)}{row}"
    if sheet.kind == "docx":
        return f"{sheet.name}, row {row}, column {column}"
    return f"line {row}, column {column}"
