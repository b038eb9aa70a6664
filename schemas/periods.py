"""Periods of the civil code and the ends of years. Pure; every date is a day in Bangkok.

Legal source: Civil and Commercial Code ss. 193/3 paragraph 2 and 193/5.
"""

import calendar
import re
from datetime import date, timedelta

from schemas.thai_dates import FISCAL_YEAR_STARTS

_PERIOD = re.compile(
    r"P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?(?:T(?P<hours>\d+)H)?"
)
_DAY = timedelta(days=1)


def parts_of(period: str) -> tuple[int, int]:
    """Return an ISO 8601 period as (months, days). Hours are days begun: only the day of an event is known.

    Raises: ValueError for a text that is no period of hours, days, weeks, months and years.
    """
    match = _PERIOD.fullmatch(period)
    if match is None or period == "P":
        raise ValueError(period)
    years, months, weeks, days = (int(match[unit] or 0) for unit in ("years", "months", "weeks", "days"))
    return years * 12 + months, days + 7 * weeks - (-int(match["hours"] or 0) // 24)


def last_day(period: str, event_on: date) -> date:
    """Return the last day of a period whose start event fell on `event_on`; the day itself is not counted.

    Years and months run by the calendar and end on the day before the day that answers to the first counted day; where
    the month has no such day, on the month's last day. So one year from 28 February 2023 ends on 29 February 2024.

    Raises: ValueError for a text that is no ISO 8601 period of hours, days, weeks, months and years.
    Legal source: Civil and Commercial Code ss. 193/3 paragraph 2 and 193/5.
    """
    months, days = parts_of(period)
    end = _months_later(event_on, months) if months else event_on
    return end + timedelta(days=days)


def _months_later(event_on: date, months: int) -> date:
    first = event_on + _DAY
    index = first.year * 12 + first.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if first.day > calendar.monthrange(year, month)[1]:
        return date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, first.day) - _DAY


def calendar_year_end(day: date) -> date:
    """Return 31 December of the day's year."""
    return date(day.year, 12, 31)


def fiscal_year_end(day: date) -> date:
    """Return the 30 September that ends the day's fiscal year: 1 October 2026 gives 30 September 2027."""
    return date(day.year + (day.month >= FISCAL_YEAR_STARTS), FISCAL_YEAR_STARTS - 1, 30)
