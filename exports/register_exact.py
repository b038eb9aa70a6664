"""The values that their words alone do not tell, for the very hidden sheet of the register.

A cell has the words that people read. Where nobody can tell the value from them (a list of one item that looks like
two, a text that a cell had to cut), the value itself stands in the sheet `ropa`, as JSON in parts that fit into cells.
"""

import re
from collections.abc import Iterator

from exports.exact import exact_rows
from exports.records import RegisterRow
from exports.register_columns import Column, SheetKind, Value

EXACT_SHEET = "ropa"
#: Characters of JSON in one cell: Excel takes 32,767 UTF-16 units, and an emoji has two.
_PIECE = 16_000
#: What a cell would show as something else. Inside JSON all of it can stand only in texts, where it may be escaped.
_UNUSUAL = re.compile("[\x7f-\x9f\ud800-\udfff\ufffe\uffff]|_(?=x)")


def exact_kind() -> SheetKind:
    """Return the columns of the very hidden sheet."""
    said = (("เลขที่อ้างอิง", 17.0), ("pointer", 40.0), ("part", 8.0), ("json", 60.0))
    return SheetKind(EXACT_SHEET, tuple(Column(EXACT_SHEET, *one) for one in said), frozen=1, state="veryHidden")


def exact_rows_of(row: RegisterRow) -> Iterator[list[Value]]:
    """Yield the rows of the very hidden sheet for one activity: reference, pointer, part from 1, JSON."""
    for pointer, json in exact_rows(row.document):
        value = _UNUSUAL.sub(lambda found: f"\\u{ord(found[0]):04x}", json)
        for part, begin in enumerate(range(0, len(value), _PIECE), 1):
            yield [row.ref, pointer, part, value[begin : begin + _PIECE]]
