"""When a record is to be reviewed next, and at which stages its people are told. Pure; days are days in Bangkok.

Legal source: PDPA s.37(1) (measures are reviewed when necessary) and s.39 (the record must be right); the form's field
"การทบทวน". Arithmetic: Civil and Commercial Code ss. 193/3 and 193/5.
"""

from datetime import date, timedelta

from schemas.access import Role
from schemas.periods import calendar_year_end, fiscal_year_end, last_day, parts_of
from schemas.retention import Anchor, Cycle

_DAY = timedelta(days=1)
_WEEK = 7
#: Days before the date on which a stage begins, first stage first; the last is the day itself.
BEFORE = (60, 30, 7, 0)
A_WEEK_BEFORE, ON_THE_DAY = 3, 4
#: The first stage after the date begins on the next day, and another one every 30 days.
AGAIN = 30
#: A review this close before a fixed day (the end of a year) is the one that the day asks for: its first notice went
#: out then.
COUNTS_FOR = timedelta(days=BEFORE[0])
#: A review date is never later: nothing is planned for longer, and dates end with the year 9999.
_LATEST = date(2200, 12, 31)
_DAYS_A_MONTH, _MONTHS_A_YEAR = 30, 12


def next_review(cycle: Cycle, last_reviewed_on: date) -> date | None:
    """Return the last day on which the next review is in time; None where the words give no cycle.

    A cycle without a day counts from the last review; a longer one than to the year 2200 ends there.
    """
    if cycle.every is None:
        return None
    if cycle.anchor is Anchor.WEEKDAY and cycle.weekday is not None:
        ahead = (cycle.weekday - last_reviewed_on.isoweekday() - 1) % _WEEK + 1
        return last_reviewed_on + timedelta(days=ahead)
    if cycle.anchor is not Anchor.NONE:
        return _fixed_day(cycle, last_reviewed_on)
    try:
        return min(last_day(_shortened(cycle.every, cycle.times), last_reviewed_on), _LATEST)
    except (OverflowError, ValueError):
        return _LATEST


def _shortened(every: str, times: int) -> str:
    """Return the period between two reviews where there are `times` of them in one: never longer than stated."""
    if times <= 1:
        return every
    months, days = parts_of(every)
    if not days and months % times == 0:
        return f"P{months // times}M"
    years, rest = divmod(months, _MONTHS_A_YEAR)
    total = years * 365 + rest * _DAYS_A_MONTH + days
    return f"P{max(total // times, 1)}D"


def _fixed_day(cycle: Cycle, last_reviewed_on: date) -> date:
    """Return the end of the first window, or the first fixed day, that the last review does not answer."""
    if cycle.window_days:  # "within 60 days after the year's end": only a review after that end is meant
        return _on_or_after(cycle, last_reviewed_on) + timedelta(days=cycle.window_days)
    return _on_or_after(cycle, last_reviewed_on + COUNTS_FOR + _DAY)


def _on_or_after(cycle: Cycle, day: date) -> date:
    if cycle.anchor is Anchor.CALENDAR_YEAR_END:
        return calendar_year_end(day)
    if cycle.anchor is Anchor.FISCAL_YEAR_END:
        return fiscal_year_end(day)
    found = _day_of(day.year, cycle.month_day or "12-31")
    return found if found >= day else _day_of(day.year + 1, cycle.month_day or "12-31")


def _day_of(year: int, month_day: str) -> date:
    month, day = (int(part) for part in month_day.split("-"))
    try:
        return date(year, month, day)
    except ValueError:  # 29 February of a year that has none
        return date(year, month, day - 1)


def stage(due_on: date, today: date) -> int:
    """Return the stage that a date has reached: 0 none yet, 1 to 4 as in `BEFORE`, then one more every 30 days."""
    left = (due_on - today).days
    if left < 0:
        return ON_THE_DAY + 1 + (-left - 1) // AGAIN
    return sum(left <= days for days in BEFORE)


def begins_on(due_on: date, number: int) -> date:
    """Return the day on which a stage (1 or higher) begins."""
    if number <= ON_THE_DAY:
        return due_on - timedelta(days=BEFORE[number - 1])
    return due_on + _DAY + timedelta(days=AGAIN * (number - ON_THE_DAY - 1))


def told_at(number: int) -> tuple[Role, ...]:
    """Return which roles a stage is told to: the owner first, then who decides, then who answers for it.

    The owner keeps the record (level 1 of seed 001), the approver is the office's head.
    """
    if number < A_WEEK_BEFORE:
        return (Role.RECORDER,)
    if number <= ON_THE_DAY:
        return (Role.RECORDER, Role.REVIEWER)
    if number == ON_THE_DAY + 1:
        return (Role.RECORDER, Role.REVIEWER, Role.DPO)
    return (Role.RECORDER, Role.REVIEWER, Role.DPO, Role.APPROVER)
