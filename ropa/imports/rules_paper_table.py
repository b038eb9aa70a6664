"""Rows of the form's two tables under their headings, wherever the columns stand. Pure."""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_paper_cells import Line, Token
from ropa.imports.rules_paper_words import Phrases, fold, is_letter
from schemas.thai_text import arabic_digits

_NUMBER = re.compile(r"\s*([0-9๐-๙]{1,3})\s*(?:[.)]\s*|$)")
#: Rows of a table are shifted by a lost or an added column, not by more.
_HIGHEST = 999
_SHIFTS = (0, -1, 1, -2, 2)


class Column(Struct, frozen=True, kw_only=True):
    """One heading and the columns that it covers."""

    key: str
    first: int
    last: int


class Table(Struct, kw_only=True):
    """A table's columns and the rows under its heading; rows under a heading that comes again go on."""

    columns: list[Column]
    rows: list[Line] = default(default_factory=list)
    head: Line
    guessed: bool = False
    """The lower headings are missing: the columns are taken in the printed order."""
    captions: dict[str, str] = default(default_factory=dict)
    """What stands above: names of the process and the system, the legend."""


def headings(line: Line, phrases: Phrases) -> list[Column]:
    """Return the headings of one row; the upper ones of a group of columns have no key."""
    found: list[Column] = []
    for token in line.tokens:
        hits = phrases.in_text(token.text)
        if hits:
            end = fold(token.text).at[hits[0].end - 1] + 1
            if end < len(token.text) and is_letter(token.text[end]) and hits[0].phrase.fields[0] != _TAILED:
                continue
            found.append(Column(key=hits[0].phrase.fields[0], first=token.cell.column, last=token.last_column))
    return found


#: The heading that ends with the agency's own abbreviation.
_TAILED = "external_processor_org_unit"


def placed(line: Line, columns: Sequence[Column], shift: int = 0) -> tuple[dict[str, Token], list[Token]]:
    """Return the cells of a row by column, and those that stand under no heading."""
    cells: dict[str, Token] = {}
    strays: list[Token] = []
    for token in line.tokens:
        at = token.cell.column - shift
        column = next((one for one in columns if one.first <= at <= one.last), None)
        if column is None:
            # Between two headings: an empty column was put in, or a merged heading was parted.
            column = max((one for one in columns if one.first < at), key=lambda one: one.first, default=None)
            following = min((one.first for one in columns if one.first > at), default=0)
            column = column if following else None
        if column is None or column.key in cells:
            strays.append(token)
        else:
            cells[column.key] = token
    return cells, strays


def number_in(text: str) -> tuple[int | None, str]:
    """Return the number that a text begins with, and the rest."""
    found = _NUMBER.match(text)
    if found is None:
        return None, text.strip()
    number = int(arabic_digits(found[1]))
    return (number if 1 <= number <= _HIGHEST else None), text[found.end() :].strip()


def shift_of(line: Line, columns: Sequence[Column], first_key: str, good: Sequence[tuple[str, re.Pattern[str]]]) -> int:
    """Return by how many columns a row stands beside its headings: 0 unless the words say otherwise.

    A row that begins with a number begins in the first column. Without one, words that only one column can hold tell.
    """
    first = next((column for column in columns if column.key == first_key), None)
    lead = line.tokens[0]
    if first is not None and number_in(lead.text)[0] is not None and not first.first <= lead.cell.column <= first.last:
        return lead.cell.column - first.first

    def fitting(shift: int) -> int:
        cells, _ = placed(line, columns, shift)
        return sum(1 for key, words in good if key in cells and words.search(cells[key].text))

    best = max(_SHIFTS, key=lambda shift: (fitting(shift), shift == 0))
    return best if fitting(best) > fitting(0) else 0
