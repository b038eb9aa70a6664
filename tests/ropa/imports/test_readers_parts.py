"""Parts of office files that were made to do harm: declarations, macros, links out, objects. Each is named."""

import pytest

from ropa.imports import xml_walk
from tests.support.office_files import (
    WORKBOOK_TYPE,
    Parts,
    content_types,
    document,
    inline,
    opened,
    paragraph,
    refusal,
    relations,
    rows,
    workbook,
    zipped,
)


def _good() -> Parts:
    return workbook(rows(inline("ก")))


_LAUGHS = (
    '<?xml version="1.0" encoding="{}"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
)
_OUTSIDE = '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'


@pytest.mark.parametrize(
    "part",
    [
        "xl/worksheets/sheet1.xml",
        "xl/workbook.xml",
        "xl/styles.xml",
        "[Content_Types].xml",
        "_rels/.rels",
        "xl/theme/theme1.xml",
        "docProps/core.xml",
        "xl/drawings/vmlDrawing1.vml",
    ],
)
@pytest.mark.parametrize("coding", ["UTF-8", "UTF-16"])
def test_a_billion_laughs_in_any_part_are_refused_with_the_part(part: str, coding: str):
    hostile = _LAUGHS.format(coding).encode(coding)
    assert f"{part}: declares a DTD" in refusal(_good() | {part: hostile})


def test_an_outside_declaration_and_one_in_a_part_without_an_xml_name_are_refused():
    assert "declares a DTD" in refusal(document(paragraph("ก")) | {"word/document.xml": _OUTSIDE.encode()})
    parts = _good()
    parts["xl/worksheets/sheet1.dat"] = _OUTSIDE.encode()
    parts["xl/_rels/workbook.xml.rels"] = relations("rId1 worksheet worksheets/sheet1.dat")
    assert "xl/worksheets/sheet1.dat: declares a DTD" in refusal(parts)


def test_markup_without_end_depth_without_end_and_tags_without_end_are_refused(monkeypatch: pytest.MonkeyPatch):
    assert "nested too deeply" in refusal(workbook("<a>" * 300 + "</a>" * 300))
    parts = workbook(f'<a b="{"x" * 2_000_000}"/>')
    assert "one XML tag is absurdly long" in refusal(zipped(parts, packed=False))
    monkeypatch.setattr(xml_walk.Budget, "__init__", lambda self: setattr(self, "_left", 10_000))
    assert "xl/worksheets/sheet1.xml: the file has more markup than is read" in refusal(workbook("<a/>" * 20_000))


def test_xml_that_is_cut_or_broken_is_refused_with_its_part():
    parts = _good()
    sheet = "xl/worksheets/sheet1.xml"
    assert f"{sheet}: damaged or cut off" in refusal(parts | {sheet: parts[sheet][:-30]})
    assert f"{sheet}: damaged or cut off" in refusal(parts | {sheet: b"\x00\x01"})
    assert f"{sheet}: damaged or cut off" in refusal(parts | {sheet: b'<?xml version="1.0" encoding="zlib"?><a/>'})


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/vbaProject.bin", "xl/vbaProject.bin is a macro, which is not read; save it without macros"),
        ("xl/macrosheets/sheet1.xml", "is a macro sheet"),
        ("xl/dialogsheets/sheet1.xml", "is a macro sheet"),
        ("xl/activeX/activeX1.bin", "is an ActiveX control"),
        ("xl/embeddings/oleObject1.bin", "is an embedded object"),
        ("xl/externalLinks/externalLink1.xml", "is a link to another file, which is not read; break the link"),
        ("xl/connections.xml", "is a connection to outside data"),
        ("xl/queryTables/queryTable1.xml", "is a connection to outside data"),
    ],
)
def test_macros_links_and_objects_are_refused_with_their_part(part: str, words: str):
    assert words in refusal(_good() | {part: b"<a/>"})


def test_the_cells_that_need_another_file_are_named():
    sheet = (
        '<sheetData><row r="4"><c r="B4"><f>[1]แผ่น!$A$1*2</f><v>1</v></c><c r="C4"><f>"[a]"&amp;A1</f><v>1</v></c>'
        "<c r=\"D4\"><f>cmd|'/C calc'!A0</f><v>1</v></c></row></sheetData>"
    )
    parts = workbook(sheet) | {
        "xl/externalLinks/externalLink1.xml": b"<a/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": relations("rId1 externalLinkPath budget.xlsx External"),
    }
    lines = refusal(parts).splitlines()
    assert [line.partition(":")[0] for line in lines[2:]] == ["แบบฟอร์ม!B4", "แบบฟอร์ม!D4"]
    assert "links out of the file (externalLinkPath: budget.xlsx)" in lines[1]


def test_a_relationship_that_stands_twice_hides_nothing():
    twice = relations("rId1 image http://example.com/a.png External", "rId1 worksheet worksheets/sheet1.xml")
    assert "rId1 stands there twice" in refusal(_good() | {"xl/_rels/workbook.xml.rels": twice})


def test_macro_types_are_refused_however_the_part_is_called():
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    parts = _good() | {"[Content_Types].xml": content_types("xl/workbook.xml", kind)}
    assert "xl/workbook.xml is a macro or active content" in refusal(parts)
    default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    types = {"[Content_Types].xml": content_types("xl/workbook.xml", WORKBOOK_TYPE, default)}
    assert opened(_good() | types).kind == "xlsx"
    assert "*.bin is a macro" in refusal(_good() | types | {"xl/any.bin": b"x"})


def test_other_office_kinds_are_refused_with_what_they_are():
    binary = content_types("xl/workbook.xml", "application/vnd.ms-excel.sheet.binary.main")
    slides = content_types(
        "xl/workbook.xml", WORKBOOK_TYPE.replace("spreadsheetml.sheet", "presentationml.presentation")
    )
    assert "binary workbook (.xlsb)" in refusal(_good() | {"[Content_Types].xml": binary})
    assert "PowerPoint" in refusal(_good() | {"[Content_Types].xml": slides})


def test_everything_that_leads_out_of_the_file_is_named_together():
    parts = document(paragraph("ก"))
    parts["word/_rels/document.xml.rels"] = relations(
        "rId1 image http://example.com/a.png External", "rId2 hyperlink https://example.go.th External"
    )
    parts["word/_rels/settings.xml.rels"] = relations("rId1 attachedTemplate file:///c:/evil.dotm External")
    words = refusal(parts)
    assert "word/document.xml links out of the file (image: http://example.com/a.png)" in words
    assert "word/settings.xml links out of the file (attachedTemplate: file:///c:/evil.dotm)" in words
    assert "hyperlink" not in words
