"""The words of a value of the document, whole rows too, in one language: what a comparison shows as text. Pure.

Blank, "-", NO, ไม่มี and N/A stay different: a value speaks for itself, else its mark, else nothing. A list is one item
a line without numbers, so that an item put in front of others changes one line and not all.
"""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Literal

from msgspec import Struct

from schemas.choices import words_of
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, fields_of, form_fields, sections, value_at
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import Mark, Term

Language = Literal["th", "en"]
Marks = Mapping[str, Mark]
_ROWS: dict[tuple[str, ...], type[Struct]] = {
    ("steps",): Step,
    ("systems",): InformationSystem,
    ("systems", "exchanges"): ExchangeLine,
}


@cache
def _members(struct: type[Struct]) -> dict[str, FieldInfo]:
    return {info.key: info for info in fields_of(struct)}


@cache
def _of_form() -> dict[tuple[str, str], FieldInfo]:
    return {(info.section, info.key): info for info in form_fields()}


def section_of(pointer: str) -> tuple[str, str, str]:
    """Return key, Thai and English name of the section that a pointer leads into."""
    first, _, rest = pointer.strip("/").partition("/")
    if first == "steps":
        return "steps", "ขั้นตอนการไหลของข้อมูล", "Data-flow steps"
    if first == "systems":
        return "systems", "ระบบและการแลกเปลี่ยนข้อมูล", "Systems and exchange lines"
    key = rest.partition("/")[0]
    found = next((each for each in sections() if each.key == key), None)
    if found is None:
        return key or first, key or first, key or first
    # The head of the form is printed with the whole form's title.
    names = ("ส่วนหัวของแบบฟอร์ม", "Head of the form") if key == "header" else (found.label_th, found.label_en)
    return (key, *names)


def text_at(document: ActivityDocument, pointer: str | None, language: Language) -> str:
    """Return the words of the value at a pointer; empty where nothing was answered."""
    if pointer is None:
        return ""
    parts = pointer.strip("/").split("/")
    names, value = tuple(part for part in parts if not part.isdigit()), value_at(document, pointer)
    if names in _ROWS and parts[-1].isdigit():
        return "" if value is None else _row(value, _ROWS[names], document.marks, pointer, language)
    info = _info_at(names)
    if info is None:
        mark = document.marks.get(pointer)
        return str(mark or "" if value is None else value)
    return _shown(info, value, document.marks, pointer, language)


def _info_at(names: tuple[str, ...]) -> FieldInfo | None:
    """Return the field that pointer parts without row numbers lead to."""
    if names[:1] == ("form",):
        info = _of_form().get(names[1:3])  # type: ignore[arg-type] # a shorter tuple is simply not found
        rest = names[3:]
    else:
        row = max((each for each in _ROWS if names[: len(each)] == each), key=len, default=None)
        if row is None or len(names) == len(row):
            return None
        info, rest = _members(_ROWS[row]).get(names[len(row)]), names[len(row) + 1 :]
    for key in rest:
        info = _members(info.member).get(key) if info is not None and info.kind is Kind.GROUP else None
    return info


def _row(value: object, kind: type[Struct], marks: Marks, pointer: str, language: Language) -> str:
    """Return a whole row as lines of label and words; the lines of a system below it, set in."""
    said = []
    for key, info in _members(kind).items():
        found = getattr(value, key, None)
        if key == "exchanges" and isinstance(found, list):
            for number, line in enumerate(found):
                below = _row(line, ExchangeLine, marks, f"{pointer}/{key}/{number}", language)
                said.append(f"{_label(info, language)} {number + 1}:")
                said += [f"  {each}" for each in below.split("\n")]
            continue
        words = _shown(info, found, marks, f"{pointer}{info.pointer}", language)
        if words:
            said.append(f"{_label(info, language)}: {words.replace(chr(10), '; ')}")
    return "\n".join(said)


def _label(info: FieldInfo, language: Language) -> str:
    return info.note.label_en if language == "en" else info.label


def _shown(info: FieldInfo, value: object, marks: Marks, pointer: str, language: Language) -> str:
    mark = marks.get(pointer)
    if value is None:
        return str(mark or "")
    if isinstance(value, list) and not value:
        return str(mark) if mark else ("NO" if info.kind is Kind.ORGANISATIONS else "ไม่มี")
    if isinstance(value, list):
        return "\n".join(_words(info, item, language, "; ") for item in value)
    return _words(info, value, language, "\n") or str(mark or "")


def _words(info: FieldInfo, value: object, language: Language, between: str) -> str:
    if isinstance(value, bool):
        return _yes_no(info, value)
    if isinstance(value, Term):
        return value.en if language == "en" else value.th
    if isinstance(value, date):
        return format_thai_date(value)
    if isinstance(value, Struct):
        if info.kind in {Kind.CHOICE, Kind.CHOICES}:
            return words_of(value) or ""  # type: ignore[arg-type] # these kinds hold choice Structs
        said = (
            (part, _shown(part, getattr(value, key), {}, "", language)) for key, part in _members(info.member).items()
        )
        return between.join(f"{_label(part, language)}: {words}" for part, words in said if words)
    return str(value)


def _yes_no(info: FieldInfo, answer: bool) -> str:  # noqa: FBT001 - the value itself
    if info.note.widget == "has_or_none":
        return "มี" if answer else "ไม่มี"
    return "YES" if answer else "NO"
