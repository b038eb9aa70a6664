"""Reads the moment of a line of the exchange log. Pure.

A moment is milliseconds since 1970 in UTC. A time without an offset is Bangkok's: the logs are those of Thai systems.
A year of 2400 to 2700 is of the Buddhist Era. What can be read in two ways is refused, never guessed.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schemas.thai_dates import ThaiDateError, read_thai_date
from schemas.thai_text import arabic_digits

BANGKOK = ZoneInfo("Asia/Bangkok")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
#: What a clock in Bangkok showed at the epoch, naive: most lines carry no offset, and this is the fastest way.
_EPOCH_IN_BANGKOK = datetime(1970, 1, 1, 7)  # noqa: DTZ001 - see above
_MILLISECOND = timedelta(milliseconds=1)
_YEARS = range(1970, 2201)
_FIRST_BE_YEAR = 2400
_BE_OFFSET = 543
_LONGEST = 60
_ISO = re.compile(r"(\d{4})(-\d{2}-\d{2})([T ].+)?")
_CLOCK = r"(?P<clock>\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,6})?)?)\s*(?:น\.?)?\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?"
_DAY_FIRST = re.compile(rf"(?P<day>\S.*?\d{{4}})(?:[\s,T]+(?:เวลา\s*)?{_CLOCK})?")
_SLASHED = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")


class TimeFault(ValueError):
    """A text that is no moment, or not certainly one."""

    def __init__(self, message_th: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_th = message_th
        self.message_en = message_en


def read_moment(text: str) -> int:
    """Return the moment of a text in milliseconds since 1970, UTC.

    `2026-11-22T10:15:07.250+07:00`, `2569-11-22 10:15:07`, `22/11/2569 10:15`, `22 พ.ย. 2569 เวลา 10.15 น.`; a day
    without a time is its midnight.

    Raises: TimeFault for anything else, for a day that does not exist, for two-digit years, and for 03/04/2026, which
    is a day of March or of April.
    """
    if text[4:5] == "-":
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return _carefully(text)
        if found.year in _YEARS:
            return _milliseconds(found)
    return _carefully(text)


def plain_moments(texts: Sequence[str]) -> list[int] | None:
    """Return the moments of texts that are all ISO 8601 of a year of the Common Era; None when any is not."""
    if {text[4:5] for text in texts} != {"-"}:
        return None
    try:
        found = list(map(datetime.fromisoformat, texts))
    except ValueError:
        return None
    if not all(year in _YEARS for year in {each.year for each in found}):
        return None
    return [(each - (_EPOCH if each.tzinfo else _EPOCH_IN_BANGKOK)) // _MILLISECOND for each in found]


def _milliseconds(found: datetime) -> int:
    if found.tzinfo is None:
        return (found - _EPOCH_IN_BANGKOK) // _MILLISECOND
    return (found - _EPOCH) // _MILLISECOND


def _carefully(text: str) -> int:
    words = " ".join(arabic_digits(text).split()) if len(text) <= _LONGEST else ""
    iso = _ISO.fullmatch(words)
    found = _iso(iso) if iso else _day_first(words)
    if found is None or found.year not in _YEARS:
        raise TimeFault(
            "อ่านวันเวลาไม่ได้ เขียนเช่น 2026-11-22T10:15:07+07:00 หรือ 22/11/2569 10:15:07",
            "cannot read the time; write for example 2026-11-22T10:15:07+07:00",
        )
    return _milliseconds(found)


def _iso(match: re.Match[str]) -> datetime | None:
    year = int(match[1])
    if year >= _FIRST_BE_YEAR:
        year -= _BE_OFFSET
    try:
        return datetime.fromisoformat(f"{year:04}{match[2]}{match[3] or ''}")
    except ValueError:
        return None


def _day_first(words: str) -> datetime | None:
    match = _DAY_FIRST.fullmatch(words)
    if match is None:
        return None
    slashed = _SLASHED.fullmatch(match["day"])
    if slashed and int(slashed[3]) < _FIRST_BE_YEAR and _is_ambiguous(int(slashed[1]), int(slashed[2])):
        raise TimeFault(
            "วันที่อ่านได้สองแบบ (วัน/เดือน หรือ เดือน/วัน) ส่งแบบ ปี-เดือน-วัน หรือใช้ปี พ.ศ.",
            "the day can be read in two ways (day/month or month/day); send year-month-day",
        )
    try:
        day = read_thai_date(match["day"])
        clock = _clock(match["clock"]) if match["clock"] else ""
        return datetime.fromisoformat(f"{day.value.isoformat()}{clock}{match['offset'] or ''}")
    except (ThaiDateError, ValueError):
        return None


def _is_ambiguous(first: int, second: int) -> bool:
    most = 12
    return first <= most and second <= most and first != second


def _clock(text: str) -> str:
    hour, minute, *rest = re.split(r"[:.,]", text, maxsplit=3)
    seconds = "".join(f"{mark}{part}" for mark, part in zip(":.", rest, strict=False))
    return f"T{int(hour):02}:{minute}{seconds}"
