"""Which columns of a sheet of our register workbook hold what: found by their labels, never by their place. Pure.

People delete, reorder, hide and insert columns; a label that two fields share is told by the words above it, and a
column that stays in doubt is left alone rather than read into the wrong field.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from msgspec import Struct, field

from ropa.imports.rules_sheets import Cell, Sheet
from schemas.form import FieldInfo
from schemas.matching import squeezed

#: Rows with anything in them among which the labels are looked for.
_HEAD_WITHIN = 60
#: A label is never longer; what is longer is somebody's text.
_LONGEST_LABEL = 600
_REPEATED = 0.6
#: Excel's last column.
_WIDEST = 16_384


class Asked(Struct, frozen=True, kw_only=True):
    """One thing that a column may hold."""

    key: str
    """The field's key, or `@ref`, `@office` and the like for what the register keeps beside the document."""
    label: str
    section: str = ""
    """The words above the label."""
    info: FieldInfo | None = None
    """None where the column is no part of the document."""
    also: tuple[str, ...] = ()


class Layout(Struct, frozen=True, kw_only=True):
    """One kind of sheet of our workbook."""

    kind: str
    titles: tuple[str, ...]
    asked: tuple[Asked, ...]


class Row(Struct, frozen=True):
    """One row of a table: its number, and the cells of its columns, those merged down from above among them."""

    number: int
    cells: dict[int, Cell]
    above: frozenset[int] = frozenset()
    """Columns whose cell was merged down from a row above."""
    covered: frozenset[int] = frozenset()
    """Columns over which a cell to their left was merged: what stood there is gone."""


class Table(Struct, kw_only=True):
    """A sheet whose columns are known."""

    sheet: Sheet
    layout: Layout
    head: int
    """The row of the labels."""
    labels: dict[int, str]
    """The words of the head, by column."""
    over: frozenset[str]
    """The words of the row above the head, and those that belong there."""
    columns: dict[int, Asked]
    """What each known column holds; where two have one label, both stand here."""
    where: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """The columns of each thing asked for, by its key."""
    foreign: dict[int, str] = field(default_factory=dict)
    """Columns with words in the head that no field has."""
    doubtful: dict[int, str] = field(default_factory=dict)
    """Columns whose label two fields have, and nothing tells which."""

    def missing(self) -> list[Asked]:
        """Return what the sheet was asked for and has no column of."""
        return [one for one in self.layout.asked if one.key not in self.where]

    def place(self, row: Row, column: int) -> str:
        """Return the words for the place of a value."""
        cell = row.cells.get(column)
        return self.sheet.place(cell if cell is not None else Cell(row=row.number, column=column, text=""))

    def find_columns(self) -> None:
        """Work out `where` anew from `columns`."""
        self.where = {}
        for column in sorted(self.columns):
            key = self.columns[column].key
            self.where[key] = (*self.where.get(key, ()), column)

    def words(self, row: Row, key: str) -> str:
        """Return the words of a row's cell, "" where there is none or no such column."""
        for column in self.where.get(key, ()):
            if column in row.cells:
                return row.cells[column].text
        return ""

    def rows(self) -> Iterator[Row]:
        """Yield the rows below the head that hold something; labels that somebody repeated there are left out."""
        merged: dict[int, tuple[int, Cell]] = {}
        for number, cells in groupby(self.sheet.cells, key=attrgetter("row")):
            if number <= self.head:
                continue
            here = {cell.column: cell for cell in cells if cell.text or cell.formula}
            merged = {column: found for column, found in merged.items() if found[0] >= number}
            above = {column: cell for column, (_, cell) in merged.items() if column not in here}
            covered: set[int] = set()
            for cell in here.values():
                if cell.rows > 1:
                    merged[cell.column] = (number + cell.rows - 1, cell)
                if cell.columns > 1:
                    covered.update(range(cell.column + 1, cell.column + min(cell.columns, _WIDEST)))
            if any(cell.text.strip() or cell.formula for cell in here.values()) and not _is_head(
                here, self.labels, self.over
            ):
                yield Row(number, {**above, **here}, frozenset(above), frozenset(covered - here.keys()))


def _is_head(cells: dict[int, Cell], labels: dict[int, str], over: frozenset[str]) -> bool:
    """Return whether a row says the head again, or the row above it, as in pages that somebody pasted together."""
    said = [cell.text in over or cell.text == labels.get(column) for column, cell in cells.items()]
    # A single cell may say its label's words by chance.
    return len(said) > 1 and sum(said) >= len(said) * _REPEATED


def _words(layout: Layout) -> dict[str, list[Asked]]:
    """Return what each label may mean."""
    table: dict[str, list[Asked]] = {}
    for one in layout.asked:
        for words in {squeezed(text) for text in (one.label, *one.also)}:
            table.setdefault(words, []).append(one)
    return table


def _head_row(sheet: Sheet, words: dict[str, list[Asked]]) -> tuple[list[Cell], list[Cell]]:
    """Return the cells of the row with the most known labels, and of the row above it."""
    best: tuple[list[Cell], list[Cell]] = ([], [])
    most = 0
    before: list[Cell] = []
    for seen, (_, cells) in enumerate(groupby(sheet.cells, key=attrgetter("row"))):
        if seen == _HEAD_WITHIN:
            break
        here = list(cells)
        known = len({squeezed(cell.text) for cell in here if len(cell.text) <= _LONGEST_LABEL} & words.keys())
        if known > most:
            most, best = known, (here, before)
        before = here
    return best


def _section_at(above: Sequence[Cell], column: int) -> str:
    """Return the squeezed words that stand above a column, merged over it or right there."""
    return next((squeezed(cell.text) for cell in above if cell.column <= column < cell.column + cell.columns), "")


def table_of(sheet: Sheet, layout: Layout) -> Table | None:
    """Return the sheet with its columns as `layout` knows them; None when no row of it has two of the labels."""
    words = _words(layout)
    head, above = _head_row(sheet, words)
    columns: dict[int, Asked] = {}
    foreign: dict[int, str] = {}
    doubtful: dict[int, str] = {}
    for cell in head:
        label = squeezed(cell.text[:_LONGEST_LABEL])
        if not label:
            continue
        meant = words.get(label, [])
        if len(meant) > 1:
            section = _section_at(above, cell.column)
            meant = [one for one in meant if squeezed(one.section) == section] or meant
        if len(meant) == 1:
            columns[cell.column] = meant[0]
        else:
            (doubtful if meant else foreign)[cell.column] = cell.text
    if len(columns) + len(doubtful) < 2:  # noqa: PLR2004 - one known word makes no table
        return None
    table = Table(
        sheet=sheet,
        layout=layout,
        head=head[0].row,
        labels={cell.column: cell.text for cell in head},
        over=frozenset(cell.text for cell in above) | {one.section for one in layout.asked},
        columns=columns,
        foreign=foreign,
        doubtful=doubtful,
    )
    table.find_columns()
    return table
