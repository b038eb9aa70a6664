"""Reads workbooks back in three ways: openpyxl, calamine, and LibreOffice where it is installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path

import fontpkg_sarabun
import openpyxl
import pytest
import python_calamine
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = list[tuple[str, ...]]


def load(content: bytes) -> Workbook:
    """Return the workbook as openpyxl understands it."""
    return openpyxl.load_workbook(BytesIO(content))


def _same(value: object) -> str:
    # Readers differ in how they give numbers and empty cells, not in what stands there.
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def by_openpyxl(content: bytes, *, read_only: bool = False) -> dict[str, Rows]:
    """Return all cells by sheet; empty cells at the end of a row and empty rows at the end are left out."""
    book = openpyxl.load_workbook(BytesIO(content), read_only=read_only)
    try:
        return {sheet.title: _trimmed(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}
    finally:
        book.close()


def by_calamine(content: bytes) -> dict[str, Rows]:
    """Return all cells by sheet, as calamine reads them."""
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: _trimmed(book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names}


def _trimmed(rows: Iterable[Iterable[object]]) -> Rows:
    texts = [[_same(value) for value in row] for row in rows]
    for row in texts:
        while row and not row[-1]:
            row.pop()
    while texts and not texts[-1]:
        texts.pop()
    return [tuple(row) for row in texts]


_XLSX = "xlsx:Calc MS Excel 2007 XML"


def through_libreoffice(content: bytes, *, settle: bool = False) -> bytes:
    """Return the workbook after LibreOffice opened it, with Sarabun at hand, and saved it again.

    `settle` makes it work out the heights of rows that have none; it does so only for a file of its own kind.
    Skips the test where LibreOffice is absent; on CI (variable CI) it fails instead.
    """
    return _converted("book.xlsx", content, *(("fods", _XLSX) if settle else (_XLSX,)), part="calc")


def printed_by_libreoffice(content: bytes) -> bytes:
    """Return a Word file as the PDF that LibreOffice makes of it. Skips and fails as `through_libreoffice` does."""
    return _converted("paper.docx", content, "pdf", part="writer")


def _converted(name: str, content: bytes, *kinds: str, part: str) -> bytes:
    office = shutil.which("soffice")
    if office is None or shutil.which(f"lo{part}") is None:
        message = f"LibreOffice is not installed: apt-get install libreoffice-{part}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        file = folder / name
        file.write_bytes(content)
        (folder / ".fonts").symlink_to(Path(fontpkg_sarabun.__file__).parent / "files")
        # Its own home and profile, so that runs side by side do not wait for each other.
        home = os.environ | {"HOME": place}
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        for number, kind in enumerate(kinds):
            out = folder / str(number)
            command = [office, profile, "--headless", "--convert-to", kind, "--outdir", str(out), str(file)]
            subprocess.run(command, check=True, capture_output=True, timeout=100, env=home)
            file = out / f"{Path(name).stem}.{kind.partition(':')[0]}"
        return file.read_bytes()


def texts(sheet: Worksheet) -> list[str]:
    """Return the texts of a sheet in reading order, without empty cells and numbers."""
    return [value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, str)]


def page_lines(sheet: Worksheet) -> tuple[str, str, str, str]:
    """Return what is printed above (left, right) and below (left, centre) every page."""
    above, below = sheet.oddHeader, sheet.oddFooter
    assert above is not None
    assert below is not None
    parts = (above.left, above.right, below.left, below.center)
    return tuple(str(part.text) for part in parts)  # type: ignore[return-value]  # four parts, four texts


def named_value(book: Workbook, name: str) -> object:
    """Return the value of the cell that has a name in the workbook."""
    sheet, _, place = str(book.defined_names[name].attr_text).rpartition("!")
    return book[sheet.strip("'")][place.replace("$", "")].value


def merged(sheet: Worksheet) -> set[str]:
    """Return the merged ranges of a sheet."""
    return {str(area) for area in sheet.merged_cells.ranges}
