"""Which survey takes up what has ended. Pure; every date is a day in Bangkok.

Legal source: Saraban Regulation B.E. 2526 ข้อ 66: within 60 days after the calendar year ends, what has passed its
period is surveyed and listed. An activity whose destruction cycle runs by the fiscal year counts from 30 September.
"""

from datetime import date
from typing import NamedTuple

from ropa.retention.rules_calendar import YearMonth, survey_window
from schemas.periods import calendar_year_end, fiscal_year_end
from schemas.retention import Anchor, Cycle


class Round(NamedTuple):
    """The year ends of a month's survey: what was kept through that day or shorter is taken up."""

    calendar: date
    fiscal: date

    def window(self, cycle: Cycle | None) -> tuple[date, date]:
        """Return the survey's window for an activity of this destruction cycle."""
        return survey_window(self.fiscal if is_fiscal(cycle) else self.calendar)


def is_fiscal(cycle: Cycle | None) -> bool:
    """Tell whether a destruction cycle runs by the fiscal year; without one the calendar year of ข้อ 66 counts."""
    return cycle is not None and cycle.anchor is Anchor.FISCAL_YEAR_END


def survey_round(month: YearMonth) -> Round:
    """Return the survey whose window is open on the first day of a month, or else the one that comes next.

    What an open survey leaves undone is not handed to the next one before its window has closed: March still shows the
    survey that closes on 1 March.
    """
    first = date(month.year, month.month, 1)
    calendar, fiscal = calendar_year_end(first), fiscal_year_end(first)
    past = Round(date(first.year - 1, 12, 31), date(fiscal.year - 1, 9, 30))
    return Round(_open_or_next(past.calendar, calendar, first), _open_or_next(past.fiscal, fiscal, first))


def _open_or_next(past: date, coming: date, day: date) -> date:
    _, closes = survey_window(past)
    return past if day <= closes else coming


def survey_of(last_day_kept: date, cycle: Cycle | None) -> tuple[date, date]:
    """Return the window of the survey that takes up what was kept through a day: the next after its year has ended.

    The year is the fiscal one where the activity's destruction cycle says so, else the calendar year of ข้อ 66.
    """
    return survey_window((fiscal_year_end if is_fiscal(cycle) else calendar_year_end)(last_day_kept))
