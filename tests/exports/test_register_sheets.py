"""The register's sheets beside the form: lists, data sets, findings, revisions, the law's views, masking."""

import re
import zipfile
from datetime import date
from io import BytesIO
from typing import Any

import msgspec
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from exports.records import RegisterOptions, RegisterRow
from exports.register_legend import LEGEND_SHEET
from exports.register_lists import LISTS_SHEET
from exports.register_rows import FIRST_ROW
from exports.register_views import UNANSWERED, items_of
from exports.register_workbook import write_register
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.beyond import Beyond, ProcessorAgreement
from schemas.choices import ProcessingByChoice
from schemas.document import SCHEMA_VERSION, ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.form import Kind, fields_of, form_fields
from schemas.holding import HoldKind
from schemas.masking import MASK
from schemas.vocabulary import ProcessingBy, StepKind
from tests.support.export_records import PRINTED_ON, document, register_row
from tests.support.register_lines import APPROVER, OFFICER, PEOPLE, REVISIONS, WRITER, held_set, work_item
from tests.support.workbooks import by_calamine, by_openpyxl, load, texts


def _named() -> ActivityDocument:
    """Return a document in which people are named, also outside the fields for them."""
    return ActivityDocument(
        form=Form(
            header=Header(
                recorder_name=WRITER, sub_process=f"งานของ {WRITER}", responsible_persons=[APPROVER, OFFICER]
            ),
        ),
        steps=[Step(seq=1, title=f"ส่งให้{APPROVER}")],
    )


def _content(*rows: RegisterRow, **options: Any) -> bytes:
    out = BytesIO()
    write_register(rows, out, options=RegisterOptions(printed_on=PRINTED_ON, **options))
    return out.getvalue()


def _row(of: ActivityDocument | None = None) -> RegisterRow:
    return register_row(1, of, holdings=[held_set()], findings=[work_item()], revisions=REVISIONS)


@pytest.fixture(scope="module")
def book() -> Workbook:
    return load(_content(_row()))


def _said(sheet: Worksheet, row: int) -> dict[str, object]:
    return {
        str(label.value): cell.value
        for label, cell in zip(sheet[FIRST_ROW - 1], sheet[row], strict=True)
        if cell.value is not None
    }


def test_data_sets_findings_and_revisions_are_listed_with_their_record(book: Workbook):
    held = _said(book["ชุดข้อมูลที่เก็บ"], FIRST_ROW)
    assert held["เลขที่อ้างอิง"] == "ROPA-2569-0001"
    assert (held["เก็บถึงวันที่ (พ.ศ.)"], held["ครบกำหนดเสนอทำลาย (พ.ศ.)"]) == ("30 ก.ย. 2569", "1 ต.ค. 2569")
    assert held["ระงับการทำลาย"] == HoldKind.LEGAL.th
    found = _said(book["ข้อสังเกต"], FIRST_ROW)
    assert (found["ระดับ"], found["ช่องในแบบฟอร์ม"]) == ("คำเตือน", "การจัดเก็บ › ระยะเวลาจัดเก็บ")
    assert (found["สถานะ"], found["ยอมรับโดย"], found["ยอมรับถึงวันที่ (พ.ศ.)"]) == ("ยอมรับแล้ว", OFFICER, "31 มี.ค. 2570")
    lines = [_said(book["ฉบับ"], row) for row in (FIRST_ROW, FIRST_ROW + 1)]
    assert [(line["ฉบับที่"], line["สถานะ"]) for line in lines] == [(2, "อนุมัติแล้ว"), (1, "มีฉบับใหม่แทน")]
    assert lines[0]["อนุมัติโดย"] == APPROVER
    assert "มีฉบับใหม่แทนเมื่อ (พ.ศ.)" not in lines[0]


