"""Addresses of cells, and merged ranges laid over a sheet's cells."""

import re
from bisect import bisect_left, bisect_right, insort
from heapq import heappop, heappush

from msgspec import Struct, structs

from ropa.imports.rules_sheets import Cell

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,8})")
#: A span may reach this far beyond what the sheet uses; who walks a span of the whole sheet never comes back.
_MARGIN = 100
_FAR = 1 << 30


class Merge(Struct, frozen=True):
    """A merged range; rows and columns count from 1, the last ones belong to it."""

    row: int
    column: int
    last_row: int
    last_column: int


def column_number(word: str) -> int:
    """Return a column's number: A is 1. Any letters, however far out."""
    number = 0
    for letter in word.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def read_reference(words: str) -> tuple[int, int] | None:
    """Return (row, column) of `D12` or `$D$12`, or None."""
    found = _REFERENCE.fullmatch(words)
    return (int(found[2]), column_number(found[1])) if found else None


def read_range(words: str) -> Merge | None:
    """Return the range of `D12:G14`, or None when it is none."""
    first, _, last = words.partition(":")
    start, end = read_reference(first), read_reference(last or first)
    if start is None or end is None or end[0] < start[0] or end[1] < start[1]:
        return None
    return Merge(start[0], start[1], end[0], end[1])


class _Covering:
    """Which cells a merged range covers, asked row by row: what is open at a row is kept sorted by column."""

    def __init__(self, merges: list[Merge]) -> None:
        self._waiting = sorted(merges, key=lambda merge: (-merge.row, -merge.column))
        #: (first column, last column, first row), and the same by last row.
        self._open: list[tuple[int, int, int]] = []
        self._ends: list[tuple[int, tuple[int, int, int]]] = []
        self._row = 0

    def head(self, cell: Cell) -> tuple[int, int] | None:
        """Return (row, column) of the upper left corner of the range that the cell lies in, or None."""
        if cell.row != self._row:
            self._advance(cell.row)
        at = bisect_right(self._open, (cell.column, _FAR)) - 1
        if at < 0 or self._open[at][1] < cell.column:
            return None
        return self._open[at][2], self._open[at][0]

    def _advance(self, row: int) -> None:
        self._row = row
        while self._ends and self._ends[0][0] < row:
            del self._open[bisect_left(self._open, heappop(self._ends)[1])]
        while self._waiting and self._waiting[-1].row <= row:
            merge = self._waiting.pop()
            band = (merge.column, merge.last_column, merge.row)
            at = bisect_right(self._open, (merge.column, _FAR))
            overlaps = (at > 0 and self._open[at - 1][1] >= merge.column) or (
                at < len(self._open) and self._open[at][0] <= merge.last_column
            )
            if merge.last_row >= row and not overlaps:
                insort(self._open, band)
                heappush(self._ends, (merge.last_row, band))


def with_spans(cells: list[Cell], merges: list[Merge]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells (sorted) with the spans of the merged ranges that they head, and those that a range covers.

    What is covered nobody sees in Excel. A range that overlaps an earlier one is no range.
    """
    if not merges or not cells:
        return cells, []
    # Of two ranges with one corner the first is taken, as when they are laid over the rows.
    heads = {(merge.row, merge.column): merge for merge in reversed(merges)}
    last_row, last_column = cells[-1].row, max(cell.column for cell in cells)
    kept: list[Cell] = []
    covered: list[Cell] = []
    covering = _Covering(merges)
    for cell in cells:
        head = covering.head(cell)
        if head is None:
            kept.append(cell)
        elif head == (cell.row, cell.column):
            merge = heads[head]
            rows = min(merge.last_row, max(last_row, cell.row + _MARGIN)) - cell.row + 1
            columns = min(merge.last_column, max(last_column, cell.column + _MARGIN)) - cell.column + 1
            kept.append(structs.replace(cell, rows=rows, columns=columns))
        else:
            covered.append(cell)
    return kept, covered
