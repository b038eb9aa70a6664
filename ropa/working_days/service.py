"""Use cases of the tables of holidays, and the calendar of an office for those who count with it.

Legal source: law.md C.6: filled by a person from the yearly resolution, confirmed per year.
"""

from collections.abc import Sequence
from datetime import date

from msgspec import to_builtins

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, invalid
from ropa.offices import service as offices
from ropa.working_days import rules, rules_entries, store
from ropa.working_days.service_calendars import calendars_for
from ropa.working_days.service_hooks import changed
from schemas.office import WHOLE_MINISTRY
from schemas.reading import control_characters
from schemas.thai_dates import BE_OFFSET
from schemas.thai_text import arabic_digits
from schemas.working_days import (
    Holiday,
    HolidayDay,
    HolidayKind,
    HolidayRemoval,
    HolidayScope,
    HolidaysInput,
    HolidayTable,
    HolidayYear,
    YearInput,
    YearState,
)

_NATIONAL = (str(HolidayScope.NATIONAL), "")


def calendar_for(uow: UnitOfWork, office_id: int, first: date, last: date) -> rules.Calendar:
    """Return the calendar of an office between two days: national, of the ministry, and of its province.

    A year is confirmed when its national table is, and every narrower one of the place that has days in it. Says
    nothing about rights: holidays are no secret.
    """
    return calendars_for(uow, [office_id], first, last)[office_id]


def table(uow: UnitOfWork, year: int, place: tuple[HolidayScope, str] | None = None) -> HolidayTable:
    """Return the holidays of a year, of every place or of one.

    Raises: Forbidden; Invalid for a year out of range.
    """
    access.visible_offices(uow, Permission.READ_OFFICES)
    refuse_year(year)
    places = None if place is None else [(str(place[0]), place[1])]
    said = [_year(row) for row in store.years(uow, year, year, places)]
    national = store.years(uow, year, year, [_NATIONAL])
    return HolidayTable(
        year=year,
        items=[_shown(row) for row in store.standing(uow, date(year, 1, 1), date(year, 12, 31), places)],
        years=said,
        is_confirmed=any(row.state == str(YearState.CONFIRMED) for row in national),
        may_change=access.may(uow, Permission.MANAGE_HOLIDAYS, WHOLE_MINISTRY),
    )


def add(uow: UnitOfWork, given: HolidaysInput, *, proposed_by: str = "") -> list[Holiday]:
    """Return the days that were entered, all of them or none. `proposed_by`: the library that had proposed them.

    A cancelled day takes the place of the holiday that stood in the same scope, and a holiday that of a cancelled one.
    Raises: Forbidden, Invalid with every fault.
    """
    _require(uow, given.scope, given.scope_ref)
    place = (str(given.scope), given.scope_ref)
    days = [each.day for each in given.days]
    before = {row.day: row for row in store.standing(uow, min(days), max(days), [place])}
    standing = {day: HolidayKind.of(row.kind) for day, row in before.items()}
    problems = [*rules_entries.faults(given, standing), *control_characters(to_builtins(given))]
    if problems:
        raise Invalid(problems)
    replaced = [before[day].id for day in days if day in before]
    if replaced:
        store.remove(uow, replaced, _removal(uow, f"แทนด้วยรายการใหม่: {given.source_ref}"))
    store.add(uow, [_row(uow, given, each) for each in given.days])
    details = {"scope": given.scope, "scope_ref": given.scope_ref, "days": days, "source": given.source_ref}
    details |= {"proposed_by": proposed_by} if proposed_by else {}
    record(uow, "holidays.added", f"holidays:{min(days).year}", details)
    changed(uow, given.source_ref.strip())
    return [_shown(row) for row in store.standing(uow, min(days), max(days), [place]) if row.day in set(days)]


def add_shown(uow: UnitOfWork, given: HolidaysInput) -> HolidayTable:
    """Return the table of the first day's year after a list was entered: what `add` does.

    Raises: Forbidden, Invalid.
    """
    return table(uow, min(each.day for each in add(uow, given)).year)


def this_year(uow: UnitOfWork) -> int:
    """Return the Gregorian year in Bangkok."""
    return clock.bangkok(uow.now).year


def _row(uow: UnitOfWork, given: HolidaysInput, each: HolidayDay) -> dict[str, object]:
    return {
        "id": new_id(uow.now),
        "scope": str(given.scope),
        "scope_ref": given.scope_ref,
        "day": each.day,
        "name_th": each.name_th.strip(),
        "source_ref": given.source_ref.strip(),
        "kind": str(each.kind),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "created_by_name": uow.actor.name,
        "removed_at": None,
    }


def remove(uow: UnitOfWork, holiday_id: str, given: HolidayRemoval) -> None:
    """Take out a day that was entered by mistake; its row stays, with the reason.

    Raises: NotFound, Forbidden, Invalid.
    """
    row = store.find(uow, holiday_id)
    if row is None:
        raise NotFound
    _require(uow, HolidayScope.of(row.scope), row.scope_ref)
    problems = list(control_characters({"reason": given.reason}))
    if problems:
        raise Invalid(problems)
    store.remove(uow, [holiday_id], _removal(uow, given.reason))
    details = {"scope": row.scope, "scope_ref": row.scope_ref, "day": row.day, "reason": given.reason}
    record(uow, "holiday.removed", f"holiday:{holiday_id}", details)
    changed(uow, given.reason.strip())


