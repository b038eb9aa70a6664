"""What stands out of sight in the register's workbook: it completes what is seen, and never contradicts it."""

import msgspec

from exports.records import RegisterRow
from ropa.imports.rules_own_register import read_own_register
from schemas.document import ActivityDocument
from schemas.vocabulary import Mark
from tests.ropa.imports.test_own_register import (
    FIRST,
    REGISTER,
    TODAY,
    changes,
    edited,
    opened,
    put,
    read,
    row_of,
    written,
)

HIDDEN = "ropa"


def long_row() -> RegisterRow:
    made = ActivityDocument()
    made.form.header.agency_name = "😀" * 20_000
    made.form.header.parent_org_unit = " ต้นสังกัด"
    made.form.header.responsible_org_unit = "-"
    made.form.data_category.lawful_basis = None
    made.marks["/form/data_category/lawful_basis"] = Mark.NA
    return row_of(1, made)


def test_a_cut_text_comes_back_whole_from_the_hidden_sheet_and_never_cut():
    row = long_row()
    content = written([row])
    assert changes([row], read(content)) == [[]]
    record = read(edited(content, lambda book: book.remove(book[HIDDEN])))[0]
    assert {problem.pointer for problem in record.problems} == {"/form/header/agency_name"}
    assert record.data is not None
    assert record.data.form.header.agency_name is None


def test_the_hidden_sheet_cannot_say_what_the_eye_does_not_see():
    content = written([long_row()])
    for json in ('{"value":"ลักลอบ"}', '{"value":"ต้นสังกัด!"}', "[", '{"value":{"x":1}}', '{"mark":"NO"}', ""):
        file = opened(content)
        hidden = next(sheet for sheet in file.sheets if sheet.name == HIDDEN)
        row = next(cell.row for cell in hidden.cells if cell.text == "/form/header/parent_org_unit")
        hidden.cells = [
            msgspec.structs.replace(cell, text=json) if cell.row == row and cell.text.startswith("{") else cell
            for cell in hidden.cells
        ]
        records = read_own_register(file, today=TODAY)
        assert records is not None
        data = records[0].data
        assert data is not None
        assert data.form.header.parent_org_unit == "ต้นสังกัด"
        assert data.form.header.responsible_org_unit == "-"


def test_an_edit_in_sight_wins_over_the_hidden_sheet():
    content = edited(written([long_row()]), put(REGISTER, FIRST, "ส่วนงาน", "กองกลาง"))
    data = read(content)[0].data
    assert data is not None
    assert data.form.header.responsible_org_unit == "กองกลาง"
