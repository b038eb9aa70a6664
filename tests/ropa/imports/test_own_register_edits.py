"""What people do to the register's workbook that is more than an edit: each is told with its place, none gets past."""

from datetime import datetime
from io import BytesIO
from typing import Any

import msgspec
import pytest
from openpyxl.workbook import Workbook

from exports.records import RegisterRow
from ropa.imports.rules_own_register import read_own_register
from schemas.beyond import RejectedRequest
from schemas.diff import ChangeKind
from schemas.imports import ReadRecord, RemarkKind
from schemas.masking import MASK
from schemas.vocabulary import SecrecyClass
from tests.ropa.imports.test_own_register import (
    FIRST,
    HEAD,
    LINES,
    REGISTER,
    STEPS,
    SYSTEMS,
    TODAY,
    changes,
    column,
    edited,
    opened,
    put,
    read,
    said,
    small,
    written,
)

REF = "เลขที่อ้างอิง"
HIDDEN = "ropa"


@pytest.fixture(scope="module")
def rows() -> list[RegisterRow]:
    return small()


@pytest.fixture(scope="module")
def content(rows: list[RegisterRow]) -> bytes:
    return written(rows)


def faults(record: ReadRecord) -> dict[str, str]:
    return {problem.pointer: problem.message_th for problem in record.problems}


def test_a_column_of_ones_own_is_left_aside_and_named(rows: list[RegisterRow], content: bytes):
    def add(book: Workbook) -> None:
        book[REGISTER].insert_cols(3)
        book[REGISTER].cell(HEAD, 3).value = "บันทึกของเรา"
        book[REGISTER].cell(FIRST, 3).value = "โทรถามแล้ว"

    records = read(edited(content, add))
    assert changes(rows, records) == [[], []]
    told = [remark for remark in records[0].remarks if remark.kind is RemarkKind.IGNORED]
    assert [(remark.place, remark.raw) for remark in told] == [("ทะเบียน!C5", "โทรถามแล้ว")]
    assert "บันทึกของเรา" in told[0].message_th


def test_a_new_row_without_reference_is_a_new_activity_with_its_own_steps(rows: list[RegisterRow], content: bytes):
    def add(book: Workbook) -> None:
        for name, cells in (
            (REGISTER, {"หน่วยงาน": "สำนัก 1", "ชื่อกระบวนการย่อย/ระบบย่อย": "ใหม่", "ชื่อหน่วยงาน": "ก"}),
            (STEPS, {"หน่วยงาน": "สำนัก 1", "กระบวนการย่อย/ระบบย่อย": "ใหม่", "ลำดับ": "๑", "ขั้นตอน": "ยื่นคำขอ"}),
        ):
            sheet = book[name]
            last = sheet.max_row + 1
            for label, value in cells.items():
                sheet.cell(last, column(sheet, label)).value = value

    records = read(edited(content, add))
    assert changes(rows, records[:2]) == [[], []]
    data = records[2].data
    assert data is not None
    assert (records[2].ref, records[2].content_hash, records[2].problems) == (None, None, [])
    assert (data.form.header.agency_name, [(step.seq, step.title) for step in data.steps]) == ("ก", [(1, "ยื่นคำขอ")])


def test_without_references_nothing_of_an_existing_record_is_wiped(content: bytes):
    for edit in (lambda book: book[REGISTER].delete_cols(1), put(REGISTER, FIRST, REF, None)):
        record = read(edited(content, edit))[0]
        assert (record.ref, record.problems) == (None, [])
        assert said([record], RemarkKind.LOST) == {"/steps", "/systems"}


def test_an_activity_whose_steps_were_all_deleted_is_to_be_confirmed(rows: list[RegisterRow], content: bytes):
    records = read(edited(content, lambda book: book[STEPS].delete_rows(FIRST, 3)))
    assert said(records[:1], RemarkKind.UNCERTAIN) == {"/steps"}
    assert said(records[1:], RemarkKind.UNCERTAIN) == set()
    assert {one.kind for one in changes(rows, records)[0]} == {ChangeKind.REMOVED}


def test_one_reference_twice_is_a_fault_that_names_both_rows(content: bytes):
    records = read(edited(content, put(REGISTER, FIRST + 1, REF, "ROPA-2569-0001")))
    assert records[0].problems == []
    assert "ทะเบียน!A6" in faults(records[1])[""]
    assert "ทะเบียน!A5" in faults(records[1])[""]


def test_a_row_of_nobody_is_a_fault_with_its_place(content: bytes):
    def add(book: Workbook) -> None:
        sheet = book[STEPS]
        sheet.cell(sheet.max_row + 1, column(sheet, "ขั้นตอน")).value = "ของใคร"

    records = read(edited(content, add))
    assert [record.problems for record in records[:2]] == [[], []]
    assert records[2].data is None
    assert faults(records[2])[""].startswith("ขั้นตอน!A11")


