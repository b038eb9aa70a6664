"""Days and moments of English notices and mails: of the Buddhist Era, which they say; the month in letters.

A mail stands alone: its reader has no page beside it that says which era it means. Pages leave the "B.E." out
(`schemas.thai_dates.format_english_date`).
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from schemas.thai_dates import BE_OFFSET, ENGLISH_MONTHS, ENGLISH_MONTHS_IN_FULL

_BANGKOK = ZoneInfo("Asia/Bangkok")


def english_day(day: date) -> str:
    """Return a day, such as "20 Nov B.E. 2569"."""
    return f"{day.day} {english_month(day.year, day.month)}"


def english_month(year: int, month: int) -> str:
    """Return a month of a year of the common era, such as "Nov B.E. 2569"."""
    return f"{ENGLISH_MONTHS[month - 1]} B.E. {year + BE_OFFSET}"


def english_moment(moment: datetime) -> str:
    """Return an aware moment by the clock of Bangkok, such as "20 Nov B.E. 2569 09:30"."""
    there = moment.astimezone(_BANGKOK)
    return f"{english_day(there)} {there:%H:%M}"


def english_letter_day(day: date) -> str:
    """Return a day as a letter to a person of any country has it, such as "20 November B.E. 2569 (2026)"."""
    return f"{day.day} {ENGLISH_MONTHS_IN_FULL[day.month - 1]} B.E. {day.year + BE_OFFSET} ({day.year})"
