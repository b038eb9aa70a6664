"""Every place of a document that has a cell in the workbooks: fields of the form, columns of the tables."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, get_type_hints

from msgspec import Struct

from schemas.activity import Form
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, row_number, sections
from schemas.shown import members
from schemas.vocabulary import Mark


class Place(Struct, frozen=True):
    """A cell's place in a document, and what the document has there."""

    pointer: str
    info: FieldInfo
    value: Any
    mark: Mark | None


@cache
def row_fields(struct: type[Struct]) -> tuple[FieldInfo, ...]:
    """Return the fields of a row type that have a cell of their own: all but the lines below a system."""
    return tuple(info for info in members(struct) if not (info.kind is Kind.TABLE and info.member is ExchangeLine))


def places(document: ActivityDocument) -> Iterator[Place]:
    """Yield every place in the order of the form, then steps, then systems with their lines."""
    marks = document.marks
    for section in sections(type(document.form)):
        part = getattr(document.form, section.key)
        for info in section.fields:
            yield Place(info.pointer, info, getattr(part, info.key), marks.get(info.pointer))
    for at, step in enumerate(document.steps):
        yield from _row(step, f"/steps/{at}", marks)
    for at, system in enumerate(document.systems):
        yield from _row(system, f"/systems/{at}", marks)
        for number, line in enumerate(system.exchanges):
            yield from _row(line, f"/systems/{at}/exchanges/{number}", marks)


def _row(row: Struct, above: str, marks: Mapping[str, Mark]) -> Iterator[Place]:
    for info in row_fields(type(row)):
        pointer = f"{above}{info.pointer}"
        yield Place(pointer, info, getattr(row, info.key), marks.get(pointer))


@lru_cache(maxsize=2048)
def cell_at(pointer: str, form: type[Struct] = Form) -> tuple[FieldInfo, Any] | None:
    """Return the field and the type of the cell at a pointer; None where no cell is."""
    match pointer.split("/")[1:]:
        case ["form", key, name]:
            return _typed_field(type(getattr(form(), key, None)), name)
        case ["steps", row, name] if row_number(row) is not None:
            return _typed_field(Step, name)
        case ["systems", row, name] if row_number(row) is not None:
            return _typed_field(InformationSystem, name)
        case ["systems", row, "exchanges", line, name] if None not in {row_number(row), row_number(line)}:
            return _typed_field(ExchangeLine, name)
    return None


def _typed_field(struct: type, name: str) -> tuple[FieldInfo, Any] | None:
    if not issubclass(struct, Struct):
        return None
    info = next((info for info in row_fields(struct) if info.key == name), None)
    return None if info is None else (info, _hints(struct)[name])


@cache
def _hints(struct: type[Struct]) -> dict[str, Any]:
    return get_type_hints(struct, include_extras=True)
