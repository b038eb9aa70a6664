"""Single values of cells: truths, numbers, dates, words of closed lists. Part of `schemas.cell_values`."""

import re
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from schemas.form import FieldInfo, Kind
from schemas.shown import shown
from schemas.thai_dates import BE_OFFSET, BE_YEARS, ThaiDateError, read_cell_date, read_thai_date
from schemas.thai_text import arabic_digits
from schemas.vocabulary import Mark, Term

Doubt = tuple[str, str]
_YES = {"yes", "มี", "ใช่", "true", "y"}
_NO = {"no", "ไม่มี", "ไม่ใช่", "false", "n"}
_OWN_WORDS = {"has_or_none": {"มี", "ไม่มี"}}
_LONGEST_NUMBER = 9
_ECHO = 60


class CellValue(Struct, frozen=True):
    """What the words of a cell say."""

    value: Any = None
    mark: Mark | None = None
    """The token that stood there."""
    doubts: tuple[Doubt, ...] = ()
    """What a person should know, in Thai and English."""
    lost: bool = False
    """Nothing, or not everything, could be made of the words; `doubts` says what."""


def typed_cell(info: FieldInfo, value: object, today: date | None) -> CellValue | None:
    """Return what a typed cell says; None when the words must be read."""
    if info.kind is Kind.DATE and isinstance(value, date):
        return _typed_date(value, today)
    if info.kind is Kind.YES_NO and isinstance(value, bool):
        return CellValue(value)
    if info.kind is Kind.NUMBER and not isinstance(value, bool):
        if isinstance(value, float) and value.is_integer():
            return CellValue(int(value))
        if isinstance(value, int):
            return CellValue(value)
    return None


def _typed_date(value: date, today: date | None) -> CellValue:
    day = value.date() if isinstance(value, datetime) else value
    if today is None:
        return _buddhist(day) or CellValue(day)
    try:
        return CellValue(read_cell_date(day, today=today).value)
    except ThaiDateError as error:
        return _buddhist(day) or lost(error.message_th, error.message_en)


def _buddhist(day: date) -> CellValue | None:
    """Return the day that was meant by a cell of type date into which a Buddhist year was typed."""
    if day.year not in BE_YEARS:
        return None
    try:
        meant = day.replace(year=day.year - BE_OFFSET)
    except ValueError:
        return None
    said = f"{day.day}/{day.month}/{day.year}"
    return CellValue(
        meant,
        doubts=(
            (
                f"เซลล์ชนิดวันที่มีปี {day.year} ถือเป็น พ.ศ. โปรดยืนยัน",
                f"the cell holds the date {said}: read as B.E., confirm it",
            ),
        ),
    )


def lost(message_th: str, message_en: str) -> CellValue:
    """Return that nothing could be made of the words, and why."""
    return CellValue(doubts=((message_th, message_en),), lost=True)


def echo(words: str) -> str:
    """Return as much of the words as a message repeats."""
    return words if len(words) <= _ECHO else words[:_ECHO] + "…"


def read_yes_no(info: FieldInfo, words: str, _: date | None) -> CellValue:
    """Return the answer of YES, NO, มี or ไม่มี; other words for them are a doubt."""
    said = words.casefold()
    if said not in _YES | _NO:
        return lost(f"อ่าน “{echo(words)}” เป็น YES หรือ NO ไม่ได้", f"{echo(words)!r} is neither YES nor NO")
    answer = said in _YES
    if said in _OWN_WORDS.get(info.note.widget or "", {"yes", "no"}):
        return CellValue(answer)
    own = shown(info, answer)
    return CellValue(answer, doubts=((f"อ่าน “{words}” เป็น “{own}”", f"{words!r} is read as {own!r}"),))


def read_number(_: FieldInfo, words: str, __: date | None) -> CellValue:
    """Return a whole number in Thai or Arabic digits."""
    digits = arabic_digits(words).replace(",", "").removesuffix(".0").removesuffix(".")
    if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
        return CellValue(int(digits))
    return lost(f"“{echo(words)}” ไม่ใช่จำนวนเต็ม", f"{echo(words)!r} is no whole number")


_FLAGS: dict[str, Doubt] = {
    "two_digit_year": ("ปีมีสองหลัก อ่านเป็น พ.ศ. 25xx โปรดยืนยัน", "the year has two digits: read as B.E. 25xx, confirm it"),
    "after_today": ("วันที่อยู่หลังวันนี้ โปรดยืนยัน", "the date lies after today: confirm it"),
    "year_first_be": ("วันที่แบบ ปปปป-ดด-วว มีปี พ.ศ. โปรดยืนยัน", "an ISO date with a Buddhist year: confirm it"),
}


def read_date(_: FieldInfo, words: str, today: date | None) -> CellValue:
    """Return a date as Thai offices write it."""
    try:
        read = read_thai_date(words, today=today)
    except ThaiDateError as error:
        return lost(error.message_th, error.message_en)
    return CellValue(read.value, doubts=tuple(_FLAGS[flag] for flag in read.flags))


def _squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words).casefold()


def term_of(info: FieldInfo, words: str) -> Term | None:
    """Return the term that has these words: its code, its Thai or its English ones."""
    wanted = _squeezed(words)
    terms: list[Term] = list(info.member)
    return next((term for term in terms if wanted in map(_squeezed, (str(term), term.th, term.en))), None)


def no_term(words: str) -> CellValue:
    """Return that no term of the closed list has these words."""
    return lost(f"“{echo(words)}” ไม่อยู่ในรายการที่กำหนด", f"{echo(words)!r} is not in the list")
