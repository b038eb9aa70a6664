"""Reads a list of recipients, .xlsx or .csv, line by line: memory does not grow with the list but by its faults.

Columns are found by their headings: ชื่อ, อีเมล, ที่อยู่ (name, e-mail, address).
"""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from msgspec import Struct, msgpack

from ropa.breaches.rules_recipients import contact_of
from ropa.errors import Invalid, invalid
from schemas.breach_letters import MOST_RECIPIENTS, RecipientContact
from schemas.findings import Problem
from schemas.thai_text import searchable

_HEADINGS = {
    "name": ("ชื่อ", "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อ สกุล", "ชื่อผู้รับ", "name", "full name"),
    "email": ("อีเมล", "อีเมล์", "e-mail", "email", "mail"),
    "address": ("ที่อยู่", "ที่อยู่จัดส่ง", "address"),
}
_WORDS = {"name": "ชื่อ", "email": "อีเมล", "address": "ที่อยู่"}
#: Unpacked. 100,000 lines with addresses take some 40 MB; a small file that unpacks to more is no such list.
_MOST_UNPACKED, _MOST_PARTS = 160 * 1024 * 1024, 200
_MOST_FAULTS = 200
#: Lines above the headings (a title), and columns, that are looked at.
_MOST_BEFORE, _MOST_COLUMNS = 20, 50
_LONGEST_CELL = 5_000
_PACKED = msgpack.Encoder()
_LENGTH = 4
_UNPACKED = msgpack.Decoder(RecipientContact)


class Counted(Struct, frozen=True):
    """How many recipients a list has."""

    recipients: int


def read_list(file: BinaryIO, name: str, out: BinaryIO) -> Counted:
    """Write the recipients of a list to `out`, for `contacts`; nothing of it is kept elsewhere.

    Raises: Invalid with the faults of every line, each with its line and column; nothing may be used then.
    """
    reader = _Reader(out)
    for line, row in _lines(file, name):
        if not reader.takes(line, row):
            break
    return reader.done()


class _Reader:
    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._places: dict[str, int] | None = None
        self._problems: list[Problem] = []
        self._count = self._faults = 0

    def takes(self, line: int, row: Sequence[Any]) -> bool:
        """Read one line; False where no headings stand in the first lines."""
        if self._places is None:
            self._places = _places(row)
            return self._places is not None or line < _MOST_BEFORE
        cells = {key: _text(row[at]) if at < len(row) else "" for key, at in self._places.items()}
        if any(cells.values()):
            self._take(line, cells)
        return True

    def _take(self, line: int, cells: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_RECIPIENTS:
            most = f"{MOST_RECIPIENTS:,}"
            raise _refused(f"มีเกิน {most} คน แบ่งเป็นหลายรายการ", f"More than {most} people; split the list")
        contact, found = contact_of(cells["name"], cells.get("email", ""), cells.get("address", ""))
        self._faults += len(found)
        for each in found[: max(0, _MOST_FAULTS - len(self._problems))]:
            self._problems.append(
                Problem(
                    pointer=f"/file/{line}/{each.column}",
                    message_th=f"บรรทัด {line} คอลัมน์ {_WORDS[each.column]}: {each.th}",
                    message_en=f"line {line}, column {each.column}: {each.en}",
                )
            )
        if contact is not None and not self._problems:
            packed = _PACKED.encode(contact)
            self._out.write(len(packed).to_bytes(_LENGTH, "big") + packed)

    def done(self) -> Counted:
        """Return what was read. Raises: Invalid with every fault."""
        if self._places is None:
            raise _refused("ไม่พบหัวตาราง ต้องมี ชื่อ และ อีเมล หรือ ที่อยู่", "No headings: name and e-mail or address are needed")
        more = self._faults - len(self._problems)
        if more:
            said = Problem(pointer="/file", message_th=f"และอีก {more:,} จุด", message_en=f"and {more:,} more faults")
            self._problems.append(said)
        if self._problems:
            raise Invalid(self._problems)
        if not self._count:
            raise _refused("รายการว่าง", "The list is empty")
        return Counted(self._count)


def contacts(source: BinaryIO) -> Iterator[RecipientContact]:
    """Yield what `read_list` wrote."""
    while head := source.read(_LENGTH):
        yield _UNPACKED.decode(source.read(int.from_bytes(head, "big")))


def _refused(thai: str, english: str) -> Invalid:
    return invalid("/file", thai, english)


def _places(row: Sequence[Any]) -> dict[str, int] | None:
    found: dict[str, int] = {}
    for at, value in enumerate(row[:_MOST_COLUMNS]):
        words = searchable(_text(value))
        for key, headings in _HEADINGS.items():
            if words in {searchable(each) for each in headings}:
                found.setdefault(key, at)
    return found if "name" in found and len(found) > 1 else None


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()[:_LONGEST_CELL]


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, Sequence[Any]]]:
    head = file.read(4)
    file.seek(0)
    if head.startswith(b"PK"):
        return _of_workbook(file)
    if name.lower().endswith((".xlsx", ".xls")) or b"\0" in head:
        raise _refused("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx หรือ .csv (UTF-8)", "This is no .xlsx and no .csv (UTF-8)")
    return _of_csv(file)


def _of_workbook(file: BinaryIO) -> Iterator[tuple[int, Sequence[Any]]]:
    import openpyxl

    unreadable = _refused("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx หรือ .csv (UTF-8)", "This is no .xlsx and no .csv (UTF-8)")
    try:
        parts = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise unreadable from error
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise _refused("ไฟล์มีข้อมูลมากเกินกว่ารายชื่อ", "The file holds far more than a list of people")
    file.seek(0)
    try:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # whatever a hostile file makes the reader raise, it is no workbook for us
        raise unreadable from error
    try:
        rows = book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS)
        yield from enumerate(_guarded(rows, unreadable), 1)
    finally:
        book.close()


def _guarded(rows: Iterator[Sequence[Any]], unreadable: Invalid) -> Iterator[Sequence[Any]]:
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except Exception as error:  # a damaged sheet is found out while it is read
            raise unreadable from error
        yield row


def _of_csv(file: BinaryIO) -> Iterator[tuple[int, Sequence[Any]]]:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except UnicodeDecodeError as error:
        raise _refused("ไฟล์ .csv ต้องเป็น UTF-8", "The .csv must be UTF-8") from error
    except csv.Error as error:
        line = reader.line_num
        raise _refused(f"บรรทัด {line}: อ่านไม่ได้", f"line {line} cannot be read") from error
    finally:
        text.detach()
