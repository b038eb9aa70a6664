"""Days and moments for English notices and mails: the common era, the month in letters, so that no day is misread.

Thai texts have the Buddhist Era (`schemas.thai_dates`). A mail stands alone: its reader has no page beside it that
says which era it means.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

_BANGKOK = ZoneInfo("Asia/Bangkok")
# Not `%b` nor `calendar`, which follow the language that the machine is set to.
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

MONTHS_IN_FULL = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def english_day(day: date) -> str:
    """Return a day, such as "20 Nov 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def english_month(year: int, month: int) -> str:
    """Return a month, such as "Nov 2026"."""
    return f"{MONTHS[month - 1]} {year}"


def english_moment(moment: datetime) -> str:
    """Return an aware moment by the clock of Bangkok, such as "20 Nov 2026 09:30"."""
    there = moment.astimezone(_BANGKOK)
    return f"{english_day(there)} {there:%H:%M}"
