"""The words that stand in a cell for a value: one place for the form and the register.

Blank, "-", NO, ไม่มี and N/A stay five different things: a value speaks for itself, else its mark, else nothing.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from msgspec import Struct

from schemas.choices import words_of
from schemas.form import FieldInfo, Kind, exchange_columns, fields_of, flow_columns, sections
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Term

_NUMBERED = re.compile(r"\s*[0-9๐-๙]{1,2}[.)]")
Marks = Mapping[str, object]


@cache
def members(struct: type[Struct]) -> tuple[FieldInfo, ...]:
    """Return the labelled fields of a row type; reading them off the type is slow, so it is done once."""
    return fields_of(struct)


def numbered(items: Sequence[str]) -> str:
    """Return a list as offices write it: one item bare, several as "1. …" one a line.

    Items that somebody typed with their numbers keep those.
    """
    if len(items) == 1:
        return items[0]
    if items and all(_NUMBERED.match(item) for item in items):
        return "\n".join(items)
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


def inner_list(items: Sequence[str]) -> str:
    """Return a list that stands inside a row of another list, on one line: one item bare, several as `(1) … (2) …`."""
    return items[0] if len(items) == 1 else " ".join(f"({number}) {item}" for number, item in enumerate(items, 1))


def _part(info: FieldInfo, value: object) -> str:
    if isinstance(value, list) and value:
        return inner_list([_item(info, item) for item in value])
    return shown(info, value)


def _parts(struct: Struct, kind: type[Struct], between: str) -> str:
    said = [(info.label, _part(info, getattr(struct, info.key))) for info in members(kind)]
    return between.join(f"{label}: {words}" for label, words in said if words)


def _yes_no(info: FieldInfo, answer: bool) -> str:  # noqa: FBT001 - the value itself
    if info.note.widget == "has_or_none":
        return "มี" if answer else "ไม่มี"
    return "YES" if answer else "NO"


def _words(info: FieldInfo, value: object) -> str:  # noqa: PLR0911 - one return a kind reads as a table
    if isinstance(value, bool):
        return _yes_no(info, value)
    if isinstance(value, Term):
        return value.th
    if isinstance(value, date):
        return format_thai_date(value)
    if isinstance(value, Struct):
        if info.kind is Kind.CHOICE:
            return words_of(value) or ""  # type: ignore[arg-type] # a CHOICE is one of the choice Structs
        return _parts(value, info.member, "\n")
    if isinstance(value, list):
        return numbered([_item(info, item) for item in value])
    return str(value)


def _item(info: FieldInfo, item: object) -> str:
    if isinstance(item, Term):
        return item.th
    if isinstance(item, Struct):
        if info.kind is Kind.CHOICES:
            return words_of(item) or ""  # type: ignore[arg-type] # a CHOICES item is one of the choice Structs
        return _parts(item, info.member, "; ")
    return str(item)


def shown(info: FieldInfo, value: object, mark: object = None) -> str:
    """Return the words for a value; "" for one that was not answered.

    An empty list is an answer: its mark's token, else NO for organisations and ไม่มี for other lists.
    """
    if value is None:
        return "" if mark is None else str(mark)
    if isinstance(value, list) and not value:
        if mark is not None:
            return str(mark)
        return "NO" if info.kind is Kind.ORGANISATIONS else "ไม่มี"
    return _words(info, value) or ("" if mark is None else str(mark))


def flow_title(seq: int, title: str) -> str:
    """Return the first column of the flow table: number and title, as on paper."""
    return f"{seq}. {title}"


def place_of(pointer: str, form: type[Struct]) -> str:
    """Return the Thai words for a pointer into a document, e.g. `การจัดเก็บ › ระยะเวลาจัดเก็บ`; the pointer if unknown."""
    best = max(
        (info for section in sections(form) for info in section.fields if _within(pointer, info.pointer)),
        key=lambda info: len(info.pointer),
        default=None,
    )
    if best is not None:
        part = next(section for section in sections(form) if section.key == best.section)
        head = part.label_th if part is not sections(form)[0] else "ส่วนหัว"
        return f"{head} › {best.label}" if head != best.label else head
    return _row_place(pointer.split("/")[1:]) or pointer


def _within(pointer: str, field: str) -> bool:
    return pointer == field or pointer.startswith(field + "/")


def _row_place(parts: Sequence[str]) -> str | None:
    """Return the words for a place in one of the two tables."""
    match parts:
        case ["steps", *rest]:
            words, row, columns = ["ตารางขั้นตอน"], "ขั้นตอนที่", flow_columns()
        case ["systems", *rest]:
            words, row, columns = ["ตารางระบบ"], "ระบบที่", exchange_columns()
        case _:
            return None
    for part in rest:
        if part.isdigit():
            words.append(f"{row} {int(part) + 1}")
        elif part == "exchanges":
            row = "รายการแลกเปลี่ยนที่"
        else:
            words.extend(info.label for info in columns if info.key == part)
    return " › ".join(words)
