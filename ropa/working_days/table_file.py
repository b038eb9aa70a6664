"""Reads a file with a table of holidays, a workbook or CSV, into lines as they are pasted: a row a line, cells by tabs.

A line keeps the number of its row, so that a fault is told where it stands. No date is judged here: what a cell keeps
as a date goes on as it is written in it, and the reader of lines refuses a year of the wrong era.
"""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

MOST_BYTES = 1024 * 1024
#: Unpacked: a small file that unpacks to gigabytes is no table of a year.
_MOST_UNPACKED, _MOST_PARTS = 8 * 1024 * 1024, 200
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 200, 20, 500
_MARK_OF_ZIP = b"PK"


def read_file(name: str, content: bytes) -> str:
    """Return the rows as lines of a pasted list. `name` tells a workbook (.xlsx) from text.

    Raises: ValueError with words in Thai and English for what is no such file.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("ไฟล์ใหญ่เกิน 1 MB / the file is larger than 1 MB")
    is_book = content[:2] == _MARK_OF_ZIP or name.lower().endswith(".xlsx")
    rows = list(_workbook(content) if is_book else _text(content))
    lines = ["\t".join(_cell(cell) for cell in row[:_MOST_COLUMNS]).strip() for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    if not any(lines):
        raise ValueError("ไม่มีวันหยุดในไฟล์ / the file holds no holidays")
    if len(lines) > _MOST_ROWS:
        raise ValueError(f"เกิน {_MOST_ROWS} แถว ไม่ใช่ตารางวันหยุดของปีเดียว / more than {_MOST_ROWS} rows")
    return "\n".join(lines)


def _text(content: bytes) -> Iterable[Sequence[Any]]:
    """Return the rows of a CSV: UTF-8 with or without its mark, else the Thai code page of Windows."""
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
    separator = max("\t;,", key=text.count)
    if not text.count(separator):  # a list of lines, as it is pasted
        return [[line] for line in text.splitlines()]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ValueError(f"อ่าน CSV ไม่ได้: {error} / the CSV cannot be read: {error}") from None


def _workbook(content: bytes) -> Iterable[Sequence[Any]]:
    import openpyxl

    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except zipfile.BadZipFile:
        parts = []
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise ValueError("ไฟล์มีข้อมูลมากเกินไป / the file holds far more than a table of holidays")
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = list(book.worksheets[0].iter_rows(values_only=True, max_row=_MOST_ROWS + 50, max_col=_MOST_COLUMNS))
        book.close()
    except Exception as error:  # whatever a hostile file makes the reader raise, it is no workbook for us
        raise ValueError("เปิดไฟล์ไม่ได้ ต้องเป็น .xlsx หรือ .csv / this is neither .xlsx nor .csv") from error
    return rows


def _cell(value: Any) -> str:
    # A spreadsheet keeps 2570 as a number; 2570.0 is meant as 2570.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return "" if value is None else " ".join(str(value).split())[:_LONGEST]