def test_words_outside_a_closed_list_are_a_fault_with_the_words_that_are_allowed(content: bytes):
    records = read(edited(content, put(REGISTER, FIRST, "ชั้นความลับ", "ลับมากๆ"), put(STEPS, FIRST, "ชนิดของขั้นตอน", "เริ่ม")))
    told = faults(records[0])
    assert set(told) == {"/form/beyond/secrecy_class", "/steps/0/kind"}
    assert told["/form/beyond/secrecy_class"].startswith("ทะเบียน!")
    assert all(term.th in told["/form/beyond/secrecy_class"] for term in SecrecyClass)
    assert records[0].data is not None


def test_answers_as_people_type_them(content: bytes):
    edits = [
        put(REGISTER, FIRST, "Create : C", True),  # noqa: FBT003 - what stands in the cell
        put(REGISTER, FIRST, "Store : S", "ไม่ใช่"),
        put(REGISTER, FIRST, "ปริมาณข้อมูล (Data Volume)", 1250),
        put(STEPS, FIRST, "ลำดับ", "๑"),
        put(REGISTER, FIRST, "การปฏิเสธคำขอหรือการคัดค้าน", "วันที่ปฏิเสธ: ๑ ต.ค. ๒๕๖๙; สิทธิที่ขอใช้: ขอลบ"),
    ]
    record = read(edited(content, *edits))[0]
    assert record.problems == []
    data = record.data
    assert data is not None
    assert (data.form.roles.manages_create, data.form.roles.manages_store) == (True, False)
    assert data.form.data_category.data_volume == "1250"
    assert data.steps[0].seq == 1
    refused = data.form.beyond.rejected_requests
    assert refused == [RejectedRequest(rejected_on=datetime(2026, 10, 1).date(), right="ขอลบ")]  # noqa: DTZ001 - a day
    told = [remark for remark in record.remarks if remark.pointer == "/form/roles/manages_store"]
    assert [remark.kind for remark in told] == [RemarkKind.ASSUMED]


def test_an_over_long_text_is_a_fault_and_the_rest_can_be_mended(content: bytes):
    record = read(edited(content, put(REGISTER, FIRST, "ชื่อหน่วยงาน", "ก" * 20_001)))[0]
    assert set(faults(record)) == {"/form/header/agency_name"}
    assert faults(record)["/form/header/agency_name"].startswith("ทะเบียน!")
    assert record.data is not None
    assert record.data.form.header.agency_name is None


def test_an_error_of_excel_wipes_no_answer(rows: list[RegisterRow], content: bytes):
    records = read(edited(content, put(REGISTER, FIRST, "ชื่อหน่วยงาน", "#N/A"), put(STEPS, FIRST, "การใช้ข้อมูล", "#REF!")))
    assert said(records, RemarkKind.LOST) == {"/form/header/agency_name", "/steps"}
    assert changes(rows, records) == [[], []]


def test_merged_cells_speak_for_the_rows_below_and_hide_what_they_cover(rows: list[RegisterRow], content: bytes):
    def merge(book: Workbook) -> None:
        sheet = book[REGISTER]
        down, across = column(sheet, "ชื่อหน่วยงาน"), column(sheet, "ระยะเวลาจัดเก็บ")
        sheet.merge_cells(start_row=FIRST, end_row=FIRST + 1, start_column=down, end_column=down)
        sheet.merge_cells(start_row=FIRST, end_row=FIRST, start_column=across - 1, end_column=across)

    records = read(edited(content, merge))
    first, second = changes(rows, records)
    assert first == []
    agency = rows[0].document.form.header.agency_name
    assert [(one.pointer, one.after) for one in second] == [("/form/header/agency_name", agency)]
    assert said([records[0]], RemarkKind.LOST) == {"/form/storage/retention_period"}


def test_two_columns_of_one_field_must_agree(rows: list[RegisterRow], content: bytes):
    def copy(book: Workbook) -> None:
        sheet = book[REGISTER]
        at, last = column(sheet, "ชื่อหน่วยงาน"), sheet.max_column + 1
        for row in range(HEAD, sheet.max_row + 1):
            sheet.cell(row, last).value = sheet.cell(row, at).value
        sheet.cell(FIRST + 1, last).value = "อื่น"

    records = read(edited(content, copy))
    assert changes(rows, records[:1]) == [[]]
    assert set(faults(records[1])) == {"/form/header/agency_name"}


