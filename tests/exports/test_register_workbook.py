"""The register as a workbook: what stands in it."""

from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl.workbook import Workbook

from exports.records import RegisterOptions, RegisterRow, RegisterSummary
from exports.register_legend import LEGEND_SHEET
from exports.register_lists import LISTS_SHEET
from exports.register_rows import FIRST_ROW
from exports.register_workbook import write_register
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.form import exchange_columns, fields_of, form_fields, sections, value_at
from schemas.shown import shown
from schemas.vocabulary import Mark
from tests.support.export_records import PRINTED_ON, blank_document, document, register_row
from tests.support.workbooks import by_calamine, by_openpyxl, load, through_libreoffice

REGISTER, STEPS, SYSTEMS, LINES, RECIPIENTS = "ทะเบียน", "ขั้นตอน", "ระบบ", "รายการแลกเปลี่ยน", "ผู้รับข้อมูล"
HOLDINGS, FINDINGS, REVISIONS, S39, S40 = "ชุดข้อมูลที่เก็บ", "ข้อสังเกต", "ฉบับ", "มาตรา 39", "มาตรา 40"
LOGGED, REFUSED = "ใช้และเปิดเผย มาตรา 27", "การปฏิเสธคำขอ"
SHEETS = (REGISTER, STEPS, SYSTEMS, LINES, RECIPIENTS, LOGGED, REFUSED, HOLDINGS, FINDINGS, REVISIONS, S39, S40)
HIDDEN = ("ropa", LISTS_SHEET)
ENVELOPE = 7
OPTIONS = RegisterOptions(printed_on=PRINTED_ON, scope="สำนักงานปลัดกระทรวง & ส่วนกลาง")


def _written(*rows: RegisterRow, **more: Any) -> tuple[bytes, RegisterSummary]:
    out = BytesIO()
    summary = write_register(iter(rows), out, options=OPTIONS, **more)
    return out.getvalue(), summary


@pytest.fixture(scope="module")
def rows() -> list[RegisterRow]:
    return [register_row(1), register_row(2, ActivityDocument()), register_row(3, document(steps=1, lines=()))]


@pytest.fixture(scope="module")
def content(rows: list[RegisterRow]) -> bytes:
    return _written(*rows)[0]


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load(content)


def _cells(book: Workbook, sheet: str, row: int) -> list[object]:
    return [cell.value for cell in book[sheet][row]]


def test_the_summary_counts_what_the_file_holds(rows: list[RegisterRow]):
    content, summary = _written(*rows)
    assert summary == RegisterSummary(
        activities=3,
        steps=4,
        systems=3,
        exchange_lines=3,
        recipients=11,
        holdings=0,
        findings=0,
        revisions=0,
        sheets=SHEETS,
        replaced=0,
        cut=0,
        size=len(content),
    )
    read = by_openpyxl(content)
    assert [*read] == [*SHEETS, LEGEND_SHEET, *HIDDEN]
    assert [len(read[name]) - FIRST_ROW + 1 for name in SHEETS[:5]] == [3, 4, 3, 3, 11]


def test_a_row_holds_the_envelope_and_every_field_of_the_form(book: Workbook, rows: list[RegisterRow]):
    for number, row in enumerate(rows, FIRST_ROW):
        expected = [
            row.ref,
            row.office_name,
            "อนุมัติแล้ว",
            2,
            5,
            "21 พ.ย. 2569",
            row.content_hash,
            *(shown(info, value_at(row.document, info.pointer)) or None for info in form_fields()),
        ]
        assert _cells(book, REGISTER, number) == expected


def test_labels_stand_below_their_sections_and_twins_carry_their_hints(book: Workbook):
    infos = list(form_fields())
    labels = _cells(book, REGISTER, FIRST_ROW - 1)[ENVELOPE:]
    for label, info in zip(labels, infos, strict=True):
        assert str(label).startswith(info.label)
    assert len(set(labels)) == len(labels)
    above = _cells(book, REGISTER, FIRST_ROW - 2)
    for section in sections():
        first = ENVELOPE + next(at for at, info in enumerate(infos) if info.section == section.key)
        assert above[first] == section.label_th


def test_steps_systems_and_exchange_lines_have_rows_of_their_own(book: Workbook, rows: list[RegisterRow]):
    first = rows[0]
    owner = [first.ref, first.office_name, first.document.form.header.sub_process]
    step, system = first.document.steps[1], first.document.systems[0]
    line = system.exchanges[1]

    def said(row: Any) -> list[str | None]:
        return [shown(info, getattr(row, info.key)) or None for info in fields_of(type(row)) if info.key != "exchanges"]

    def cells(sheet: str, number: int) -> list[str | None]:
        return [None if cell is None else str(cell) for cell in _cells(book, sheet, number)]

    assert cells(STEPS, FIRST_ROW + 1) == owner + said(step)
    assert cells(SYSTEMS, FIRST_ROW) == owner + said(system)
    assert cells(LINES, FIRST_ROW + 1) == [*owner, str(system.seq), system.system_name, "2", *said(line)]