def _removal(uow: UnitOfWork, reason: str) -> dict[str, object]:
    return {
        "removed_at": uow.now,
        "removed_by": uow.actor.id,
        "removed_by_name": uow.actor.name,
        "removed_reason": reason,
    }


def confirm(uow: UnitOfWork, given: YearInput) -> HolidayTable:
    """Return the table of a year that a person says is whole by its source, or of which this is taken back.

    Days that are announced later may still be entered; the year stays confirmed.
    Raises: Forbidden, Invalid.
    """
    _require(uow, given.scope, given.scope_ref)
    place = (str(given.scope), given.scope_ref)
    days = len(store.standing(uow, date(given.year, 1, 1), date(given.year, 12, 31), [place]))
    last = store.years(uow, given.year, given.year, [place])
    is_confirmed = any(row.state == str(YearState.CONFIRMED) for row in last)
    problems = list(rules_entries.year_faults(given, days, is_confirmed=is_confirmed))
    problems += control_characters({"source_ref": given.source_ref, "reason": given.reason or ""})
    if problems:
        raise Invalid(problems)
    values = {
        "scope": place[0],
        "scope_ref": place[1],
        "year": given.year,
        "number": store.next_number(uow, place, given.year),
        "state": str(given.state),
        "days": days,
        "source_ref": given.source_ref,
        "reason": given.reason,
        "at": uow.now,
        "by": uow.actor.id,
        "by_name": uow.actor.name,
    }
    store.add_year(uow, values)
    details = {"scope": given.scope, "scope_ref": given.scope_ref, "days": days, "source": given.source_ref}
    record(uow, f"holiday_year.{given.state}", f"holidays:{given.year}", details | {"reason": given.reason})
    changed(uow, given.source_ref.strip())
    return table(uow, given.year)


def refuse_year(year: int) -> None:
    """Return for a Gregorian year of which a table may be kept.

    Raises: Invalid, with what was probably meant by a year of the other era.
    """
    wrong = rules_entries.year_fault(year)
    if wrong is not None:
        raise invalid("/year", *wrong)


def buddhist_year(text: str) -> int:
    """Return the Gregorian year of a Buddhist one as a person types it.

    Raises: Invalid, with what was probably meant by a year of the other era.
    """
    typed = arabic_digits(text[:20].strip())
    if not (typed.isascii() and typed.isdecimal() and len(typed) == 4):  # noqa: PLR2004 - a year
        raise invalid("/year", "ระบุปี พ.ศ. เช่น 2570", "Give the Buddhist year, for example 2570")
    wrong = rules_entries.buddhist_fault(int(typed))
    if wrong is not None:
        raise invalid("/year", *wrong)
    return int(typed) - BE_OFFSET


def _require(uow: UnitOfWork, scope: HolidayScope, scope_ref: str) -> None:
    """Return when the actor keeps the table of a place: of a province also whoever does so for an office in it.

    Raises: Forbidden; Invalid for a place that is none.
    """
    visible = access.visible_offices(uow, Permission.MANAGE_HOLIDAYS)
    listed = offices.list_offices(uow)
    provinces = {office.province_id for office in listed if office.province_id is not None}
    problems = list(rules_entries.place_faults(scope, scope_ref, provinces))
    if problems:
        raise Invalid(problems)
    if visible is None:
        return
    own = {str(office.province_id) for office in offices.offices_with(uow, Permission.MANAGE_HOLIDAYS)}
    if scope is not HolidayScope.PROVINCE or scope_ref not in own:
        raise Forbidden


def _shown(row: store.AnyRow) -> Holiday:
    return Holiday(
        id=row.id,
        scope=HolidayScope.of(row.scope),
        scope_ref=row.scope_ref,
        day=row.day,
        name_th=row.name_th,
        source_ref=row.source_ref,
        kind=HolidayKind.of(row.kind),
        created_at=clock.bangkok(row.created_at),
        created_by_name=row.created_by_name,
    )


def _year(row: store.AnyRow) -> HolidayYear:
    return HolidayYear(
        scope=HolidayScope.of(row.scope),
        scope_ref=row.scope_ref,
        year=row.year,
        state=YearState.of(row.state),
        days=row.days,
        source_ref=row.source_ref,
        reason=row.reason,
        at=clock.bangkok(row.at),
        by_name=row.by_name,
    )


def to_confirm(uow: UnitOfWork) -> list[int]:
    """Return the Gregorian years whose national table should be confirmed by today and is not, the nearest first.

    This year's always, the next one's from 1 October: the resolution is there, and rounds count into it.
    """
    wanted = rules_entries.years_to_confirm(clock.bangkok(uow.now).date())
    confirmed = confirmed_years(uow, wanted)
    return [year for year in wanted if year not in confirmed]


def confirmed_years(uow: UnitOfWork, years: Sequence[int]) -> set[int]:
    """Return which of some years have a confirmed national table: for hints on pages."""
    if not years:
        return set()
    rows = store.years(uow, min(years), max(years), [_NATIONAL])
    return {row.year for row in rows if row.state == str(YearState.CONFIRMED)} & set(years)
