"""Working days by a table of holidays. Pure; every day is a day in Bangkok.

Never used for the agency's own periods of 72 hours, 15, 30, 60 or 90 days (Administrative Procedure Act s.64): only for
what a citizen has to do in time, and for standards in working days. A year without a confirmed table gives a day that
is marked provisional, never silently Monday to Friday.
Legal source: Civil and Commercial Code ss.193/3 and 193/8; law.md C.5, C.6.
"""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from msgspec import Struct

from schemas.working_days import HolidayKind, HolidayScope, WorkingDay

_DAY = timedelta(days=1)
_SATURDAY = 5
#: From the widest to the one that knows best.
_ORDER = {scope: place for place, scope in enumerate(HolidayScope)}


class Entry(Struct, frozen=True):
    """A day of the table for a place."""

    day: date
    scope: HolidayScope
    kind: HolidayKind


class Calendar(Struct, frozen=True):
    """The holidays of one place, and the years whose tables are confirmed."""

    holidays: frozenset[date]
    confirmed: frozenset[int]


def calendar(entries: Iterable[Entry], confirmed: Collection[int]) -> Calendar:
    """Return the calendar of a place: of several entries for a day, the one of the narrowest scope counts."""
    best: dict[date, Entry] = {}
    for entry in entries:
        known = best.get(entry.day)
        if known is None or _ORDER[entry.scope] >= _ORDER[known.scope]:
            best[entry.day] = entry
    off = frozenset(day for day, entry in best.items() if entry.kind is not HolidayKind.CANCELLED)
    return Calendar(off, frozenset(confirmed))


def is_working(day: date, table: Calendar) -> bool:
    """Tell whether a day is a working day by the table."""
    return day.weekday() < _SATURDAY and day not in table.holidays


def next_working_day(day: date, table: Calendar) -> WorkingDay:
    """Return the day itself when it is a working day, or the next one: the last day of a citizen's period.

    Legal source: Civil and Commercial Code s.193/8, Administrative Procedure Act s.64.
    """
    found, is_provisional = day, day.year not in table.confirmed
    while not is_working(found, table):
        found += _DAY
        is_provisional = is_provisional or found.year not in table.confirmed
    return WorkingDay(found, is_provisional)


def after(first: date, days: int, table: Calendar) -> WorkingDay:
    """Return the last of some working days that follow a day, which is not counted itself."""
    found, left, is_provisional = first, days, first.year not in table.confirmed
    while left > 0:
        found += _DAY
        is_provisional = is_provisional or found.year not in table.confirmed
        left -= is_working(found, table)
    return WorkingDay(found, is_provisional)


def between(first: date, last: date, table: Calendar) -> int:
    """Return how many working days follow `first` up to and with `last`; 0 when it is not later."""
    return sum(is_working(first + timedelta(days=each), table) for each in range(1, (last - first).days + 1))
