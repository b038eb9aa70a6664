"""Values of the form as the fields of an HTML form: what a page shows in its controls, whatever the type.

A stored value, a kept text and a refused form all become the same thing, `Typed`, and the controls are drawn from it.
Names are keys: `agency_name`, in a group `dpo_contact.email`, in a table's row `rejected_requests.0.reason`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct

from schemas.choices import words_of
from schemas.field import LIST_LIMIT
from schemas.form import FieldInfo, Kind, fields_of
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Mark, Term

Typed = dict[str, list[str]]
#: A control's value for "there is none": of a list, and of a table.
NONE = "none"
YES, NO, LISTED = "yes", "no", "listed"
#: A control without words of its own carries a token of the paper as `mark:-`; `no:…` is a NO that has one too.
MARK = "mark:"
NO_MARK = "no:"
#: Highest row number that a form may name; `schemas.field.LIST_LIMIT` rows are kept.
_ROW_DIGITS = 4


@cache
def members(struct: type[Struct]) -> tuple[FieldInfo, ...]:
    """Return the labelled fields of a row or group; reading them off the type is slow, so it is done once."""
    return fields_of(struct)


@cache
def terms_of(info: FieldInfo) -> tuple[Term, ...]:
    """Return the terms of a closed list."""
    if info.kind in {Kind.TERM, Kind.TERMS}:
        return tuple(info.member)
    code = next(each for each in msgspec.structs.fields(info.member) if each.name == "code")
    return tuple(next(part for part in code.type.__args__ if part is not type(None)))


def typed_of(pairs: Iterable[tuple[str, str]]) -> Typed:
    """Return a form's fields by name, line ends as the register keeps them (a browser sends CR LF)."""
    typed: Typed = {}
    for name, value in pairs:
        typed.setdefault(name, []).append(_line_ends(value))
    return typed


def _line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def first(typed: Typed, name: str) -> str:
    """Return the value of a field, "" when it was not sent."""
    return next(iter(typed.get(name, ())), "")


def picked(typed: Typed, name: str) -> str:
    """Return the first value of a field that says something: a form sends an empty one with every tick box."""
    return next((value for value in typed.get(name, ()) if value), "")


def below(typed: Typed, name: str) -> dict[str, tuple[str, ...]]:
    """Return what was typed for a field and inside it, by the rest of the name; what is empty is left out."""
    found = {}
    for key, values in typed.items():
        if key == name or key.startswith(f"{name}."):
            said = tuple(value for value in values if value)
            if said:
                found[key[len(name) :]] = said
    return found


def was_sent(typed: Typed, name: str) -> bool:
    """Tell whether a form had the field at all."""
    return any(key == name or key.startswith(f"{name}.") for key in typed)


def typed_values(fields: Sequence[FieldInfo], holder: Any, marks: Mapping[str, Mark], prefix: str = "") -> Typed:
    """Return the values of a Struct as a form would send them. Pointers of `fields` lead to their marks."""
    return typed_of(
        pair
        for info in fields
        for pair in typed_value(info, getattr(holder, info.key, None), marks, info.pointer, prefix + info.key)
    )


def typed_value(
    info: FieldInfo, value: Any, marks: Mapping[str, Mark], pointer: str, name: str
) -> Iterator[tuple[str, str]]:
    """Yield one value as the fields of its controls."""
    mark = marks.get(pointer)
    if info.kind in {Kind.TEXT, Kind.NUMBER, Kind.DATE}:
        yield name, _text(value, mark)
    elif info.kind is Kind.LINES:
        yield name, _lines(value, mark)
    elif info.kind is Kind.ORGANISATIONS:
        yield name, (LISTED if value else NO) if value is not None and mark in {None, Mark.NO} else _token(mark)
        yield f"{name}.lines", "\n".join(value or ())
    elif info.kind is Kind.YES_NO:
        yield name, _yes_no(value, mark)
    elif info.kind is Kind.TERM:
        yield name, _token(mark) if value is None else str(value)
    elif info.kind is Kind.CHOICE:
        yield name, _token(mark) if value is None else str(value.code or "")
        yield f"{name}.raw", "" if value is None else words_of(value) or ""
    elif info.kind in {Kind.TERMS, Kind.CHOICES}:
        yield from _ticks(info, value, mark, name)
    elif info.kind is Kind.GROUP:
        yield from _inside(info, value, marks, pointer, name)
    else:
        yield from _rows(info, value, marks, pointer, name)


def _token(mark: Mark | None) -> str:
    return "" if mark is None else f"{MARK}{mark}"