def test_a_past_day_has_no_data_sets_and_no_findings_and_says_so():
    book = load(_content(_row(), as_of=date(2026, 9, 30)))
    assert not {"ชุดข้อมูลที่เก็บ", "ข้อสังเกต"} & {*book.sheetnames}
    assert book["ฉบับ"].max_row == FIRST_ROW + 1
    assert any("ไม่มีแผ่นงานชุดข้อมูลที่เก็บและข้อสังเกต" in line for line in texts(book[LEGEND_SHEET]))


def test_every_field_that_names_an_item_of_section_39_is_in_its_cell(book: Workbook):
    cells = [cell.value for cell in book["มาตรา 39"][FIRST_ROW]][3:]
    assert len(cells) == 8
    for info in form_fields():
        for law in info.note.laws:
            item = re.match(r"PDPA s\.39\((\d)\)", law)
            if item and info.kind in {Kind.TEXT, Kind.LINES, Kind.ORGANISATIONS}:
                assert f"คำตอบของ {info.key}" in str(cells[int(item[1]) - 1]), info.key
    assert [label for _, label in items_of(Form)[6]] == ["การปฏิเสธคำขอหรือการคัดค้าน"]


def test_an_item_of_section_39_without_an_answer_says_so():
    row = load(_content(register_row(1, ActivityDocument())))["มาตรา 39"][FIRST_ROW]
    assert [cell.value for cell in row][3:] == [UNANSWERED] * 8


def _line(by: ProcessingBy, external: str | None = None, data: str = "ชื่อ") -> ExchangeLine:
    return ExchangeLine(
        exchanged_data=data, processing_by=ProcessingByChoice(code=by), external_processor_org_unit=external
    )


def _system(seq: int, owner: str | None, *lines: ExchangeLine) -> InformationSystem:
    return InformationSystem(seq=seq, system_name=f"ระบบ {seq}", system_owner_org_unit=owner, exchanges=list(lines))


def test_who_processes_for_whom_is_told_with_agreement_data_and_place():
    agreement = ProcessorAgreement(processor="บริษัท คลาวด์ จำกัด", agreement_ref="DPA-1", expires_on=date(2027, 1, 1))
    made = ActivityDocument(
        form=Form(
            header=Header(parent_org_unit="สำนักงานปลัดกระทรวงอุตสาหกรรม"),
            data_category=DataCategory(collection_purposes=["ให้บริการ"]),
            beyond=Beyond(processor_and_dpa_ref=[agreement]),
        ),
        systems=[
            _system(1, "สำนักงานปลัดกระทรวงอุตสาหกรรม", _line(ProcessingBy.OTHER, "บริษัทคลาวด์ จำกัด", "อีเมล")),
            _system(2, "กรมโรงงาน", _line(ProcessingBy.SELF), _line(ProcessingBy.SELF, data="ที่อยู่")),
            _system(3, "สำนักงานปลัดกระทรวงอุตสาหกรรม", _line(ProcessingBy.SELF)),
            _system(4, None, _line(ProcessingBy.OTHER, " - ")),
            _system(5, "N/A", _line(ProcessingBy.SELF)),
        ],
    )
    sheet = load(_content(register_row(1, made)))["มาตรา 40"]
    told = [_said(sheet, row) for row in range(FIRST_ROW, sheet.max_row + 1)]
    processors = [(one["(1) ผู้ประมวลผลข้อมูลส่วนบุคคล"], one["(2) ผู้ควบคุมข้อมูลส่วนบุคคล"]) for one in told]
    own = "สำนักงานปลัดกระทรวงอุตสาหกรรม"
    assert processors == [("บริษัท คลาวด์ จำกัด", own), (own, "กรมโรงงาน"), (UNANSWERED, own)]
    assert (told[0]["ข้อตกลงประมวลผลข้อมูล"], told[0]["วันสิ้นสุดข้อตกลง (พ.ศ.)"]) == ("DPA-1", "1 ม.ค. 2570")
    assert told[0]["ปรากฏที่"] == "ผู้ประมวลผลและข้อตกลง\nระบบที่ 1 ระบบ 1"
    assert "ข้อมูล: ชื่อ; ที่อยู่\nวัตถุประสงค์: ให้บริการ" in told[1].values()
    assert "ต้องยืนยัน" in str(told[1]["บทบาท"])
    assert told[2]["ข้อตกลงประมวลผลข้อมูล"] == UNANSWERED


