"""Rows of the register as sheet XML. openpyxl makes the sheets around them; this is the part that must be fast.

openpyxl's own write-only mode takes 6 times as long for styled cells (benchmarks/register_export.py).
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter

from exports.register_columns import SheetKind, Value
from exports.safe_text import FORMULA_STARTS, is_plain, safe_text
from exports.spool import Part
from exports.text_fit import LINE_EM, PADDING_Y, column_points

#: Excel's last row.
LAST_ROW = 1_048_576
#: A sheet's XML stays below the 4 GiB that a zip part may have; the next sheet goes on.
LARGEST_SHEET = 3 * 1024**3
FIRST_ROW = 5
ROW_SIZE = 10.0
_TALLEST = 409.0
_CELL = '<c r="'
#: Altered cells that the legend lists one by one; all are counted.
_NOTED = 200
#: A code point of Thai takes half an em on average, marks included.
_EM_PER_CHARACTER = 0.52


class CellStyles(NamedTuple):
    """Numbers of the looks in the workbook's style table."""

    text: int
    quoted: int
    number: int


class Altered(NamedTuple):
    """A cell that could not be taken as it is."""

    sheet: str
    cell: str
    replaced: int
    cut: int


class SheetRows:
    """Writes the rows of one kind of sheet, going on in a further sheet when one is full."""

    def __init__(
        self,
        kind: SheetKind,
        styles: CellStyles,
        open_part: Callable[[SheetKind, int], Part],
        *,
        last_row: int = LAST_ROW,
    ) -> None:
        """Write into the parts that `open_part(kind, number)` opens; numbers count from 0."""
        self.kind = kind
        self.parts: list[Part] = []
        self.counts: list[int] = []
        self.altered: list[Altered] = []
        self.replaced = 0
        self.cut = 0
        self._open = open_part
        self._last_row = last_row
        self._styles = styles
        letters = [get_column_letter(number) for number in range(1, len(kind.columns) + 1)]
        self._places = [_CELL + letter for letter in letters]
        self._per_line = [
            max(1, int(column_points(column.width) / (ROW_SIZE * _EM_PER_CHARACTER))) for column in kind.columns
        ]
        string = 't="inlineStr"><is><t xml:space="preserve">'
        self._heads = (
            f'" s="{styles.text}" {string}',
            f'" s="{styles.quoted}" {string}',
            f'" s="{styles.number}"><v>',
        )
        self._row = 0
        self._next_part()

    @property
    def total(self) -> int:
        """Rows written so far, over all sheets of this kind."""
        return sum(self.counts)

    def _next_part(self) -> None:
        self.parts.append(self._open(self.kind, len(self.parts)))
        self.counts.append(0)
        self._row = FIRST_ROW

    def add(self, cells: Sequence[Value], ref: str) -> None:
        """Write one row. `ref` names the record, where a text that had to be cut can be read in full."""
        part = self.parts[-1]
        if self._row > self._last_row or part.size > LARGEST_SHEET:
            self._next_part()
            part = self.parts[-1]
        row = str(self._row)
        text_head, quoted_head, number_head = self._heads
        lines = 1
        xml: list[str] = []
        for place, per_line, value in zip(self._places, self._per_line, cells, strict=True):
            if value == "":
                continue
            if isinstance(value, int):
                xml.append(f"{place}{row}{number_head}{value}</v></c>")
                continue
            text = value if is_plain(value) else self._safe(value, f"{place[len(_CELL) :]}{row}", ref)
            wanted = len(text) // per_line + 1
            if "\n" in text:
                wanted += text.count("\n")
            lines = max(lines, wanted)
            head = quoted_head if text[0] in FORMULA_STARTS else text_head
            xml.append(f"{place}{row}{head}{text}</t></is></c>")
        if cells[-1] == "":  # a row that ends early makes some readers return rows of unequal length
            xml.append(f'{self._places[-1]}{row}" s="{self._styles.text}"/>')
        height = min(_TALLEST, lines * ROW_SIZE * LINE_EM + PADDING_Y)
        part.write(f'<row r="{row}" ht="{height:.1f}" customHeight="1">{"".join(xml)}</row>')
        self.counts[-1] += 1
        self._row += 1

    def _safe(self, value: str, cell: str, ref: str) -> str:
        """Return the text of a cell as XML, noting what had to be changed."""
        safe = safe_text(value, whole=f"{ref} ในทะเบียน ROPA")
        if safe.replaced or safe.cut:
            self.replaced += bool(safe.replaced)
            self.cut += bool(safe.cut)
            if len(self.altered) < _NOTED:
                title = sheet_title(self.kind, len(self.parts) - 1)
                self.altered.append(Altered(title, cell, safe.replaced, safe.cut))
        return escape(safe.value)


def sheet_title(kind: SheetKind, number: int) -> str:
    """Return the name of the sheet: the kind's, and a number from the second on."""
    return kind.title if number == 0 else f"{kind.title} ({number + 1})"
