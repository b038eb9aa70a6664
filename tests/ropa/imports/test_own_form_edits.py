"""Our form workbook after somebody edited it: exactly the edit is what changes."""

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.form_workbook import EXCHANGE_SHEET, FLOW_SHEET, FORM_SHEET
from schemas.diff import Change, ChangeKind, compare
from schemas.document import ActivityDocument
from schemas.imports import RemarkKind
from schemas.masking import MASK, MASK_ID
from tests.support.export_records import document, form_bytes, form_record
from tests.support.own_forms import Edit, in_turn, move_rows, plain_document, read, set_cell, sheet_of, taken
from tests.support.sheet_edits import delete_rows, edited, forget_names, insert_rows


#: Answers that their words do not tell beside plain ones: a blank, a text that looks like a token, an empty list.
def _tricky() -> ActivityDocument:
    made = plain_document(steps=4, lines=(2, 1, 0))
    made.form.header.agency_name = "-"
    made.form.roles.role_user = []
    made.steps[1].it_systems, made.steps[2].collection, made.steps[3].title = [], " x", ""
    made.systems[1].system_scope = "NO"
    made.systems[2].system_status = type(made.systems[0].system_status)(code=None, raw=" ")  # type: ignore[misc]
    return made


_MOVED = in_turn(
    move_rows(insert_rows, FORM_SHEET, 30, 2),
    move_rows(insert_rows, FORM_SHEET, 13),
    move_rows(insert_rows, FORM_SHEET, 1, 3),
    move_rows(insert_rows, FLOW_SHEET, 6, 2),
    move_rows(insert_rows, EXCHANGE_SHEET, 1, 2),
)


@pytest.mark.parametrize(
    "edit",
    [
        _MOVED,
        in_turn(_MOVED, forget_names),
        in_turn(
            lambda book: book.move_sheet(FORM_SHEET, 3),
            lambda book: setattr(sheet_of(book, FORM_SHEET), "title", "แผ่น 1"),
        ),
    ],
    ids=["rows put in", "rows put in, names lost", "sheets moved and named anew"],
)
def test_what_moves_cells_changes_nothing(edit: Edit):
    made = _tricky()
    assert compare(made, taken(edited(form_bytes(form_record(made)), edit))) == []


def _one(edit: Edit) -> Change:
    made = _tricky()
    (change,) = compare(made, taken(edited(form_bytes(form_record(made)), edit)))
    return change


def test_a_changed_cell_is_the_only_change():
    change = _one(set_cell(FORM_SHEET, "C4", "กรมสมมุติ"))
    assert (change.pointer, change.after) == ("/form/header/parent_org_unit", "กรมสมมุติ")
    change = _one(set_cell(FORM_SHEET, "C3", "ไม่มี"))
    assert (change.pointer, change.before, change.after, change.after_mark) == (
        "/form/header/agency_name",
        "-",
        None,
        "ไม่มี",
    )
    change = _one(set_cell(FLOW_SHEET, "I5", "พิจารณา/ตัดสินใจ"))
    assert (change.pointer, change.after) == ("/steps/0/kind", "decision")
    change = _one(set_cell(EXCHANGE_SHEET, "G8", None))
    assert (change.pointer, change.kind) == ("/systems/1/exchanges/0/exchanged_data", ChangeKind.REMOVED)


def test_an_added_step_is_the_only_change():
    change = _one(set_cell(FLOW_SHEET, "A9", "5. แจ้งผล"))
    assert (change.pointer, change.kind, change.after["title"]) == ("/steps/4", ChangeKind.ADDED, "แจ้งผล")
    inside = in_turn(move_rows(insert_rows, FLOW_SHEET, 6), set_cell(FLOW_SHEET, "A6", "2. ส่งต่อ"))
    change = _one(inside)
    assert (change.pointer, change.kind) == ("/steps/1", ChangeKind.ADDED)


def test_a_deleted_system_or_line_is_the_only_change():
    change = _one(move_rows(delete_rows, EXCHANGE_SHEET, 6, 2))
    assert (change.pointer, change.kind) == ("/systems/0", ChangeKind.REMOVED)
    change = _one(move_rows(delete_rows, EXCHANGE_SHEET, 7))
    assert (change.pointer, change.kind) == ("/systems/0/exchanges/1", ChangeKind.REMOVED)


