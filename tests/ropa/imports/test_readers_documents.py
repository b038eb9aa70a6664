"""Word documents: tables as people fill them, and what Word keeps beside the words."""

import io

import docx
import pytest

from ropa.imports.rules_sheets import SentFile
from tests.support.office_files import (
    cells_of,
    document,
    opened,
    paragraph,
    refusal,
    relations,
    said,
    texts,
    word,
)


def _cell(inside: str, settings: str = "") -> str:
    return f"<w:tc><w:tcPr>{settings}</w:tcPr>{inside}</w:tc>"


def _table(*lines: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{line}</w:tr>' for line in lines)}</w:tbl>"


def _run(inside: str) -> str:
    return f"<w:p><w:r>{inside}</w:r></w:p>"


@pytest.fixture(scope="module")
def written() -> SentFile:
    """A document as python-docx writes it."""
    made = docx.Document()
    made.add_paragraph("แบบฟอร์มบันทึกกระบวนการ")
    made.add_paragraph("")
    made.add_paragraph("ชื่อหน่วยงาน\tสำนักงาน ก")
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "หมวดหมู่"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "หัวข้อ"
    table.cell(1, 1).text = "บรรทัดแรก\nบรรทัดสอง"
    table.cell(2, 2).text = "-"
    inner = table.cell(2, 1).add_table(rows=1, cols=1)
    inner.cell(0, 0).text = "ข้างใน"
    made.add_paragraph("ลงชื่อ")
    content = io.BytesIO()
    made.save(content)
    return opened(content.getvalue(), "ฟอร์ม.docx")


def test_tables_and_the_paragraphs_between_them_stand_in_their_order(written: SentFile):
    assert [sheet.name for sheet in written.sheets] == ["ข้อความ 1", "ตาราง 1", "ตาราง 1.1", "ข้อความ 2"]
    assert [(cell.row, cell.text) for cell in written.sheets[0].cells] == [
        (1, "แบบฟอร์มบันทึกกระบวนการ"),
        (3, "ชื่อหน่วยงาน\tสำนักงาน ก"),
    ]
    assert texts(written.sheets[3]) == ["ลงชื่อ"]


def test_merged_cells_have_their_spans_and_places(written: SentFile):
    table = written.sheets[1]
    assert [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in table.cells] == [
        (1, 1, 2, 1, "หมวดหมู่"),
        (1, 2, 1, 2, "หัวข้อ"),
        (2, 2, 1, 1, "บรรทัดแรก\nบรรทัดสอง"),
        (3, 3, 1, 1, "-"),
    ]
    assert table.place(table.cells[2]) == "ตาราง 1, row 2, column 2"


def test_a_table_inside_a_cell_is_a_sheet_of_its_own_and_said(written: SentFile):
    assert texts(written.sheets[2]) == ["ข้างใน"]
    assert ("assumed", "ตาราง 1, row 3, column 2", "a table inside the cell was read as 'ตาราง 1.1'") in said(written)


def test_breaks_tabs_hyphens_and_ticks_are_the_signs_that_people_see():
    marks = (
        "<w:t>ก</w:t><w:br/><w:t>ข</w:t><w:tab/><w:t>ค</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>ง</w:t>"
        '<w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings 2" w:char="F0A3"/>'
        '<w:sym w:font="Symbol" w:char="F0B7"/>'
    )
    assert texts(opened(document(_run(marks))).sheets[0]) == ["ก\nข\tค-ง☑☐"]


def test_old_form_fields_show_their_box_and_their_chosen_line():
    fields = (
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'
        "</w:ffData>"
        '</w:fldChar><w:instrText>FORMCHECKBOX</w:instrText><w:fldChar w:fldCharType="end"/><w:t> มี </w:t>'
        '<w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="ส่ง"/>'
        '<w:listEntry w:val="รับ"/></w:ddList></w:ffData></w:fldChar>'
    )
    assert texts(opened(document(_run(fields))).sheets[0]) == ["☒ มี รับ"]


def test_content_controls_are_looked_into_and_their_prompts_are_no_answers():
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    prompt = "<w:showingPlcHdr/>"
    table = _table(
        _cell(control.format("", paragraph("ชั้นย่อหน้า")))
        + control.format("", _cell(paragraph("ชั้นเซลล์")))
        + _cell(f"<w:p>{control.format('', '<w:r><w:t>ชั้นคำ</w:t></w:r>')}</w:p>")
        + _cell(control.format(prompt, paragraph("คลิกที่นี่เพื่อป้อนข้อความ"))),
    )
    sent = opened(document(control.format("", table)))
    assert [(cell.column, cell.text) for cell in sent.sheets[0].cells] == [
        (1, "ชั้นย่อหน้า"),
        (2, "ชั้นเซลล์"),
        (3, "ชั้นคำ"),
    ]


def test_tracked_changes_are_taken_as_accepted_and_said():
    body = (
        "<w:p><w:r><w:t>๕ </w:t></w:r><w:del><w:r><w:delText>ปี</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>เดือน</w:t></w:r></w:ins></w:p>"
    )
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{_cell(paragraph('ลบแล้ว'))}</w:tr>"
    sent = opened(document(body + f"<w:tbl>{gone}<w:tr>{_cell(paragraph('อยู่'))}</w:tr></w:tbl>"))
    assert [texts(sheet) for sheet in sent.sheets] == [["๕ เดือน"], ["อยู่"]]
    about = {remark.message_en: (remark.kind.value, remark.place, remark.raw) for remark in sent.remarks}
    first = "ข้อความ 1, row 1, column 1"
    assert about["text deleted under tracked changes was left out"] == ("ignored", first, "ปี")
    assert about["text inserted under tracked changes was taken as accepted"] == ("uncertain", first, "เดือน")
    assert about["a row deleted under tracked changes was left out"] == ("ignored", "ตาราง 1", "ลบแล้ว")


def test_comments_go_with_their_cell_and_footnotes_headers_and_pictures_are_said():
    note = '<w:r><w:commentReference w:id="4"/><w:footnoteReference w:id="7"/></w:r>'
    parts = document(
        _table(_cell(f"<w:p><w:r><w:t>ค่า</w:t></w:r>{note}</w:p>")),
        comments=word("comments", f'<w:comment w:id="4">{paragraph("ถาม")}{paragraph("ต่อ")}</w:comment>'),
        footnotes=word("footnotes", f'<w:footnote w:id="7">{paragraph("อ้างอิง")}</w:footnote>'),
        header=word("hdr", paragraph("ลับ")),
    )
    sent = opened(parts | {"word/media/image1.png": b"\x89PNG"})
    assert sent.sheets[0].cells[0].comment == "ถาม\nต่อ"
    place = "ตาราง 1, row 1, column 1"
    assert said(sent) == [
        ("ignored", place, "a comment is not taken as a value"),
        ("ignored", place, "a footnote is not taken as a value"),
        ("ignored", "word/header.xml", "words of a page header or footer are not taken"),
        ("ignored", None, "1 pictures are not taken"),
    ]
    assert [remark.raw for remark in sent.remarks[:3]] == ["ถาม ต่อ", "อ้างอิง", "ลับ"]


def test_the_words_of_a_text_box_are_read_once_after_their_paragraph():
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx>"
        "</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    ).format(paragraph("ในกล่อง"))
    anchored = f"<w:p><w:r><w:t>ก่อน</w:t></w:r>{box}</w:p>"
    sent = opened(document(anchored + _table(_cell(anchored)) + paragraph("ท้าย")))
    assert [texts(sheet) for sheet in sent.sheets] == [["ก่อน", "ในกล่อง"], ["ก่อน\nในกล่อง"], ["ท้าย"]]
    assert len(sent.remarks) == 2


_NUMBERING = word(
    "numbering",
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '</w:abstractNum><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="thaiLetters"/>'
    '<w:lvlText w:val="%1)"/></w:lvl></w:abstractNum><w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId '
    'w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId '
    'w:val="2"/></w:num><w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride '
    'w:val="5"/></w:lvlOverride></w:num>',
)


def test_automatic_numbers_stand_before_their_paragraphs():
    def item(text: str, number: int, level: int = 0) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    styles = word(
        "styles", '<w:style w:styleId="ListNumber"><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    body = (
        item("ชื่อ", 1)
        + item("นามสกุล", 1)
        + item("เดิม", 1, 1)
        + item("ใหม่", 1, 1)
        + item("ที่อยู่", 1)
        + paragraph("ตามแบบ", '<w:pStyle w:val="ListNumber"/>')
        + item("ตามแบบ", 2)
        + item("จุด", 3)
        + item("เริ่มใหม่", 4)
        + item("ต่อ", 4)
        + item("", 1)
        + item("ไม่มีรายการ", 99)
    )
    sent = opened(document(body, numbering=_NUMBERING, styles=styles))
    assert texts(sent.sheets[0]) == [
        "1. ชื่อ",
        "2. นามสกุล",
        "2.1 เดิม",
        "2.2 ใหม่",
        "3. ที่อยู่",
        "ก) ตามแบบ",
        "ข) ตามแบบ",
        "จุด",
        "5. เริ่มใหม่",
        "6. ต่อ",
        "ไม่มีรายการ",
    ]


def test_hidden_words_are_read_and_marked():
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ซ่อน</w:t></w:r>"
    sent = opened(
        document(_table(_cell(f"<w:p>{hidden}</w:p>") + _cell(f"<w:p>{hidden}<w:r><w:t>เห็น</w:t></w:r></w:p>")))
    )
    assert [(cell.text, cell.hidden) for cell in sent.sheets[0].cells] == [("ซ่อน", True), ("ซ่อนเห็น", False)]
    assert ("uncertain", "ตาราง 1, row 1, column 1", "hidden text was read too") in said(sent)


def test_rows_that_begin_late_and_cells_merged_downwards_keep_their_columns():
    late = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{_cell(paragraph("ค"))}</w:tr>'
    first = _cell(paragraph("ก"), '<w:vMerge w:val="restart"/>')
    second = _cell(paragraph("ข"), '<w:gridSpan w:val="2"/>')
    head = f"<w:tr>{first}{second}</w:tr>"
    on = f"<w:tr>{_cell(paragraph('ใต้'), '<w:vMerge/>')}{_cell(paragraph('ง'))}</w:tr>"
    sent = opened(document(f"<w:tbl>{head}{on}{on}{late}</w:tbl>"))
    assert [(cell.row, cell.column, cell.rows, cell.columns, cell.text) for cell in sent.sheets[0].cells] == [
        (1, 1, 3, 1, "ก"),
        (1, 2, 1, 2, "ข"),
        (2, 2, 1, 1, "ง"),
        (3, 2, 1, 1, "ง"),
        (4, 3, 1, 1, "ค"),
    ]
    assert ("ignored", "ตาราง 1, row 2, column 1", "text beneath a merged cell is not taken") in said(sent)


@pytest.mark.parametrize(
    "code",
    [
        "<w:r><w:instrText> DDE</w:instrText></w:r><w:r><w:instrText>AUTO excel c:\\x</w:instrText></w:r>",
        '<w:fldSimple w:instr="INCLUDETEXT &quot;http://example.com/a&quot;"><w:r><w:t>x</w:t></w:r></w:fldSimple>',
    ],
)
def test_a_field_that_fetches_from_outside_is_refused_with_its_place(code: str):
    words = refusal(document(_table(_cell(f"<w:p>{code}</w:p>"))))
    assert words.startswith("ตาราง 1, row 1, column 1: a field ")


def test_a_document_without_words_or_with_one_of_another_format_is_refused():
    assert "holds no words" in refusal(document(paragraph(" ")))
    assert "another format is inserted" in refusal(document('<w:altChunk r:id="x" xmlns:r="r"/>'))
    body = document(paragraph("ก")) | {"word/document.xml": word("document", "")}
    assert "has no body" in refusal(body)


def test_a_table_wider_or_a_text_longer_than_any_form_is_refused_with_its_place():
    wide = _table(_cell(paragraph("ก"), '<w:gridSpan w:val="5000"/>'))
    assert "ตาราง 1, row 1: the table has more than" in refusal(document(wide))
    long = _table(_cell(paragraph("ก" * 60_000) + paragraph("ก" * 60_000)))
    assert "ตาราง 1, row 1, column 1: the text is longer" in refusal(document(long))


def test_links_that_people_follow_are_no_links_of_the_file():
    parts = document(paragraph("เว็บไซต์"))
    parts["word/_rels/document.xml.rels"] = relations("rId1 hyperlink https://www.example.go.th External")
    assert cells_of(opened(parts).sheets[0])[1, 1].text == "เว็บไซต์"
