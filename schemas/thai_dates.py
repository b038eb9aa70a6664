"""Dates as Thai offices write them. Stored dates are Gregorian; the Buddhist Era exists only at the edge.

A text that can be read in two ways is refused or flagged, never guessed silently.
"""

import re
from datetime import date, datetime, timedelta
from typing import Literal

from msgspec import Struct

from schemas.thai_text import arabic_digits

#: Years between the eras. Valid from 1 January 2484: before that day the Thai year began on 1 April.
BE_OFFSET = 543
#: The fiscal year begins with this month.
FISCAL_YEAR_STARTS = 10
_SHORT_YEAR = 2
_FIRST_BE_DAY = date(1941, 1, 1)
#: Years that can only be meant in one era; any other year is refused.
BE_YEARS = range(2400, 2701)
CE_YEARS = range(1900, 2201)
_LONGEST = 80  # no date is longer; a page of text need not be searched for one
_FAR = timedelta(days=200 * 365)

# Not `%b` nor `calendar`, which follow the language that the machine is set to.
ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
ENGLISH_MONTHS_IN_FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
MONTHS = (
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
)
SHORT_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
_MONTH_BY_WORD = {
    word.replace(".", ""): number
    for names in (MONTHS, SHORT_MONTHS)
    for number, name in enumerate(names, 1)
    # Shortened in speech and often in print: มกรา, เมษา, กุมภา.
    for word in (name, re.sub("(คม|ยน|พันธ์)$", "", name))
} | {"กรกฏาคม": 7, "กรกฏา": 7}  # ฏ for ฎ is the commonest slip in a month's name
#: As the pages in English show days, so that what is read there may be typed there.
_ENGLISH = {
    word.lower(): number
    for number, names in enumerate(zip(ENGLISH_MONTHS, ENGLISH_MONTHS_IN_FULL, strict=True), start=1)
    for word in names
}

_ERA = r"(?:ปี\s*)?(?P<era>พ\.?\s*ศ\.?|ค\.?\s*ศ\.?|พุทธศักราช|คริสต์ศักราช)?"
_DAY_FIRST = re.compile(
    rf"(?:เมื่อ)?(?:วันที่)?\s*(?P<day>\d{{1,2}})\s*[-/.\s]?\s*(?P<month>\d{{1,2}}|[ก-๎][ก-๎. ]*?|[A-Za-z]{{3,9}}\.?)"
    rf"\s*[-/.,\s]?\s*{_ERA}\s*(?P<year>\d{{2}}|\d{{4}})"
)
_NUMERIC = re.compile(r"\d{1,2}\s*([-/.])\s*\d{1,2}\s*\1\s*(?:\d{2}|\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})")


class ThaiDateError(ValueError):
    """A text that is no date, or not certainly one. `str()` shows both languages."""

    def __init__(self, message_th: str, message_en: str) -> None:
        super().__init__(f"{message_th} / {message_en}")
        self.message_th = message_th
        self.message_en = message_en


class ThaiDate(Struct, frozen=True):
    """A date that was read, and what a person should look at: `two_digit_year`, `after_today`, `year_first_be`."""

    value: date
    flags: tuple[str, ...] = ()


def read_thai_date(text: str, *, today: date | None = None) -> ThaiDate:
    """Return the Gregorian date of a Thai or ISO text, with flags.

    Day first; Thai or Arabic digits; full or short months, English ones with a year of four digits; พ.ศ. or ค.ศ. A
    year of 2400-2700 is B.E., of 1900-2200 C.E.; two digits are B.E. 25xx, flagged `two_digit_year`, and `after_today`
    too when that lies behind `today`.
    `2569-11-20` is read as B.E. and flagged `year_first_be`: ISO dates are Gregorian, so somebody mixed both.

    Raises: ThaiDateError for anything else, for days that do not exist (29 ก.พ. 2568) and for B.E. dates before
    1 January 2484.
    """
    words = " ".join(arabic_digits(text).split()) if len(text) <= _LONGEST else ""
    iso = _YEAR_FIRST.fullmatch(words)
    match = iso or _DAY_FIRST.fullmatch(words)
    if match is None or (match["month"].isdigit() and iso is None and not _is_numeric(words)):
        raise ThaiDateError(
            f"อ่านวันที่ “{text[:60]}” ไม่ได้ เขียนเช่น 20 พ.ย. 2569 หรือ 20/11/2569",
            f"cannot read the date {text[:60]!r}; write for example 20 Nov 2569 or 2026-11-20",
        )
    era = None if iso is not None else match["era"]
    if match["month"][0].isascii() and match["month"][0].isalpha() and len(match["year"]) == _SHORT_YEAR:
        raise ThaiDateError(
            f"ปี {match['year']} ไม่แน่ชัด เขียนปีสี่หลัก", f"the year {match['year']} is not certain: write four digits"
        )
    year, buddhist, flags = _year(match["year"], era)
    value = _day(year, _month(match["month"]), int(match["day"]), text)
    if buddhist and value < _FIRST_BE_DAY:
        raise ThaiDateError(
            "วันที่ก่อน 1 ม.ค. 2484 ให้ระบุเป็น ค.ศ. เพราะเดิมปีใหม่ไทยเริ่ม 1 เมษายน",
            "before 1 January B.E. 2484 the Thai year began on 1 April: give the date in C.E.",
        )
    if iso is not None and buddhist:
        flags = (*flags, "year_first_be")
    if "two_digit_year" in flags and today is not None and value > today:
        flags = (*flags, "after_today")
    return ThaiDate(value, flags)


