"""Workbooks as Excel, LibreOffice, Google Sheets and small exporters write them."""

import io
import re
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from ropa.imports.rules_sheets import SentFile
from tests.support.office_files import (
    Parts,
    cells_of,
    content_types,
    inline,
    opened,
    refusal,
    relations,
    rows,
    said,
    texts,
    workbook,
    worksheet,
)
from tests.support.workbooks import through_libreoffice


@pytest.fixture(scope="module")
def written() -> SentFile:
    """A form as an official fills it in Excel, written by openpyxl."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "แบบฟอร์ม ๑"
    sheet["A1"] = "แบบฟอร์ม"
    sheet.merge_cells("A1:D2")
    sheet["A3"], sheet["B3"] = "ชื่อหน่วยงาน", "บรรทัดแรก\nบรรทัดสอง"
    sheet["B3"].comment = Comment("โปรดตรวจ", "ผู้ตรวจ")
    sheet["A4"], sheet["B4"] = "วันที่", datetime(2569, 11, 20)  # noqa: DTZ001 - a cell knows no zone
    sheet["A5"], sheet["B5"] = "จำนวน", 1.0
    sheet["A6"], sheet["B6"] = "ใช่", True
    sheet["A7"], sheet["B7"] = "สูตร", "=1+1"
    sheet["A8"], sheet["C8"] = "๑๐ ปี", "ซ่อน"
    sheet["F9"] = "ผู้ตรวจทิ้งไว้"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["C"].hidden = True
    notes = book.create_sheet("ซ่อนไว้")
    notes["A1"] = "ร่างเดิม"
    notes.sheet_state = "veryHidden"
    book.defined_names["ropa.title"] = DefinedName("ropa.title", attr_text="'แบบฟอร์ม ๑'!$A$1:$D$2")
    book.defined_names["ropa.office"] = DefinedName("ropa.office", attr_text="'แบบฟอร์ม ๑'!$B$3")
    book.defined_names["ropa.area"] = DefinedName("ropa.area", attr_text="'แบบฟอร์ม ๑'!$A$3:$B$8")
    book.custom_doc_props.append(  # type: ignore[attr-defined]
        StringProperty(name="ropa.ref", value="ROPA-2569-0001")
    )
    content = io.BytesIO()
    book.save(content)
    return opened(content.getvalue(), "ฟอร์ม.xlsx")


def test_cells_stand_where_they_stand_with_their_words_and_values(written: SentFile):
    cells = cells_of(written.sheets[0])
    assert cells[3, 2].text == "บรรทัดแรก\nบรรทัดสอง"
    assert (cells[5, 2].text, cells[5, 2].value) == ("1", 1)
    assert (cells[6, 2].text, cells[6, 2].value) == ("TRUE", True)
    assert cells[8, 1].text == "๑๐ ปี"
    assert written.sheets[0].place(cells[3, 2]) == "แบบฟอร์ม ๑!B3"


def test_a_date_typed_in_the_year_2569_stays_what_the_cell_holds(written: SentFile):
    cell = cells_of(written.sheets[0])[4, 2]
    assert cell.value == date(2569, 11, 20)
    assert cell.text == "2569-11-20"


def test_a_merged_cell_has_its_span(written: SentFile):
    cell = cells_of(written.sheets[0])[1, 1]
    assert (cell.rows, cell.columns) == (2, 4)


def test_hidden_rows_columns_and_sheets_are_read_and_said(written: SentFile):
    cells = cells_of(written.sheets[0])
    assert [key for key, cell in cells.items() if cell.hidden] == [(5, 1), (5, 2), (8, 3)]
    assert written.sheets[1].hidden
    assert written.sheets[1].cells[0].hidden
    about = said(written)
    assert ("uncertain", "แบบฟอร์ม ๑", "1 hidden rows and 1 hidden columns were read too: 3 cells") in about
    assert ("uncertain", "ซ่อนไว้", "this sheet is hidden; it was read all the same") in about


def test_a_comment_goes_with_its_cell_and_is_said(written: SentFile):
    assert cells_of(written.sheets[0])[3, 2].comment == "โปรดตรวจ"
    assert ("ignored", "แบบฟอร์ม ๑!B3", "a comment of a cell is not taken as its value") in said(written)


def test_a_formula_without_a_stored_value_is_said_to_be_empty(written: SentFile):
    cell = cells_of(written.sheets[0])[7, 2]
    assert (cell.text, cell.formula) == ("", True)
    lost = "the cell is a formula without a stored value; it is taken as empty"
    assert ("lost", "แบบฟอร์ม ๑!B7", lost) in said(written)


def test_names_of_single_cells_and_properties_come_along(written: SentFile):
    assert written.names == {"ropa.title": ("แบบฟอร์ม ๑", 1, 1), "ropa.office": ("แบบฟอร์ม ๑", 3, 2)}
    assert written.properties == {"ropa.ref": "ROPA-2569-0001"}


def test_rows_and_cells_without_addresses_or_styles_are_counted():
    sent = opened(workbook(rows(inline("ก") + inline("ข"), inline("ค"))), "export.xlsx")
    assert [(cell.row, cell.column, cell.text) for cell in sent.sheets[0].cells] == [
        (1, 1, "ก"),
        (1, 2, "ข"),
        (2, 1, "ค"),
    ]


def test_what_lies_beneath_a_merged_cell_is_left_out_and_said_and_overlaps_do_no_harm():
    sheet = rows(inline("หัว") + inline("ใต้") + inline("ข้าง")) + (
        '<mergeCells><mergeCell ref="A1:B1048576"/><mergeCell ref="B1:XFD1"/></mergeCells>'
    )
    sent = opened(workbook(sheet))
    assert [(cell.text, cell.columns) for cell in sent.sheets[0].cells] == [("หัว", 2), ("ข้าง", 1)]
    assert sent.sheets[0].cells[0].rows < 200
    assert ("ignored", "แบบฟอร์ม!B1", "the cell lies hidden beneath a merged one and is not taken") in said(sent)


def test_rows_out_of_order_are_put_in_order_and_a_cell_that_stands_twice_is_refused():
    late = '<sheetData><row r="3"><c r="A3"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row>{}</sheetData>'
    assert [cell.row for cell in opened(workbook(late.format(""))).sheets[0].cells] == [1, 3]
    twice = late.format('<row r="3"><c r="A3"><v>4</v></c></row>')
    assert refusal(workbook(twice)) == "แบบฟอร์ม!A3: this cell stands in the file twice"


def test_missing_doubled_and_empty_sheets_are_refused_by_name():
    parts = workbook(rows(inline("ก")))
    without = {name: content for name, content in parts.items() if "sheet1" not in name}
    assert "The sheet แบบฟอร์ม is missing from the file" in refusal(without)
    twice = dict(parts)
    twice["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", '<sheet name="อื่น" sheetId="2" r:id="rId1"/></sheets>'.encode()
    )
    assert "The sheet อื่น stands in the file twice" in refusal(twice)
    assert "No cell of the workbook holds anything" in refusal(workbook("<sheetData/>"))


def test_threads_of_comments_stand_for_the_notes_that_old_programs_show():
    parts = workbook(rows(inline("ก")))
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    threads = 'xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"'
    parts["xl/worksheets/_rels/sheet1.xml.rels"] = relations(
        "rId1 comments ../comments1.xml", "rId2 threadedComment ../threadedComments/threadedComment1.xml"
    )
    parts["xl/comments1.xml"] = (
        f'<comments {main}><commentList><comment ref="A1"><text><t>[Threaded comment] old</t></text></comment>'
        f'<comment ref="C9"><text><r><t>บันทึก</t></r></text></comment></commentList></comments>'
    ).encode()
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f'<ThreadedComments {threads}><threadedComment ref="A1"><text>ถาม</text></threadedComment>'
        f'<threadedComment ref="A1"><text>ตอบ</text></threadedComment></ThreadedComments>'
    ).encode()
    cells = cells_of(opened(parts).sheets[0])
    assert cells[1, 1].comment == "ถาม\nตอบ"
    assert (cells[9, 3].text, cells[9, 3].comment) == ("", "บันทึก")


_STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    b"http://schemas.openxmlformats.org/officeDocument/2006/": b"http://purl.oclc.org/ooxml/officeDocument/",
}


def test_the_strict_form_of_the_format_and_names_with_a_prefix_are_read_too():
    parts: Parts = workbook(rows(inline("ก")))
    for name, content in parts.items():
        for usual, strict in _STRICT.items():
            parts[name] = parts[name].replace(usual, strict)
        assert parts[name] != content or "Types" in name
    assert texts(opened(parts).sheets[0]) == ["ก"]
    sheet = workbook(rows(inline("ก")))
    part = sheet["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
    sheet["xl/worksheets/sheet1.xml"] = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", part)
    assert texts(opened(sheet).sheets[0]) == ["ก"]


def test_a_chart_sheet_is_said_and_the_rest_is_read():
    parts = workbook(rows(inline("ก")))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
        b"</sheets>", '<sheet name="กราฟ" sheetId="2" r:id="rId9"/></sheets>'.encode()
    )
    parts["xl/_rels/workbook.xml.rels"] = relations(
        "rId1 worksheet worksheets/sheet1.xml", "rId9 chartsheet chartsheets/sheet1.xml"
    )
    parts["xl/chartsheets/sheet1.xml"] = worksheet("")
    sent = opened(parts)
    assert [sheet.name for sheet in sent.sheets] == ["แบบฟอร์ม"]
    assert ("ignored", "กราฟ", "this is no worksheet (a chart?) and is not read") in said(sent)


def test_a_template_is_read_as_the_workbook_that_it_is():
    parts = workbook(rows(inline("ก")))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml"
    parts["[Content_Types].xml"] = content_types("xl/workbook.xml", kind)
    assert opened(parts, "แม่แบบ.xltx").kind == "xlsx"


@pytest.mark.campaign
def test_what_libreoffice_saves_is_read_as_what_it_was_given():
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "หัว\nสอง", date(2026, 11, 20)
    sheet["B1"].number_format = "[$-107041E]d mmm yyyy"
    sheet["A2"], sheet["B2"], sheet["C2"] = "สูตร", "=1+1", "=1/0"
    sheet["A1"].comment = Comment("ถาม", "ผู้ตรวจ")
    sheet.merge_cells("A4:C5")
    sheet["A4"] = "รวม"
    sheet.row_dimensions[2].hidden = True
    made = io.BytesIO()
    book.save(made)
    sent = opened(through_libreoffice(made.getvalue()), "a.xlsx")
    cells = cells_of(sent.sheets[0])
    assert (cells[1, 1].text, cells[1, 1].comment) == ("หัว\nสอง", "ถาม")
    assert (cells[1, 2].text, cells[1, 2].value) == ("20 พ.ย. 2569", date(2026, 11, 20))
    assert (cells[2, 2].text, cells[2, 2].hidden, cells[2, 2].formula) == ("2", True, True)
    assert (cells[4, 1].rows, cells[4, 1].columns) == (2, 3)
    assert [(kind, words) for kind, place, words in said(sent) if place == "Sheet!C2"] == [
        ("lost", "the cell holds an error of Excel; it is taken as empty")
    ]
