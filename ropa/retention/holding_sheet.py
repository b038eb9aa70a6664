"""Reads the sheet of data sets: each line a data set, or every fault with its cell. Needs no database."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec import field as default

from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from ropa.retention.rules_holdings import problems_of
from schemas.findings import Problem
from schemas.holding import CopyKind, HoldingInput
from schemas.holding_sheet import COLUMNS, COPIES, EXAMPLE, MOST_ROWS, SHEET, SheetColumn
from schemas.reading import Unreadable, read_value
from schemas.thai_dates import BE_OFFSET, ThaiDateError, format_thai_date, read_cell_date, read_thai_date
from schemas.thai_text import arabic_digits, searchable

#: Faults that are told in words; the others are counted.
MOST_FAULTS: Final = 500
#: Above the headings there may be a title and some lines of advice.
_HEAD_ROWS: Final = 20
_DOUBTFUL = frozenset({"year_first_be", "after_today"})
#: A start event may lie a little ahead: a contract that ends next spring.
_FAR_AHEAD: Final = timedelta(days=366)
_BY_HEADING: Final = {searchable(words): each for each in COLUMNS for words in (each.th, each.en, each.key)}
_REQUIRED: Final = tuple(each for each in COLUMNS if each.required)
_COPY_KEYS: Final = {"kind": "kind", "place": "place", "erasable_within_days": "days", "carrier": "place"}


class SheetLine(Struct, kw_only=True):
    """A line that says a whole data set. `key` is the same for the same words, whichever file they stand in."""

    row: int
    ref: str
    data: HoldingInput
    key: str


class ReadHoldings(Struct, kw_only=True):
    """What a workbook holds: lines without a fault of their own, and all faults."""

    sheet: str = SHEET
    lines: list[SheetLine] = default(default_factory=list)
    faulty: list[tuple[int, str]] = default(default_factory=list)
    """(row, reference) of the other lines: whether there is such an activity is told of them, too."""
    faults: list[Problem] = default(default_factory=list)
    more_faults: int = 0

    def fault(self, place: str, message_th: str, message_en: str) -> None:
        """Note a fault at a place of the workbook."""
        if len(self.faults) >= MOST_FAULTS:
            self.more_faults += 1
            return
        said_th, said_en = (f"{place}: {message_th}", f"{place}: {message_en}") if place else (message_th, message_en)
        self.faults.append(Problem(pointer=place, message_th=said_th, message_en=said_en))


def read_holdings(sent: SentFile, today: date) -> ReadHoldings:
    """Return the data sets of a workbook. `today`, in Bangkok, decides which dates lie ahead."""
    found = ReadHoldings()
    head = _head(sent)
    if head is None:
        found.fault(
            "",
            "ไม่พบหัวตาราง “รหัสกิจกรรม” และ “ชื่อชุดข้อมูล” โปรดใช้แบบที่ดาวน์โหลดจากหน้านี้",
            "The headings of the activity and the title were not found; use the template of this page",
        )
        return found
    sheet, head_row = head
    found.sheet = sheet.name
    rows = _rows(sheet)
    columns = _columns(sheet, rows[head_row], rows, head_row, found)
    below = [row for row in rows if row > head_row and _says_something(rows[row])]
    if len(below) > MOST_ROWS:
        found.fault(
            f"{sheet.name}!A{below[MOST_ROWS]}",
            f"มีเกิน {MOST_ROWS:,} แถว โปรดแบ่งไฟล์",
            f"There are more than {MOST_ROWS:,} lines; split the file",
        )
        return found
    seen = _Seen()
    for row in below:
        _read_line(
            _Line(sheet, row, {columns[cell.column]: cell for cell in rows[row] if cell.column in columns}),
            today,
            seen,
            found,
        )
    if not below and not found.faults:
        found.fault("", "ไม่มีแถวข้อมูลใต้หัวตาราง", "There is no line below the headings")
    return found


def _head(sent: SentFile) -> tuple[Sheet, int] | None:
    named = [sheet for sheet in sent.sheets if sheet.name.strip() == SHEET]
    for sheet in [*named, *(each for each in sent.sheets if each not in named and not each.hidden)]:
        for row, cells in _rows(sheet, most=_HEAD_ROWS).items():
            met = {column.key for cell in cells if (column := _column(cell.text)) is not None}
            if all(each.key in met for each in _REQUIRED):
                return sheet, row
    return None


def _rows(sheet: Sheet, most: int | None = None) -> dict[int, list[Cell]]:
    found: dict[int, list[Cell]] = {}
    for cell in sheet.cells:
        if most is not None and cell.row > most:
            break
        found.setdefault(cell.row, []).append(cell)
    return found


def _column(words: str) -> SheetColumn | None:
    return _BY_HEADING.get(searchable(words.replace("*", "")))


def _columns(
    sheet: Sheet, head: list[Cell], rows: dict[int, list[Cell]], head_row: int, found: ReadHoldings
) -> dict[int, str]:
    """Return the key of each column; one that is unknown or doubled is a fault when anything stands in it."""
    columns: dict[int, str] = {}
    heads = {cell.column: cell for cell in head}
    for cell in head:
        column = _column(cell.text)
        if column is not None and column.key not in columns.values():
            columns[cell.column] = column.key
    filled = {cell.column for row, cells in rows.items() if row > head_row for cell in cells if _says_something([cell])}
    for number in sorted(filled - columns.keys()):
        name = heads[number].text if number in heads else ""
        place = sheet.place(Cell(row=head_row, column=number, text=""))
        found.fault(place, f"ไม่รู้จักหัวตาราง “{name[:60]}”", f"The heading “{name[:60]}” is not known")
    return columns


def _says_something(cells: Iterable[Cell]) -> bool:
    return any(cell.text.strip() or cell.formula for cell in cells)


class _Seen(Struct):
    """What earlier lines said, by the row in which they said it."""

    lines: dict[str, int] = default(default_factory=dict)
    keys: dict[tuple[str, str], int] = default(default_factory=dict)


class _Line:
    """One line of the sheet while it is read."""

    def __init__(self, sheet: Sheet, row: int, cells: dict[str, Cell]) -> None:
        self.row = row
        self.cells = cells
        self._sheet = sheet

    def text(self, key: str) -> str:
        """Return the words of a cell, "" where there are none."""
        cell = self.cells.get(key)
        return "" if cell is None else cell.text.strip()

    def valueless(self) -> list[str]:
        """Return the keys of formulas without a stored value: what they come to is not known."""
        return [key for key, cell in self.cells.items() if cell.formula and not cell.text.strip()]

    def place(self, key: str) -> str:
        """Return where a cell stands; of one that is empty, the beginning of the line."""
        cell = self.cells.get(key)
        return self._sheet.place(cell or Cell(row=self.row, column=1, text=""))


def _read_line(line: _Line, today: date, seen: _Seen, found: ReadHoldings) -> None:
    ref = line.text("ref")
    if ref.startswith(EXAMPLE):
        return
    before = len(found.faults) + found.more_faults
    for key in line.valueless():
        found.fault(
            line.place(key),
            "สูตรไม่มีค่า: เปิดไฟล์ด้วยโปรแกรมตารางแล้วบันทึก หรือวางเป็นค่า แล้วส่งใหม่",
            "The formula has no value: open the file in a spreadsheet program and save it, or paste the value",
        )
    for each in _REQUIRED:
        if not line.text(each.key) and each.key not in line.valueless():
            found.fault(line.place(each.key), f"ต้องกรอก “{each.th}”", f"The {each.en} is missing")
    data = _data(line, today, found)
    if data is None or len(found.faults) + found.more_faults > before:
        if ref:
            found.faulty.append((line.row, ref))
        return
    key = "sheet:" + hashlib.sha256(msgspec.json.encode([ref, data], order="deterministic")).hexdigest()
    twin = seen.lines.setdefault(key, line.row)
    own = None if data.source_key is None else seen.keys.setdefault((ref, data.source_key), line.row)
    if twin != line.row:
        found.fault(line.place("ref"), f"เหมือนแถวที่ {twin} ทุกช่อง", f"This line is the same as line {twin}")
    elif own is not None and own != line.row:
        found.fault(line.place("source_key"), f"รหัสซ้ำกับแถวที่ {own}", f"Line {own} has the same source key")
    else:
        found.lines.append(SheetLine(row=line.row, ref=ref, data=data, key=key))


def _data(line: _Line, today: date, found: ReadHoldings) -> HoldingInput | None:
    values: dict[str, Any] = {}
    for column in COLUMNS:
        if column.key == "ref" or column.key.startswith("copy") or not line.text(column.key):
            continue
        value = _value(line, column, today, found)
        if value is not None:
            values[column.key] = value
    copies, places = _copies(line, today, found)
    if copies:
        values["copies"] = copies
    try:
        data = read_value(values, HoldingInput)
    except Unreadable as error:
        problems = error.problems
    else:
        problems = list(problems_of(data))
        if not problems:
            return data
    for each in problems:
        key = _key_of(each.pointer, places)
        # A blank title is told already, in words of the sheet.
        if not (key == "title" and not line.text("title")):
            found.fault(line.place(key), each.message_th, each.message_en)
    return None


def _key_of(pointer: str, places: list[int]) -> str:
    head, *rest = pointer.lstrip("/").split("/")
    if head != "copies" or len(rest) < 2:  # noqa: PLR2004 - /copies/INDEX/FIELD
        return head
    return f"copy{places[int(rest[0])]}_{_COPY_KEYS.get(rest[1], 'place')}"


def _value(line: _Line, column: SheetColumn, today: date, found: ReadHoldings) -> str | None:
    if column.is_day:
        return _day(line, column.key, today, found)
    if column.choices is None:
        return line.text(column.key)
    wanted = searchable(line.text(column.key))
    for term in column.choices:
        if wanted in {searchable(term.th), searchable(term.en), str(term)}:
            return str(term)
    known = ", ".join(term.th for term in column.choices)
    found.fault(
        line.place(column.key),
        f"“{line.text(column.key)[:60]}” ไม่อยู่ในรายการของ “{column.th}”: {known}",
        f"“{line.text(column.key)[:60]}” is not in the list of {column.en}",
    )
    return None


def _day(line: _Line, key: str, today: date, found: ReadHoldings) -> str | None:
    cell = line.cells[key]
    try:
        if isinstance(cell.value, date):
            day = read_cell_date(cell.value, today=today).value
            if _is_doubtful(day, key, today):
                found.fault(line.place(key), *_typed(day))
                return None
            return day.isoformat()
        read = read_thai_date(cell.text, today=None if key == "data_through" else today)
    except ThaiDateError as error:
        found.fault(line.place(key), error.message_th, error.message_en)
        return None
    if _DOUBTFUL & set(read.flags):
        found.fault(line.place(key), "ปีไม่ชัดเจน เขียนปีเต็ม เช่น 30 ก.ย. 2565", "The year is unclear; write it in full")
        return None
    return read.value.isoformat()


def _is_doubtful(day: date, key: str, today: date) -> bool:
    """Tell whether a date cell may say another year than was meant.

    A spreadsheet program takes "65" for 1965, where B.E. 2565 was meant; and years ahead are mostly slips, but for the
    end of what the data are about.
    """
    short_be = day.year + 57  # 1965 -> 65 -> B.E. 2565 -> 2022
    is_ahead = key != "data_through" and day > today + _FAR_AHEAD
    return short_be <= today.year or is_ahead


def _typed(day: date) -> tuple[str, str]:
    full = format_thai_date(day)
    return (
        f"เซลล์วันที่นี้เป็นปี ค.ศ. {day.year} (พ.ศ. {day.year + BE_OFFSET}) ถ้าถูกต้องให้พิมพ์เป็นข้อความ “{full}” ถ้าไม่ใช่ให้แก้ปี",
        f"This date cell says {day.year} (B.E. {day.year + BE_OFFSET}): write {day.isoformat()} as text, or correct it",
    )


def _copies(line: _Line, today: date, found: ReadHoldings) -> tuple[list[dict[str, Any]], list[int]]:
    copies, places = [], []
    by_key = {each.key: each for each in COLUMNS}
    for number in range(1, COPIES + 1):
        kind, place, days = (f"copy{number}_{part}" for part in ("kind", "place", "days"))
        if not any(line.text(key) for key in (kind, place, days)):
            continue
        if not line.text(place):
            found.fault(line.place(kind if line.text(kind) else days), "ระบุที่เก็บของสำเนา", "Say where the copy is kept")
            continue
        made: dict[str, Any] = {"kind": str(CopyKind.COPY), "place": line.text(place)}
        if line.text(kind):
            made["kind"] = _value(line, by_key[kind], today, found) or made["kind"]
        if line.text(days):
            digits = arabic_digits(line.text(days))
            if not (digits.isascii() and digits.isdecimal() and len(digits) <= 5):  # noqa: PLR2004 - at most 36,500
                found.fault(line.place(days), "จำนวนวันต้องเป็นตัวเลข", "The days must be a number")
                continue
            made["erasable_within_days"] = int(digits)
        copies.append(made)
        places.append(number)
    return copies, places


def lines_by(lines: Iterable[SheetLine], size: int) -> Iterator[list[SheetLine]]:
    """Yield lines, so many at a time."""
    some: list[SheetLine] = []
    for line in lines:
        some.append(line)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
