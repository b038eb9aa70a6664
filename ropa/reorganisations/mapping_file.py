"""Reads a mapping file: a workbook, or comma-separated text as Thai offices save it."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ropa.reorganisations.rules_mapping import NEEDED, Row, column_of

MOST_ROWS = 2_000
MOST_BYTES = 2 * 1024 * 1024
#: Unpacked: a small file that unpacks to gigabytes is no list of offices.
MOST_UNPACKED, MOST_PARTS = 8 * 1024 * 1024, 200
_MOST_COLUMNS = 50


def read_rows(name: str, content: bytes) -> list[Row]:
    """Return the lines below the headings; blank lines are left out. `name` tells a workbook (.xlsx) from text.

    Raises: ValueError with words in Thai and English for what is no such file.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("ไฟล์ใหญ่เกิน 2 MB / the file is larger than 2 MB")
    table = _workbook(content) if content[:2] == b"PK" or name.lower().endswith(".xlsx") else _text(content)
    return list(_rows(table))


def _text(content: bytes) -> Iterator[Sequence[Any]]:
    """Yield the lines of a CSV: UTF-8 with or without its mark, else the Thai code page of Windows (TIS-620)."""
    for encoding in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        break
    else:
        raise ValueError("อ่านตัวอักษรในไฟล์ไม่ได้ บันทึกเป็น UTF-8 / the text is neither UTF-8 nor TIS-620")
    if "\0" in text:
        raise ValueError("ไฟล์นี้ไม่ใช่ CSV หรือ Excel / this is neither CSV nor a workbook")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise ValueError(f"อ่าน CSV ไม่ได้: {error} / the CSV cannot be read: {error}") from None


def _workbook(content: bytes) -> Iterable[Sequence[Any]]:
    import openpyxl

    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        parts = []
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise ValueError("ไฟล์มีข้อมูลมากเกินไป / the file holds far more than a list of offices")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        # Read to the end here: a sheet that is damaged in the middle is told of only when one comes there.
        rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 50, max_col=_MOST_COLUMNS)
        table = list(rows)
        book.close()
    except Exception as error:  # whatever a hostile file makes the reader raise, it is no workbook for us
        raise ValueError("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx หรือ .csv / this is neither .xlsx nor .csv") from error
    return table


def _rows(table: Iterable[Sequence[Any]]) -> Iterator[Row]:
    places: dict[str, int] | None = None
    count = 0
    for line, cells in enumerate(table, 1):
        if places is None:
            found: dict[str, int] = {}
            for at, heading in enumerate(cells[:_MOST_COLUMNS]):
                column = column_of(str(heading)) if heading is not None else None
                if column is not None:
                    found.setdefault(column, at)
            places = found if found.keys() >= set(NEEDED) else None
            continue
        values = {name: _cell(cells[at]) for name, at in places.items() if at < len(cells)}
        if not any(values.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            raise ValueError(f"เกิน {MOST_ROWS} บรรทัด / more than {MOST_ROWS} lines")
        yield Row(line=line, cells=values, places={name: f"{_letter(at)}{line}" for name, at in places.items()})
    if places is None:
        raise ValueError(
            "ไม่พบหัวตาราง ต้องมี การดำเนินการ หน่วยงานเดิม หน่วยงานใหม่ วันที่มีผล"
            " / no headings: action, old office, new office and date are needed"
        )


def _letter(at: int) -> str:
    return chr(ord("A") + at) if at < 26 else f"A{chr(ord('A') + at - 26)}"  # noqa: PLR2004 - letters of the alphabet


def _cell(value: Any) -> str:
    # A spreadsheet keeps an id as a number; 59.0 is meant as 59.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return "" if value is None else str(value).strip()
