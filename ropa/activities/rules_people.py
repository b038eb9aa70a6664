"""Findings on people in a record: national IDs in free text, and names that differ from the head of the form. Pure."""

import re
from collections.abc import Iterator

import msgspec
from msgspec import Struct

from ropa.activities.rules_answers import squeezed
from ropa.activities.rules_finding_codes import finding, quotable
from ropa.activities.rules_near import nearest
from schemas.activity import Form
from schemas.document import ActivityDocument, encode_document
from schemas.findings import Finding
from schemas.form import form_fields, value_at
from schemas.thai_text import searchable

# 1-2345-67890-12-1 as printed on the card, or the thirteen digits with any or no separator between those groups.
_ID = re.compile(r"(?<!\d)(\d)([-–. ]?)(\d{4})([-–. ]?)(\d{5})([-–. ]?)(\d{2})([-–. ]?)(\d)(?!\d)")
#: Thirteen digits with nothing but spaces, points, dashes and what is not seen between them, in JSON.
_MAY_HOLD_ID = re.compile(r"\d(?:(?:[\s.\-–\u200b-\u200d\u2060\ufeff\u00ad]|\\[nrtbf]|\\u00[01][0-9a-f])*\d){12}")
_DIGIT = re.compile(r"\d")
_ID_DIGITS = 13
_HEADER_NAMES = ("/form/header/recorder_name", "/form/header/responsible_persons")
_TITLED = re.compile(r"(?:นางสาว|นาย|นาง|น\.\s?ส\.|ว่าที่\s?ร\.\s?[ตทอ]\.|ดร\.)\s*(\S+\s+\S+)")
_TITLE = re.compile(r"^(?:\d+[.)]\s*)?(?:นางสาว|นาย|นาง|น\.\s?ส\.|ว่าที่\s?ร\.\s?[ตทอ]\.|ดร\.)\s*")
_NUMBERING = re.compile(r"^\s*(?:\d+[.)]|-)\s*")


def is_national_id(digits: str) -> bool:
    """Tell whether 13 digits carry a valid check digit and can be a person's.

    Juristic persons have the same check digit and begin with 0 and a province code that is never 00.
    Legal source: Civil Registration Act (the number); its check digit: weights 13 to 2, (11 - sum mod 11) mod 10.
    """
    total = sum(int(digit) * weight for digit, weight in zip(digits[:12], range(13, 1, -1), strict=True))
    return (11 - total % 11) % 10 == int(digits[12]) and (digits[0] in "12345678" or digits.startswith("00"))


def holds_national_id(text: str) -> bool:
    """Tell whether a text holds a number of the printed shape, or thirteen digits that check as a person's ID.

    Thai digits count, and invisible characters hide nothing.
    """
    return any(_printed(found) or is_national_id(_digits(found)) for found in _ID.finditer(searchable(text)))


def _printed(found: re.Match[str]) -> bool:
    marks = {found.group(number) for number in (2, 4, 6, 8)}
    return len(marks) == 1 and marks <= {"-", "–"}


def _digits(found: re.Match[str]) -> str:
    return "".join(found.group(number) for number in (1, 3, 5, 7, 9))


def national_ids(document: ActivityDocument) -> Iterator[Finding]:
    """Yield the places that hold a national ID. The finding never repeats the number.

    Legal source: PDPA s.22 (no more data than needed); decisions, Rights.
    """
    # One look over the whole document spares nearly every record the walk from text to text.
    if not _MAY_HOLD_ID.search(encode_document(document).decode()):
        return
    for pointer, text in _texts(msgspec.to_builtins(document), ""):
        # Counting the digits first spares nearly every text of a record the search key.
        if len(_DIGIT.findall(text)) >= _ID_DIGITS and holds_national_id(text):
            yield finding("text.national_id", pointer)


def _texts(value: object, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _texts(part, f"{pointer}/{index}")
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}")


def name_slips(document: ActivityDocument, form_type: type[Struct] = Form) -> Iterator[Finding]:
    """Yield names in the body that are nearly, but not exactly, a name in the head of the form.

    The names decide who is called when a breach happens, so a person has to confirm them; nothing is corrected.
    """
    recorder, responsible = (_names_at(document, pointer) for pointer in _HEADER_NAMES)
    for info in form_fields(form_type):
        if not info.note.names_people or info.pointer == _HEADER_NAMES[0]:
            continue
        known = [name for _, name in (recorder if info.pointer == _HEADER_NAMES[1] else recorder + responsible)]
        for pointer, name in _names_at(document, info.pointer):
            near = _near(name, known)
            if near is not None:
                said = quotable(near)
                fix = (
                    f"แก้เป็น “{said}” หากเป็นบุคคลเดียวกัน ชื่อนี้ใช้ติดต่อเมื่อเกิดเหตุละเมิด",
                    f"Write “{said}” if it is the same person: this name is called when a breach happens",
                )
                yield finding("names.near_header_name", pointer, fix=fix, name=name, header_name=near)


def _names_at(document: ActivityDocument, pointer: str) -> list[tuple[str, str]]:
    """Return (pointer, name without title) of each name in a text or in the lines of a list."""
    value = value_at(document, pointer)
    lines = [(f"{pointer}/{index}", line) for index, line in enumerate(value)] if isinstance(value, list) else []
    if isinstance(value, str):
        lines = [(pointer, value)]
    return [(place, name) for place, line in lines if isinstance(line, str) for name in _names_in(line)]


def _names_in(line: str) -> list[str]:
    """Return the titled names in a line; a line without a title is one candidate as a whole."""
    titled = [" ".join(name.split()) for name in _TITLED.findall(line)]
    bare = _TITLE.sub("", _NUMBERING.sub("", line)).strip()
    return titled or ([bare] if bare else [])


def _near(name: str, known: list[str]) -> str | None:
    """Return the known name that this one nearly is; None when it is one of them, or like none."""
    keys = {squeezed(other): other for other in known}
    found = nearest(squeezed(name), keys)
    return keys[found] if found is not None else None
