"""Fields of a short form by kind: what a value looks like in them, and what they give back.

`templates/short_fields.html` draws them. A page lists its fields once; the values go to the same types as the API's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self, get_type_hints

from msgspec import Struct, structs

from ropa import clock
from ropa.web.short_forms import DAY, TIME, ShortForm
from schemas.field import note_of
from schemas.thai_dates import format_thai_date
from schemas.thai_text import arabic_digits
from schemas.vocabulary import Term

#: Empty rows that a list of rows offers beside the filled ones.
_SPARE_ROWS = 2
_MOST_DIGITS = 13


class Shape(StrEnum):
    """How a field is filled."""

    LINE = "line"
    TEXT = "text"
    LINES = "lines"
    """A list: one entry a line."""
    DAY = "day"
    """A Thai date, past or to come."""
    MOMENT = "moment"
    ONE = "one"
    """One of some terms."""
    SOME = "some"
    """Any of some terms, ticked."""
    COUNT = "count"
    FLAG = "flag"
    GROUP = "group"
    """A struct of some fields."""
    ROWS = "rows"
    """A list of structs."""


class Control(Struct, frozen=True, kw_only=True):
    """One field. Its name is that of the value's attribute; `inner` are the fields of a group or row."""

    name: str
    shape: Shape
    th: str
    en: str
    options: tuple[Term, ...] = ()
    inner: tuple["Control", ...] = ()
    hint_th: str | None = None
    hint_en: str | None = None
    law: str | None = None
    rows: int = 3
    need: str | None = None
    """Code of when it must have a value."""
    must: bool = False
    """The form is not taken without it: its label has the star."""

    def within(self, *steps: object) -> Self:
        """Return the same field inside a group or row."""
        return structs.replace(self, name="_".join(map(str, (*steps, self.name))))


def text_of(struct: type[Struct], name: str) -> tuple[str, str, str | None]:
    """Return the labels of a struct's field and its law.

    Raises: LookupError for a field without a label.
    """
    for meta in _metas(get_type_hints(struct, include_extras=True)[name]):
        note = note_of(meta)
        if note is not None:
            return note.label_th or note.label_en, note.label_en, ", ".join(note.laws) or None
    raise LookupError(name)


def _metas(annotation: Any) -> Iterable[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for each in getattr(annotation, "__args__", ()):
        yield from _metas(each)


def labelled(struct: type[Struct], name: str, shape: Shape, **more: Any) -> Control:
    """Return the field of a struct with the labels and the law of its type."""
    th, en, law = text_of(struct, name)
    return Control(name=name, shape=shape, th=th, en=en, law=law, **more)


def proposed(controls: Sequence[Control], value: object) -> dict[str, list[str]]:
    """Return what the fields hold for a value; None and empty lists give nothing."""
    typed: dict[str, list[str]] = {}
    for control in controls:
        _put(typed, control, getattr(value, control.name, None), control.name)
    return typed


def _put(typed: dict[str, list[str]], control: Control, value: Any, name: str) -> None:
    if value is None:
        return
    if control.shape is Shape.MOMENT:
        local = clock.bangkok(value)
        typed[name + DAY], typed[name + TIME] = [format_thai_date(local.date())], [f"{local:%H:%M}"]
    elif control.shape is Shape.DAY:
        typed[name] = [format_thai_date(value)]
    elif control.shape is Shape.GROUP:
        for each in control.inner:
            _put(typed, each, getattr(value, each.name), f"{name}_{each.name}")
    elif control.shape is Shape.ROWS:
        for place, row in enumerate(value):
            for each in control.inner:
                _put(typed, each, getattr(row, each.name), f"{name}_{place}_{each.name}")
        typed[f"{name}_rows"] = [str(len(value) + _SPARE_ROWS)]
    else:
        typed[name] = _words(control, value)


def _words(control: Control, value: Any) -> list[str]:
    if control.shape is Shape.SOME:
        return [str(each) for each in value]
    if control.shape is Shape.LINES:
        return ["\n".join(value)]
    if control.shape is Shape.FLAG:
        return ["1"] if value else []
    return [str(value)]


def rows_in(form: ShortForm, name: str) -> int:
    """Return how many rows a list of rows shows."""
    said = form.value(f"{name}_rows")
    return min(int(said), 50) if said.isascii() and said.isdecimal() and len(said) < 3 else _SPARE_ROWS  # noqa: PLR2004 - two digits


def collect(form: ShortForm, controls: Sequence[Control], *, empties: bool = False) -> dict[str, Any]:
    """Return the values of the fields as the API takes them; faults are noted in the form.

    `empties`: an empty field gives None, which empties what is stored; else it is left out.
    """
    values: dict[str, Any] = {}
    for control in controls:
        value = _value(form, control, control.name)
        if value is not None or empties:
            values[control.name] = value
    return values


def _value(form: ShortForm, control: Control, name: str) -> Any:
    if control.shape in _SIMPLE:
        return _SIMPLE[control.shape](form, name)
    if control.shape is Shape.GROUP:
        return _inside(form, control, name)
    if control.shape is Shape.ROWS:
        found = (_inside(form, control, f"{name}_{place}") for place in range(rows_in(form, name)))
        return [each for each in found if each]
    return form.value(name).strip() or None


def _inside(form: ShortForm, control: Control, name: str) -> dict[str, Any]:
    said: Mapping[str, Any] = {each.name: _value(form, each, f"{name}_{each.name}") for each in control.inner}
    return {key: value for key, value in said.items() if value is not None}


def _moment(form: ShortForm, name: str) -> str | None:
    form.moment(name)
    found: str | None = form.body.pop(name, None)
    return found


def _day(form: ShortForm, name: str) -> str | None:
    form.day(name, ahead=True)
    found: str | None = form.body.pop(name, None)
    return found


def _count(form: ShortForm, name: str) -> int | None:
    said = arabic_digits(form.value(name).strip()[:40]).replace(",", "").replace(" ", "")
    if not said:
        return None
    if not said.isascii() or not said.isdecimal() or len(said) > _MOST_DIGITS:
        form.fault(name, "เขียนเป็นตัวเลข เช่น 1,240", "Write a number, for example 1,240")
        return None
    return int(said)


def _lines(form: ShortForm, name: str) -> list[str]:
    return [each.strip() for each in form.value(name).splitlines() if each.strip()]


_SIMPLE: dict[Shape, Any] = {
    Shape.MOMENT: _moment,
    Shape.DAY: _day,
    Shape.COUNT: _count,
    Shape.LINES: _lines,
    Shape.SOME: lambda form, name: form.values(name),
    Shape.FLAG: lambda form, name: bool(form.value(name)),
}


def same_moment(left: datetime | None, right: datetime | None) -> bool:
    """Tell whether two moments are the same to the minute, which is all that a form shows."""
    if left is None or right is None:
        return left is right
    return left.replace(second=0, microsecond=0) == right.replace(second=0, microsecond=0)
