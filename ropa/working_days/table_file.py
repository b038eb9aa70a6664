"""Reads a file with a table of holidays, a workbook or CSV, into lines as they are pasted: a row a line, cells by tabs.

A line keeps the number of its row, so that a fault is told where it stands. No date is judged here: what a cell keeps
as a date goes on as it is written in it, and the reader of lines refuses a year of the wrong era.
"""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

from ropa.small_tables import decoded, sheet_rows

MOST_BYTES = 1024 * 1024
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 200, 20, 500
_MARK_OF_ZIP = b"PK"


def read_file(name: str, content: bytes) -> str:
    """Return the rows as lines of a pasted list. `name` tells a workbook (.xlsx) from text.

    Raises: ValueError with words in Thai and English for what is no such file.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("ไฟล์ใหญ่เกิน 1 MB / the file is larger than 1 MB")
    is_book = content[:2] == _MARK_OF_ZIP or name.lower().endswith(".xlsx")
    rows = (
        sheet_rows(content, "a table of holidays", rows=_MOST_ROWS + 50, columns=_MOST_COLUMNS)
        if is_book
        else _text(content)
    )
    lines = ["\t".join(_cell(cell) for cell in row[:_MOST_COLUMNS]).strip() for row in rows]
    while lines and not lines[-1]:
        lines.pop()
    if not any(lines):
        raise ValueError("ไม่มีวันหยุดในไฟล์ / the file holds no holidays")
    if len(lines) > _MOST_ROWS:
        raise ValueError(f"เกิน {_MOST_ROWS} แถว ไม่ใช่ตารางวันหยุดของปีเดียว / more than {_MOST_ROWS} rows")
    return "\n".join(lines)


def _text(content: bytes) -> list[Sequence[Any]]:
    """Return the rows of a CSV: UTF-8 with or without its mark, else the Thai code page of Windows."""
    text = decoded(content)
    separator = max("\t;,", key=text.count)
    if not text.count(separator):  # a list of lines, as it is pasted
        return [[line] for line in text.splitlines()]
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ValueError(f"อ่าน CSV ไม่ได้: {error} / the CSV cannot be read: {error}") from None


def _cell(value: Any) -> str:
    # A spreadsheet keeps 2570 as a number; 2570.0 is meant as 2570.
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return "" if value is None else " ".join(str(value).split())[:_LONGEST]
