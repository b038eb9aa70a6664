"""Reads a list of people and their rights from an Excel file in the shape of the ministry's own table (seed 001).

Columns are found by their headings: เลขบัตรประชาชน, ระดับ (1 พิจารณา, 3 อนุมัติ) or บทบาท, กอง/จังหวัด, กลุ่ม, ใช้ได้ถึง.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from schemas.access import Role
from schemas.findings import Problem
from schemas.national_ids import read_national_id
from schemas.office import Office
from schemas.thai_dates import ThaiDateError, read_cell_date, read_thai_date
from schemas.thai_text import searchable

MOST_ROWS = 2_000
MOST_BYTES = 2 * 1024 * 1024
#: Unpacked. Two thousand lines take under 1 MB; 700 KB that unpack to 270 MB took 6 GB of memory to read.
MOST_UNPACKED, MOST_PARTS = 8 * 1024 * 1024, 200
_HEADINGS = {
    "national_id": ("เลขบัตรประชาชน", "เลขประจำตัวประชาชน", "เลขบัตรประจำตัวประชาชน", "national id", "national_id"),
    "role": ("ระดับ", "บทบาท", "role", "level"),
    "office": ("กอง/จังหวัด", "หน่วยงาน", "จังหวัด", "office"),
    "group": ("กลุ่ม", "group"),
    "through": ("ใช้ได้ถึง", "ใช้ได้ถึงวันที่", "valid through", "until"),
}
_LEVELS = {"1": Role.REVIEWER, "3": Role.APPROVER, "พิจารณา": Role.REVIEWER, "อนุมัติ": Role.APPROVER}
#: Of an office's number: a 32-bit one.
_NUMBER_DIGITS = 10
_NAMES = {searchable(words): role for role in Role for words in (str(role), role.th, role.en)}


class SheetRow(Struct, frozen=True, kw_only=True):
    """One line that was read; `problems` point to the sheet's line and column."""

    line: int
    national_id: str | None
    role: Role | None
    office_id: int | None
    valid_through: date | None
    problems: list[Problem]


def read_sheet(content: bytes, offices: Sequence[Office], today: date) -> list[SheetRow]:
    """Return the lines of the first sheet, with every fault of each.

    Raises: ValueError with words in Thai and English for what is no such sheet.
    """
    import openpyxl

    if len(content) > MOST_BYTES:
        raise ValueError("ไฟล์ใหญ่เกิน 2 MB / the file is larger than 2 MB")
    _refuse_bomb(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except Exception as error:  # whatever a hostile file makes the reader raise, it is no workbook for us
        raise ValueError("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx / this is no .xlsx workbook") from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 50, max_col=50)
        return list(_read(rows, _Finder(offices), today))
    finally:
        book.close()


def _refuse_bomb(content: bytes) -> None:
    """Raise ValueError for a file that unpacks to more than a list has; the sizes that it names bind its reader."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        return
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError("ไฟล์มีข้อมูลมากเกินกว่ารายชื่อ / the file holds far more than a list of people")


def _read(rows: Iterator[tuple[Any, ...]], finder: "_Finder", today: date) -> Iterator[SheetRow]:
    places: dict[str, int] | None = None
    count = 0
    for line, row in enumerate(rows, 1):
        if places is None:
            places = _places(row)
            continue
        cells = {name: row[at] if at < len(row) else None for name, at in places.items()}
        if all(value in {None, ""} for value in cells.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise ValueError(f"เกิน {MOST_ROWS} คน / more than {MOST_ROWS} people")
        yield _row(line, cells, finder, today)
    if places is None:
        raise ValueError(
            "ไม่พบหัวตาราง ต้องมี เลขบัตรประชาชน ระดับ และ กอง/จังหวัด / no headings: national ID, level and office are needed"
        )


def _places(row: Sequence[Any]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for at, value in enumerate(row):
        words = searchable(str(value)).strip() if value is not None else ""
        for name, headings in _HEADINGS.items():
            if words in {searchable(each) for each in headings}:
                found.setdefault(name, at)
    return found if {"national_id", "role", "office"} <= found.keys() else None


def _row(line: int, cells: Mapping[str, Any], finder: "_Finder", today: date) -> SheetRow:
    problems: list[Problem] = []

    def fault(column: str, thai: str, english: str) -> None:
        problems.append(Problem(pointer=f"/{line}/{column}", message_th=thai, message_en=english))

    number = read_national_id(_text(cells.get("national_id")))
    if number is None:
        fault("national_id", "เลขประจำตัวประชาชนต้องเป็นตัวเลข 13 หลัก", "A national ID has 13 digits")
    words = _text(cells.get("role"))
    role = _LEVELS.get(words) or _NAMES.get(searchable(words))
    if role is None:
        fault("role", "ระดับต้องเป็น 1 (พิจารณา) 3 (อนุมัติ) หรือชื่อบทบาท", "The level is 1, 3 or the name of a role")
    office_id = finder.find(_text(cells.get("office")), _text(cells.get("group")))
    if office_id is None:
        fault("office", "ไม่พบหน่วยงานนี้ หรือมีชื่อซ้ำ", "There is no such office, or several of this name")
    through = None
    try:
        through = _day(cells.get("through"), today)
    except ThaiDateError as error:
        fault("through", error.message_th, error.message_en)
    return SheetRow(
        line=line, national_id=number, role=role, office_id=office_id, valid_through=through, problems=problems
    )


def _text(value: Any) -> str:
    # A spreadsheet keeps 13 digits as a number; 1234567890123.0 is meant as 1234567890123.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _day(value: Any, today: date) -> date | None:
    if isinstance(value, datetime | date):
        return read_cell_date(value, today=today).value
    words = _text(value)
    return read_thai_date(words).value if words and words != "-" else None


class _Finder:
    """Finds an office by its number, its name, or its province's name; and a group below it by name."""

    def __init__(self, offices: Sequence[Office]) -> None:
        self._offices = offices
        self._names = {office.id: searchable(office.name) for office in offices}

    def find(self, words: str, group: str) -> int | None:
        """Return the office; None for none or several."""
        if words.isascii() and words.isdecimal() and len(words) < _NUMBER_DIGITS:
            found = [office.id for office in self._offices if office.id == int(words)]
        else:
            wanted = searchable(words).removeprefix("จังหวัด")
            found = [each for each, name in self._names.items() if name == searchable(words)] or [
                each for each, name in self._names.items() if wanted and name.endswith(f"จังหวัด{wanted}")
            ]
        if len(found) != 1:
            return None
        if not group or group == "-":
            return found[0]
        below = [
            office.id
            for office in self._offices
            if office.parent_id == found[0] and self._names[office.id] == searchable(group)
        ]
        return below[0] if len(below) == 1 else None
