"""The register's workbook back in: nothing is lost on the way, and an edit in Excel is that edit."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.records import RegisterOptions, RegisterRow
from exports.register_workbook import write_register
from ropa.imports.files import open_sent
from ropa.imports.rules_merging import lost, merged
from ropa.imports.rules_own_register import read_own_register
from ropa.imports.rules_sheets import SentFile
from schemas.diff import Change, ChangeKind, compare
from schemas.document import ActivityDocument, content_hash, encode_document
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.imports import ReadRecord, RemarkKind
from tests.support.answered_records import full_document
from tests.support.export_records import PRINTED_ON, register_row
from tests.support.workbooks import through_libreoffice

TODAY = PRINTED_ON
REGISTER, STEPS, SYSTEMS, LINES = "ทะเบียน", "ขั้นตอน", "ระบบ", "รายการแลกเปลี่ยน"
HEAD, FIRST = 4, 5
Edit = Callable[[Workbook], Any]


def row_of(number: int, document: ActivityDocument, **more: Any) -> RegisterRow:
    return register_row(
        number,
        document,
        content_hash=content_hash(encode_document(document)),
        office_name=f"สำนัก {number % 3}",
        **more,
    )


def written(rows: Sequence[RegisterRow], **options: Any) -> bytes:
    out = BytesIO()
    write_register(iter(rows), out, options=RegisterOptions(printed_on=PRINTED_ON, **options))
    return out.getvalue()


def opened(content: bytes) -> SentFile:
    return open_sent(BytesIO(content), "ทะเบียน.xlsx")


def read(content: bytes) -> list[ReadRecord]:
    found = read_own_register(opened(content), today=TODAY)
    assert found is not None
    return found


def edited(content: bytes, *edits: Edit) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    for edit in edits:
        edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def column(sheet: Worksheet, label: str, *, nth: int = 0) -> int:
    found = [cell.column for cell in sheet[HEAD] if cell.value == label]
    return found[nth]


def put(sheet: str, row: int, label: str, value: Any, *, nth: int = 0) -> Edit:
    def edit(book: Workbook) -> None:
        book[sheet].cell(row, column(book[sheet], label, nth=nth)).value = value

    return edit


def changes(rows: Sequence[RegisterRow], records: Sequence[ReadRecord]) -> list[list[Change]]:
    """Return what saving the records would change in the register that `rows` came from."""
    present = {row.ref: row.document for row in rows}
    found = []
    for record in records:
        assert record.data is not None, record.problems
        assert record.problems == []
        before = present[record.ref or ""]
        found.append(compare(before, merged(record.data, before, lost(record.remarks)).document()))
    return found


def said(records: Sequence[ReadRecord], kind: RemarkKind) -> set[str | None]:
    return {remark.pointer for record in records for remark in record.remarks if remark.kind is kind}


def small() -> list[RegisterRow]:
    """Return two activities whose every answer can be told from the others."""
    rows = []
    for number in (1, 2):
        made = full_document(number)
        made.steps = [
            Step(seq=at, title=f"ขั้น {number}.{at}", actor_org_unit=f"ผู้ทำ {number}.{at}", next=[]) for at in range(1, 4)
        ]
        made.systems = [
            InformationSystem(
                seq=at,
                system_name=f"ระบบ {number}.{at}",
                exchanges=[ExchangeLine(exchanged_data=f"ข้อมูล {number}.{at}.{line}") for line in range(at)],
            )
            for at in (1, 2)
        ]
        made.form.header.sub_process = f"กระบวนการ {number}"
        rows.append(row_of(number, made))
    return rows


@pytest.fixture(scope="module")
def rows() -> list[RegisterRow]:
    return small()


@pytest.fixture(scope="module")
def content(rows: list[RegisterRow]) -> bytes:
    return written(rows)


def round_trip(count: int, first: int) -> None:
    rows = [
        row_of(number, full_document(first + number, blanks=0.4 if number % 2 else 0.0))
        for number in range(1, count + 1)
    ]
    file = opened(written(rows))
    records = read_own_register(file, today=TODAY)
    assert records is not None
    assert file.remarks == []
    assert [record.ref for record in records] == [row.ref for row in rows]
    for row, record in zip(rows, records, strict=True):
        assert (record.problems, record.content_hash) == ([], row.content_hash)
        assert {remark.pointer for remark in record.remarks} == {"/office_id"}
        assert record.data is not None
        assert compare(row.document, record.data.document()) == []
        assert record.data.document() == row.document


def test_50_records_come_back_as_they_went_out():
    round_trip(50, 0)


@pytest.mark.campaign
def test_500_records_come_back_as_they_went_out():
    round_trip(500, 1_000)


@pytest.mark.campaign
def test_records_come_back_from_a_spreadsheet_program():
    rows = [row_of(number, full_document(number, blanks=0.2)) for number in range(1, 31)]
    records = read(through_libreoffice(written(rows)))
    assert changes(rows, records) == [[] for _ in rows]
    assert [record.data.document() for record in records if record.data] == [row.document for row in rows]


def test_every_value_says_from_which_cell_it_came(content: bytes):
    records = read(content)
    data = records[1].data
    assert data is not None
    book = openpyxl.load_workbook(BytesIO(content))
    for pointer, label, sheet in (
        ("/form/header/agency_name", "ชื่อหน่วยงาน", REGISTER),
        ("/steps/0/title", "ขั้นตอน", STEPS),
    ):
        source = data.sources[pointer]
        assert source.file == "ทะเบียน.xlsx"
        name, _, cell = str(source.place).partition("!")
        assert name == sheet
        assert book[name][cell].column == column(book[name], label)
    office = next(remark for remark in records[1].remarks if remark.pointer == "/office_id")
    assert (office.kind, office.raw) == (RemarkKind.ASSUMED, "สำนัก 2")


def test_one_changed_cell_is_one_change(rows: list[RegisterRow], content: bytes):
    new = edited(content, put(REGISTER, FIRST + 1, "ชื่อหน่วยงาน", "ชื่อใหม่"))
    first, second = changes(rows, read(new))
    assert first == []
    assert [(one.pointer, one.after) for one in second] == [("/form/header/agency_name", "ชื่อใหม่")]


def test_a_row_that_was_deleted_is_no_record_and_its_steps_are_told(rows: list[RegisterRow], content: bytes):
    file = opened(edited(content, lambda book: book[REGISTER].delete_rows(FIRST)))
    records = read_own_register(file, today=TODAY)
    assert records is not None
    assert [record.ref for record in records] == [rows[1].ref]
    assert changes(rows, records) == [[]]
    told = [remark for remark in file.remarks if remark.kind is RemarkKind.IGNORED]
    assert {remark.place for remark in told} == {STEPS, SYSTEMS, LINES}
    assert all(rows[0].ref in remark.message_th for remark in told)


def test_what_a_deleted_column_held_stays_in_the_register(rows: list[RegisterRow], content: bytes):
    def cut(book: Workbook) -> None:
        sheet = book[REGISTER]
        sheet.delete_cols(column(sheet, "ชื่อหน่วยงาน"))
        sheet.delete_cols(column(sheet, "ระยะเวลาจัดเก็บ"))

    records = read(edited(content, cut))
    assert said(records, RemarkKind.LOST) == {"/form/header/agency_name", "/form/storage/retention_period"}
    assert changes(rows, records) == [[], []]


def _turned_round(book: Workbook) -> None:
    """Write every sheet's columns from right to left, values only, as a script would."""
    for name in (REGISTER, STEPS, SYSTEMS, LINES):
        sheet = book[name]
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        for row in sheet.iter_rows(min_row=HEAD):
            values = [cell.value for cell in row]
            for cell, value in zip(row, reversed(values), strict=True):
                cell.value = value


