"""Every place of a record where the form asks for the name of an organisation unit, read off the types.

A field says it of itself (`names_units` of its note). Lists of names give one place a line.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import fields_of, row_number, sections


@cache
def _columns(struct: type[Struct]) -> tuple[str, ...]:
    return tuple(info.key for info in fields_of(struct) if info.note.names_units)


def unit_names(document: ActivityDocument) -> Iterator[tuple[str, str]]:
    """Yield (pointer, text) of each name of a unit that a document has, in the order of the form."""
    for section in sections():
        holder = getattr(document.form, section.key)
        for info in section.fields:
            if info.note.names_units:
                yield from _texts(info.pointer, getattr(holder, info.key))
    for place, step in enumerate(document.steps):
        yield from _row(f"/steps/{place}", step, Step)
    for place, system in enumerate(document.systems):
        yield from _row(f"/systems/{place}", system, InformationSystem)
        for line, exchange in enumerate(system.exchanges):
            yield from _row(f"/systems/{place}/exchanges/{line}", exchange, ExchangeLine)


def _row(pointer: str, row: Struct, kind: type[Struct]) -> Iterator[tuple[str, str]]:
    for key in _columns(kind):
        yield from _texts(f"{pointer}/{key}", getattr(row, key))


def _texts(pointer: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for place, line in enumerate(value):
            yield f"{pointer}/{place}", line


def write_texts(document: ActivityDocument, texts: Mapping[str, str]) -> None:
    """Put texts at pointers that `unit_names` gave of this document; the document is changed in place.

    Raises: KeyError for a place that the document has no more.
    """
    for pointer, text in texts.items():
        *way, last = pointer.split("/")[1:]
        holder: Any = document
        for part in way:
            holder = _below(holder, part, pointer)
        if _below(holder, last, pointer) is None:
            raise KeyError(pointer)
        if isinstance(holder, list):
            holder[int(last)] = text
        else:
            setattr(holder, last, text)


def _below(holder: Any, part: str, pointer: str) -> Any:
    if isinstance(holder, list):
        place = row_number(part)
        if place is None or place >= len(holder):
            raise KeyError(pointer)
        return holder[place]
    if not isinstance(holder, Struct) or part not in holder.__struct_fields__:
        raise KeyError(pointer)
    return getattr(holder, part)
