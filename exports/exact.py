"""What the words of a workbook's cells do not tell, for its hidden sheet; `schemas.exact_values` reads it."""

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from msgspec import Struct

from schemas.cell_text import ESCAPE_LOOKALIKE, FORBIDDEN, fits_a_cell, visible
from schemas.cell_values import reads_back
from schemas.document import ActivityDocument
from schemas.exact_values import Exact, row_print
from schemas.masked_words import holds_mask
from schemas.places import places, row_fields
from schemas.shown import shown
from schemas.vocabulary import Mark

_TABLE = re.compile(r"(/steps|/systems/\d+/exchanges|/systems)/\d+")
_ENCODER = msgspec.json.Encoder(order="deterministic")


def exact_rows(document: ActivityDocument) -> Iterator[tuple[str, str]]:
    """Yield (pointer, JSON) for every place whose value its words do not give back, and for marks without a cell.

    What is masked is left out: a placeholder is no value to bring back. Where such a place is in a table, the prints of
    the table's rows come first, so that it is found again by them.
    """
    every = list(places(document))
    cells = {
        place.pointer: _text(Exact(value=place.value, mark=place.mark))
        for place in every
        if not reads_back(place.info, place.value, place.mark)
    }
    cells = {pointer: content for pointer, content in cells.items() if not holds_mask(content)}
    others = sorted(document.marks.keys() - {place.pointer for place in every})
    for table in _tables(document, [*cells, *others]):
        yield table, _text(Exact(rows=_prints(document, table)))
    yield from cells.items()
    for pointer in others:
        known = Exact(mark=document.marks[pointer])
        if fits_a_cell(pointer):
            yield pointer, _text(known)
        else:
            yield visible(pointer), _text(msgspec.structs.replace(known, at=pointer))


def _text(exact: Exact) -> str:
    """Return JSON that any cell can hold: what a sheet cannot show stands in it as an escape."""
    plain = FORBIDDEN.sub(lambda sign: f"\\u{ord(sign.group()):04x}", _ENCODER.encode(exact).decode())
    return ESCAPE_LOOKALIKE.sub(r"\\u005f", plain)


def _tables(document: ActivityDocument, pointers: Iterable[str]) -> list[str]:
    """Return the tables whose rows must be told apart: those around pointers, and of systems that have a blank line."""
    found: set[str] = set()
    for pointer in pointers:
        row = _TABLE.match(pointer)
        if row is not None:
            found.add(row[1])
    for at, system in enumerate(document.systems):
        table = f"/systems/{at}/exchanges"
        if not all(_said(line, f"{table}/{place}", document.marks) for place, line in enumerate(system.exchanges)):
            found.add(table)
    if any("/exchanges" in table for table in found):
        found.add("/systems")
    return sorted(found, key=lambda table: (len(table), table))


def _prints(document: ActivityDocument, table: str) -> list[str]:
    rows: Sequence[Struct] = document.steps if table == "/steps" else document.systems
    if table.endswith("/exchanges"):
        at = int(table.split("/")[2])
        rows = document.systems[at].exchanges if at < len(document.systems) else []
    return [row_print(_said(row, f"{table}/{at}", document.marks)) for at, row in enumerate(rows)]


def _said(row: Struct, pointer: str, marks: dict[str, Mark]) -> dict[str, str]:
    """Return the words of a row's cells; empty ones are left out."""
    words = {
        info.key: shown(info, getattr(row, info.key), marks.get(f"{pointer}{info.pointer}"))
        for info in row_fields(type(row))
    }
    return {key: said for key, said in words.items() if said}
