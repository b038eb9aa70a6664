"""Reads a pasted list of holidays: lines as people write them, and rows that were copied from a spreadsheet. Pure.

Nothing is guessed: a year that can be read in two ways, a year of the wrong era, and a weekday that is not that of the
date are faults of their line.
"""

import re
from collections.abc import Iterator
from datetime import date

from ropa.working_days.rules_entries import problem, wrong_era
from schemas.findings import Problem
from schemas.thai_dates import BE_OFFSET, ThaiDate, ThaiDateError, format_thai_date, read_thai_date
from schemas.thai_text import arabic_digits
from schemas.working_days import FIRST_YEAR, LAST_YEAR, HolidayDay, HolidayKind, ReadLine

MOST_LINES = 100
_LONGEST_NAME, _LONGEST_LINE = 300, 1_000
_CANCELLED, _SPECIAL = "ยกเลิก", "พิเศษ"
_KINDS = re.compile(r"\s*\((?:พิเศษ|ยกเลิก|วันหยุดพิเศษ|special|cancelled)\)\s*$", re.IGNORECASE)
_WEEKDAYS = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_WEEKDAY = re.compile(r"^วัน(จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)\s*(?:ที่)?\s*")
_NUMBER = re.compile(r"^[(]?\d{1,3}[.)]?$")
#: A date anywhere in a line: "วันขึ้นปีใหม่ วันศุกร์ที่ 1 มกราคม 2570", as resolutions print it.
_INSIDE = re.compile(
    r"(?:วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|ศุกร์|เสาร์|อาทิตย์)\s*ที่\s*)?\d{1,2}\s*(?:[-/.]\s*\d{1,2}\s*[-/.]|[ก-๎][ก-๎. ]*?)\s*"
    r"(?:พ\.?\s*ศ\.?|ค\.?\s*ศ\.?)?\s*\d{2,4}(?!\d)"
)
#: Cells of a table's headings; a line of nothing else is no day.
_HEADINGS = frozenset(
    {
        *("ที่", "ลำดับ", "ลำดับที่", "วัน", "วันที่", "วัน เดือน ปี", "วัน/เดือน/ปี", "วันเดือนปี"),
        *("วันหยุด", "วันหยุดราชการ", "ชื่อ", "ชื่อวันหยุด", "ชื่อวันหยุดราชการ", "รายการ", "ประเภท", "หมายเหตุ"),
        *("no", "no.", "date", "day", "name", "holiday", "kind", "type", "note"),
    }
)
_TITLE = re.compile(r"^(?:ตาราง)?วันหยุดราชการ\s*(?:ประจำปี|ปี)?\s*(?:พ\.?ศ\.?)?\s*\d{4}$")
_FULL_YEAR = ("เขียนปีให้ครบสี่หลัก", "write the year with four digits")


def read_lines(text: str, year: int | None = None) -> tuple[list[HolidayDay], list[Problem]]:
    """Return the days of a pasted list, one a line, and every fault with its line.

    "(พิเศษ)" or "(special)" at the end makes a special holiday, "(ยกเลิก)" or "(cancelled)" a cancelled one.
    `year`: the Gregorian year of the table; a day of another year is a fault.
    """
    lines = read(text, year)
    found = [each.day for each in lines if each.day is not None]
    return found, [each.problem for each in lines if each.problem is not None]


def read(text: str, year: int | None = None) -> list[ReadLine]:
    """Return every line that is neither blank nor a heading: with its day, or with what is wrong with it."""
    lines = [(number, arabic_digits(line.strip())) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line and not _is_heading(line)]
    if len(lines) > MOST_LINES:
        fault = problem("/lines", f"เกิน {MOST_LINES} บรรทัด", f"More than {MOST_LINES} lines")
        return [ReadLine(line=lines[MOST_LINES][0], text="", problem=fault)]
    return list(_read(lines, year))


def _read(lines: list[tuple[int, str]], year: int | None) -> Iterator[ReadLine]:
    seen: dict[date, int] = {}
    for number, line in lines:
        shown = line[:_LONGEST_NAME]
        try:
            day = _line(line[:_LONGEST_LINE])
            _refuse_year(day.day, year)
            _refuse_twice(day.day, seen)
        except ThaiDateError as error:
            fault = problem(
                f"/lines/{number}", f"บรรทัด {number}: {error.message_th}", f"line {number}: {error.message_en}"
            )
            yield ReadLine(line=number, text=shown, problem=fault)
            continue
        seen[day.day] = number
        yield ReadLine(line=number, text=shown, day=day)


def _refuse_twice(day: date, seen: dict[date, int]) -> None:
    if day in seen:
        raise ThaiDateError(f"{format_thai_date(day)} ซ้ำกับบรรทัด {seen[day]}", f"{day} stands in line {seen[day]}, too")


def written(day: HolidayDay) -> str:
    """Return the line of a day that `read` reads back."""
    mark = {HolidayKind.SPECIAL: f" ({_SPECIAL})", HolidayKind.CANCELLED: f" ({_CANCELLED})"}.get(day.kind, "")
    return f"{format_thai_date(day.day)} {day.name_th}{mark}"