def test_every_printed_column_of_the_exchange_table_has_a_place(book: Workbook):
    labels = {*_cells(book, SYSTEMS, FIRST_ROW - 1), *_cells(book, LINES, FIRST_ROW - 1)}
    assert {info.label for info in exchange_columns()} <= labels


def test_a_system_without_lines_is_listed_without_one_and_an_empty_line_by_its_number():
    bare, empty = InformationSystem(seq=1, system_name="ก"), InformationSystem(seq=2, system_name="ข")
    empty.exchanges.append(ExchangeLine())
    made = load(_written(register_row(1, ActivityDocument(systems=[bare, empty])))[0])
    assert [made[SYSTEMS].cell(row, 5).value for row in (FIRST_ROW, FIRST_ROW + 1)] == ["ก", "ข"]
    assert made[LINES].max_row == FIRST_ROW
    assert [cell.value for cell in made[LINES][FIRST_ROW]][3:7] == [2, "ข", 1, None]


def test_recipients_come_from_the_form_and_from_the_exchange_lines(book: Workbook):
    said = [_cells(book, RECIPIENTS, row)[3:5] for row in range(FIRST_ROW, FIRST_ROW + 7)]
    label = next(info.label for info in form_fields() if info.key == "local_third_parties")
    assert said[0] == ["คำตอบของ local_third_parties หนึ่ง", label]
    assert said[4] == ["คำตอบของ external_org_unit", "ระบบ 1"]


def test_the_five_tokens_stay_apart():
    marks = {"data_source": Mark.DASH, "privacy_notice_or_consent": Mark.NA, "lawful_basis": Mark.NONE}
    content, _ = _written(register_row(1, blank_document(data_volume=Mark.NO, **marks)))
    cells = _cells(load(content), REGISTER, FIRST_ROW)[ENVELOPE:]
    said = {info.key: cell for info, cell in zip(form_fields(), cells, strict=True) if cell is not None}
    assert said == {
        "data_source": "-",
        "privacy_notice_or_consent": "N/A",
        "lawful_basis": "ไม่มี",
        "data_volume": "NO",
    }


def test_one_era_is_named_in_every_sheet_and_no_cell_is_a_date(book: Workbook):
    for sheet in book.worksheets:
        if sheet.title == LISTS_SHEET:
            continue
        top = "".join(str(cell.value) for row in sheet.iter_rows(max_row=4, max_col=1) for cell in row)
        assert "พุทธศักราช" in top
        assert not any(isinstance(value, date) for row in sheet.iter_rows(values_only=True) for value in row)


def test_the_day_is_the_day_in_bangkok():
    late = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    content, _ = _written(register_row(1, updated_at=late))
    assert _cells(load(content), REGISTER, FIRST_ROW)[5] == "1 ม.ค. 2570"


def test_a_time_without_an_offset_is_refused():
    with pytest.raises(ValueError, match="offset"):
        _written(register_row(1, updated_at=datetime(2026, 11, 20)))  # noqa: DTZ001 - the fault itself


def test_sheets_can_be_filtered_and_their_heads_stay_in_view(book: Workbook):
    assert book[REGISTER].auto_filter.ref == "A4:BU7"
    assert book[REGISTER].freeze_panes == "C5"
    assert book[STEPS].auto_filter.ref == "A4:N8"
    assert {book[name].freeze_panes for name in SHEETS[1:]} == {"B5"}
    assert book[REGISTER].print_title_rows == "$3:$4"
    assert {book[name].column_dimensions["A"].width for name in SHEETS} == {17}


def test_cells_are_wrapped_and_bordered_in_sarabun(book: Workbook):
    for name in (REGISTER, STEPS, SYSTEMS, LINES, RECIPIENTS, S39):
        for cell in book[name][FIRST_ROW]:
            if cell.value is not None:
                assert (cell.font.name, cell.alignment.wrap_text, cell.border.left.style) == ("Sarabun", True, "thin")
        assert book[name].row_dimensions[FIRST_ROW].height > 15
    numbers = [cell for cell in book[REGISTER][FIRST_ROW] if isinstance(cell.value, int)]
    assert {cell.alignment.horizontal for cell in numbers} == {"center"}


def test_only_the_first_sheet_is_selected(book: Workbook):
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets].count(True) == 1


def test_the_legend_explains_every_column(book: Workbook):
    printed = {cell.value for row in book[LEGEND_SHEET].iter_rows() for cell in row}
    for info in form_fields():
        assert info.label in printed
        assert info.note.hint_th is None or info.note.hint_th in printed
    assert "BU" in printed


def test_two_readers_and_two_modes_agree_on_every_cell(content: bytes):
    read = by_openpyxl(content)
    assert read == by_calamine(content)
    assert read == by_openpyxl(content, read_only=True)


def test_libreoffice_opens_it_and_finds_the_same_cells(content: bytes):
    before, after = by_openpyxl(content), by_openpyxl(through_libreoffice(content))
    assert before == after


def test_an_empty_register_is_a_whole_workbook():
    content, summary = _written()
    assert summary.activities == 0
    assert load(content)[REGISTER].auto_filter.ref == "A4:BU4"
    assert by_openpyxl(content) == by_calamine(content)
