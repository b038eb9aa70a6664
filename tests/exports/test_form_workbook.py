"""The ministry's form of one activity as a workbook: what stands where."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties

from exports.form_workbook import (
    EXCHANGE_SHEET,
    FINDINGS_SHEET,
    FLOW_SHEET,
    FORM_SHEET,
    PICTURE_SHEET,
)
from exports.records import FormRecord
from schemas.document import ActivityDocument
from schemas.form import exchange_columns, flow_columns, form_fields, sections, value_at
from schemas.shown import flow_title, shown
from schemas.vocabulary import Mark
from tests.support.export_records import blank_document, document, form_bytes, form_record, png
from tests.support.workbooks import by_openpyxl, load, merged, named_value, page_lines, texts


@pytest.fixture(scope="module")
def record() -> FormRecord:
    return form_record()


@pytest.fixture(scope="module")
def content(record: FormRecord) -> bytes:
    return form_bytes(record)


@pytest.fixture(scope="module")
def book(content: bytes) -> Workbook:
    return load(content)


def test_the_five_sheets_stand_in_the_papers_order(book: Workbook):
    assert book.sheetnames == [FORM_SHEET, PICTURE_SHEET, FLOW_SHEET, EXCHANGE_SHEET, FINDINGS_SHEET]


def test_every_field_has_a_named_cell_with_its_words(book: Workbook, record: FormRecord):
    for info in form_fields():
        words = shown(info, value_at(record.document, info.pointer))
        assert words
        assert named_value(book, f"ropa.{info.section}.{info.key}") == words


def test_values_read_back_by_name_are_those_of_the_document():
    changed = document()
    changed.form.header.agency_name = "กระทรวงสมมุติ"
    changed.form.roles.manages_create = None
    back = load(form_bytes(form_record(changed)))
    assert named_value(back, "ropa.header.agency_name") == "กระทรวงสมมุติ"
    assert named_value(back, "ropa.roles.manages_create") is None


def test_every_label_and_hint_of_the_paper_is_printed(book: Workbook):
    printed = "\n".join(texts(book[FORM_SHEET]))
    for section in sections():
        assert section.label_th in printed
        for info in section.fields:
            for words in (info.note.label_th, info.note.hint_th, info.note.subsection_th):
                assert words is None or words in printed


def test_fields_stand_in_the_papers_order(book: Workbook):
    rows = [
        int(book.defined_names[f"ropa.{info.section}.{info.key}"].attr_text.rpartition("$")[2])
        for info in form_fields()
    ]
    assert rows == sorted(rows)
    assert len(set(rows)) == len(rows)


def test_cells_are_merged_as_on_paper(book: Workbook):
    sheet = book[FORM_SHEET]
    areas = merged(sheet)
    assert "A1:D1" in areas
    assert {f"{pair}{row}" for row in range(2, 10) for pair in ("A", "C")} <= {area.split(":")[0] for area in areas}
    starts = {sheet[area.split(":")[0]].value: area for area in areas}
    data = next(section for section in sections() if section.key == "data_category")
    first, last = (coordinate[1:] for coordinate in starts[data.label_th].split(":"))
    assert int(last) - int(first) + 1 == len(data.fields)
    assert starts["ข้อมูลส่วนบุคคล"] == f"B{first}:B{int(first) + 4}"
    assert starts["ปริมาณข้อมูล (Data Volume)"] == f"B{last}:C{last}"
    review = next(area for words, area in starts.items() if words and "update ข้อมูลส่วนบุคคล" in words)
    assert review.startswith("B")
    assert ":C" in review


def test_the_block_beyond_the_paper_is_headed_and_last(book: Workbook):
    sheet = book[FORM_SHEET]
    heading = next(cell for (cell,) in sheet.iter_rows(max_col=1) if "ไม่มีในแบบฟอร์มกระดาษ" in str(cell.value))
    assert heading.row is not None
    last_of_paper = [info for info in form_fields() if info.section != "beyond"][-1]
    assert last_of_paper.order == 53
    paper_end = book.defined_names[f"ropa.{last_of_paper.section}.{last_of_paper.key}"].attr_text
    assert int(paper_end.rpartition("$")[2]) < heading.row
    assert sheet.max_row == heading.row + len(sections()[-1].fields)


def test_the_five_tokens_stay_apart_in_the_sheet():
    marks = {
        "data_source": Mark.DASH,
        "privacy_notice_or_consent": Mark.NA,
        "lawful_basis": Mark.NONE,
        "data_volume": Mark.NO,
    }
    record = form_record(blank_document(**marks))
    back = load(form_bytes(record))
    said = {key: named_value(back, f"ropa.data_category.{key}") for key in (*marks, "personal_data_items")}
    assert said == {
        "data_source": "-",
        "privacy_notice_or_consent": "N/A",
        "lawful_basis": "ไม่มี",
        "data_volume": "NO",
        "personal_data_items": None,
    }


def test_the_flow_table_has_the_papers_titles_columns_and_steps(book: Workbook, record: FormRecord):
    rows = list(book[FLOW_SHEET].iter_rows(values_only=True))
    head = record.document.form.header
    assert rows[0][0] == f"Data Flow Diagram : {head.main_process}"
    assert rows[1][0] == f"กระบวนการ : {head.sub_process}"
    assert rows[2][:7] == tuple(info.label for info in flow_columns())
    for row, step in zip(rows[4:], record.document.steps, strict=True):
        words = [shown(info, getattr(step, info.key)) for info in flow_columns()]
        assert row[:7] == (flow_title(step.seq, step.title), *words[1:])


def test_what_a_step_has_beside_the_paper_stands_apart_and_is_not_printed(book: Workbook, record: FormRecord):
    sheet = book[FLOW_SHEET]
    rows = list(sheet.iter_rows(min_row=3, min_col=8, values_only=True))
    assert rows[0] == (None, "ข้อมูลประกอบแผนภาพ (ไม่มีในแบบฟอร์มกระดาษ)", None, None)
    assert rows[1] == (None, "ชนิดของขั้นตอน", "วิธีดำเนินการ", "ขั้นตอนถัดไป")
    step = record.document.steps[0]
    assert rows[2] == (None, step.kind.th, step.mode.th, None)
    assert sheet.print_area == f"'{FLOW_SHEET}'!$A$1:$G$7"


def test_a_sheet_that_no_menu_shows_is_there_only_when_words_do_not_tell_all():
    made = document()
    assert made.form.header.agency_name
    made.form.header.agency_name = " ก" * 12_000
    sheet = load(form_bytes(form_record(made))).worksheets[-1]
    assert (sheet.title, sheet.sheet_state) == ("ropa", "veryHidden")
    parts = [row for row in sheet.iter_rows(values_only=True) if row[0] == "/form/header/agency_name"]
    assert [part for _, part, _ in parts] == [1, 2]
    assert "".join(str(words) for *_, words in parts) == f'{{"value":"{made.form.header.agency_name}"}}'


def test_the_exchange_table_has_two_header_levels_and_merges_systems_over_their_lines(
    book: Workbook, record: FormRecord
):
    sheet = book[EXCHANGE_SHEET]
    areas = merged(sheet)
    columns = exchange_columns()
    assert len(columns) == 14
    assert {"F4:I4", "J4:M4", "A4:A5", "E4:E5", "N4:N5"} <= areas
    lower = [sheet.cell(4 if info.note.group_th is None else 5, at).value for at, info in enumerate(columns, 1)]
    assert lower == [info.label for info in columns]
    # Systems with 2, 1 and no lines: the first is merged over two rows, each of the others stands in one.
    assert {f"{letter}6:{letter}7" for letter in "ABCDELM"} <= areas
    assert [sheet.cell(row, 1).value for row in range(6, 10)] == [1, None, 2, 3]
    assert [sheet.cell(row, 7).value for row in range(6, 10)] == ["ข้อมูล 1.0", "ข้อมูล 1.1", "ข้อมูล 2.0", None]
    line = record.document.systems[0].exchanges[1]
    for at, info in enumerate(columns, 1):
        if hasattr(line, info.key):
            assert sheet.cell(7, at).value == shown(info, getattr(line, info.key))


def test_findings_are_listed_with_their_place_in_words(book: Workbook, record: FormRecord):
    printed = texts(book[FINDINGS_SHEET])
    finding = record.findings[0]
    assert "การจัดเก็บ › ระยะเวลาจัดเก็บ" in printed
    assert f"{finding.message_th}\n{finding.message_en}" in printed
    assert named_value(book, "ropa.ref") == record.ref
    assert named_value(book, "ropa.content_hash") == record.content_hash


def test_a_record_without_findings_says_so():
    back = by_openpyxl(form_bytes(form_record(findings=())))
    assert any("ไม่พบข้อสังเกต" in row for row in back[FINDINGS_SHEET])


def test_the_picture_is_in_its_sheet_with_the_legend_below():
    book = load(form_bytes(form_record(dfd_png=png(3000, 200))))
    assert book.sheetnames[1] == PICTURE_SHEET
    words = texts(book[PICTURE_SHEET])
    assert "หมายเหตุ" in words
    assert any("หมายถึง ดำเนินการด้วยอิเล็กทรอนิกส์" in line for line in words)
    assert any("หมายถึง ดำเนินการด้วยเอกสาร" in line for line in words)


@pytest.mark.parametrize(("width", "height", "wanted"), [(400, 600, "portrait"), (900, 400, "landscape")])
def test_the_page_is_turned_for_a_wide_picture_and_the_picture_fits_it(width, height, wanted):
    given = png(width * 5, height * 5)
    content = form_bytes(form_record(dfd_png=given))
    sheet = load(content)[PICTURE_SHEET]
    assert sheet.page_setup.orientation == wanted
    with ZipFile(BytesIO(content)) as archive:  # openpyxl reads pictures only with Pillow
        assert archive.read("xl/media/image1.png") == given
        extent = re.search(rb'ext cx="(\d+)" cy="(\d+)"', archive.read("xl/drawings/drawing1.xml"))
    assert extent is not None
    wide, tall = (int(emu) / 12_700 for emu in extent.groups())  # points
    assert wide / tall == pytest.approx(width / height, rel=0.01)
    assert wide <= sum(24 * 6.05 for _ in range(5))
    below = [row for row in range(1, sheet.max_row + 1) if sheet.cell(row, 1).value == "หมายเหตุ"]
    assert sum(sheet.row_dimensions[row].height for row in range(3, below[0])) >= tall


def test_a_record_without_steps_gets_a_line_instead_of_a_picture():
    words = by_openpyxl(form_bytes(form_record(dfd_png=None)))[PICTURE_SHEET]
    assert words[2][0] == "ยังไม่มีขั้นตอนให้วาดแผนภาพ"


def test_every_sheet_is_ready_to_print(book: Workbook, record: FormRecord):
    for sheet in book.worksheets:
        landscape = sheet.title in {FLOW_SHEET, EXCHANGE_SHEET, FINDINGS_SHEET}
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == ("landscape" if landscape else "portrait")
        assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, int(sheet.title == PICTURE_SHEET))
        _, right, left, centre = page_lines(sheet)
        assert record.ref in right
        assert "ฉบับที่ 2" in right
        assert left.endswith("21 พฤศจิกายน พ.ศ. 2569")
        assert centre == "หน้า &P / &N"
        assert record.content_hash[:12] in str(sheet.oddFooter)


def test_headers_stay_in_view_and_on_every_page(book: Workbook):
    assert {name: book[name].freeze_panes for name in book.sheetnames} == {
        FORM_SHEET: "A2",
        PICTURE_SHEET: None,
        FLOW_SHEET: "A5",
        EXCHANGE_SHEET: "A6",
        FINDINGS_SHEET: "A9",
    }
    assert book[FLOW_SHEET].print_title_rows == "$3:$4"
    assert book[EXCHANGE_SHEET].print_title_rows == "$4:$5"


def test_all_text_is_wrapped_in_sarabun(book: Workbook):
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is not None:
                    assert cell.font.name == "Sarabun"
                    assert cell.alignment.wrap_text


def test_an_empty_document_still_makes_a_whole_form():
    content = form_bytes(form_record(ActivityDocument(), dfd_png=None, findings=()))
    assert len(load(content).defined_names) >= 65
