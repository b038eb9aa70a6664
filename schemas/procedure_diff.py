"""What changed between two revisions of a procedure, field by field, read off the document's types.

Rows are found again by what they say, not by their place: one inserted step is one change.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from schemas.diff import Change, ChangeKind
from schemas.form import fields_of
from schemas.matching import match_rows, moved_rows, squeezed
from schemas.procedure import ProcedureDocument, ProcedureStep

#: The tables of the document, what a row of each is called, and the words by which a row is known again.
_TABLES: dict[str, tuple[str, str, Callable[[Any], str]]] = {
    "definitions": ("คำจำกัดความที่", "Definition", lambda row: row.term),
    "duties": ("ผู้รับผิดชอบลำดับที่", "Duty", lambda row: row.responsible),
    "steps": ("ขั้นตอนที่", "Step", lambda row: row.title),
}


def compare(before: ProcedureDocument, after: ProcedureDocument) -> list[Change]:
    """Return every difference in the order of the chapters."""
    return list(_compared(before, after))


def _compared(before: ProcedureDocument, after: ProcedureDocument) -> Iterator[Change]:
    for name in ProcedureDocument.__struct_fields__:
        old, new = getattr(before, name), getattr(after, name)
        if name in _TABLES:
            yield from _rows(name, old, new)
        elif old != new:
            yield _changed(f"/{name}", _labels(ProcedureDocument, name), old, new)


@cache
def _names(kind: type[Struct]) -> dict[str, tuple[str, str]]:
    return {each.key: (each.label, each.note.label_en) for each in fields_of(kind)} | {"next": ("ไปขั้นตอน", "Leads to")}


def _labels(kind: type[Struct], name: str, above: tuple[str, str] = ("", "")) -> tuple[str, str]:
    own = _names(kind)[name]
    return (f"{above[0]} › {own[0]}", f"{above[1]} › {own[1]}") if above[0] else own


def _changed(pointer: str, labels: tuple[str, str], old: object, new: object, was: str | None = None) -> Change:
    kind = ChangeKind.CHANGED
    if old in (None, "", []):
        kind = ChangeKind.ADDED
    elif new in (None, "", []):
        kind = ChangeKind.REMOVED
    return Change(
        pointer=pointer,
        before_pointer=was or pointer,
        kind=kind,
        label_th=labels[0],
        label_en=labels[1],
        before=msgspec.to_builtins(old),
        after=msgspec.to_builtins(new),
    )


def _rows(name: str, old: Sequence[Struct], new: Sequence[Struct]) -> Iterator[Change]:
    thai, english, words = _TABLES[name]

    def key(row: Struct) -> str:
        return squeezed(words(row))

    pairs = match_rows(old, new, keys=[key], words=[key])
    moved = moved_rows(pairs)
    back = {place: index for index, place in pairs.items()}
    for index, row in enumerate(old):
        if index not in pairs:
            yield _whole(f"/{name}/{index}", (thai, english), _number(row, index), row, None)
    for place, row in enumerate(new):
        shown = _number(row, place)
        if place not in back:
            yield _whole(f"/{name}/{place}", (thai, english), shown, None, row)
            continue
        index = back[place]
        labels = (f"{thai} {shown}", f"{english} {shown}")
        if index in moved:
            was = _number(old[index], index)
            yield Change(
                pointer=f"/{name}/{place}",
                before_pointer=f"/{name}/{index}",
                kind=ChangeKind.MOVED,
                label_th=labels[0],
                label_en=labels[1],
                from_th=f"{thai} {was}",
                from_en=f"{english} {was}",
            )
        yield from _parts(name, (index, place), old, new, pairs, labels)


def _parts(
    name: str,
    at: tuple[int, int],
    old: Sequence[Struct],
    new: Sequence[Struct],
    pairs: dict[int, int],
    labels: tuple[str, str],
) -> Iterator[Change]:
    left, right = old[at[0]], new[at[1]]
    renumbered = _renumbered(old, new, pairs)
    for part in type(right).__struct_fields__:
        before, after = getattr(left, part), getattr(right, part)
        if part == "number" and renumbered.get(before) == after:
            continue  # only because other steps came, went or moved
        if part == "next":
            # Where it led, by the numbers that those steps have now: an arrow follows its step.
            before = _arrows(left, renumbered)
        if before != after:
            pointer = f"/{name}/{at[1]}/{part}"
            yield _changed(pointer, _labels(type(right), part, labels), before, after, f"/{name}/{at[0]}/{part}")


def _renumbered(old: Sequence[Any], new: Sequence[Any], pairs: dict[int, int]) -> dict[int, int]:
    """Return the new number of each step by its old one, where steps came, went or moved."""
    as_before = len(pairs) == len(old) == len(new) and not moved_rows(pairs)
    if not old or not isinstance(old[0], ProcedureStep) or as_before:
        return {}
    return {old[index].number: new[place].number for index, place in pairs.items()}


def _arrows(row: Any, renumbered: dict[int, int]) -> Any:
    if row.next is None:
        return None
    return [
        msgspec.structs.replace(each, to=renumbered.get(each.to, each.to) if each.to is not None else None)
        for each in row.next
    ]


def _number(row: Any, place: int) -> int:
    return row.number if isinstance(row, ProcedureStep) else place + 1


def _whole(pointer: str, name: tuple[str, str], shown: int, old: Struct | None, new: Struct | None) -> Change:
    return Change(
        pointer=pointer,
        before_pointer=pointer if new is None else None,
        kind=ChangeKind.REMOVED if new is None else ChangeKind.ADDED,
        label_th=f"{name[0]} {shown}",
        label_en=f"{name[1]} {shown}",
        before=None if old is None else msgspec.to_builtins(old),
        after=None if new is None else msgspec.to_builtins(new),
    )
