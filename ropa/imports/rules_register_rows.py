"""Rows of the steps, systems and lines sheets: whose they are, and in which order they stand. Pure."""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ropa.imports.rules_register_heads import Row, Table
from schemas.cell_values import read_cell
from schemas.form import FieldInfo
from schemas.matching import squeezed
from schemas.thai_text import arabic_digits

_NAME = 300


class Found(NamedTuple):
    """A row and the table that it stands in."""

    table: Table
    row: Row

    def words(self, key: str) -> str:
        """Return the words of a cell."""
        return self.table.words(self.row, key)

    @property
    def place(self) -> str:
        """Return the words for the row's place: its reference cell, else its first cell."""
        columns = self.table.where.get("@ref", ()) or (min(self.row.cells, default=1),)
        return self.table.place(self.row, columns[0])


def ref_of(found: Found) -> str:
    """Return the reference in a row, "" for none; digits may be Thai ones."""
    return "".join(arabic_digits(found.words("@ref")).split()).upper()[:64]


def owner_of(found: Found, sub_process: str = "@sub_process") -> tuple[str, str]:
    """Return by what a row without a reference is known: office and sub-process."""
    return squeezed(found.words("@office")[:_NAME]), squeezed(found.words(sub_process)[:_NAME])


class Joined:
    """The rows of one kind of sheet by the activity that they belong to."""

    def __init__(self, tables: Sequence[Table]) -> None:
        """Take all sheets of the kind."""
        self.there = bool(tables)
        self.by_ref: dict[str, list[Found]] = {}
        self.by_names: dict[tuple[str, str], list[Found]] = {}
        self.nobodys: list[Found] = []
        """Rows with no word about whose they are."""
        self.assumed: list[Found] = []
        """Rows that somebody put between two rows of one activity, without its reference."""
        for table in tables:
            self._take(table)

    def _take(self, table: Table) -> None:
        waiting: list[Found] = []
        last = ""
        for row in table.rows():
            found = Found(table, row)
            if not _says_something(found):
                continue
            ref = ref_of(found)
            if not ref and any(owner_of(found)):
                self.by_names.setdefault(owner_of(found), []).append(found)
                continue
            if not ref:
                waiting.append(found)
                continue
            if waiting and ref == last:
                self.assumed += waiting
                self.by_ref.setdefault(ref, []).extend(waiting)
            else:
                self.nobodys += waiting
            waiting = []
            self.by_ref.setdefault(ref, []).append(found)
            last = ref
        self.nobodys += waiting

    def of(self, ref: str, names: tuple[str, str]) -> list[Found]:
        """Return the rows of an activity: by its reference, else by office and sub-process."""
        return self.by_ref.get(ref, []) if ref else self.by_names.get(names, [])


def _says_something(found: Found) -> bool:
    """Return whether a row holds more than whose it is: a row that was cleared is none."""
    return any(
        not asked.key.startswith("@") or asked.key == "@number"
        for column, asked in found.table.columns.items()
        if column in found.row.cells and column not in found.row.above and found.row.cells[column].text.strip()
    )


class Numbered(NamedTuple):
    """A row with its number; None where none was written or none can be read."""

    found: Found
    number: int | None


def numbered(rows: Iterable[Found], key: str, info: FieldInfo) -> list[Numbered]:
    """Return rows with the numbers in a column."""
    return [Numbered(found, number_in(found, key, info)) for found in rows]


def number_in(found: Found, key: str, info: FieldInfo) -> int | None:
    """Return the whole number in a cell; None where there is none."""
    columns = found.table.where.get(key, ())
    cell = found.row.cells.get(columns[0]) if columns else None
    value = read_cell(info, cell.text, cell.value).value if cell is not None else None
    return value if isinstance(value, int) else None


def is_ascending(rows: Sequence[Numbered]) -> bool:
    """Return whether the rows that have a number stand in its order."""
    said = [row.number for row in rows if row.number is not None]
    return all(before < after for before, after in pairwise(said))


def in_order(rows: Sequence[Numbered]) -> list[Numbered]:
    """Return rows in the order of their numbers: somebody may have sorted the sheet by another column.

    Where the numbers stand in order, rows without one stay where they were put in; else they come last.
    """
    if is_ascending(rows):
        return list(rows)
    return sorted(rows, key=lambda row: (row.number is None, row.number or 0))


def renumber(rows: Sequence[Numbered]) -> tuple[list[int], Callable[[int], int]]:
    """Return a number for every row and what an older number is now: a row put in without one moves those behind it.

    Where every row has its number, all stay as they were typed, twice the same ones too.
    """
    if all(row.number is not None for row in rows):
        return [row.number or 0 for row in rows], lambda number: number
    made: list[int] = []
    moved: dict[int, int] = {}
    last = 0
    for row in rows:
        last = last + 1 if row.number is None else max(row.number, last + 1)
        made.append(last)
        if row.number is not None:
            moved.setdefault(row.number, last)
    return made, lambda number: moved.get(number, number)