def _text(value: Any, mark: Mark | None) -> str:
    if value is None:
        return str(mark or "")
    return format_thai_date(value) if isinstance(value, date) else str(value)


def _lines(value: list[str] | None, mark: Mark | None) -> str:
    if value is None:
        return str(mark or "")
    return "\n".join(value) if value else str(mark or Mark.NONE)


def _yes_no(value: bool | None, mark: Mark | None) -> str:  # noqa: FBT001 - the value itself
    if value is None:
        return _token(mark)
    if value:
        return YES
    return NO if mark is None else f"{NO_MARK}{mark}"


def _ticks(info: FieldInfo, value: list[Any] | None, mark: Mark | None, name: str) -> Iterator[tuple[str, str]]:
    """Yield what is ticked; words of a choice that are not its term's own stand in a text beside, one a line."""
    yield name, ""
    if not value:
        yield name, _token(mark) or (NONE if value is not None else "")
    others = []
    for item in value or ():
        if info.kind is Kind.TERMS:
            yield name, str(item)
        elif item.code is not None and item.raw in {None, item.code.th}:
            yield name, str(item.code)
        else:
            others.append(words_of(item) or "")
    if info.kind is Kind.CHOICES:
        yield f"{name}.other", "\n".join(others)


def _inside(
    info: FieldInfo, value: Any, marks: Mapping[str, Mark], pointer: str, name: str
) -> Iterator[tuple[str, str]]:
    yield name, _token(marks.get(pointer)) if value is None else ""
    for member in members(info.member):
        inner = getattr(value, member.key, None)
        yield from typed_value(member, inner, marks, f"{pointer}{member.pointer}", f"{name}.{member.key}")


def _rows(
    info: FieldInfo, value: list[Any] | None, marks: Mapping[str, Mark], pointer: str, name: str
) -> Iterator[tuple[str, str]]:
    yield name, "" if value else _token(marks.get(pointer)) or (NONE if value is not None else "")
    for at, row in enumerate(value or ()):
        for member in members(info.member):
            inner = getattr(row, member.key, None)
            yield from typed_value(member, inner, marks, f"{pointer}/{at}{member.pointer}", f"{name}.{at}.{member.key}")


def row_numbers(typed: Typed, name: str) -> list[int]:
    """Return the numbers of the rows of a table that a form named, rising."""
    found = set()
    for key in typed:
        if key.startswith(f"{name}."):
            number = key[len(name) + 1 :].partition(".")[0]
            if _is_row(number):
                found.add(int(number))
    # One row more than a list may have is enough to be refused; ten thousand would only keep everybody waiting.
    return sorted(found)[: LIST_LIMIT + 1]


def _is_row(number: str) -> bool:
    return number.isascii() and number.isdecimal() and len(number) <= _ROW_DIGITS


def rows_said(typed: Typed, name: str) -> dict[int, dict[str, tuple[str, ...]]]:
    """Return what was typed in each row of a table, as `below` tells it of one row; each field is looked at once."""
    found: dict[int, dict[str, tuple[str, ...]]] = {}
    for key, values in typed.items():
        number, dot, rest = key[len(name) + 1 :].partition(".") if key.startswith(f"{name}.") else ("", "", "")
        said = tuple(value for value in values if value)
        if said and _is_row(number):
            found.setdefault(int(number), {})[dot + rest] = said
    return found


def with_rows(typed: Typed, name: str, keep: Sequence[int], *, more: bool = False) -> Typed:
    """Return the form with only these rows of a table, numbered anew; `more` adds an empty one."""
    places = {old: new for new, old in enumerate(keep)}
    changed: Typed = {}
    for key, values in typed.items():
        number, dot, rest = key[len(name) + 1 :].partition(".") if key.startswith(f"{name}.") else ("", "", "")
        if not (dot and number.isdecimal()):
            changed[key] = values
        elif _is_row(number) and int(number) in places:
            changed[f"{name}.{places[int(number)]}.{rest}"] = values
    if more:
        changed[f"{name}.{len(places)}."] = [""]
        changed[name] = [""]
    return changed


def compact(fields: Sequence[FieldInfo], typed: Typed) -> Typed:
    """Return the form without the rows in which nothing was typed, so that a row's number is its place in the list."""
    for info in fields:
        if info.kind is Kind.TABLE:
            rows = rows_said(typed, info.key)
            typed = with_rows(typed, info.key, [number for number in row_numbers(typed, info.key) if number in rows])
    return typed


def without(typed: Typed, name: str) -> Typed:
    """Return the form without a field."""
    return {key: values for key, values in typed.items() if key != name and not key.startswith(f"{name}.")}
