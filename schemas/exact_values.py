"""Values that the words of their cells do not tell: a workbook carries them in a sheet that nobody sees.

So that nothing gets past the eye with them, a carried value counts only where exactly its words stand in the cell.
"""

import hashlib
import re
from collections.abc import Container, Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import msgspec
from msgspec import Struct

from schemas.activity import Form
from schemas.cell_singles import CellValue
from schemas.cell_text import stands_as, visible
from schemas.masked_words import holds_mask
from schemas.places import cell_at
from schemas.shown import shown
from schemas.vocabulary import Mark

_ROW = re.compile(r"/(steps|systems)/(\d{1,4})(?:/exchanges/(\d{1,4}))?((?:/.*)?)", re.DOTALL)


class Exact(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is carried for a pointer: the value and mark of a cell, the mark of a place that has no cell, or prints of
    the rows of a table, by which they are found again when rows were put in, taken out or moved.
    """

    value: Any = None
    mark: Mark | None = None
    rows: list[str] | None = None
    at: str | None = None
    """The pointer, where a cell cannot show it."""


def row_print(words: Mapping[str, str]) -> str:
    """Return a short print of what a row says, without its number: people number rows anew."""
    said = "\x1f".join(f"{key}\x1e{visible(words[key])}" for key in sorted(words) if key != "seq" and words[key])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12]


_BLANK = row_print({})


class ExactValues:
    """The carried values of one record."""

    def __init__(self, rows: Iterable[tuple[str, str]], form: type[Struct] = Form) -> None:
        """Take (pointer, JSON) rows; what is none is left out, for anybody may have written them.

        What was masked is no value either, and is left out.
        """
        self._form = form
        self._values: dict[str, Exact] = {}
        for pointer, content in rows:
            if holds_mask(content):
                continue
            try:
                carried = msgspec.json.decode(content, type=Exact)
            except (msgspec.DecodeError, RecursionError, UnicodeError):
                continue
            self._values[pointer if carried.at is None else carried.at] = carried
        self._places: dict[str, list[int | None]] = {}

    def take(self, pointer: str, words: str) -> CellValue | None:
        """Return the value carried for a cell that says `words`; None when there is none, or other words for it.

        `pointer` is where the cell stands now; tables must have been aligned before.
        """
        carried = self._carried(pointer)
        cell = cell_at(pointer, self._form)
        if carried is None or cell is None:
            return None
        info, kind = cell
        try:
            value = msgspec.convert(carried.value, kind)
        except (msgspec.ValidationError, RecursionError):
            return None
        return CellValue(value, carried.mark) if stands_as(shown(info, value, carried.mark), words) else None

    def align(self, table: str, rows: Sequence[Mapping[str, str]]) -> None:
        """Find the rows of a table as they stand now, each by its words, among those that were written.

        `table` is `/steps`, `/systems` or, once systems are aligned, `/systems/<row>/exchanges`.
        """
        carried = self._carried(table)
        if carried is None or carried.rows is None:
            return
        now = [row_print(row) for row in rows]
        found: list[int | None] = [None] * len(rows)
        for kind, first, end, start, stop in SequenceMatcher(None, carried.rows, now, autojunk=False).get_opcodes():
            if kind == "equal" or (kind == "replace" and end - first == stop - start):
                found[start:stop] = range(first, end)
        self._places[table] = found

    def has_blank_line(self, system: str) -> bool:
        """Return whether a system without a word about exchanges was written with one line all the same."""
        carried = self._carried(f"{system}/exchanges")
        return carried is not None and carried.rows == [_BLANK]

    def with_blank_lines(self, table: str, rows: Sequence[Mapping[str, str]]) -> list[Mapping[str, str]]:
        """Return the lines of a system with those between them that were written without a word.

        A row without a word shows nothing: by itself nobody can tell it from the room that a tall row takes.
        """
        carried = self._carried(table)
        if carried is None or carried.rows is None or _BLANK not in carried.rows:
            return list(rows)
        made: list[Mapping[str, str]] = []
        now = [row_print(row) for row in rows]
        for kind, first, end, start, stop in SequenceMatcher(None, carried.rows, now, autojunk=False).get_opcodes():
            made.extend(rows[start:stop])
            if kind == "delete":
                made.extend({} for was in carried.rows[first:end] if was == _BLANK)
        return made

    def other_marks(self, cells: Container[str] | None = None) -> dict[str, Mark]:
        """Return the marks of places that are none of these `cells`, such as one entry of a list.

        Without `cells`, of those where the form has no cell at all.
        """
        found: dict[str, Mark] = {}
        for pointer, carried in self._values.items():
            now = self._now(pointer)
            if carried.mark is None or now is None:
                continue
            if now not in cells if cells is not None else cell_at(now, self._form) is None:
                found[now] = carried.mark
        return found

    def _carried(self, pointer: str) -> Exact | None:
        before = self._before(pointer)
        return None if before is None else self._values.get(before)

    def _before(self, pointer: str) -> str | None:
        """Return where that which now stands at a pointer stood when the workbook was written; None for a new row."""
        row = _ROW.fullmatch(pointer)
        if row is None:
            return pointer
        table = f"/{row[1]}"
        was = self._was(table, int(row[2]))
        if row[3] is None:
            return None if was is None else f"{table}/{was}{row[4]}"
        line = self._was(f"{table}/{row[2]}/exchanges", int(row[3]))
        return None if was is None or line is None else f"{table}/{was}/exchanges/{line}{row[4]}"

    def _now(self, pointer: str) -> str | None:
        """Return where that which stood at a pointer is now; None for a row that is gone."""
        row = _ROW.fullmatch(pointer)
        if row is None:
            return pointer
        table = f"/{row[1]}"
        now = self._is(table, int(row[2]))
        if now is None or row[3] is None:
            return None if now is None else f"{table}/{now}{row[4]}"
        line = self._is(f"{table}/{now}/exchanges", int(row[3]))
        return None if line is None else f"{table}/{now}/exchanges/{line}{row[4]}"

    def _was(self, table: str, row: int) -> int | None:
        found = self._places.get(table)
        if found is None:
            return row
        return found[row] if row < len(found) else None

    def _is(self, table: str, row: int) -> int | None:
        found = self._places.get(table)
        if found is None:
            return row
        if row in found:
            return found.index(row)
        written = self._values[table].rows if table in self._values else None
        return row if written is not None and row >= len(written) else None
