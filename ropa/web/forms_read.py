"""What somebody typed into the controls of a section, read back as its value. Every fault is listed.

A field that reads as it was shown stays exactly as it is stored: an entry with a line end inside, words of a closed
list that no term has, spaces at the ends.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from ropa.web.forms import (
    LISTED,
    MARK,
    NO,
    NO_MARK,
    NONE,
    YES,
    Typed,
    below,
    compact,
    first,
    members,
    picked,
    row_numbers,
    rows_said,
    terms_of,
    typed_of,
    typed_value,
    typed_values,
    was_sent,
)
from schemas.findings import Problem
from schemas.form import FieldInfo, Kind, SectionInfo
from schemas.reading import Unreadable, read_value
from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.thai_text import arabic_digits
from schemas.vocabulary import Mark

_TOKENS = {str(mark): mark for mark in Mark}
#: Of a list these say that there is nothing in it; "-" and N/A say that the question does not arise.
_EMPTY = frozenset({Mark.NO, Mark.NONE})


class SectionTyped(Struct, frozen=True, kw_only=True):
    """A section as it was typed. `value` is None when it cannot be kept; then `problems` says why."""

    value: Any
    marks: dict[str, Mark]
    problems: list[Problem]


class _Read(Struct):
    """What is found on the way."""

    typed: Typed
    marks: dict[str, Mark]
    problems: list[Problem]
    stored_marks: Mapping[str, Mark]

    def unknown(self, pointer: str, said: str) -> None:
        """Note a choice that no page offers."""
        words = said[:20]
        self.fault(pointer, f"ค่า {words} ไม่อยู่ในรายการที่กำหนด", f"The value {words} is not one of the choices")

    def fault(self, pointer: str, message_th: str, message_en: str) -> None:
        self.problems.append(Problem(pointer=pointer, message_th=message_th, message_en=message_en))


def read_typed(section: SectionInfo, typed: Typed, stored: Struct, marks: Mapping[str, Mark]) -> SectionTyped:
    """Return the section that was typed. `stored` and `marks` are what the page showed.

    A field that the form did not send stays as it is stored. Problems point at the rows of the `compact` form.
    """
    typed = compact(section.fields, typed)
    found = _Read(typed, {}, [], marks)
    plain = {}
    for info in section.fields:
        value = getattr(stored, info.key)
        shown = compact([info], typed_of(typed_value(info, value, marks, info.pointer, info.key)))
        if not was_sent(typed, info.key) or below(typed, info.key) == below(shown, info.key):
            plain[info.key] = msgspec.to_builtins(value)
            found.marks |= _marks_at(marks, info.pointer)
        else:
            plain[info.key] = _READERS[info.kind](found, info, info.pointer, info.key, value)
    made = None
    try:
        made = read_value(plain, type(stored))
    except Unreadable as error:
        root = f"/form/{section.key}"
        found.problems += [msgspec.structs.replace(each, pointer=root + each.pointer) for each in error.problems]
    order = {info.pointer: place for place, info in enumerate(section.fields)}
    found.problems.sort(key=lambda each: order.get("/".join(each.pointer.split("/")[:4]), len(order)))
    return SectionTyped(value=None if found.problems else made, marks=found.marks, problems=found.problems)


def _marks_at(marks: Mapping[str, Mark], pointer: str) -> dict[str, Mark]:
    return {place: mark for place, mark in marks.items() if place == pointer or place.startswith(f"{pointer}/")}


def _text(found: _Read, info: FieldInfo, pointer: str, name: str, _stored: Any) -> object:
    words = first(found.typed, name).strip()
    if words in _TOKENS:
        found.marks[pointer] = _TOKENS[words]
        return None
    if not words:
        return None
    if info.kind is Kind.NUMBER:
        digits = arabic_digits(words)
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 16 else words  # noqa: PLR2004 - what JSON numbers hold
    return _date(found, pointer, words) if info.kind is Kind.DATE else words


def _date(found: _Read, pointer: str, words: str) -> object:
    try:
        return read_thai_date(words).value.isoformat()
    except ThaiDateError as error:
        found.fault(pointer, error.message_th, error.message_en)
        return None


def _lines(found: _Read, _info: FieldInfo, pointer: str, name: str, _stored: Any) -> object:
    lines = _lines_of(first(found.typed, name))
    if len(lines) == 1 and lines[0] in _TOKENS:
        return _marked(found, pointer, lines[0])
    return lines or None


def _lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _marked(found: _Read, pointer: str, token: str) -> list[object] | None:
    """Keep a token and return what a list holds beside it."""
    mark = _TOKENS.get(token)
    if mark is None:
        found.fault(pointer, f"ไม่รู้จักเครื่องหมาย {token[:20]}", f"The mark {token[:20]} is unknown")
        return None
    found.marks[pointer] = mark
    return [] if mark in _EMPTY else None


def _organisations(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> object:
    said = first(found.typed, name)
    lines = _lines_of(first(found.typed, f"{name}.lines"))
    if said in {NO, MARK + Mark.NO} or said.startswith(MARK):
        if lines and lines != ["NO"]:
            found.fault(
                pointer,
                "เลือกว่าไม่มี แต่พิมพ์ชื่อหน่วยงานไว้ โปรดเลือกอย่างใดอย่างหนึ่ง",
                "“None” is chosen and organisations are typed; choose one of the two",
            )
        return _marked(found, pointer, said.removeprefix(MARK) if said != NO else str(Mark.NO))
    if said not in {"", LISTED}:
        found.unknown(pointer, said)
        return None
    if said == LISTED and not lines:
        found.fault(pointer, "โปรดระบุชื่อหน่วยงาน บรรทัดละหนึ่งแห่ง", "Name the organisations, one on each line")
    return _lines(found, info, pointer, f"{name}.lines", stored)


def _yes_no(found: _Read, _info: FieldInfo, pointer: str, name: str, _stored: Any) -> object:
    said = first(found.typed, name)
    if said.startswith((MARK, NO_MARK)):
        _marked(found, pointer, said.partition(":")[2])
        return None if said.startswith(MARK) else False
    return {"": None, YES: True, NO: False}.get(said, said)


def _term(found: _Read, _info: FieldInfo, pointer: str, name: str, _stored: Any) -> object:
    said = first(found.typed, name)
    if said.startswith(MARK):
        _marked(found, pointer, said.removeprefix(MARK))
        return None
    return said or None


def _choice(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> object:
    code = _term(found, info, pointer, name, stored)
    raw = first(found.typed, f"{name}.raw").strip()
    if code is None and raw in _TOKENS:
        found.marks[pointer] = _TOKENS[raw]
        return None
    return {"code": code, "raw": raw or None} if code or raw else None


def _ticks(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> object:
    said = [value for value in found.typed.get(name, ()) if value]
    none = next((value for value in said if value == NONE or value.startswith(MARK)), None)
    codes = [value for value in said if value != NONE and not value.startswith(MARK)]
    others = _lines_of(first(found.typed, f"{name}.other")) if info.kind is Kind.CHOICES else []
    if none is not None:
        if codes or others:
            found.fault(
                pointer,
                "เลือกว่าไม่มี แต่เลือกรายการอื่นไว้ด้วย โปรดเลือกอย่างใดอย่างหนึ่ง",
                "“None” and other entries are chosen; choose one of the two",
            )
        return _marked(found, pointer, str(Mark.NONE) if none == NONE else none.removeprefix(MARK))
    if info.kind is Kind.TERMS:
        return codes or None
    return _choices(info, codes, others, stored or []) or None


def _choices(info: FieldInfo, codes: list[str], others: list[str], stored: list[Any]) -> list[object]:
    """Return the chosen entries: those that stood there before in their order, then the new ones."""
    terms = {str(term): term.th for term in terms_of(info)}
    wanted = [{"code": code, "raw": terms.get(code)} for code in codes] + [{"raw": words} for words in others]
    made: list[object] = []
    for item in stored:
        whole = msgspec.to_builtins(item)
        same = next((each for each in wanted if each["raw"] == (whole.get("raw") or terms.get(whole["code"]))), None)
        if same is not None:
            wanted.remove(same)
            made.append(whole)
    return made + wanted


def _group(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> object:
    said = picked(found.typed, name)
    if said.startswith(MARK):
        _marked(found, pointer, said.removeprefix(MARK))
        return None
    if said:
        found.unknown(pointer, said)
        return None
    plain = _members(found, info, pointer, name, stored)
    return plain if _marks_at(found.marks, pointer) or any(value is not None for value in plain.values()) else None


def _members(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> dict[str, object]:
    return {
        member.key: _READERS[member.kind](
            found, member, f"{pointer}{member.pointer}", f"{name}.{member.key}", getattr(stored, member.key, None)
        )
        for member in members(info.member)
    }


def _table(found: _Read, info: FieldInfo, pointer: str, name: str, stored: Any) -> object:
    said = picked(found.typed, name)
    numbers = row_numbers(found.typed, name)
    if said == NONE or said.startswith(MARK):
        if numbers:
            found.fault(
                pointer,
                "เลือกว่าไม่มี แต่มีรายการอยู่ โปรดเลือกอย่างใดอย่างหนึ่ง",
                "“None” is chosen and there are rows; choose one of the two",
            )
        return _marked(found, pointer, str(Mark.NONE) if said == NONE else said.removeprefix(MARK))
    if said:
        found.unknown(pointer, said)
        return None
    known = {
        _frozen(typed_values(_moved(info, pointer, at), row, found.stored_marks)): at
        for at, row in enumerate(stored or ())
    }
    rows: list[object] = []
    typed = rows_said(found.typed, name)
    for number in numbers:
        at = known.get(frozenset((key.removeprefix("."), values) for key, values in typed.get(number, {}).items()))
        if at is None:
            rows.append(_members(found, info, f"{pointer}/{len(rows)}", f"{name}.{number}", None))
            continue
        before, after = f"{pointer}/{at}", f"{pointer}/{len(rows)}"
        moved = _marks_at(found.stored_marks, before)
        found.marks |= {after + place.removeprefix(before): mark for place, mark in moved.items()}
        rows.append(msgspec.to_builtins(stored[at]))
    return rows or None


def _moved(info: FieldInfo, pointer: str, at: int) -> Sequence[FieldInfo]:
    """Return the fields of one row with their pointers in the document."""
    return [
        msgspec.structs.replace(member, pointer=f"{pointer}/{at}{member.pointer}") for member in members(info.member)
    ]


def _frozen(typed: Typed) -> frozenset[tuple[str, tuple[str, ...]]]:
    said = {key: tuple(value for value in values if value) for key, values in typed.items()}
    return frozenset((key, values) for key, values in said.items() if values)


_READERS: dict[Kind, Callable[[_Read, FieldInfo, str, str, Any], object]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _text,
    Kind.DATE: _text,
    Kind.LINES: _lines,
    Kind.ORGANISATIONS: _organisations,
    Kind.YES_NO: _yes_no,
    Kind.TERM: _term,
    Kind.CHOICE: _choice,
    Kind.TERMS: _ticks,
    Kind.CHOICES: _ticks,
    Kind.GROUP: _group,
    Kind.TABLE: _table,
}
