"""What a file of the register was narrowed to, in words."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from schemas.record_marks import RecordMark
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import LawfulBasis, RevisionStatus

Words = tuple[str, str]
"""Thai and English."""


def words_of_query(query: Mapping[str, Any], office_name: Callable[[int], str]) -> list[Words]:
    """Return one entry for each filter that is set, in the order of the list's form; unknown ones are left out."""
    found: list[Words] = []
    for name, value in query.items():
        # Another kind may mean something else by a name.
        with suppress(KeyError, TypeError, ValueError):
            found.append(_WORDS[name](value, office_name))
    return found


def _typed(thai: str, english: str) -> Callable[[Any, Callable[[int], str]], Words]:
    return lambda value, _: (f"{thai} “{value}”", f"{english} “{value}”")


def _office(value: Any, office_name: Callable[[int], str]) -> Words:
    return (office_name(int(value)),) * 2


def _status(value: Any, _: Callable[[int], str]) -> Words:
    term = RevisionStatus.of(str(value))
    return f"สถานะ{term.th}", f"Status: {term.en}"


def _basis(value: Any, _: Callable[[int], str]) -> Words:
    term = LawfulBasis.of(str(value))
    return term.th, term.en


def _mark(value: Any, _: Callable[[int], str]) -> Words:
    term = RecordMark.of(str(value))
    return term.th, term.en


def _as_of(value: Any, _: Callable[[int], str]) -> Words:
    day = date.fromisoformat(str(value))
    return f"ณ สิ้นวันที่ {format_thai_date(day)}", f"As of the end of {day.isoformat()}"


_STEWARDS = {"me": ("ที่ฉันดูแล", "Mine to look after"), "none": ("ยังไม่มีผู้ดูแล", "Looked after by nobody")}
_WORDS: dict[str, Callable[[Any, Callable[[int], str]], Words]] = {
    "q": _typed("ค้นหา", "Search"),
    "office": _office,
    "status": _status,
    "lawful_basis": _basis,
    "mark": _mark,
    "in_use": lambda *_: ("ไม่รวมที่เลิกใช้", "Less what was retired"),
    "system": _typed("ระบบ", "System"),
    "steward": lambda value, _: _STEWARDS.get(str(value), ("ผู้ดูแลคนหนึ่ง", "One steward's")),
    "chosen": lambda *_: ("เฉพาะรายการที่เลือกไว้", "Only the records that were chosen"),
    "as_of": _as_of,
}