def _is_heading(line: str) -> bool:
    if _TITLE.match(line):
        return True
    return all(" ".join(cell.split()).lower() in _HEADINGS for cell in line.split("\t") if cell.strip())


def _refuse_year(day: date, year: int | None) -> None:
    wrong = wrong_era(day.year)
    if wrong is not None:
        raise ThaiDateError(*wrong)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ThaiDateError(f"ปี พ.ศ. {day.year + BE_OFFSET} อยู่นอกช่วง", f"the year {day.year} is out of range")
    if year is not None and day.year != year:
        raise ThaiDateError(
            f"วันที่ {format_thai_date(day)} อยู่ในปี พ.ศ. {day.year + BE_OFFSET} ไม่ใช่ พ.ศ. {year + BE_OFFSET} ของตารางนี้",
            f"{day} lies in {day.year}, not in {year}, the year of this table",
        )


def _line(line: str) -> HolidayDay:
    read, name = _cells(line) if "\t" in line else _words(line)
    buddhist = read.value.year + BE_OFFSET
    if "year_first_be" in read.flags:
        raise ThaiDateError(
            f"ปี {buddhist} เป็น พ.ศ. แต่เขียนแบบ ค.ศ. (ปี-เดือน-วัน) เขียนเป็น {format_thai_date(read.value)}",
            f"{buddhist} is a Buddhist year in a Gregorian date; write {read.value}",
        )
    if read.flags:
        raise ThaiDateError(*_FULL_YEAR)
    kind = _kind(name)
    name = _KINDS.sub("", name).strip(" \t:-–")
    if not name:
        raise ThaiDateError("ไม่มีชื่อวันหยุด", "the name of the holiday is missing")
    return HolidayDay(day=read.value, name_th=name[:_LONGEST_NAME], kind=kind)


def _cells(line: str) -> tuple[ThaiDate, str]:
    """Return the date and the name of a row: the cell that is a date, and what stands in the others."""
    cells = [" ".join(cell.split()) for cell in line.split("\t")]
    cells = [cell for place, cell in enumerate(cells) if cell and not (place == 0 and _NUMBER.match(cell))]
    reasons: list[ThaiDateError] = []
    for place, cell in enumerate(cells):
        if not re.search(r"\d", cell):
            continue
        try:
            found = _date(cell)
        except ThaiDateError as error:
            reasons.append(error)
            continue
        others = [each for at, each in enumerate(cells) if at != place]
        weekday = next((each for each in others if each.removeprefix("วัน") in _WEEKDAYS), None)
        if weekday is not None:
            _refuse_weekday(weekday.removeprefix("วัน"), found.value)
            others.remove(weekday)
        return found, " ".join(_marked(each) for each in others)
    if not reasons:
        return _words(" ".join(cells))
    raise reasons[0]


def _marked(cell: str) -> str:
    """Return a cell; one of nothing but a kind's word becomes the mark at the end of a name."""
    word = cell.strip("()")
    if word in {_SPECIAL, f"วันหยุด{_SPECIAL}"}:
        return f"({_SPECIAL})"
    if word in {_CANCELLED, f"{_CANCELLED}วันหยุด"}:
        return f"({_CANCELLED})"
    return "" if word == "วันหยุดราชการ" else cell


def _words(line: str) -> tuple[ThaiDate, str]:
    words = re.split(r"[\s,]+", line)
    reasons: list[ThaiDateError] = []
    # The date is the longest beginning that can be read: "1", "1 ม.ค.", "1 ม.ค. 2570".
    for length in range(min(6, len(words)), 0, -1):
        try:
            return _date(" ".join(words[:length])), " ".join(words[length:])
        except WeekdayError:
            raise
        except ThaiDateError as error:
            reasons.append(error)
    inside = _INSIDE.search(line)
    if inside is None:
        raise reasons[-1]
    # At the beginning it raises what is wrong with this date, and not with the whole line.
    return _date(inside[0]), f"{line[: inside.start()]} {line[inside.end() :]}".strip()


class WeekdayError(ThaiDateError):
    """The weekday that is written is not that of the date."""


def _date(words: str) -> ThaiDate:
    said = _WEEKDAY.match(words)
    found = read_thai_date(words[said.end() :] if said else words)
    if said:
        _refuse_weekday(said[1], found.value)
    return found


def _refuse_weekday(said: str, day: date) -> None:
    real = _WEEKDAYS[day.weekday()]
    if said != real:
        raise WeekdayError(
            f"{format_thai_date(day)} เป็นวัน{real} ไม่ใช่วัน{said} ตรวจปีอีกครั้ง",
            f"{day} is a {day:%A}, not the weekday that is written; check the year",
        )


def _kind(name: str) -> HolidayKind:
    end = name.rstrip().rpartition("(")[2] if name.rstrip().endswith(")") else ""
    if _CANCELLED in end or end.lower() == "cancelled)":
        return HolidayKind.CANCELLED
    return HolidayKind.SPECIAL if _SPECIAL in end or end.lower() == "special)" else HolidayKind.FULL
