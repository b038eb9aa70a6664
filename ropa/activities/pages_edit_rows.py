"""Rows inside a section of the form: one more, one less, and one that comes back."""

import msgspec
from msgspec import Struct

from ropa.web.forms import Typed, first, members, row_numbers, with_rows
from schemas.form import FieldInfo, Kind, SectionInfo

ACT, REMOVED = "do", "_removed"
_LONGEST = 100_000


class Changed(Struct, frozen=True, kw_only=True):
    """A section's form with a row more or less: where to go on typing, and the row that was removed."""

    typed: Typed
    focus: str = ""
    removed: str = ""


class _Row(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    place: int
    fields: list[tuple[str, str]]


def rows_changed(section: SectionInfo, typed: Typed) -> Changed | None:
    """Return the form after a button of its rows; None when none was pressed.

    `add:TABLE`, `remove:TABLE:3`, `back` (the row that was removed last), `draw` (nothing changes: a script asks for
    the form of what it sends).
    """
    act, _, rest = first(typed, ACT).partition(":")
    name, _, number = rest.partition(":")
    tables = {info.key: info for info in section.fields if info.kind is Kind.TABLE}
    if act == "draw":
        return Changed(typed=typed)
    if act == "back":
        return _back(typed, tables)
    if act not in {"add", "remove"} or name not in tables:
        return None
    rows = row_numbers(typed, name)
    if act == "add":
        first_column = members(tables[name].member)[0].key
        return Changed(typed=with_rows(typed, name, rows, more=True), focus=f"{name}.{len(rows)}.{first_column}")
    kept = [row for row in rows if str(row) != number]
    return Changed(
        typed=with_rows(typed, name, kept), removed=_carried(typed, name, number) if len(kept) < len(rows) else ""
    )


def _carried(typed: Typed, name: str, number: str) -> str:
    root = f"{name}.{number}."
    fields = [
        (key.removeprefix(root), value) for key, values in typed.items() if key.startswith(root) for value in values
    ]
    said = msgspec.json.encode(_Row(name=name, place=int(number), fields=fields)).decode()
    return said if len(said) <= _LONGEST else ""


def _back(typed: Typed, tables: dict[str, FieldInfo]) -> Changed:
    try:
        row = msgspec.json.decode(first(typed, REMOVED)[:_LONGEST], type=_Row)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return Changed(typed=typed)
    if row.name not in tables or row.place < 0:
        return Changed(typed=typed)
    rows = row_numbers(typed, row.name)
    place = min(row.place, len(rows))
    numbered = with_rows(typed, row.name, rows)
    # Rows from its place on move one down; then it stands where it stood.
    moved: Typed = {}
    for key, values in numbered.items():
        number, dot, rest = key[len(row.name) + 1 :].partition(".") if key.startswith(f"{row.name}.") else ("", "", "")
        later = bool(dot) and number.isdecimal() and int(number) >= place
        moved[f"{row.name}.{int(number) + 1}.{rest}" if later else key] = values
    for key, value in row.fields:
        moved.setdefault(f"{row.name}.{place}.{key}", []).append(value)
    return Changed(typed=moved, focus=f"{row.name}.{place}.{members(tables[row.name].member)[0].key}")
