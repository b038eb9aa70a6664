"""Our form workbook: written, changed by somebody or not, and read again."""

from io import BytesIO
from random import Random

import pytest
from msgspec import structs
from openpyxl.workbook import Workbook

from exports.form_workbook import EXCHANGE_SHEET, FLOW_SHEET, FORM_SHEET
from exports.records import RegisterOptions
from exports.register_workbook import write_register
from ropa.imports.files import open_sent
from ropa.imports.rules_own_form import read_own_form
from ropa.samples import filled_forms
from schemas.diff import compare
from schemas.document import ActivityInput, content_hash, encode_document
from schemas.imports import RemarkKind
from schemas.reading import read_json
from tests.support.export_records import PRINTED_ON, form_bytes, form_record, register_row
from tests.support.full_records import full_document
from tests.support.own_forms import TODAY, in_turn, plain_document, read, set_cell, taken
from tests.support.sheet_edits import edited, forget_names
from tests.support.workbooks import through_libreoffice

FORM = form_bytes(form_record(full_document(7)))


def _comes_back(seed: int) -> None:
    made = full_document(seed)
    back = taken(form_bytes(form_record(made)))
    assert compare(made, back) == []
    assert content_hash(encode_document(back)) == content_hash(encode_document(made))


@pytest.mark.parametrize("seed", range(25))
def test_a_record_comes_back_from_its_form_as_it_was(seed: int):
    _comes_back(seed)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(25, 525))
def test_five_hundred_records_come_back_from_their_forms(seed: int):
    _comes_back(seed)


@pytest.mark.parametrize("name", ["contact_us", pytest.param("industry_registration", marks=pytest.mark.campaign)])
def test_a_form_that_libreoffice_saved_again_comes_back(name: str):
    file = next(file for file in filled_forms() if file.stem == name)
    made = read_json(file.read_bytes(), ActivityInput).document()
    content = form_bytes(form_record(made))
    assert taken(content) == made
    assert taken(through_libreoffice(content)) == made


def test_the_envelope_is_a_hint_and_the_state_is_not_taken():
    record = form_record()
    found = read(form_bytes(record))
    assert (found.ref, found.content_hash, found.place) == (record.ref, record.content_hash, f"{FORM_SHEET}!A1")
    assert [remark.raw for remark in found.remarks if remark.kind is RemarkKind.IGNORED] == ["approved, 2"]
    assert any(remark.raw == record.office_name for remark in found.remarks)
    without = read(edited(form_bytes(record), forget_names))
    assert (without.ref, without.content_hash) == (record.ref, record.content_hash)


def test_every_value_keeps_where_it_came_from():
    found = read(form_bytes(form_record()))
    assert found.data is not None
    sources = found.data.sources
    assert sources["/form/header/agency_name"].place == f"{FORM_SHEET}!C3"
    assert sources["/steps/1/use"].place == f"{FLOW_SHEET}!D6"
    assert sources["/systems/0/exchanges/1/remark"].place == f"{EXCHANGE_SHEET}!N7"


def test_faults_name_sheet_cell_and_field_in_both_languages():
    edit = in_turn(
        set_cell(FORM_SHEET, "D22", "บางครั้ง"),
        set_cell(FORM_SHEET, "C4", "=1+1"),
        set_cell(FORM_SHEET, "C5", "ก" * 20_001),
        set_cell(FLOW_SHEET, "I6", "อย่างอื่น"),
        set_cell(EXCHANGE_SHEET, "A8", "สอง"),
    )
    found = read(edited(form_bytes(form_record(plain_document())), edit))
    assert {problem.pointer: problem.message_en.split(":")[0] for problem in found.problems} == {
        "/form/header/parent_org_unit": f"{FORM_SHEET}!C4",
        "/form/header/main_process": f"{FORM_SHEET}!C5",
        "/form/roles/manages_create": f"{FORM_SHEET}!D22",
        "/steps/1/kind": f"{FLOW_SHEET}!I6",
        "/systems/1/seq": f"{EXCHANGE_SHEET}!A8",
    }
    assert found.data is not None
    assert found.data.form.header.main_process is None


@pytest.mark.parametrize("seed", range(40))
def test_no_arrangement_of_cells_breaks_the_reading(seed: int):
    source = Random(seed)  # noqa: S311 - not a secret
    sent = open_sent(BytesIO(FORM), "form.xlsx")
    for sheet in sent.sheets:
        words = [cell.text for cell in sheet.cells] + ["", "1", "99999", "=", "ข้อ 1. 2)", "-" * 40_000, "{"]
        sheet.cells = [
            structs.replace(
                cell,
                text=source.choice(words) if source.random() < 0.1 else cell.text,
                row=max(1, cell.row + source.choice((0, 0, 0, 0, 0, 0, 0, 0, 1, -1))),
                rows=source.choice((cell.rows, cell.rows, 1, 40)),
                formula=source.random() < 0.02,
            )
            for cell in sheet.cells
            if source.random() > 0.05
        ]
    sent.names = {name: place for name, place in sent.names.items() if source.random() < 0.5}
    found = read_own_form(sent, today=TODAY)
    assert found is None or found.data is not None or found.problems
    assert found is None or all(remark.message_th and remark.message_en for remark in found.remarks)


def test_other_workbooks_are_none_of_ours():
    out = BytesIO()
    write_register([register_row()], out, options=RegisterOptions(printed_on=PRINTED_ON))
    assert read_own_form(open_sent(out, "register.xlsx"), today=TODAY) is None
    other = BytesIO()
    book = Workbook()
    book.worksheets[0]["A1"] = "ชื่อหน่วยงาน"
    book.save(other)
    assert read_own_form(open_sent(other, "x.xlsx"), today=TODAY) is None
