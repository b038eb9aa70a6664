"""Our form workbook: written, changed by somebody or not, and read again."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.form_workbook import EXCHANGE_SHEET, FLOW_SHEET, FORM_SHEET
from exports.records import RegisterOptions
from exports.register_workbook import write_register
from ropa.imports.files import open_sent
from ropa.imports.rules_own_form import read_own_form
from ropa.samples import filled_forms
from schemas.diff import Change, ChangeKind, compare
from schemas.document import ActivityDocument, ActivityInput, content_hash, encode_document
from schemas.imports import ReadRecord, RemarkKind
from schemas.reading import read_json
from tests.support.export_records import PRINTED_ON, document, form_bytes, form_record, register_row
from tests.support.full_records import full_document
from tests.support.sheet_edits import delete_rows, edited, forget_names, insert_rows
from tests.support.workbooks import through_libreoffice

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


def _sheet(book: Workbook, title: str) -> Worksheet:
    sheet = book[title]
    assert isinstance(sheet, Worksheet)
    return sheet


def _set(title: str, place: str, value: Any) -> Edit:
    def edit(book: Workbook) -> None:
        _sheet(book, title)[place] = value

    return edit


def _in_turn(*edits: Edit) -> Edit:
    def edit(book: Workbook) -> None:
        for one in edits:
            one(book)

    return edit


def _rows(change: Callable[..., None], title: str, at: int, count: int = 1) -> Edit:
    return lambda book: change(_sheet(book, title), at, count)


def _plain(**shape: Any) -> ActivityDocument:
    made = document(**shape)
    for transfer in made.form.beyond.transfer_country_and_safeguard or ():
        transfer.country = "TH"
    return made


#: Answers that their words do not tell beside plain ones: a blank, a text that looks like a token, an empty list.
def _tricky() -> ActivityDocument:
    made = _plain(steps=4, lines=(2, 1, 0))
    made.form.header.agency_name = "-"
    made.form.roles.role_user = []
    made.steps[1].it_systems, made.steps[2].collection, made.steps[3].title = [], " x", ""
    made.systems[1].system_scope = "NO"
    made.systems[2].system_status = type(made.systems[0].system_status)(code=None, raw=" ")  # type: ignore[misc]
    return made


_MOVED = _in_turn(
    _rows(insert_rows, FORM_SHEET, 30, 2),
    _rows(insert_rows, FORM_SHEET, 13),
    _rows(insert_rows, FORM_SHEET, 1, 3),
    _rows(insert_rows, FLOW_SHEET, 6, 2),
    _rows(insert_rows, EXCHANGE_SHEET, 1, 2),
)


@pytest.mark.parametrize(
    "edit",
    [
        _MOVED,
        _in_turn(_MOVED, forget_names),
        _in_turn(
            lambda book: book.move_sheet(FORM_SHEET, 3),
            lambda book: setattr(_sheet(book, FORM_SHEET), "title", "แผ่น 1"),
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
    change = _one(_set(FORM_SHEET, "C4", "กรมสมมุติ"))
    assert (change.pointer, change.after) == ("/form/header/parent_org_unit", "กรมสมมุติ")
    change = _one(_set(FORM_SHEET, "C3", "ไม่มี"))
    assert (change.pointer, change.before, change.after, change.after_mark) == (
        "/form/header/agency_name",
        "-",
        None,
        "ไม่มี",
    )
    change = _one(_set(FLOW_SHEET, "I5", "พิจารณา/ตัดสินใจ"))
    assert (change.pointer, change.after) == ("/steps/0/kind", "decision")
    change = _one(_set(EXCHANGE_SHEET, "G8", None))
    assert (change.pointer, change.kind) == ("/systems/1/exchanges/0/exchanged_data", ChangeKind.REMOVED)


def test_an_added_step_is_the_only_change():
    change = _one(_set(FLOW_SHEET, "A9", "5. แจ้งผล"))
    assert (change.pointer, change.kind, change.after["title"]) == ("/steps/4", ChangeKind.ADDED, "แจ้งผล")
    inside = _in_turn(_rows(insert_rows, FLOW_SHEET, 6), _set(FLOW_SHEET, "A6", "2. ส่งต่อ"))
    change = _one(inside)
    assert (change.pointer, change.kind) == ("/steps/1", ChangeKind.ADDED)


def test_a_deleted_system_or_line_is_the_only_change():
    change = _one(_rows(delete_rows, EXCHANGE_SHEET, 6, 2))
    assert (change.pointer, change.kind) == ("/systems/0", ChangeKind.REMOVED)
    change = _one(_rows(delete_rows, EXCHANGE_SHEET, 7))
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


def test_faults_name_sheet_cell_and_field_in_both_languages():
    edit = _in_turn(
        _set(FORM_SHEET, "D22", "บางครั้ง"),
        _set(FORM_SHEET, "C4", "=1+1"),
        _set(FORM_SHEET, "C5", "ก" * 20_001),
        _set(FLOW_SHEET, "I6", "อย่างอื่น"),
        _set(EXCHANGE_SHEET, "A8", "สอง"),
    )
    found = read(edited(form_bytes(form_record(_plain())), edit))
    assert {problem.pointer: problem.message_en.split(":")[0] for problem in found.problems} == {
        "/form/header/parent_org_unit": f"{FORM_SHEET}!C4",
        "/form/header/main_process": f"{FORM_SHEET}!C5",
        "/form/roles/manages_create": f"{FORM_SHEET}!D22",
        "/steps/1/kind": f"{FLOW_SHEET}!I6",
        "/systems/1/seq": f"{EXCHANGE_SHEET}!A8",
    }
    assert found.data is not None
    assert found.data.form.header.main_process is None


def test_what_the_file_no_longer_has_is_lost_and_not_blank():
    def edit(book: Workbook) -> None:
        del book[FLOW_SHEET]
        sheet = _sheet(book, FORM_SHEET)
        sheet["A3"] = None
        del book.defined_names["ropa.header.agency_name"]
        _sheet(book, EXCHANGE_SHEET)["G5"] = "คอลัมน์อื่น"

    found = read(edited(form_bytes(form_record(document())), edit))
    lost = [remark.pointer for remark in found.remarks if remark.kind is RemarkKind.LOST]
    assert lost == ["/form/header/agency_name", "/steps", "/systems"]


def test_other_workbooks_are_none_of_ours():
    out = BytesIO()
    write_register([register_row()], out, options=RegisterOptions(printed_on=PRINTED_ON))
    assert read_own_form(open_sent(out, "register.xlsx"), today=TODAY) is None
    other = BytesIO()
    book = Workbook()
    book.worksheets[0]["A1"] = "ชื่อหน่วยงาน"
    book.save(other)
    assert read_own_form(open_sent(other, "x.xlsx"), today=TODAY) is None
