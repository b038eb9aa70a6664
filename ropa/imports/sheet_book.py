"""What all sheets of a workbook share: limits, texts and formats."""

import re

from msgspec import Struct

from ropa.imports.said import Said
from ropa.imports.shown_cells import Styles

LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
MOST_CELLS = 1_000_000
#: Excel's own limit is 32,767.
LONGEST_TEXT = 100_000
MOST_LETTERS = 200_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class Book(Struct):
    """What all sheets of a workbook share."""

    styles: Styles
    strings: list[str]
    cleaned: set[int]
    """Which of the strings lost control characters: looked for once, not in each cell that shows them."""
    said: Said
    left: int
    """Cells that may still be kept."""
    letters: int = MOST_LETTERS
    """Letters that their words may still have: one long text may stand in the file once and in each of its cells."""


def unescaped(words: str) -> str:
    r"""Return a text of a workbook with `_x000D_` and its like made letters again, and line ends as `\n`."""
    if "_x" in words:
        words = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), words)
    if "\r" in words or "\v" in words:
        words = words.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n")
    return words
