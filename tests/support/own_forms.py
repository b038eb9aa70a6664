"""Our form workbook read again, and the edits that people make to it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ropa.imports.files import open_sent
from ropa.imports.rules_own_form import read_own_form
from schemas.document import ActivityDocument
from schemas.imports import ReadRecord
from tests.support.export_records import document

TODAY = date(2026, 11, 21)
Edit = Callable[[Workbook], None]


def read(content: bytes) -> ReadRecord:
    found = read_own_form(open_sent(BytesIO(content), "form.xlsx"), today=TODAY)
    assert found is not None
    return found


def taken(content: bytes) -> ActivityDocument:
    found = read(content)
    assert found.problems == []
    assert found.data is not None
    return found.data.document()


def sheet_of(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def set_cell(title: str, place: str, value: Any) -> Edit:
    def edit(book: Workbook) -> None:
        sheet_of(book, title)[place] = value

    return edit


def in_turn(*edits: Edit) -> Edit:
    def edit(book: Workbook) -> None:
        for one in edits:
            one(book)

    return edit


def move_rows(change: Callable[..., None], title: str, at: int, count: int = 1) -> Edit:
    return lambda book: change(sheet_of(book, title), at, count)


def plain_document(**shape: Any) -> ActivityDocument:
    made = document(**shape)
    for transfer in made.form.beyond.transfer_country_and_safeguard or ():
        transfer.country = "TH"
    return made