def test_a_hidden_value_is_not_believed_against_the_words_that_stand_there():
    def tamper(book: Workbook) -> None:
        sheet = book.worksheets[-1]
        assert isinstance(sheet, Worksheet)
        assert sheet.title == "ropa"
        for row in sheet.iter_rows(min_row=2):
            row[2].value = str(row[2].value).replace('"-"', '"ลับ"').replace('" x"', '"y"')
        sheet.append(["/form/header/parent_org_unit", 1, '{"value":"ลับ"}'])
        sheet.append(["/form/storage/retention_period", 1, '{"value":null,"mark":"N/A"}'])

    made = _tricky()
    back = taken(edited(form_bytes(form_record(made)), tamper))
    said = {change.pointer: (change.after, change.after_mark) for change in compare(made, back)}
    assert said == {"/form/header/agency_name": (None, "-"), "/steps/2/collection": ("x", None)}


def test_what_the_file_no_longer_has_is_lost_and_not_blank():
    def edit(book: Workbook) -> None:
        del book[FLOW_SHEET]
        sheet = sheet_of(book, FORM_SHEET)
        sheet["A3"] = None
        del book.defined_names["ropa.header.agency_name"]
        sheet_of(book, EXCHANGE_SHEET)["G5"] = "คอลัมน์อื่น"

    found = read(edited(form_bytes(form_record(document())), edit))
    lost = [remark.pointer for remark in found.remarks if remark.kind is RemarkKind.LOST]
    assert lost == ["/form/header/agency_name", "/steps", "/systems"]


def test_a_program_that_moves_no_merges_loses_only_what_then_lies_hidden():
    made = plain_document()
    found = read(edited(form_bytes(form_record(made)), lambda book: sheet_of(book, FORM_SHEET).insert_rows(3)))
    assert found.data is not None
    lost = {remark.pointer for remark in found.remarks if remark.kind is RemarkKind.LOST}
    assert {change.pointer for change in compare(made, found.data.document())} == lost
    assert len(lost) == 3


def test_masked_names_are_lost_and_not_taken():
    made = plain_document()
    made.form.header.recorder_name, made.steps[0].use = MASK, f"ส่งให้ {MASK}"
    found = read(form_bytes(form_record(made)))
    assert found.data is not None
    assert found.data.form.header.recorder_name is None
    lost = [remark.pointer for remark in found.remarks if remark.kind is RemarkKind.LOST]
    assert lost == ["/form/header/recorder_name", "/steps"]


@pytest.mark.parametrize(
    "words",
    [
        f"{MASK} ",
        f"ก  {MASK} ข",
        f"หน่วย\u00a0{MASK}\n\nท้าย",
        f" {MASK_ID}",
        "ถึง ( ปิดชื่อ\u00a0บุคคล )",
        "[ปิดเลข\nประจํา ตัว]",
    ],
)
def test_a_masked_name_is_never_taken_however_its_blanks_stand(words: str):
    made = plain_document()
    made.form.header.agency_name = made.steps[1].use = made.systems[0].exchanges[0].remark = words
    made.form.header.parent_org_unit = " -"
    content = form_bytes(form_record(made))
    found = read(content)
    assert found.data is not None
    lost = {remark.pointer for remark in found.remarks if remark.kind is RemarkKind.LOST}
    assert lost == {"/form/header/agency_name", "/steps", "/systems"}
    assert found.data.form.header.agency_name is None
    assert found.data.steps[1].use is None
    assert found.data.systems[0].exchanges[0].remark is None
    assert found.data.form.header.parent_org_unit == " -"


def test_an_edit_beside_a_masked_cell_is_said_not_to_be_taken():
    made = plain_document()
    made.steps[0].use = MASK
    found = read(edited(form_bytes(form_record(made)), set_cell(FLOW_SHEET, "I5", "พิจารณา/ตัดสินใจ")))
    told = [remark for remark in found.remarks if remark.pointer == "/steps" and remark.place == FLOW_SHEET]
    assert [remark.kind for remark in told] == [RemarkKind.IGNORED]
    assert FLOW_SHEET in told[0].message_th
    assert "changes in this sheet are not taken" in told[0].message_en


def test_words_that_belong_to_no_field_are_told_and_not_taken():
    edit = in_turn(set_cell(FORM_SHEET, "F4", "ตรวจแล้ว"), set_cell(FLOW_SHEET, "M6", "ถามอีกที"))
    made = plain_document()
    found = read(edited(form_bytes(form_record(made)), edit))
    assert found.data is not None
    assert found.data.document() == made
    told = [
        (remark.place, remark.raw) for remark in found.remarks if remark.kind is RemarkKind.IGNORED and remark.place
    ]
    assert sorted(told) == sorted([(f"{FORM_SHEET}!F4", "ตรวจแล้ว"), (f"{FLOW_SHEET}!M6", "ถามอีกที")])
