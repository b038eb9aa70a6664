"""Files that were made to do harm, or that are not what they say: each refused, naming what and where."""

import io
import struct
import zipfile
from typing import cast

import pytest

from ropa.imports import containers, files
from ropa.imports.files import READABLE_KINDS, open_sent
from ropa.imports.rules import LARGEST_FILE
from schemas.reading import Unreadable
from tests.support.office_files import (
    Parts,
    document,
    inline,
    opened,
    paragraph,
    refusal,
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
