"""Rows of steps in a procedure's form: put in, moved, taken out and numbered anew, with arrows kept at their steps.

An arrow that is written out ("6, 7") goes on pointing at the same steps under their new numbers. An empty one means
the following step, whichever that is after a move. What pointed at a step that was taken out says "?" until somebody
decides.
"""

import re
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec import field as default

from ropa.procedures.pages_fields import ARROWS, STEPS, UNKNOWN, is_filled, number_of, steps_in
from ropa.web.short_forms import ShortForm
from schemas.work_flow import MOST_STEPS

#: Beside the columns: the number under which a step is stored, whose other values stay with it.
WAS = "was"
OPEN, BEFORE = "steps_open", "before"
_COLUMNS = (*(each.name for each in STEPS.inner), WAS)
_DO = re.compile(r"(up|down|above|add|remove):([0-9]{1,3})|(move):([0-9]{1,3}):([0-9]{1,3})")
_PART = re.compile(r"[0-9]{1,3}")
_LONGEST = 2_000_000
DRAW, UNDO = "draw", "undo"


class Row(Struct, kw_only=True):
    """A row as it was typed. `number` is that under which other rows know it."""

    cells: dict[str, str]
    number: int | None
    is_open: bool = False


class Arranged(Struct, kw_only=True):
    """What was done to the rows, for the page to say."""

    note: str = ""
    """What was done: `add`, `up`, `down`, `move`, `remove`, `undo` or `full`."""
    at: int | None = None
    """The place of the row that was put in or moved."""
    name: str = ""
    """Of what was taken out."""
    lost: list[int] = default(default_factory=list)
    """Numbers of the steps whose arrow pointed at what was taken out."""


def arrange(form: ShortForm, do: str) -> Arranged | None:
    """Return what was done to the rows of a form, which then holds them anew; None when `do` is no such act."""
    if do == DRAW:
        return Arranged()
    rows = _rows(form)
    if do == UNDO:
        return _undo(form)
    found = _DO.fullmatch(do)
    if found is None:
        return None
    verb, at = found[1] or found[3], int(found[2] or found[4])
    before = msgspec.json.encode([row.cells for row in rows]).decode()
    filled, spare = _in_order(rows)
    row = rows[at] if at < len(rows) else None
    if row is None or not any(each is row for each in filled):
        return Arranged()
    place = next(place for place, each in enumerate(filled) if each is row)
    done = _act(filled, verb, place, int(found[5]) if found[5] else 0)
    if done.note in {"", "full"}:
        return done
    done.lost = _renumber(filled, {each.number: None for each in (row,) if done.note == "remove"})
    _write(form, [*filled, *spare])
    form.typed = {**form.typed, BEFORE: [before]}
    return done


def _act(filled: list[Row], verb: str, place: int, to: int) -> Arranged:
    row = filled[place]
    if verb in {"above", "add"}:
        if len(filled) >= MOST_STEPS:
            return Arranged(note="full")
        at = place + (verb == "add")
        filled.insert(at, Row(cells=dict.fromkeys(_COLUMNS, ""), number=None, is_open=True))
        return Arranged(note="add", at=at)
    if verb == "remove":
        filled.pop(place)
        return Arranged(note="remove", name=row.cells.get("title", "")[:80])
    at = {"up": place - 1, "down": place + 1}.get(verb, to)
    at = max(0, min(at, len(filled) - 1))
    if at == place:
        return Arranged()
    filled.insert(at, filled.pop(place))
    return Arranged(note=verb, at=at)


def _rows(form: ShortForm) -> list[Row]:
    opened = set(form.value(OPEN).split(","))
    return [
        Row(
            cells={name: form.value(f"steps_{place}_{name}") for name in _COLUMNS},
            number=None,
            is_open=str(place) in opened,
        )
        for place in range(steps_in(form))
    ]


def _in_order(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Return the rows as saving would order and number them, and the empty ones that are offered after them."""
    filled = [row for row in rows if is_filled(row.cells)]
    last = 0
    for row in filled:
        last = row.number = number_of(row.cells["number"]) or last + 1
    return sorted(filled, key=lambda row: row.number or 0), [row for row in rows if not is_filled(row.cells)]


def _renumber(filled: Sequence[Row], gone: dict[int | None, None]) -> list[int]:
    """Number the rows by their places and turn their arrows; return whose arrow pointed at a step that is gone."""
    new: dict[int, int | None] = {number: None for number in gone if number is not None}
    for place, row in enumerate(filled, start=1):
        if row.number is not None:
            # Of two rows with one number the first is meant, as the findings say.
            new.setdefault(row.number, place) if row.number not in gone else None
    lost = []
    for place, row in enumerate(filled, start=1):
        row.cells["number"] = str(place)
        for name in ARROWS:
            words = row.cells[name]
            row.cells[name] = _turned(words, new, len(filled))
            if any(number is not None and new.get(number, 0) is None for number in _targets(words)):
                lost.append(place)
    return sorted(set(lost))


def _targets(words: str) -> list[int | None]:
    """Return the numbers that a field names, None for "?"; nothing for words that cannot be read, which stay."""
    parts = [part.strip() for part in words.replace("และ", ",").split(",") if part.strip()]
    found = [None if part == UNKNOWN else number_of(part) or 0 for part in parts]
    return [] if 0 in found else found


def _turned(words: str, new: dict[int, int | None], most: int) -> str:
    targets = _targets(words)
    if not targets:
        return words
    turned: list[str] = []
    for number in targets:
        if number is None:
            turned.append(UNKNOWN)
        elif number in new:
            turned += [] if new[number] is None else [str(new[number])]
        else:
            # It named no step. Under the new numbers it must not come to name another one.
            turned.append(str(number) if number > most else UNKNOWN)
    return ", ".join(turned) or UNKNOWN


def _undo(form: ShortForm) -> Arranged:
    """Lay the rows back as they were before the last act; of a field that is not ours nothing is taken."""
    said = form.value(BEFORE)
    try:
        kept = msgspec.json.decode(said if len(said) <= _LONGEST else "", type=list[dict[str, str]])
    except msgspec.DecodeError:
        return Arranged()
    rows = [Row(cells={name: row.get(name, "") for name in _COLUMNS}, number=None) for row in kept[: MOST_STEPS + 10]]
    _write(form, rows)
    form.typed = {name: value for name, value in form.typed.items() if name != BEFORE}
    return Arranged(note="undo")


def _write(form: ShortForm, rows: Sequence[Row]) -> None:
    others = {name: value for name, value in form.typed.items() if not re.fullmatch(r"steps_[0-9]+_[a-z_]+", name)}
    cells = {f"steps_{place}_{name}": [value] for place, row in enumerate(rows) for name, value in row.cells.items()}
    opened = ",".join(str(place) for place, row in enumerate(rows) if row.is_open)
    form.typed = {**others, **cells, "steps_rows": [str(len(rows))], OPEN: [opened]}
