"""Tables that people edit, as fields of a form: `steps-3-title`, `systems-1-exchanges-2-remark`. Pure.

A row is what was typed, text by text; what it means is read elsewhere (`rows_flow`, `rows_systems`). Rows stand in the
order of their indexes, whatever those are, so that a form with holes or forged indexes is only a shorter form.
"""

import re
from collections.abc import Collection, Iterator, Sequence

import msgspec
from msgspec import Struct

from ropa.errors import invalid
from schemas.field import LIST_LIMIT

#: Longest index that is read; a longer one is nothing that our pages wrote.
_INDEX = "(0|[1-9][0-9]{0,5})"
_DO = re.compile(rf"(add|remove|up|down):{_INDEX}(?:\.{_INDEX})?")
SEQ = "seq"

Fields = Sequence[tuple[str, str]]


class Row(Struct):
    """One row as it was typed: text by column, and the rows inside of it (arrows of a step, lines of a system)."""

    cells: dict[str, str] = {}
    inner: list["Row"] = []

    def text(self, column: str) -> str:
        """Return what stands in a column; nothing where the form did not have it."""
        return self.cells.get(column, "")


class Shape(Struct, frozen=True):
    """Which fields make up a table: `steps-N-CELL` and `steps-N-next-M-CELL`."""

    name: str
    cells: frozenset[str]
    inner: str
    inner_cells: frozenset[str]


class Change(Struct, frozen=True):
    """A table after a button was pressed, and the row to go on with: its id in the page."""

    rows: list[Row]
    at: str
    removed: Row | None = None
    place: int = 0


def read_rows(fields: Fields, shape: Shape) -> list[Row]:
    """Return the rows of a table in the order of their indexes; of a field that came twice, the first counts.

    Raises: Invalid for more rows than a list of the form holds.
    """
    outer = re.compile(rf"{shape.name}-{_INDEX}-([a-z_]+)")
    inside = re.compile(rf"{shape.name}-{_INDEX}-{shape.inner}-{_INDEX}-([a-z_]+)")
    rows: dict[int, dict[str, str]] = {}
    lines: dict[int, dict[int, dict[str, str]]] = {}
    for name, value in fields:
        if (found := outer.fullmatch(name)) and found[2] in shape.cells:
            rows.setdefault(int(found[1]), {}).setdefault(found[2], _typed(value))
        elif (found := inside.fullmatch(name)) and found[3] in shape.inner_cells:
            line = lines.setdefault(int(found[1]), {}).setdefault(int(found[2]), {})
            line.setdefault(found[3], _typed(value))
    made: list[Row] = []
    for index in sorted(rows.keys() | lines.keys()):
        of_row = lines.get(index, {})
        _bounded(of_row, f"/{shape.name}/{len(made)}/{shape.inner}")
        inner = [Row(cells=of_row[place]) for place in sorted(of_row)]
        made.append(Row(cells=rows.get(index, {}), inner=inner))
    _bounded(made, f"/{shape.name}")
    return made


def _typed(value: str) -> str:
    """Return the text with the line ends that were typed; browsers send all of them as CR LF."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _bounded(rows: Collection[object], pointer: str) -> None:
    if len(rows) > LIST_LIMIT:
        raise invalid(
            pointer,
            f"ตารางมี {len(rows):,} แถว มีได้ไม่เกิน {LIST_LIMIT} แถว",
            f"The table has {len(rows):,} rows, at most {LIST_LIMIT} are possible",
        )


def fields_of(rows: Sequence[Row], shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield the fields that `read_rows` makes the same rows of."""
    for index, row in enumerate(rows):
        yield from ((f"{shape.name}-{index}-{key}", text) for key, text in row.cells.items())
        for place, line in enumerate(row.inner):
            yield from ((f"{shape.name}-{index}-{shape.inner}-{place}-{key}", text) for key, text in line.cells.items())


def changed(rows: Sequence[Row], do: str, shape: Shape) -> Change | None:
    """Return the table after `add:3` (below row 3), `remove:3`, `up:3`, `down:3`, or `add:3.1` inside of row 3.

    None for what is no such button, or names a row that is not there.
    """
    found = _DO.fullmatch(do)
    if found is None:
        return None
    what, place = found[1], int(found[2])
    if found[3] is None:
        return _changed(list(rows), what, place, shape.name)
    if not 1 <= place <= len(rows):
        return None
    row = rows[place - 1]
    inner = _changed(row.inner, what, int(found[3]), f"{shape.name}-{place - 1}-{shape.inner}")
    if inner is None:
        return None
    after = [*rows[: place - 1], msgspec.structs.replace(row, inner=inner.rows), *rows[place:]]
    return Change(after, inner.at if inner.rows else f"{shape.name}-{place - 1}")


def _changed(rows: list[Row], what: str, place: int, name: str) -> Change | None:
    rows = list(rows)
    if not (0 if what == "add" else 1) <= place <= len(rows):
        return None
    index = place - 1
    if what == "add":
        if len(rows) >= LIST_LIMIT:
            return None
        rows.insert(place, Row())
        return Change(rows, f"{name}-{place}")
    row = rows.pop(index)
    if what == "remove":
        return Change(rows, f"{name}-{min(index, max(0, len(rows) - 1))}", removed=row, place=index)
    index = max(0, index - 1) if what == "up" else min(len(rows), index + 1)
    rows.insert(index, row)
    return Change(rows, f"{name}-{index}")


def id_at(pointer: str, known: Collection[str]) -> str | None:
    """Return the id of the cell at a pointer, else of the nearest thing around it that the page has; None: nothing."""
    parts = pointer.strip("/").replace("~1", "/").replace("~0", "~").strip("/").replace("marks//", "").split("/")
    while parts:
        if (found := "-".join(parts)) in known:
            return found
        parts.pop()
    return None
