"""Calendar arithmetic of retention. Pure; every date is a day in Bangkok.

Legal source: Civil and Commercial Code ss. 193/3 paragraph 2 and 193/5; Saraban Regulation B.E. 2526 ข้อ 66.
No date rolls over a holiday: the periods bind the agency itself (Administrative Procedure Act s. 64).
"""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple, Self
from zoneinfo import ZoneInfo

from schemas.periods import calendar_year_end, fiscal_year_end
from schemas.retention import Alignment
from schemas.thai_dates import BE_OFFSET, BE_YEARS, CE_YEARS

BANGKOK = ZoneInfo("Asia/Bangkok")
#: Days of the survey after the end of the calendar year, Saraban ข้อ 66.
SURVEY_DAYS = 60
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_DAY = timedelta(days=1)
_MONTHS = 12


class MonthError(ValueError):
    """A text that names no month of the Gregorian calendar. `str()` shows both languages."""

    def __init__(self, message_th: str, message_en: str) -> None:
        super().__init__(f"{message_th} / {message_en}")
        self.message_th = message_th
        self.message_en = message_en


class YearMonth(NamedTuple):
    """A month of the Gregorian calendar, as people in Bangkok live through it."""

    year: int
    month: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month of `YYYY-MM`.

        Raises: MonthError; for a Buddhist year (2569-11) it names the month that was probably meant.
        """
        match = _MONTH.fullmatch(text.strip())
        if match is None or not 1 <= int(match[2]) <= _MONTHS:
            raise MonthError(
                f"เดือน “{text[:20]}” ไม่ถูกต้อง เขียนเป็น ค.ศ. เช่น 2026-11", f"not a month: {text[:20]!r}; write 2026-11"
            )
        year, month = int(match[1]), int(match[2])
        if year in BE_YEARS:
            meant = cls(year - BE_OFFSET, month)
            raise MonthError(
                f"{text} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ.: {meant}", f"{text} is a Buddhist year; write the Gregorian one: {meant}"
            )
        if year not in CE_YEARS:
            raise MonthError(f"ปี {year} อยู่นอกช่วง 1900-2200", f"the year {year} is outside 1900-2200")
        return cls(year, month)

    @classmethod
    def of(cls, moment: date | datetime) -> Self:
        """Return the month of a day, or of an aware moment as a clock in Bangkok shows it."""
        day = moment.astimezone(BANGKOK) if isinstance(moment, datetime) else moment
        return cls(day.year, day.month)

    @property
    def following(self) -> Self:
        """The next month."""
        return type(self)(self.year + self.month // 12, self.month % 12 + 1)

    @property
    def ends_until(self) -> date:
        """The first day after the month: a period that ended before this day ended in the month or earlier."""
        return date(*self.following, 1)

    def through(self, last: "YearMonth") -> Iterator["YearMonth"]:
        """Yield this month and every following one, `last` included."""
        month: YearMonth = self
        while month <= last:
            yield month
            month = month.following

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def align(day: date, alignment: Alignment) -> date:
    """Return the day moved to the end of its calendar or fiscal year, or unchanged."""
    if alignment is Alignment.CALENDAR_YEAR_END:
        return calendar_year_end(day)
    return fiscal_year_end(day) if alignment is Alignment.FISCAL_YEAR_END else day


def survey_window(year_end: date) -> tuple[date, date]:
    """Return the first and the last day (both included) of the survey after a calendar year's 31 December.

    Legal source: Saraban Regulation B.E. 2526 ข้อ 66, within 60 days after the calendar year ends.
    """
    return year_end + _DAY, year_end + timedelta(days=SURVEY_DAYS)


def next_survey(last_day_kept: date) -> tuple[date, date]:
    """Return the window of the survey that takes up what was kept through `last_day_kept`.

    The survey is of what ended in the year before it, so what ends in February waits until the next January.
    """
    return survey_window(calendar_year_end(last_day_kept))
