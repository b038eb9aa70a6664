"""Cells of a workbook: their words, values, remarks, and the places and sizes that no sheet has."""

from datetime import date, datetime

import pytest

from ropa.imports import workbooks
from tests.support.office_files import (
    inline,
    opened,
    refusal,
    rows,
    said,
    texts,
    workbook,
)

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
