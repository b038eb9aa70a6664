"""Workbooks as Excel, LibreOffice, Google Sheets and small exporters write them."""

import io
import re
from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.workbook.defined_name import DefinedName

from ropa.imports import workbooks
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

_STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts>{formats}</numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/>{xfs}</cellXfs></styleSheet>'
)


def _styles(*codes: str) -> bytes:
    formats = "".join(f'<numFmt numFmtId="{164 + at}" formatCode="{code}"/>' for at, code in enumerate(codes))
    xfs = "".join(f'<xf numFmtId="{164 + at}"/>' for at in range(len(codes)))
    return _STYLES.format(formats=formats, xfs=xfs).encode()


def _strings(inside: str) -> bytes:
    return f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{inside}</sst>'.encode()


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


def test_rich_text_phonetics_and_escapes_read_as_people_see_them():
    strings = _strings(
        "<si><r><t>ข้อมูล</t></r><r><rPr><b/></rPr><t>ส่วนบุคคล</t></r><rPh><t>อ่านว่า</t></rPh></si>"
        "<si><t>บน_x000D_\nล่าง _x005F_x0041_</t></si><si/>"
    )
    sheet = rows('<c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>2</v></c>')
    sent = opened(workbook(sheet, strings=strings))
    assert texts(sent.sheets[0]) == ["ข้อมูลส่วนบุคคล", "บน\nล่าง _x0041_"]


def test_control_characters_are_kept_out_and_said():
    sheet = rows(inline("ก_x0007_ข") + '<c t="s"><v>0</v></c>')
    sent = opened(workbook(sheet, strings=_strings("<si><t>ค_xD800_</t></si>")))
    assert texts(sent.sheets[0]) == ["กข", "ค"]
    assert ("ignored", "แบบฟอร์ม!B1", "invisible control characters were left out of the cell") in said(sent)
    assert ("ignored", "แบบฟอร์ม!A1", "invisible control characters were left out of the cell") in said(sent)


def test_a_text_that_is_not_in_the_file_is_refused_with_its_cell():
    sheet = rows('<c t="s"><v>5</v></c><c t="s"><v>-1</v></c>')
    words = refusal(workbook(sheet, strings=_strings("<si><t>ก</t></si>")))
    assert words == "แบบฟอร์ม!A1: points at a text that is not in the file\n" + (  # noqa: ISC003 - one line each
        "แบบฟอร์ม!B1: points at a text that is not in the file"
    )


@pytest.mark.parametrize(
    ("code", "number", "text", "value"),
    [
        ("General", "0.30000000000000004", "0.3", 0.30000000000000004),
        ("General", "1100700000007", "1100700000007", 1100700000007),
        ("General", "-0", "0", 0),
        ("0%", "0.5", "50%", 0.5),
        ("0.00%", "0.12345", "12.35%", 0.12345),
        ("#,##0.00", "1234.5", "1,234.50", 1234.5),
        ("#,##0 &quot;ราย&quot;", "12000", "12,000 ราย", 12000),
        ("0000000000", "812345678", "0812345678", 812345678),
        ("#,##0;[Red]-#,##0", "-1500", "-1,500", -1500),
        ("[&gt;=1000]0.0,&quot;K&quot;;0", "1500", "1500", 1500),
        ("yyyy-mm-dd", "46346", "2026-11-20", date(2026, 11, 20)),
        ("m/d/yyyy", "46346", "2026-11-20", date(2026, 11, 20)),
        ("dd/mm/yyyy", "46346", "20/11/2026", date(2026, 11, 20)),
        ("[$-107041E]d mmm yyyy", "46346", "20 พ.ย. 2569", date(2026, 11, 20)),
        ("[$-101041E]d mmmm yyyy", "46346", "20 พฤศจิกายน 2026", date(2026, 11, 20)),
        ("d/m/bbbb", "46346", "20/11/2569", date(2026, 11, 20)),
        ("dd/mm/yyyy hh:mm", "46346.5", "20/11/2026 12:00", datetime(2026, 11, 20, 12)),  # noqa: DTZ001
        ("hh:mm", "0.75", "18:00", None),
        ("dd/mm/yyyy hh:mm", "2958465.99999999", "31/12/9999 23:59", datetime(9999, 12, 31, 23, 59, 59)),  # noqa: DTZ001
        ("0.00", "1e27", "1E+27", 1e27),
        ("0." + "0" * 400, "1.5", "1.5", 1.5),
        ("0" * 400, "7", "7", 7),
        ("[h]:mm", "1.5", "1.5", 1.5),
    ],
)
def test_numbers_and_dates_are_shown_as_their_format_shows_them(code: str, number: str, text: str, value: object):
    sent = opened(workbook(rows(f'<c s="1"><v>{number}</v></c>'), styles=_styles(code)))
    cell = sent.sheets[0].cells[0]
    assert (cell.text, cell.value) == (text, value)
    assert type(cell.value) is type(value)


