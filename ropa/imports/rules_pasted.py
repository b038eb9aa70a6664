"""Cells that were copied from a spreadsheet: as the clipboard writes them, under which headings of the form. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Literal

from msgspec import Struct

from ropa.imports.rules_paper_labels import exchange_heads, flow_heads
from ropa.imports.rules_paper_words import Phrases, letters
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import fields_of

#: Rows of a heading: the exchange table has two levels. Above them a title may stand.
MOST_HEADS = 3
#: Letters that a heading may have after the printed words: a sign of a footnote, a unit's number.
_TAIL = 4
#: No heading of the form has so many letters; a title over the table may.
_LONGEST_HEAD = 500
_BLANK_ROWS = re.compile(r"(?:[\t ]*\n)+")
_WORDS = re.compile(r"[^\t ]")
_END = re.compile(r"[\t\n]")
_TAILED = "external_processor_org_unit"
FLOW, SYSTEMS = "flow", "systems"


class Block(Struct, frozen=True):
    """A block of cells, less its headings."""

    rows: list[list[str]]
    keys: list[str | None]
    """The form's column for each column of the block, None where no heading says it; empty without headings."""
    strange: list[str]
    """Headings that are none of the form's."""

    @property
    def headed(self) -> bool:
        """Tell whether the block brought headings of the form."""
        return bool(self.keys)


class TooManyCells(Exception):
    """A text has more cells than a caller takes; what was read until then is thrown away."""

    def __init__(self, what: Literal["rows", "columns"]) -> None:
        """`what` there is too much of."""
        super().__init__(what)
        self.what = what


def cells_of(text: str, most_rows: int, most_columns: int) -> list[list[str]]:
    """Return the cells of tab-separated text: a cell in quotes may hold line ends, tabs and doubled quotes.

    Spreadsheets put a cell into quotes only when it holds one of these; words that merely begin with a quote stay.
    Blank rows at the end, and blank cells right of `most_columns`, are left out. Rows are counted before they are kept
    and made equally wide: whoever sends a few tabs and line ends must not make us hold their product.

    Raises: TooManyCells as soon as one row or one column too many has words.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[list[str]] = []
    at = blank = 0
    while at < len(text):
        if skipped := _BLANK_ROWS.match(text, at):
            blank += skipped[0].count("\n")
            at = skipped.end()
            continue
        row, at = _row(text, at, most_columns)
        if not any(cell.strip() for cell in row):
            blank += 1
            continue
        if len(rows) + blank >= most_rows:
            raise TooManyCells("rows")
        rows += [*([""] for _ in range(blank)), row]
        blank = 0
    width = max(map(len, rows), default=1)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _row(text: str, at: int, most: int) -> tuple[list[str], int]:
    """Return the cells of the row that begins here, and where the next one begins."""
    row: list[str] = []
    while True:
        cell, at = _cell(text, at)
        row.append(cell)
        if at < len(text) and text[at] == "\t" and len(row) == most:
            beyond = _WORDS.search(text, at)
            at = beyond.start() if beyond else len(text)
            if beyond and beyond[0] != "\n":
                raise TooManyCells("columns")
        if at >= len(text) or text[at] == "\n":
            return row, at + 1
        at += 1


def _cell(text: str, at: int) -> tuple[str, int]:
    """Return the cell that begins here and where it ends."""
    if text.startswith('"', at):
        end = at + 1
        while (end := text.find('"', end)) >= 0 and text.startswith('""', end):
            end += 2
        closed = end > 0 and (end + 1 == len(text) or text[end + 1] in "\t\n")
        inside = text[at + 1 : end] if closed else ""
        if any(sign in inside for sign in '\n\t"'):
            return inside.replace('""', '"'), end + 1
    found = _END.search(text, at)
    end = found.start() if found else len(text)
    return text[at:end], end


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """Return cells as the clipboard of a spreadsheet has them; `cells_of` gives the same cells again."""
    return "\n".join("\t".join(_quoted(cell) for cell in row) for row in rows)


def _quoted(cell: str) -> str:
    if any(sign in cell for sign in "\n\t") or cell.startswith('"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def block_of(rows: Sequence[Sequence[str]], table: str) -> Block:
    """Return the cells under their headings, blank columns and rows at the edges left out. `table`: flow or systems."""
    kept = [list(row) for row in rows]
    while kept and not any(cell.strip() for cell in kept[-1]):
        kept.pop()
    for first in range(min(MOST_HEADS, len(kept))):
        found = _headings(kept, first, table)
        if found is not None:
            height, keys = found
            strange = [
                words
                for column, key in enumerate(keys)
                if key is None and (words := _lowest(kept[first : first + height], column))
            ]
            return Block(rows=kept[first + height :], keys=keys, strange=strange)
        if sum(bool(cell.strip()) for cell in kept[first]) > 1:
            break
    return Block(rows=kept, keys=[], strange=[])


def _lowest(rows: Sequence[Sequence[str]], column: int) -> str:
    return next((row[column].strip() for row in reversed(rows) if row[column].strip()), "")


def _headings(rows: Sequence[Sequence[str]], first: int, table: str) -> tuple[int, list[str | None]] | None:
    """Return how many rows the headings take from `first` on, and the column of the form for each column."""
    keys: list[str | None] = [None] * len(rows[first])
    height = 0
    for row in rows[first : first + 2]:
        said = [heading(cell, table) for cell in row]
        known = sum(key is not None for key in said)
        filled = sum(bool(cell.strip()) for cell in row)
        if not known or known * 2 < filled:
            break
        for column, key in enumerate(said):
            if key and key not in keys:
                keys[column] = key
        height += 1
    named = sum(key is not None for key in keys)
    wanted = min(2, sum(bool(cell.strip()) for cell in rows[first]))
    return (height, keys) if height and named >= max(1, wanted) else None


def heading(text: str, table: str) -> str | None:
    """Return the column that a heading names, "" for the upper heading of several columns; None for other words."""
    words = letters(text) if len(text) <= _LONGEST_HEAD else ""
    if not words:
        return None
    exact = _EXACT[table].get(words)
    if exact is not None:
        return exact
    hits = _PHRASES[table]().in_text(text)
    if not hits:
        return None
    key = hits[0].phrase.fields[0]
    return key if key == _TAILED or len(words) - hits[0].end <= _TAIL else None


def _exact(*kinds: type[Struct]) -> dict[str, str]:
    """Return the labels of a row's fields in both languages, with those that the paper does not print."""
    found: dict[str, str] = {}
    for info in (info for kind in kinds for info in fields_of(kind) if info.key != "exchanges"):
        for label in (info.label, info.note.label_en, info.key):
            found.setdefault(letters(label or ""), info.key)
    return found


_EXACT = {FLOW: _exact(Step), SYSTEMS: _exact(InformationSystem, ExchangeLine)}
_PHRASES: dict[str, Callable[[], Phrases]] = {FLOW: flow_heads, SYSTEMS: exchange_heads}
