"""The flow table and the exchange table of our form workbook, found by the words of their headers. Pure."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import Struct

from ropa.imports.rules_own_cells import Taker, Words, not_taken, squeezed, words_of
from ropa.imports.rules_sheets import Cell, Sheet, place_of
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo
from schemas.imports import Remark
from schemas.places import row_fields
from schemas.shown import members
from schemas.thai_text import arabic_digits

_NUMBERED = re.compile(r"\s*([0-9๐-๙]{1,3})\s*(?:[.)](?: |(?![0-9๐-๙]))|$)")
#: So many headers beside each other are a table, not an accident.
_ENOUGH = 4
_LAST_NUMBER = 999
_LONGEST_HEAD = 200


class Table(Struct, frozen=True):
    """A table that was found: where its columns stand, and where its rows begin."""

    sheet: Sheet
    columns: dict[str, int]
    """Column by key of the field."""
    header: int
    start: int

    def rows(self) -> dict[int, dict[str, Cell]]:
        """Return the cells of each row that says anything in one of the columns, by key; repeated headers left out."""
        keys = {column: key for key, column in self.columns.items()}
        heads = {key: squeezed(cell.text) for key, cell in self._heads(keys)}
        rows: dict[int, dict[str, Cell]] = {}
        for cell in self.sheet.cells:
            if cell.row >= self.start and cell.column in keys and (cell.text or cell.formula):
                rows.setdefault(cell.row, {})[keys[cell.column]] = cell
        return {
            number: cells
            for number, cells in sorted(rows.items())
            if sum(heads.get(key) == squeezed(cell.text) for key, cell in cells.items()) < _ENOUGH
        }

    def _heads(self, keys: dict[int, str]) -> Iterator[tuple[str, Cell]]:
        for cell in self.sheet.cells:
            if self.header <= cell.row < self.start and cell.column in keys:
                yield keys[cell.column], cell

    def left_over(self) -> list[Remark]:
        """Return a remark for each text beside or between the columns of the table."""
        own = set(self.columns.values())
        cells = [cell for cell in self.sheet.cells if cell.row >= self.start and cell.column not in own]
        return not_taken(self.sheet, [cell for cell in cells if cell.text.strip()])

    def place(self, row: int, key: str) -> str:
        """Return the words for a cell, whether it has any or not."""
        return place_of(self.sheet, row, self.columns[key])

    def words(self, row: int, key: str, cells: dict[str, Cell]) -> Words:
        """Return what stands in a column of a row."""
        cell = cells.get(key)
        return Words("", self.place(row, key)) if cell is None else words_of(self.sheet, cell)


def find_table(sheets: Sequence[Sheet], infos: Sequence[FieldInfo]) -> Table | None:
    """Return the table whose headers, in two rows above each other, have most of these labels; None with too few."""
    labels = {squeezed(words): info.key for info in infos for words in (info.label, *info.note.also_th)}
    best: Table | None = None
    for sheet in sheets:
        heads: dict[int, list[tuple[str, Cell]]] = {}
        for cell in sheet.cells:
            key = labels.get(squeezed(cell.text[:_LONGEST_HEAD]))
            if key is not None:
                heads.setdefault(cell.row, []).append((key, cell))
        for row, found in heads.items():
            both = found + heads.get(row + 1, [])
            columns: dict[str, int] = {}
            for key, cell in both:
                columns.setdefault(key, cell.column)
            if len(columns) >= _ENOUGH and len(columns) > (len(best.columns) if best else 0):
                best = Table(sheet, columns, row, max(cell.row + cell.rows for _, cell in both))
    return best


def missing(table: Table, infos: Sequence[FieldInfo]) -> list[FieldInfo]:
    """Return the fields for which the table has no column."""
    return [info for info in infos if info.key not in table.columns]


def _taken(taker: Taker, table: Table, at: str, row: int, cells: dict[str, Cell], infos: Sequence[FieldInfo]) -> Any:
    """Return the values of a row by key, those that have a column and say something."""
    read = {
        info.key: taker.take(f"{at}/{info.key}", table.words(row, info.key, cells))
        for info in infos
        if info.key in table.columns
    }
    return {key: value for key, value in read.items() if value is not None}


class _Titled(Struct, frozen=True):
    """A row of the flow table: the number before its title, and its cells with the title alone."""

    row: int
    seq: int
    cells: dict[str, Cell]


def read_steps(taker: Taker, table: Table) -> list[Step]:
    """Return the steps: each row with a title is one; its number stands before the title."""
    infos = [info for info in members(Step) if info.key != "seq"]
    rows = list(_titled(taker, table))
    taker.exact.align("/steps", [{key: cell.text for key, cell in one.cells.items()} for one in rows])
    steps: list[Step] = []
    for at, one in enumerate(rows):
        taker.take(f"/steps/{at}/seq", Words(str(one.seq), table.place(one.row, "title")))
        values = _taken(taker, table, f"/steps/{at}", one.row, one.cells, infos)
        steps.append(Step(seq=one.seq, **({"title": ""} | values)))
    return steps


def _titled(taker: Taker, table: Table) -> Iterator[_Titled]:
    last, at = 0, 0
    for row, cells in table.rows().items():
        title = cells.get("title")
        number = _NUMBERED.match(title.text) if title is not None else None
        seq = int(arabic_digits(number[1])) if number else 0
        if title is not None and number and seq:
            title = Cell(
                **{name: getattr(title, name) for name in Cell.__struct_fields__} | {"text": title.text[number.end() :]}
            )
        else:
            seq = min(last + 1, _LAST_NUMBER)
            taker.doubt(
                f"/steps/{at}/seq",
                table.words(row, "title", cells),
                f"แถวนี้ไม่มีเลขขั้นตอน ให้เป็นขั้นตอนที่ {seq}",
                f"this row has no number: it becomes step {seq}",
            )
        yield _Titled(row, seq, cells | ({} if title is None else {"title": title}))
        last, at = seq, at + 1


def read_systems(taker: Taker, table: Table) -> list[InformationSystem]:
    """Return the systems with their lines: one begins where its number or its name stands, and takes the rows below."""
    own = [info for info in row_fields(InformationSystem) if info.key != "seq"]
    names = {info.key for info in own}
    blocks = list(_blocks(taker, table))
    taker.exact.align(
        "/systems", [{key: cell.text for key, cell in block[0][1].items() if key in names} for block in blocks]
    )
    made: list[InformationSystem] = []
    for at, block in enumerate(blocks):
        row, cells = block[0]
        values = _taken(taker, table, f"/systems/{at}", row, cells, own)
        seq = _seq(taker, table, at, row, cells, made[-1].seq if made else 0)
        lines = _lines(taker, table, f"/systems/{at}/exchanges", block)
        made.append(InformationSystem(seq=seq, exchanges=lines, **({"system_name": ""} | values)))
    return made


def _seq(taker: Taker, table: Table, at: int, row: int, cells: dict[str, Cell], last: int) -> int:
    number = taker.take(f"/systems/{at}/seq", table.words(row, "seq", cells)) if "seq" in table.columns else None
    if isinstance(number, int):
        return number
    seq = min(last + 1, _LAST_NUMBER)
    said = table.words(row, "seq", cells) if "seq" in table.columns else Words("", str(row))
    taker.doubt(
        f"/systems/{at}/seq", said, f"แถวนี้ไม่มีลำดับ ให้เป็นระบบที่ {seq}", f"this row has no number: it becomes system {seq}"
    )
    return seq


_Row = tuple[int, dict[str, Cell]]


def _blocks(taker: Taker, table: Table) -> Iterator[list[_Row]]:
    """Yield the rows of each system. Rows above the first system belong to one without a name."""
    block: list[_Row] = []
    for row, cells in table.rows().items():
        begins = "seq" in cells or "system_name" in cells
        if begins and block:
            yield block
            block = []
        if block:
            for key in cells.keys() & {info.key for info in members(InformationSystem)}:
                taker.doubt(
                    "/systems",
                    table.words(row, key, cells),
                    "ข้อความนี้ไม่อยู่ในแถวแรกของระบบ จึงไม่นำเข้า",
                    "these words do not stand in the first row of their system: they are not taken",
                )
        block.append((row, cells))
    if block:
        yield block


def _lines(taker: Taker, table: Table, at: str, block: list[_Row]) -> list[ExchangeLine]:
    """Return the lines of a system: a row is one when it says anything about an exchange."""
    infos = row_fields(ExchangeLine)
    keys = {info.key for info in infos}
    said = [(row, {key: cell for key, cell in cells.items() if key in keys}) for row, cells in block]
    rows = [(row, cells) for row, cells in said if cells]
    texts = [{key: cell.text for key, cell in cells.items()} for _, cells in rows]
    whole = taker.exact.with_blank_lines(at, texts)
    taker.exact.align(at, whole)
    spoken = iter(rows)
    lines: list[ExchangeLine] = []
    for number, words in enumerate(whole):
        row, cells = next(spoken) if words else (block[0][0], {})
        lines.append(ExchangeLine(**_taken(taker, table, f"{at}/{number}", row, cells, infos)))
    return lines
