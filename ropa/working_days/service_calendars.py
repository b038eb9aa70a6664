"""The calendars of many offices at once: two queries, however many offices there are."""

from collections.abc import Collection
from datetime import date, datetime

from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from ropa.working_days import rules, store
from schemas.office import Office
from schemas.working_days import HolidayKind, HolidayScope, YearState

_NATIONAL = (str(HolidayScope.NATIONAL), "")
_MINISTRY = (str(HolidayScope.MINISTRY), "")


def calendars_for(
    uow: UnitOfWork, office_ids: Collection[int], first: date, last: date, known_before: datetime | None = None
) -> dict[int, rules.Calendar]:
    """Return the calendar of each office between two days: national, of the ministry, and of its province.

    A year is confirmed when its national table is, and every narrower one of the place that has days in it. Offices of
    one province share a calendar. Says nothing about rights: holidays are no secret. `known_before`: as the tables were
    just before that moment, for a report that says the same whenever it is printed.
    """
    known = {office.id: office for office in offices.list_offices(uow)}
    province = {office_id: _province(known, office_id) for office_id in office_ids}
    provinces = sorted({str(each) for each in province.values() if each is not None})
    places = [_NATIONAL, _MINISTRY, *((str(HolidayScope.PROVINCE), each) for each in provinces)]
    rows = store.standing(uow, first, last, places, known_before)
    said = {
        (row.scope, row.scope_ref, row.year)
        for row in store.years(uow, first.year, last.year, places, known_before)
        if row.state == str(YearState.CONFIRMED)
    }
    made: dict[int | None, rules.Calendar] = {}
    for each in set(province.values()):
        own = {_NATIONAL, _MINISTRY} | ({(str(HolidayScope.PROVINCE), str(each))} if each is not None else set())
        mine = [row for row in rows if (row.scope, row.scope_ref) in own]
        needed = {(row.scope, row.scope_ref, row.day.year) for row in mine}
        confirmed = [
            year
            for year in range(first.year, last.year + 1)
            if (*_NATIONAL, year) in said and all(place in said for place in needed if place[2] == year)
        ]
        entries = [rules.Entry(row.day, HolidayScope.of(row.scope), HolidayKind.of(row.kind)) for row in mine]
        made[each] = rules.calendar(entries, confirmed)
    return {office_id: made[place] for office_id, place in province.items()}


def _province(known: dict[int, Office], office_id: int) -> int | None:
    office = known.get(office_id)
    while office is not None and office.province_id is None:
        office = None if office.parent_id is None else known.get(office.parent_id)
    return None if office is None else office.province_id
