"""Files that were made to do harm, or that are not what they say: each refused, naming what and where."""

import io
import struct
import zipfile
from typing import cast

import pytest

from ropa.imports import containers, files, xml_walk
from ropa.imports.files import LARGEST_FILE, READABLE_KINDS, open_sent
from schemas.reading import Unreadable
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
    worksheet,
    zipped,
)

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def _good() -> Parts:
    return workbook(rows(inline("ก")))


def _ole(stream: str) -> bytes:
    return _OLE + (stream + "\x00").encode("utf-16-le") + b"\x00" * 400


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "form.xlsx", "The file is empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "form.xlsx", "This file is a PNG picture"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "form.xlsx", "This file is a JPEG picture"),
        (b"%PDF-1.7\n", "form.docx", "This file is a PDF and cannot be read; open it in Word"),
        (b"{\\rtf1\\ansi", "form.docx", "This file is an RTF document"),
        (b"<html><table>", "form.xls", "This file is a web page"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>', "form.xls", "This file is bare XML"),
        (_ole("Workbook"), "form.xls", "an old Excel file (.xls) and cannot be read; open it and save it as .xlsx"),
        (_ole("Workbook"), "form.xlsx", "an old Excel file (.xls)"),
        (_ole("WordDocument"), "form.doc", "an old Word document (.doc)"),
        (_ole("EncryptedPackage"), "form.xlsx", "protected by a password and cannot be read; open it, remove"),
        (_OLE, "form", "an old Office format"),
        (b"PK", "form.xlsx", "The name ends in .xlsx, but the content is plain text"),
        (b"MZ\x90\x00\x03", "form.txt", "This file is a program"),
        (b'{"activities": []}', "form.txt", "This file is JSON"),
        (b"\x01\x02\x03\x04" * 50, "form.txt", "This file is no text"),
        (b"1,2\n", "form.csv", ".csv files cannot be read"),
        (zipped({"a.txt": b"a"}), "form.xlsx", "This file is a zip, but no workbook"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "form.xlsx", "(.ods)"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.text"}), "form.docx", "(.odt)"),
    ],
)
def test_a_file_of_another_kind_is_refused_with_what_it_is(content: bytes, name: str, words: str):
    assert words in refusal(content, name)


@pytest.mark.parametrize(
    ("parts", "name", "words"),
    [
        (_good(), "form.docx", "The name ends in .docx, but the content is an Excel workbook (.xlsx)"),
        (document(paragraph("ก")), "form.xlsx", "The name ends in .xlsx, but the content is a Word document (.docx)"),
        (_good(), "form.png", "The name ends in .png, but the content is an Excel workbook"),
        (_good(), "form.XLSM", "The name ends in .xlsm, but"),
    ],
)
def test_a_name_that_promises_another_kind_is_refused(parts: Parts, name: str, words: str):
    assert words in refusal(parts, name)


@pytest.mark.parametrize("name", ["form.XLSX", "form", "ฟอร์ม 20.11.2569", "C:\\งาน\\form.xlsx"])
def test_a_name_that_promises_nothing_else_is_no_obstacle(name: str):
    assert opened(_good(), name).kind == "xlsx"
    assert opened(_good(), name).name == name.rpartition("\\")[2]
    assert ".xlsx" in READABLE_KINDS


class _Huge(io.RawIOBase):
    """200 MB that nobody may read."""

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 200 * 1024 * 1024 if whence == io.SEEK_END else offset

    def readinto(self, _buffer: object, /) -> int:
        raise AssertionError("a file that is too large is not read at all")


class _Endless(io.RawIOBase):
    """A pipe that never ends."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        return len(cast("memoryview", buffer))


def test_a_file_of_200_megabytes_is_refused_unread_and_a_pipe_after_the_limit(monkeypatch: pytest.MonkeyPatch):
    with pytest.raises(Unreadable, match=f"larger than {LARGEST_FILE // 1024 // 1024} MB"):
        open_sent(cast("io.BytesIO", _Huge()), "form.xlsx")
    monkeypatch.setattr(files, "LARGEST_FILE", 1024 * 1024)
    with pytest.raises(Unreadable, match="larger than 1 MB"):
        open_sent(cast("io.BytesIO", _Endless()), "form.xlsx")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_half_a_file_is_refused(share: float):
    content = zipped(_good() | {"xl/media/image1.png": bytes(range(256)) * 50})
    assert "cut off" in refusal(content[: int(len(content) * share)], "form.xlsx")


def test_a_bomb_that_says_what_it_is_is_refused_unpacked():
    bomb = _good() | {"xl/worksheets/sheet2.xml": b" " * 5_000_000}
    assert "xl/worksheets/sheet2.xml swells from" in refusal(bomb)


def test_parts_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(containers, "LARGEST_UNPACKED", 4 * 1024 * 1024)
    bomb = _good() | {f"xl/media/image{number}.bin": b"\x01" * 1_000_000 for number in range(5)}
    assert "more than 4 MB unpacked" in refusal(bomb)


def test_a_bomb_that_says_less_than_it_is_gives_no_more_than_it_said():
    parts = _good()
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = worksheet(f"<sheetData>{'<row><c><v>1</v></c></row>' * 1000}</sheetData>")
    content = zipped(parts)
    size = struct.pack("<I", len(parts[sheet]))
    lying = content.replace(size, struct.pack("<I", 300))
    assert lying != content
    assert f"{sheet}: damaged" in refusal(lying)


def test_thousands_of_parts_are_refused_before_they_are_listed():
    assert "more than 2000 parts" in refusal(zipped(_good() | {f"xl/{number}.xml": b"<a/>" for number in range(2001)}))


def test_a_directory_that_says_fewer_parts_than_it_has_is_refused():
    content = bytearray(zipped(_good() | {f"x{number}.bin": b"" for number in range(2100)}))
    content[-14:-10] = struct.pack("<HH", 7, 7)
    assert "more than 2000 parts" in refusal(bytes(content))


def test_parts_that_overlap_are_refused():
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in _good().items():
            archive.writestr(name, content)
        first = archive.infolist()[0]
        twin = zipfile.ZipInfo("xl/twin.xml")
        twin.header_offset, twin.file_size = first.header_offset, first.file_size
        twin.compress_size, twin.CRC = first.compress_size, first.CRC
        archive.filelist.append(twin)
        archive.NameToInfo[twin.filename] = twin
    assert "overlap in the file (a zip bomb)" in refusal(made.getvalue())


def test_a_part_that_stands_twice_is_refused_also_in_other_letters():
    assert "xl/Workbook.XML stands in the file twice" in refusal(_good() | {"xl/Workbook.XML": b"<a/>"})


def test_a_file_within_the_file_is_refused_with_its_name():
    inner = zipped(_good())
    assert "Another file is embedded (xl/media/image1.png)" in refusal(_good() | {"xl/media/image1.png": inner})
    assert "embedded (xl/media/image1.png)" in refusal(_good() | {"xl/media/image1.png": _OLE})


def test_a_part_with_a_password_or_a_strange_packing_is_refused():
    content = zipped(_good())
    at = content.index(b"PK\x01\x02")
    locked = bytearray(content)
    locked[at + 8] |= 1
    assert "protected by a password" in refusal(bytes(locked))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_BZIP2) as archive:
        for name, part in _good().items():
            archive.writestr(name, part)
    assert "packed in a way that no office program uses" in refusal(made.getvalue())


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
