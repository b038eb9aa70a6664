"""What may be entered into a table of holidays, and which years are of the wrong era. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from schemas.findings import Problem
from schemas.thai_dates import BE_OFFSET, format_thai_date
from schemas.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    HolidayKind,
    HolidayScope,
    HolidaysInput,
    YearInput,
    YearState,
)

_SATURDAY = 5
#: The month from which the next year's table is asked for.
_NEXT_FROM = 10


def place_faults(scope: HolidayScope, scope_ref: str, provinces: Collection[int]) -> Iterator[Problem]:
    """Yield what is wrong with the place for which something is entered."""
    if scope is HolidayScope.PROVINCE:
        if not scope_ref.isdigit() or int(scope_ref) not in provinces:
            yield problem("/scope_ref", "ไม่มีหน่วยงานในจังหวัดรหัสนี้", "No office is in a province of this number")
    elif scope_ref:
        yield problem("/scope_ref", "ระบุรหัสเฉพาะขอบเขตจังหวัด", "Only a province has a number")


def faults(given: HolidaysInput, standing: Mapping[date, HolidayKind]) -> Iterator[Problem]:
    """Yield every fault of a list; `standing` are the days of the same scope that stand already."""
    seen: set[date] = set()
    for place, each in enumerate(given.days):
        at, shown = f"/days/{place}/day", format_thai_date(each.day)
        wrong = year_fault(each.day.year)
        if wrong is not None:
            yield problem(at, *wrong)
        elif given.year is not None and each.day.year != given.year:
            yield problem(at, f"{shown} ไม่อยู่ในปี {given.year}", f"{each.day} does not lie in {given.year}")
        elif each.day in seen:
            yield problem(at, f"วันที่ {shown} ซ้ำในรายการ", f"{each.day} stands twice in the list")
        elif standing.get(each.day) is each.kind:
            yield problem(at, f"วันที่ {shown} มีอยู่แล้ว", f"{each.day} is in the table already")
        elif each.kind is HolidayKind.CANCELLED and each.day.weekday() >= _SATURDAY:
            yield problem(at, f"{shown} เป็นวันเสาร์หรืออาทิตย์", f"{each.day} is a Saturday or Sunday")
        seen.add(each.day)


def year_faults(given: YearInput, days: int, *, is_confirmed: bool) -> Iterator[Problem]:
    """Yield what stands against a statement on a year with a number of days in its table."""
    wrong = year_fault(given.year)
    if wrong is not None:
        yield problem("/year", *wrong)
    elif given.state is YearState.TAKEN_BACK:
        if not is_confirmed:
            yield problem("/state", "ปีนี้ยังไม่ได้ยืนยัน", "This year is not confirmed")
        if given.reason is None:
            yield problem("/reason", "ต้องระบุเหตุผล", "A reason is needed")
    elif given.scope is HolidayScope.NATIONAL and not days:
        yield problem("/year", "ยังไม่มีวันหยุดของปีนี้ จึงยืนยันไม่ได้", "There is no holiday of this year to confirm")


def year_fault(year: int) -> tuple[str, str] | None:
    """Return in Thai and English why no table is kept for a Gregorian year; None where one is."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return wrong_era(year) or (
        f"ปี ค.ศ. {year} อยู่นอกช่วง {FIRST_YEAR}-{LAST_YEAR}",
        f"The Gregorian year {year} is not within {FIRST_YEAR}-{LAST_YEAR}",
    )


def wrong_era(year: int) -> tuple[str, str] | None:
    """Return in Thai and English which slip made a Gregorian year what it is; None for one that needs no such words.

    2569 is a Buddhist year where a Gregorian one belongs; 1483 had 543 taken off twice, 3112 has it added twice.
    """
    for slip, thai, english in (
        (BE_OFFSET, "เป็น พ.ศ. แต่ต้องเป็น ค.ศ.", "is of the Buddhist Era; a Gregorian year is needed"),
        (2 * BE_OFFSET, "บวก 543 ซ้ำ", "has 543 added once too often"),
        (-BE_OFFSET, "ลบ 543 ซ้ำ", "has 543 taken off once too often"),
    ):
        meant = year - slip
        if not FIRST_YEAR <= year <= LAST_YEAR and FIRST_YEAR <= meant <= LAST_YEAR:
            return (
                f"ปี {year} {thai} หมายถึง ค.ศ. {meant} (พ.ศ. {meant + BE_OFFSET}) หรือไม่",
                f"The year {year} {english}: is {meant} meant?",
            )
    return None


def years_to_confirm(today: date) -> list[int]:
    """Return the Gregorian years whose tables should be confirmed: this one's, and from 1 October the next one's."""
    return [today.year, today.year + 1] if today.month >= _NEXT_FROM else [today.year]


def buddhist_fault(year: int) -> tuple[str, str] | None:
    """Return in Thai and English what is wrong with a year that was typed as a Buddhist one; None for nothing.

    2026 is a Gregorian year where a Buddhist one belongs; 3112 and 1483 had 543 added or taken off once too often.
    """
    first, last = FIRST_YEAR + BE_OFFSET, LAST_YEAR + BE_OFFSET
    if first <= year <= last:
        return None
    for slip, thai, english in (
        (-BE_OFFSET, "เป็น ค.ศ. แต่ที่นี่ใช้ พ.ศ.", "is a Gregorian year; a Buddhist one is needed"),
        (BE_OFFSET, "บวก 543 ซ้ำ", "has 543 added once too often"),
        (-2 * BE_OFFSET, "ลบ 543 ซ้ำ", "has 543 taken off once too often"),
    ):
        meant = year - slip
        if first <= meant <= last:
            return (
                f"ปี {year} {thai} หมายถึง พ.ศ. {meant} (ค.ศ. {meant - BE_OFFSET}) หรือไม่",
                f"The year {year} {english}: is {meant} (Gregorian {meant - BE_OFFSET}) meant?",
            )
    return f"ปี พ.ศ. {year} อยู่นอกช่วง {first}-{last}", f"The Buddhist year {year} is not within {first}-{last}"


def problem(pointer: str, th: str, en: str) -> Problem:
    """Return a fault of a field."""
    return Problem(pointer=pointer, message_th=th, message_en=en)


def kinds_of(rows: Sequence[tuple[date, str]]) -> dict[date, HolidayKind]:
    """Return the stored days with their kinds."""
    return {day: HolidayKind.of(kind) for day, kind in rows}