def read_cell_date(value: date, *, today: date) -> ThaiDate:
    """Return the date of a spreadsheet cell that was typed as a date; the time of a datetime is dropped.

    Raises: ThaiDateError when it lies over 200 years ahead: the sheet took a B.E. year for a C.E. one (2569 for 2026),
    and may have refused or moved 29 February, so a person must say what was meant.
    """
    day = value.date() if isinstance(value, datetime) else value
    if day - today > _FAR:
        raise ThaiDateError(
            f"เซลล์เก็บวันที่เป็น ค.ศ. {day.year} น่าจะพิมพ์ปี พ.ศ. ในเซลล์ชนิดวันที่ โปรดยืนยันวันที่",
            f"the cell holds the Gregorian year {day.year}; a Buddhist year was probably typed: confirm the date",
        )
    return ThaiDate(day)


def format_thai_date(day: date, *, style: Literal["short", "long", "numeric"] = "short") -> str:
    """Return the date in the Buddhist Era: `20 พ.ย. 2569`, `20 พฤศจิกายน พ.ศ. 2569` or `20/11/2569`.

    Outside B.E. 2484-2700 the year is Gregorian and says so (ค.ศ.), so that `read_thai_date` reads every answer back.
    """
    buddhist = day >= _FIRST_BE_DAY and day.year + BE_OFFSET in BE_YEARS
    year = str(day.year + BE_OFFSET) if buddhist else f"{day.year:04}"
    if style == "numeric":
        return f"{day.day:02}/{day.month:02}/{year}"
    if style == "long":
        return f"{day.day} {MONTHS[day.month - 1]} {'พ.ศ.' if buddhist else 'ค.ศ.'} {year}"
    return f"{day.day} {SHORT_MONTHS[day.month - 1]} {year if buddhist else 'ค.ศ. ' + year}"


def format_english_date(day: date) -> str:
    """Return a day as English pages show it, of the Buddhist Era: `19 Nov 2569`."""
    return f"{day.day} {ENGLISH_MONTHS[day.month - 1]} {day.year + BE_OFFSET}"


def fiscal_year(day: date) -> int:
    """Return the B.E. fiscal year of a day: 1 October to 30 September, named by the year in which it ends."""
    return day.year + BE_OFFSET + (day.month >= FISCAL_YEAR_STARTS)


def fiscal_year_label(day: date) -> str:
    """Return the fiscal year as printed: `ปีงบประมาณ 2570` for 1 October 2026."""
    return f"ปีงบประมาณ {fiscal_year(day)}"


def _is_numeric(words: str) -> bool:
    # "1 12 2569" and "20112569" have no certain borders between day and month; one separator, twice, has.
    bare = re.sub(rf"^(?:เมื่อ)?(?:วันที่)?\s*|{_ERA.replace('?P<era>', '?:')}\s*(?=\d+$)", "", words)
    return _NUMERIC.fullmatch(bare) is not None


def _month(word: str) -> int:
    bare = re.sub(r"[.\s]", "", word)
    number = int(word) if word.isdigit() else _MONTH_BY_WORD.get(bare) or _ENGLISH.get(bare.lower(), 0)
    if not 1 <= number <= len(MONTHS):
        raise ThaiDateError(
            f"ไม่มีเดือน “{word[:20]}” (เขียนวันก่อนเดือน)", f"there is no month {word[:20]!r} (the day comes first)"
        )
    return number


def _year(digits: str, era: str | None) -> tuple[int, bool, tuple[str, ...]]:
    """Return the Gregorian year, whether it was written in B.E., and flags."""
    year = int(digits)
    said_ce = era is not None and era.startswith("ค")
    said_be = era is not None and era.startswith("พ")
    if len(digits) == _SHORT_YEAR and not said_ce:
        return 2500 + year - BE_OFFSET, True, ("two_digit_year",)
    if year in BE_YEARS and not said_ce:
        return year - BE_OFFSET, True, ()
    if year in CE_YEARS and not said_be:
        return year, False, ()
    raise ThaiDateError(
        f"ปี {era or ''}{digits} ไม่แน่ชัด ใช้ พ.ศ. 2400-2700 หรือ ค.ศ. 1900-2200",
        f"the year {digits} is not certain: use B.E. 2400-2700 or C.E. 1900-2200",
    )


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ThaiDateError(
            f"ไม่มีวันที่ “{text[:60]}” ในปฏิทิน", f"there is no such day in the calendar: {text[:60]!r}"
        ) from None
