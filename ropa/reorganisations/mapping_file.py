"""Reads a mapping file: a workbook, or comma-separated text as Thai offices save it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from ropa.reorganisations.rules_mapping import NEEDED, Row, column_of
from ropa.small_tables import decoded, sheet_rows

MOST_ROWS = 2_000
MOST_BYTES = 2 * 1024 * 1024
_MOST_COLUMNS = 50


def read_rows(name: str, content: bytes) -> list[Row]:
    """Return the lines below the headings; blank lines are left out. `name` tells a workbook (.xlsx) from text.

    Raises: ValueError with words in Thai and English for what is no such file.
    """
    if len(content) > MOST_BYTES:
        raise ValueError("ไฟล์ใหญ่เกิน 2 MB / the file is larger than 2 MB")
    is_book = content[:2] == b"PK" or name.lower().endswith(".xlsx")
    sheet = {"rows": MOST_ROWS + 50, "columns": _MOST_COLUMNS}
    table = sheet_rows(content, "a list of offices", **sheet) if is_book else _text(content)
    return list(_rows(table))


def _text(content: bytes) -> Iterator[Sequence[Any]]:
    """Yield the lines of a CSV: UTF-8 with or without its mark, else the Thai code page of Windows (TIS-620)."""
    text = decoded(content)
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    except csv.Error as error:
        raise ValueError(f"อ่าน CSV ไม่ได้: {error} / the CSV cannot be read: {error}") from None


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
