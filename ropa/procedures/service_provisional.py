"""Why due dates of a round are provisional: the years on their way that nobody has confirmed."""

from collections.abc import Iterable
from datetime import date

from ropa.db.unit_of_work import UnitOfWork
from ropa.working_days import service as working_days


def years(uow: UnitOfWork, starts_on: date, provisional: Iterable[date | None]) -> list[int]:
    """Return the Gregorian years without a confirmed national table between a start and some provisional due dates.

    Empty when no date is provisional. Where the tables of a province alone are not confirmed, the years of the dates.
    """
    days = [day for day in provisional if day is not None]
    if not days:
        return []
    between = list(range(starts_on.year, max(days).year + 1))
    confirmed = working_days.confirmed_years(uow, between)
    return [year for year in between if year not in confirmed] or sorted({day.year for day in days})