def test_columns_with_closed_words_offer_them_from_a_hidden_sheet(book: Workbook):
    sheet = book["ขั้นตอน"]
    kind = [info.key for info in fields_of(Step)].index("kind") + 4
    letter = get_column_letter(kind)
    offered = next(each for each in sheet.data_validations.dataValidation if f"{letter}{FIRST_ROW}" in str(each.sqref))
    area = re.fullmatch(r"'(.+)'!\$([A-Z]+\$\d+):\$([A-Z]+\$\d+)", str(offered.formula1))
    assert area is not None
    name, first, last = area.groups()
    assert (name, book[name].sheet_state, offered.errorStyle) == (LISTS_SHEET, "hidden", "stop")
    words = book[name][first.replace("$", "") : last.replace("$", "")]
    assert {cell.value for (cell,) in words} >= {term.th for term in StepKind}
    closed = {Kind.YES_NO, Kind.TERM, Kind.CHOICE}
    lists = book["ทะเบียน"].data_validations.dataValidation
    assert len(lists) == 1 + sum(info.kind in closed for info in form_fields())
    assert all(len(each.formula1) < 255 for each in lists)


def test_nobodys_name_is_in_any_part_of_a_masked_register():
    masked, shown = _content(_row(_named()), masked=True), _content(_row(_named()))
    for content, there in ((masked, False), (shown, True)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            whole = "".join(archive.read(name).decode() for name in archive.namelist())
        given = [name.split()[0].removeprefix("นางสาว").removeprefix("นาย").removeprefix("นาง") for name in PEOPLE]
        assert [name in whole for name in given] == [there] * 3
    book = load(masked)
    assert _said(book["ฉบับ"], FIRST_ROW)["อนุมัติโดย"] == MASK
    assert _said(book["ทะเบียน"], FIRST_ROW)["ชื่อผู้จัดทำข้อมูล"] == MASK
    assert any(MASK in line for line in texts(book[LEGEND_SHEET]))
    assert book.custom_doc_props["ropa.masked"].value is True  # type: ignore[attr-defined]  # the stubs lack it


def test_a_watermark_stands_on_every_sheet_and_below_every_page():
    mark = "ส่งออกโดย ผู้ตรวจสอบ & คณะ 21 พ.ย. 2569"
    book = load(_content(_row(), watermark=mark))
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            assert any(mark in text for text in texts(sheet)[:10])
            assert sheet.oddFooter is not None
            assert mark.replace("&", "&&") in str(sheet.oddFooter.right.text)


def test_the_file_says_what_it_is(book: Workbook):
    said = {each.name: each.value for each in book.custom_doc_props.props}  # type: ignore[attr-defined]  # stubs lack it
    assert said == {"ropa.kind": "register", "ropa.schema_version": SCHEMA_VERSION, "ropa.masked": False}


def test_what_words_do_not_tell_stands_whole_in_the_very_hidden_sheet():
    long = "ยาว_x0041_\x85" + "ก" * 4_900
    made = document(steps=1, lines=())
    made.form.data_category.personal_data_items = [f"{number} {long}" for number in range(9)]
    content = _content(register_row(1, made))
    sheet = load(content)["ropa"]
    assert sheet.sheet_state == "veryHidden"
    parts = [
        row[3]
        for row in by_calamine(content)["ropa"][FIRST_ROW - 1 :]
        if row[:2] == ("ROPA-2569-0001", "/form/data_category/personal_data_items")
    ]
    assert len(parts) > 1
    assert msgspec.json.decode("".join(parts))["value"] == made.form.data_category.personal_data_items
    assert by_openpyxl(content)["ropa"] == by_calamine(content)["ropa"]