def test_the_date_system_of_1904_and_iso_days_are_known():
    sheet = rows('<c s="1"><v>44884</v></c><c t="d"><v>2026-11-20T00:00:00</v></c>')
    sent = opened(workbook(sheet, inside='<workbookPr date1904="1"/>', styles=_styles("yyyy-mm-dd")))
    assert [cell.value for cell in sent.sheets[0].cells] == [date(2026, 11, 20)] * 2


@pytest.mark.parametrize("number", ["1e999", "nan", "0x10", "99999999999", "-400"])
def test_a_number_or_day_that_cannot_be_is_said_with_its_cell(number: str):
    sheet = rows(f'<c s="1"><v>{number}</v></c>' + inline("ก"))
    sent = opened(workbook(sheet, styles=_styles("yyyy-mm-dd")))
    assert ("lost", "แบบฟอร์ม!A1", "the number or date in the cell cannot be read") in said(sent)
    assert sent.sheets[0].cells[0].value is None


def test_a_formula_gives_its_stored_value_and_is_said_and_an_error_is_none():
    sheet = rows(
        '<c t="str"><f>A9&amp;B9</f><v>สองปี</v></c><c t="e"><v>#REF!</v></c><c t="e"><f>A1/0</f><v>#DIV/0!</v></c>'
    )
    sent = opened(workbook(sheet))
    assert [(cell.column, cell.text, cell.formula) for cell in sent.sheets[0].cells] == [
        (1, "สองปี", True),
        (3, "", True),
    ]
    assert ("uncertain", "แบบฟอร์ม!A1", "the cell is a formula; the value stored with it was taken") in said(sent)
    assert ("lost", "แบบฟอร์ม!B1", "the cell holds an error of Excel; it is taken as empty") in said(sent)


def test_of_many_remarks_of_one_sort_the_last_counts_the_rest():
    sent = opened(workbook(rows("<c><f>1</f><v>1</v></c>" * 120)))
    assert len(sent.remarks) == 51
    assert sent.remarks[-1].message_en.endswith("(and 70 more places)")


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


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ('<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>', "row 1048577 is beyond the last row"),
        ('<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>', "XFE1 is beyond the last column"),
        ('<sheetData><row r="1"><c r="AAAA1"><v>1</v></c></row></sheetData>', "'AAAA' is no address"),
        ('<sheetData><row r="2"><c r="A1"><v>1</v></c></row></sheetData>', "cell A1 stands in row 2"),
        ('<sheetData><row r="0"><c><v>1</v></c></row></sheetData>', "row 0"),
        ("<cols>" + '<col min="1" max="16384" hidden="1"/>' * 3 + "</cols>", "columns are described again and again"),
        ('<sheetData/><mergeCells><mergeCell ref="B2:A1"/></mergeCells>', "'B2:A1' is no merged range"),
    ],
)
def test_a_place_that_no_sheet_has_is_refused_with_its_name(sheet: str, words: str):
    assert words in refusal(workbook(sheet))


def test_a_row_too_many_is_refused_also_where_rows_have_no_numbers():
    sheet = '<sheetData><row r="1048500"/>' + "<row/>" * 77 + "</sheetData>"
    assert "row 1048577 is beyond" in refusal(workbook(sheet))


def test_more_than_a_million_cells_are_refused_with_the_place(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbooks, "MOST_CELLS", 100)
    words = refusal(workbook(rows(*["<c><v>1</v></c>" * 20] * 6)))
    assert words.startswith("แบบฟอร์ม!A6: the file has more than")


def test_a_text_longer_than_any_cell_is_refused_with_its_cell():
    assert "แบบฟอร์ม!A1: the text is longer" in refusal(workbook(rows(inline("ก" * 100_001))))


def test_a_long_text_that_stands_in_each_of_very_many_cells_is_refused():
    strings = _strings(f"<si><t>{'ก' * 50_000}</t></si>")
    words = refusal(workbook(rows(*['<c t="s"><v>0</v></c>' * 100] * 50), strings=strings))
    assert words == "แบบฟอร์ม!A41: the file has too much text; split it"


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
