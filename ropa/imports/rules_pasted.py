"""Cells that were copied from a spreadsheet: as the clipboard writes them, under which headings of the form. Pure."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct

from ropa.imports.rules_paper_labels import exchange_heads, flow_heads
from ropa.imports.rules_paper_words import Phrases, letters
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import fields_of

#: Rows of a heading: the exchange table has two levels. Above them a title may stand.
_MOST_HEADS = 3
#: Letters that a heading may have after the printed words: a sign of a footnote, a unit's number.
_TAIL = 4
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


def cells_of(text: str) -> list[list[str]]:
    """Return the cells of tab-separated text: a cell in quotes may hold line ends, tabs and doubled quotes.

    Spreadsheets put a cell into quotes only when it holds one of these; words that merely begin with a quote stay.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    at = 0
    while at <= len(text):
        cell, at = _cell(text, at)
        rows[-1].append(cell)
        if at < len(text) and text[at] == "\n":
            rows.append([])
        at += 1
    width = max(map(len, rows))
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _cell(text: str, at: int) -> tuple[str, int]:
    """Return the cell that begins here and where it ends."""
    if text.startswith('"', at):
        end = at + 1
        while (end := text.find('"', end)) >= 0 and text.startswith('""', end):
            end += 2
        inside = text[at + 1 : end] if end > 0 else ""
        closed = end > 0 and (end + 1 == len(text) or text[end + 1] in "\t\n")
        if closed and any(sign in inside for sign in '\n\t"'):
            return inside.replace('""', '"'), end + 1
    ends = [place for sign in "\t\n" if (place := text.find(sign, at)) >= 0]
    end = min(ends, default=len(text))
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
    for first in range(min(_MOST_HEADS, len(kept))):
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
    words = letters(text)
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
