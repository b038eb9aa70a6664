"""What of a read record goes into the register, and how a person mends it before that. Pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from schemas.activity import Form
from schemas.cell_values import read_cell
from schemas.document import ActivityDocument, ActivityInput, Source
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Problem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, fields_of, form_fields, row_number, value_at
from schemas.imports import Remark, RemarkKind
from schemas.reading import Unreadable, read_value
from schemas.shown import shown
from schemas.vocabulary import Mark

#: Pointers of the two tables as wholes: a workbook whose sheet was deleted says nothing of its rows.
TABLES = ("/steps", "/systems")


@cache
def _fields() -> dict[str, FieldInfo]:
    return {info.pointer: info for info in form_fields(Form)}


@cache
def _columns(row: type[Struct]) -> dict[str, FieldInfo]:
    return {info.key: info for info in fields_of(row)}


def field_at(pointer: str) -> FieldInfo | None:
    """Return the declared field of a pointer, of the form or of a row of its tables; None where there is none."""
    if pointer in _fields():
        return _fields()[pointer]
    match pointer.split("/")[1:]:
        case ["steps", row, key] if row_number(row) is not None:
            return _columns(Step).get(key)
        case ["systems", row, key] if row_number(row) is not None:
            return _columns(InformationSystem).get(key)
        case ["systems", row, "exchanges", line, key] if row_number(row) is not None and row_number(line) is not None:
            return _columns(ExchangeLine).get(key)
    return None


def line_of(pointer: str) -> tuple[str, int] | None:
    """Return the list and the place in it for a pointer at one line of a field; None for any other pointer."""
    above, _, last = pointer.rpartition("/")
    info, place = field_at(above), row_number(last)
    if info is None or place is None or info.kind not in {Kind.LINES, Kind.ORGANISATIONS}:
        return None
    return above, place


def lost(remarks: Iterable[Remark]) -> set[str]:
    """Return the pointers of what the file could not say: an existing record keeps its own answer there."""
    return {each.pointer for each in remarks if each.kind is RemarkKind.LOST and each.pointer}


def merged(data: ActivityInput, present: ActivityDocument, keep: Collection[str]) -> ActivityInput:
    """Return what a change of an existing record will hold: the read document, but its own answers at `keep`.

    Only fields of the form and whole tables can be kept: rows of a table have no names that both sides know.
    """
    fields = [pointer for pointer in keep if pointer in _fields()]
    tables = [pointer for pointer in TABLES if pointer in keep]
    if not fields and not tables:
        return data
    parts: dict[str, dict[str, Any]] = {}
    for pointer in fields:
        _, _, section, key = pointer.split("/")
        parts.setdefault(section, {})[key] = value_at(present, pointer)
    form = msgspec.structs.replace(
        data.form,
        **{key: msgspec.structs.replace(getattr(data.form, key), **values) for key, values in parts.items()},
    )
    places = (*fields, *tables)
    marks = {at: mark for at, mark in data.marks.items() if not _within(at, places)}
    marks |= {at: mark for at, mark in present.marks.items() if _within(at, places)}
    rows = {pointer[1:]: getattr(present, pointer[1:]) for pointer in tables}
    sources = {at: source for at, source in data.sources.items() if not _within(at, places)}
    return msgspec.structs.replace(data, form=form, marks=marks, sources=sources, **rows)


def _within(pointer: str, places: Iterable[str]) -> bool:
    return any(pointer == place or pointer.startswith(place + "/") for place in places)


def with_sources(data: ActivityInput, present: ActivityDocument, sources: dict[str, Source]) -> ActivityInput:
    """Return the read record with the older `sources` of answers that stay as they are in `present`.

    Only what the file really changed comes from the file.
    """
    kept = {
        pointer: sources[pointer]
        for pointer in sources.keys() | data.sources.keys()
        if pointer in sources and value_at(present, pointer) == value_at(data, pointer)
    }
    new = {
        pointer: source
        for pointer, source in data.sources.items()
        if value_at(present, pointer) != value_at(data, pointer)
    }
    return msgspec.structs.replace(data, sources=kept | new)


class Mended(Struct, frozen=True):
    """A record with one answer changed, or why the words cannot stand there."""

    data: ActivityInput
    problems: tuple[Problem, ...] = ()


def mended(data: ActivityInput, pointer: str, words: str, *, today: date) -> Mended:
    """Return the record with the answer at a pointer read from a person's words, as a cell would be read.

    The place's source stays and says what the file had; a proposed correction goes.
    """
    line = line_of(pointer)
    if line is not None:
        return _with_line(data, *line, words.strip())
    info = field_at(pointer)
    if info is None or not mendable(data, pointer):
        return Mended(data, (_problem(pointer, "แก้ไขที่ช่องนี้ไม่ได้", "This place cannot be mended here"),))
    cell = read_cell(info, words, today=today)
    if cell.doubts:
        return Mended(data, tuple(_problem(pointer, thai, english) for thai, english in cell.doubts))
    return _placed(data, pointer, msgspec.to_builtins(cell.value), cell.mark)


def mendable(data: ActivityInput, pointer: str) -> bool:
    """Tell whether a person can say in words what stands at a pointer."""
    line = line_of(pointer)
    if line is not None:
        lines = value_at(data, line[0])
        return isinstance(lines, list) and line[1] < len(lines)
    return field_at(pointer) is not None and value_at(data, pointer.rpartition("/")[0]) is not None


def words_in(data: ActivityInput, pointer: str) -> str:
    """Return what stands at a pointer as a cell of the form shows it; "" where nothing stands."""
    info, value = field_at(pointer), value_at(data, pointer)
    if info is None:
        return value if isinstance(value, str) else ""
    return shown(info, value, data.marks.get(pointer))


def _with_line(data: ActivityInput, pointer: str, place: int, words: str) -> Mended:
    lines = value_at(data, pointer)
    if not isinstance(lines, list) or place >= len(lines):
        return Mended(data, (_problem(f"{pointer}/{place}", "ไม่มีบรรทัดนี้แล้ว", "There is no such line any more"),))
    changed = [*lines[:place], *([words] if words else []), *lines[place + 1 :]]
    return _placed(data, pointer, changed, None, at=f"{pointer}/{place}")


def _placed(data: ActivityInput, pointer: str, value: object, mark: Mark | None, *, at: str | None = None) -> Mended:
    plain: Any = msgspec.to_builtins(data)
    holder = plain
    *above, last = pointer.split("/")[1:]
    for part in above:
        holder = holder[int(part) if isinstance(holder, list) else part]
    holder[last] = value
    plain["marks"].pop(pointer, None)
    if mark is not None:
        plain["marks"][pointer] = str(mark)
    source = plain["sources"].get(at or pointer)
    if source is not None:
        source["proposed"] = None
    try:
        return Mended(read_value(plain, ActivityInput))
    except Unreadable as error:
        return Mended(data, tuple(error.problems))


def placed(problem: Problem, sources: Mapping[str, Source]) -> Problem:
    """Return a problem whose words name the place in the file, where it is known for its field or one around it."""
    pointer = problem.pointer
    while pointer:
        place = sources[pointer].place if pointer in sources else None
        if place is not None:
            return msgspec.structs.replace(
                problem, message_th=f"{place}: {problem.message_th}", message_en=f"{place}: {problem.message_en}"
            )
        pointer = pointer.rpartition("/")[0]
    return problem


def proposals(data: ActivityInput) -> Iterator[tuple[str, Source]]:
    """Yield the places where a correction is proposed, in the order of the sources."""
    for pointer, source in data.sources.items():
        if source.proposed is not None and (field_at(pointer) is not None or line_of(pointer) is not None):
            yield pointer, source


def _problem(pointer: str, message_th: str, message_en: str) -> Problem:
    return Problem(pointer=pointer, message_th=message_th, message_en=message_en)
