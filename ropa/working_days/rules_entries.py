"""What may be entered into a table of holidays, and what is proposed for a year. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta

from schemas.findings import Problem
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date
from schemas.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    HolidayDay,
    HolidayKind,
    HolidayProposal,
    HolidayScope,
    HolidaysInput,
    YearInput,
    YearState,
)

_SATURDAY = 5
_CANCELLED = "ยกเลิก"
_SPECIAL = "พิเศษ"
_MOST_LINES = 100
#: Month and day of holidays of civil servants that stood on the same date in each of the last years (law.md C.6:
#: a library and these are proposals; the resolution decides).
FIXED = {
    (1, 1): "วันขึ้นปีใหม่",
    (4, 6): "วันจักรี",
    (4, 13): "วันสงกรานต์",
    (4, 14): "วันสงกรานต์",
    (4, 15): "วันสงกรานต์",
    (5, 4): "วันฉัตรมงคล",
    (6, 3): "วันเฉลิมพระชนมพรรษาสมเด็จพระนางเจ้าฯ พระบรมราชินี",
    (7, 28): "วันเฉลิมพระชนมพรรษาพระบาทสมเด็จพระเจ้าอยู่หัว",
    (8, 12): "วันแม่แห่งชาติ",
    (10, 13): "วันนวมินทรมหาราช",
    (10, 23): "วันปิยมหาราช",
    (12, 5): "วันพ่อแห่งชาติ",
    (12, 10): "วันรัฐธรรมนูญ",
    (12, 31): "วันสิ้นปี",
}
_BY_RESOLUTION = ("วันมาฆบูชา", "วันวิสาขบูชา", "วันอาสาฬหบูชา", "วันเข้าพรรษา", "วันพระราชพิธีพืชมงคล", "วันหยุดพิเศษ")


def place_faults(scope: HolidayScope, scope_ref: str, provinces: Collection[int]) -> Iterator[Problem]:
    """Yield what is wrong with the place for which something is entered."""
    if scope is HolidayScope.PROVINCE:
        if not scope_ref.isdigit() or int(scope_ref) not in provinces:
            yield _problem("/scope_ref", "ไม่มีหน่วยงานในจังหวัดรหัสนี้", "No office is in a province of this number")
    elif scope_ref:
        yield _problem("/scope_ref", "ระบุรหัสเฉพาะขอบเขตจังหวัด", "Only a province has a number")


def faults(given: HolidaysInput, standing: Mapping[date, HolidayKind]) -> Iterator[Problem]:
    """Yield every fault of a list; `standing` are the days of the same scope that stand already."""
    seen: set[date] = set()
    for place, each in enumerate(given.days):
        at, shown = f"/days/{place}/day", format_thai_date(each.day)
        if not FIRST_YEAR <= each.day.year <= LAST_YEAR:
            yield _problem(at, f"ปี {each.day.year} อยู่นอกช่วง", f"The year {each.day.year} is out of range")
        elif each.day in seen:
            yield _problem(at, f"วันที่ {shown} ซ้ำในรายการ", f"{each.day} stands twice in the list")
        elif standing.get(each.day) is each.kind:
            yield _problem(at, f"วันที่ {shown} มีอยู่แล้ว", f"{each.day} is in the table already")
        elif each.kind is HolidayKind.CANCELLED and each.day.weekday() >= _SATURDAY:
            yield _problem(at, f"{shown} เป็นวันเสาร์หรืออาทิตย์", f"{each.day} is a Saturday or Sunday")
        seen.add(each.day)


def year_faults(given: YearInput, days: int, *, is_confirmed: bool) -> Iterator[Problem]:
    """Yield what stands against a statement on a year with a number of days in its table."""
    if given.state is YearState.TAKEN_BACK:
        if not is_confirmed:
            yield _problem("/state", "ปีนี้ยังไม่ได้ยืนยัน", "This year is not confirmed")
        if given.reason is None:
            yield _problem("/reason", "ต้องระบุเหตุผล", "A reason is needed")
    elif given.scope is HolidayScope.NATIONAL and not days:
        yield _problem("/year", "ยังไม่มีวันหยุดของปีนี้ จึงยืนยันไม่ได้", "There is no holiday of this year to confirm")


def _problem(pointer: str, th: str, en: str) -> Problem:
    return Problem(pointer=pointer, message_th=th, message_en=en)


def proposal(year: int) -> HolidayProposal:
    """Return the days on fixed dates, with a weekday in place of one that falls on a weekend."""
    days: dict[date, HolidayDay] = {}
    for (month, day), name in FIXED.items():
        on = date(year, month, day)
        days[on] = HolidayDay(day=on, name_th=name)
    for on, each in sorted(days.items()):
        if on.weekday() >= _SATURDAY:
            instead = on
            while instead.weekday() >= _SATURDAY or instead in days:
                instead += timedelta(days=1)
            if instead.year == year:
                days[instead] = HolidayDay(day=instead, name_th=f"ชดเชย{each.name_th}")
    return HolidayProposal(year=year, items=[days[on] for on in sorted(days)], missing_th=list(_BY_RESOLUTION))


def read_lines(text: str) -> tuple[list[HolidayDay], list[Problem]]:
    """Return the days of a pasted list, one a line: `1 ม.ค. 2570 วันขึ้นปีใหม่`; and every fault with its line.

    "(พิเศษ)" at the end makes a special holiday, "(ยกเลิก)" a cancelled one.
    """
    found: list[HolidayDay] = []
    problems: list[Problem] = []
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    if len(lines) > _MOST_LINES:
        th, en = f"เกิน {_MOST_LINES} บรรทัด", f"More than {_MOST_LINES} lines"
        return [], [_problem("/lines", th, en)]
    for number, line in lines:
        try:
            found.append(_line(line))
        except ThaiDateError as error:
            problems.append(_problem(f"/lines/{number}", f"บรรทัด {number}: {error.message_th}", error.message_en))
    return found, problems


def _line(line: str) -> HolidayDay:
    words = re.split(r"[\s,\t]+", line)
    reasons: list[ThaiDateError] = []
    # The date is the longest beginning that can be read: "1", "1 ม.ค.", "1 ม.ค. 2570".
    for length in range(min(6, len(words)), 0, -1):
        try:
            read = read_thai_date(" ".join(words[:length]))
        except ThaiDateError as error:
            reasons.append(error)
            continue
        name = " ".join(words[length:])
        kind = _kind(name)
        name = re.sub(r"\s*\((?:พิเศษ|ยกเลิก|วันหยุดพิเศษ)\)\s*$", "", name).strip()
        if read.flags:
            raise ThaiDateError("เขียนปีให้ครบสี่หลัก", "write the year with four digits")
        if not name:
            raise ThaiDateError("ไม่มีชื่อวันหยุด", "the name of the holiday is missing")
        return HolidayDay(day=read.value, name_th=name[:300], kind=kind)
    raise reasons[-1]


def _kind(name: str) -> HolidayKind:
    end = name.rstrip().rpartition("(")[2] if name.rstrip().endswith(")") else ""
    if _CANCELLED in end:
        return HolidayKind.CANCELLED
    return HolidayKind.SPECIAL if _SPECIAL in end else HolidayKind.FULL


def kinds_of(rows: Sequence[tuple[date, str]]) -> dict[date, HolidayKind]:
    """Return the stored days with their kinds."""
    return {day: HolidayKind.of(kind) for day, kind in rows}
