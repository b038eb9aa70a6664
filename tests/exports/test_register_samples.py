"""The register of the two filled forms: readers agree on it, and every row is as high as its text."""

from io import BytesIO

import pytest
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook

from exports.records import RegisterOptions
from exports.register_rows import FIRST_ROW, ROW_SIZE
from exports.register_workbook import write_register
from exports.text_fit import column_points, height_of
from ropa.samples import filled_forms
from schemas.document import ActivityInput
from schemas.reading import read_json
from tests.support.export_records import PRINTED_ON, register_row
from tests.support.workbooks import by_calamine, by_openpyxl, load

#: Excel's highest row.
TALLEST = 409


@pytest.fixture(scope="module")
def content() -> bytes:
    out = BytesIO()
    documents = [read_json(file.read_bytes(), ActivityInput).document() for file in filled_forms()]
    rows = [register_row(number, document) for number, document in enumerate(documents, 1)]
    write_register(rows, out, options=RegisterOptions(printed_on=PRINTED_ON))
    return out.getvalue()


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load(content)


def test_two_readers_agree_on_every_cell_of_the_samples(content: bytes):
    read = by_openpyxl(content)
    assert read == by_calamine(content)
    assert len(read["มาตรา 40"]) == FIRST_ROW


def test_every_row_is_as_high_as_the_text_in_it(book: Workbook):
    for sheet in book.worksheets[:10]:
        for row in sheet.iter_rows(min_row=FIRST_ROW):
            for cell in row:
                assert isinstance(cell, Cell)
                width = sheet.column_dimensions[cell.column_letter].width
                needed = height_of(str(cell.value or ""), column_points(width), ROW_SIZE)
                given = sheet.row_dimensions[cell.row].height or 0
                assert given >= min(round(needed, 1), TALLEST), f"{sheet.title}!{cell.coordinate}"