def test_a_renamed_sheet_is_known_by_its_labels(rows: list[RegisterRow], content: bytes):
    def rename(book: Workbook) -> None:
        for number, name in enumerate((REGISTER, STEPS, SYSTEMS, LINES)):
            book[name].title = f"Sheet{number}"

    assert changes(rows, read(edited(content, rename))) == [[], []]


def test_systems_numbered_anew_keep_their_lines_by_name(rows: list[RegisterRow], content: bytes):
    edits = [put(SYSTEMS, FIRST, "ลำดับ", 2), put(SYSTEMS, FIRST + 1, "ลำดับ", 1)]
    record = read(edited(content, *edits))[0]
    assert record.data is not None
    assert {system.system_name: len(system.exchanges) for system in record.data.systems} == {
        "ระบบ 1.1": 1,
        "ระบบ 1.2": 2,
    }
    assert RemarkKind.UNCERTAIN in {remark.kind for remark in record.remarks}


def test_a_masked_register_never_overwrites_names():
    rows = small()
    for row in rows:
        row.document.form.header.recorder_name = "นายสมมุติ ตัวอย่าง"
        row.document.steps[0].use = "แจ้งนายสมมุติ ตัวอย่าง"
    file = opened(edited(written(rows, masked=True), put(REGISTER, FIRST, "ชื่อหน่วยงาน", "ชื่อใหม่")))
    records = read_own_register(file, today=TODAY)
    assert records is not None
    assert MASK not in msgspec.json.encode([record.data for record in records]).decode()
    first, second = changes(rows, records)
    assert [one.pointer for one in first] == ["/form/header/agency_name"]
    assert second == []
    assert any("ปิดชื่อ" in remark.message_th for remark in file.remarks)


def test_a_table_that_is_kept_for_a_masked_cell_is_told_with_its_sheets():
    rows = small()
    rows[0].document.steps[0].use = rows[0].document.systems[1].exchanges[1].remark = "แจ้ง นายสมมุติ ตัวอย่าง  "
    first, second = read(edited(written(rows, masked=True), put(STEPS, FIRST + 1, "การใช้ข้อมูล", "แก้")))
    told = [
        (remark.pointer, remark.place, remark.kind)
        for remark in first.remarks
        if "changes in this sheet are not taken" in remark.message_en
    ]
    ignored = RemarkKind.IGNORED
    assert told == [("/steps", STEPS, ignored), ("/systems", SYSTEMS, ignored), ("/systems", LINES, ignored)]
    assert all(str(remark.place) in remark.message_th for remark in first.remarks if remark.place in {STEPS, SYSTEMS})
    assert not said([second], RemarkKind.LOST) & {"/steps", "/systems"}


def test_a_placeholder_with_other_blanks_is_still_one():
    rows = small()
    content = edited(written(rows), put(REGISTER, FIRST, "ชื่อหน่วยงาน", "( ปิดชื่อ\u00a0บุคคล )"))
    records = read(content)
    assert said(records[:1], RemarkKind.LOST) == {"/form/header/agency_name"}
    assert changes(rows, records) == [[], []]


def test_a_sheet_that_somebody_hid_is_told_and_ours_are_not(content: bytes):
    def hide(book: Workbook) -> None:
        book[STEPS].sheet_state = "hidden"

    file = opened(edited(content, hide))
    assert read_own_register(file, today=TODAY) is not None
    assert [remark.place for remark in file.remarks] == [STEPS]


def test_a_newer_versions_register_is_refused(content: bytes):
    file = opened(content)
    file.properties["ropa.schema_version"] = "99"
    records = read_own_register(file, today=TODAY)
    assert records is not None
    assert [(record.data, "99" in record.problems[0].message_th) for record in records] == [(None, True)]


def test_a_register_in_the_other_era_is_refused_with_the_cell(content: bytes):
    def other(book: Workbook) -> None:
        cell = book[REGISTER].cell(2, 1)
        cell.value = str(cell.value).replace("พุทธศักราช (พ.ศ.)", "คริสต์ศักราช (ค.ศ.)")

    (record,) = read(edited(content, other))
    assert record.data is None
    assert record.problems[0].message_th.startswith("ทะเบียน!A2")


def test_a_register_of_a_past_day_says_so(rows: list[RegisterRow]):
    file = opened(written(rows, as_of=TODAY))
    assert read_own_register(file, today=TODAY)
    assert any(remark.kind is RemarkKind.UNCERTAIN and "ณ วันที่" in remark.message_th for remark in file.remarks)


def test_other_workbooks_are_none_of_ours():
    book = Workbook()
    sheet: Any = book.active
    for row in (["ชื่อ", "จำนวน", "หมายเหตุ"], ["ก", 1, "ข"]):
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    assert read_own_register(opened(out.getvalue()), today=TODAY) is None
