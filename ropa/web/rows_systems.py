"""The exchange table as form fields: a system, and inside of it none, one or many lines of exchange. Pure."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ropa.web.rows import SEQ, Change, Row, Shape, changed
from ropa.web.rows_cells import KEPT, read_cell, write_cell
from ropa.web.rows_table import Read, Table, checked
from schemas.diff_rows import match_systems
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.form import FieldInfo, Kind, fields_of
from schemas.vocabulary import Mark

NAME, LINES = "system_name", "exchanges"
SYSTEM = {info.key: info for info in fields_of(InformationSystem) if info.key not in {SEQ, LINES}}
LINE = {info.key: info for info in fields_of(ExchangeLine)}


def _names(infos: Mapping[str, FieldInfo]) -> frozenset[str]:
    return frozenset({*infos, *(key + KEPT for key, info in infos.items() if info.kind is Kind.CHOICE)})


SHAPE = Shape("systems", _names(SYSTEM) | {SEQ}, LINES, _names(LINE))


def rows_of(document: ActivityDocument) -> list[Row]:
    """Return the rows of a document in its order; new numbers follow the order."""
    rows = []
    for index, system in enumerate(document.systems):
        pointer = f"/systems/{index}"
        lines = [
            Row(_cells(line, f"{pointer}/{LINES}/{place}", LINE, document.marks))
            for place, line in enumerate(system.exchanges)
        ]
        rows.append(Row(_cells(system, pointer, SYSTEM, document.marks), lines))
    return numbered(rows)


def _cells(row: Struct, pointer: str, infos: Mapping[str, FieldInfo], marks: Mapping[str, Mark]) -> dict[str, str]:
    made: dict[str, str] = {}
    for key, info in infos.items():
        made |= write_cell(getattr(row, key), marks.get(f"{pointer}/{key}"), info)
    return made


def numbered(rows: Sequence[Row]) -> list[Row]:
    """Return the rows numbered 1, 2, 3 … in their order."""
    return [replace(row, cells={**row.cells, SEQ: str(place)}) for place, row in enumerate(rows, 1)]


def name_of(row: Row) -> str:
    """Return what to call a system: its number and name."""
    return f"{row.text(SEQ)}. {row.text(NAME)}".strip()


def change(rows: Sequence[Row], do: str) -> Change | None:
    """Return the table after a button was pressed."""
    done = changed(numbered(rows), do, SHAPE)
    return None if done is None else replace(done, rows=numbered(done.rows))


def restored(rows: Sequence[Row], removed: Row, place: int) -> list[Row]:
    """Return the table with a removed system back in its place."""
    return numbered([*rows[:place], removed, *rows[place:]])


def tidy(rows: Sequence[Row]) -> list[Row]:
    """Return the rows without lines and systems in which nothing was typed."""
    kept = [replace(row, inner=[line for line in row.inner if _says(line, LINE)]) for row in rows]
    return numbered([row for row in kept if row.inner or _says(row, SYSTEM)])


def _says(row: Row, infos: Mapping[str, FieldInfo]) -> bool:
    return any(row.text(key).strip() for key in infos)


def read(rows: Sequence[Row]) -> Read:
    """Return the systems that the rows mean; the pointers of problems and marks are those of the rows."""
    marks: dict[str, Mark] = {}
    plain: list[dict[str, object]] = []
    for index, row in enumerate(rows):
        pointer = f"/systems/{index}"
        values = _values(row, pointer, SYSTEM, marks)
        values |= {SEQ: index + 1, NAME: row.text(NAME)}
        marks.pop(f"{pointer}/{NAME}", None)
        values[LINES] = [
            _values(line, f"{pointer}/{LINES}/{place}", LINE, marks) for place, line in enumerate(row.inner)
        ]
        plain.append(values)
    value, problems = checked(plain, list[InformationSystem], "/systems")
    return Read(value, marks, problems)


def _values(row: Row, pointer: str, infos: Mapping[str, FieldInfo], marks: dict[str, Mark]) -> dict[str, object]:
    values: dict[str, object] = {}
    for key, info in infos.items():
        values[key], mark = read_cell(row.text(key), row.text(key + KEPT), info)
        if mark is not None:
            marks[f"{pointer}/{key}"] = mark
    return values


def _aligned(rows: Sequence[Row], pairs: Sequence[int]) -> list[Row]:  # noqa: ARG001 - systems name no other row
    return [Row(_said(row, SYSTEM), [Row(_said(line, LINE)) for line in row.inner]) for row in rows]


def _said(row: Row, infos: Mapping[str, FieldInfo]) -> dict[str, str]:
    names = (name for key in infos for name in (key, key + KEPT))
    return {name: row.text(name) for name in names if name in infos or row.text(name)}


def _joined(chosen: Sequence[tuple[int, Row]]) -> list[Row]:
    return numbered([row for _, row in chosen])


TABLE = Table(
    section="systems",
    shape=SHAPE,
    rows_of=rows_of,
    read=read,
    tidy=tidy,
    change=change,
    name_of=name_of,
    restored=restored,
    match=match_systems,
    aligned=_aligned,
    joined=_joined,
)