def test_columns_may_stand_in_any_order(rows: list[RegisterRow], content: bytes):
    records = read(edited(content, _turned_round))
    assert changes(rows, records) == [[], []]
    assert said(records, RemarkKind.LOST) == set()


def _sorted_by(sheet: str, label: str) -> Edit:
    def edit(book: Workbook) -> None:
        cells = [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=FIRST)]
        at = column(book[sheet], label) - 1
        cells.sort(key=lambda row: str(row[at]), reverse=True)
        for number, row in enumerate(cells, FIRST):
            for place, value in enumerate(row, 1):
                book[sheet].cell(number, place).value = value

    return edit


def test_rows_may_be_sorted_and_filtered(rows: list[RegisterRow], content: bytes):
    def hide(book: Workbook) -> None:
        book[REGISTER].row_dimensions[FIRST].hidden = True

    edits = [_sorted_by(name, label) for name, label in ((STEPS, "ขั้นตอน"), (LINES, "รายการที่"), (REGISTER, "เลขที่อ้างอิง"))]
    records = read(edited(content, *edits, hide))
    assert [record.ref for record in records] == [rows[1].ref, rows[0].ref]
    assert changes(rows, records) == [[], []]
    assert "ซ่อน" in "".join(remark.message_th for remark in records[0].remarks)


def _new_step(book: Workbook) -> None:
    sheet = book[STEPS]
    sheet.insert_rows(FIRST + 1)
    sheet.cell(FIRST + 1, column(sheet, "ขั้นตอน")).value = "ขั้นแทรก"


def test_a_step_that_was_put_in_is_one_new_step(rows: list[RegisterRow], content: bytes):
    file = opened(edited(content, _new_step))
    records = read_own_register(file, today=TODAY)
    assert records is not None
    first, second = changes(rows, records)
    assert [(one.kind, one.pointer, one.after["title"]) for one in first] == [(ChangeKind.ADDED, "/steps/1", "ขั้นแทรก")]
    assert second == []
    data = records[0].data
    assert data is not None
    assert [step.seq for step in data.steps] == [1, 2, 3, 4]
    assert any("ไม่มีเลขที่อ้างอิง" in remark.message_th for remark in file.remarks)


def test_arrows_follow_the_steps_that_were_moved_down(content: bytes):
    records = read(edited(content, put(STEPS, FIRST, "ขั้นตอนถัดไป", "ไปยังขั้นตอน: 3"), _new_step))
    data = records[0].data
    assert data is not None
    assert [arrow.to for arrow in data.steps[0].next or ()] == [4]


@pytest.mark.parametrize(("sheet", "pointer"), [(STEPS, "/steps"), (SYSTEMS, "/systems"), (LINES, "/systems")])
def test_a_deleted_sheet_leaves_the_registers_own_rows(
    rows: list[RegisterRow], content: bytes, sheet: str, pointer: str
):
    records = read(edited(content, lambda book: book.remove(book[sheet])))
    assert [record.problems for record in records if sheet != SYSTEMS] in ([[], []], [])
    assert said(records, RemarkKind.LOST) == {pointer}
    if sheet != SYSTEMS:
        assert changes(rows, records) == [[], []]
