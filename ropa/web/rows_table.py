"""What the two tables of a record have in common for the page that edits them: `flow.TABLE` and `systems.TABLE`."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from ropa.web.rows import Change, Row, Shape
from schemas.document import ActivityDocument
from schemas.findings import Problem
from schemas.reading import Unreadable, control_characters, read_value
from schemas.vocabulary import Mark


class Read(Struct, frozen=True):
    """What the typed rows mean. `value` is None when there are problems; pointers are of the document."""

    value: list[Any] | None
    marks: dict[str, Mark]
    problems: list[Problem]


class Pair(Struct, frozen=True):
    """A row of mine and the row of theirs that it is; None: the other one has no such row."""

    mine: Row | None
    theirs: Row | None

    @property
    def same(self) -> bool:
        """Tell whether both say the same."""
        return self.mine == self.theirs


class Table(Struct, frozen=True, kw_only=True):
    """One editable table: how its rows are made from a document, changed, read, and told from another version's."""

    section: str
    """Section of the record: `flow`, `systems`."""
    shape: Shape
    rows_of: Callable[[ActivityDocument], list[Row]]
    read: Callable[[Sequence[Row]], Read]
    tidy: Callable[[Sequence[Row]], list[Row]]
    """Without the rows in which nothing was typed."""
    change: Callable[[Sequence[Row], str], Change | None]
    name_of: Callable[[Row], str]
    restored: Callable[[Sequence[Row], Row, int], list[Row]]
    """With a row that was removed, back at its place."""
    match: Callable[[list[Any], list[Any]], dict[int, int]]
    aligned: Callable[[Sequence[Row], Sequence[int]], list[Row]]
    """The rows without their numbers, references by the pair (one for each row) that they lead to."""
    joined: Callable[[Sequence[tuple[int, Row]]], list[Row]]
    """The chosen rows as one table again: numbered, references resolved."""


def checked(plain: list[dict[str, object]], kind: Any, root: str) -> tuple[list[Any] | None, list[Problem]]:
    """Return plain rows as `kind`, or None and every fault with its pointer in the document."""
    faults = list(control_characters(plain, root))
    try:
        value = read_value(plain, kind)
    except Unreadable as error:
        faults += [_below(root, fault) for fault in error.problems]
        return None, faults
    return (None if faults else value), faults


def _below(root: str, fault: Problem) -> Problem:
    return Problem(
        pointer=root + fault.pointer, message_th=fault.message_th, message_en=fault.message_en, law=fault.law
    )


def paired(table: Table, mine: Sequence[Row], theirs: Sequence[Row]) -> list[Pair]:
    """Return the rows of two versions side by side: in my order, theirs that I lack below the one they follow.

    Both versions must read without problems.
    """
    matched = _in_place(table.match(table.read(mine).value or [], table.read(theirs).value or []), mine, theirs)
    back = {place: index for index, place in matched.items()}
    order: list[tuple[int | None, int | None]] = [(index, matched.get(index)) for index in range(len(mine))]
    for place in range(len(theirs)):
        if place not in back:
            before = next((at for at, pair in enumerate(order) if place and pair[1] == place - 1), -1)
            order.insert(before + 1, (None, place))
    number_mine = {index: at for at, (index, _) in enumerate(order) if index is not None}
    number_theirs = {place: at for at, (_, place) in enumerate(order) if place is not None}
    left = table.aligned(mine, [number_mine[index] for index in range(len(mine))])
    right = table.aligned(theirs, [number_theirs[place] for place in range(len(theirs))])
    return [
        Pair(left[index] if index is not None else None, right[place] if place is not None else None)
        for index, place in order
    ]


def _in_place(matched: dict[int, int], mine: Sequence[Row], theirs: Sequence[Row]) -> dict[int, int]:
    """Return the pairs, with those rows too whose words have nothing in common but that stand in the same place."""
    found, taken = dict(matched), set(matched.values())
    for index in range(len(mine)):
        place = found.get(index - 1, -1 if index == 0 else len(theirs)) + 1
        if index not in found and place < len(theirs) and place not in taken:
            found[index] = place
            taken.add(place)
    return found


def merged(table: Table, pairs: Sequence[Pair], theirs: set[int]) -> list[Row]:
    """Return one table: of the pairs in `theirs` their row, of the others mine; a side without the row drops it."""
    chosen = [(at, pair.theirs if at in theirs else pair.mine) for at, pair in enumerate(pairs)]
    return table.joined([(at, row) for at, row in chosen if row is not None])
