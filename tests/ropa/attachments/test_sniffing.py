"""What a file is, its content says; what could run by itself is refused, whatever its name."""

import io
import struct

import pytest

from ropa.attachments.rules import cleaned_name, extension_of
from ropa.attachments.sniffing import MEDIA_TYPES, examine
from ropa.errors import Invalid
from tests.support.documents import CSV, DOCX, GOOD, JPEG, ODT, PDF, PNG, XLSX, archive

HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_is_known_by_its_content(name):
    assert examine(io.BytesIO(GOOD[name]), name) == MEDIA_TYPES[extension_of(name)]


BAD = {
    "empty": ("a.pdf", b""),
    "no ending": ("document", PDF),
    "a program": ("a.exe", b"MZ\x90\0"),
    "a program called pdf": ("a.pdf", b"MZ\x90\0" * 100),
    "a program called text": ("a.txt", b"MZ\x90\0" * 100),
    "a page": ("a.html", HTML),
    "a page called text": ("a.txt", HTML),
    "a page behind a mark": ("a.csv", b"\xef\xbb\xbf \n" + HTML),
    "a page behind words": ("a.txt", b"hello\n" + HTML),
    "a drawing": ("a.svg", SVG),
    "a drawing called png": ("a.png", SVG),
    "a drawing called text": ("a.txt", SVG),
    "xml": ("a.txt", b'<?xml version="1.0"?><a/>'),
    "a script": ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
    "rich text": ("a.txt", b"{\\rtf1 hello}"),
    "a pdf called docx": ("a.docx", PDF),
    "a pdf called text": ("a.txt", PDF),
    "a docx called xlsx": ("a.xlsx", DOCX),
    "an xlsx called docx": ("a.docx", XLSX),
    "a docx called odt": ("a.odt", DOCX),
    "a picture called pdf": ("a.pdf", PNG),
    "a photo called png": ("a.png", JPEG),
    "any archive": ("a.zip", archive("a.txt")),
    "any archive called docx": ("a.docx", archive("a.txt")),
    "both at once": ("a.docx", archive("[Content_Types].xml", "word/document.xml", "xl/workbook.xml")),
    "macros": ("a.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
    "macros in capitals": ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "XL\\VBAPROJECT.BIN")),
    "old macros": ("a.xlsx", archive("[Content_Types].xml", "xl/workbook.xml", "xl/macrosheets/sheet1.xml")),
    "macros of odt": (
        "a.odt",
        archive("Basic/Standard/Module1.xml", first=("mimetype", b"application/vnd.oasis.opendocument.text")),
    ),
    "a macro ending": ("a.docm", DOCX),
    "an old office file": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "a locked office file": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "utf-16": ("a.csv", "ชื่อ".encode("utf-16")),
    "cut in a letter": ("a.txt", "สวัสดี".encode()[:-1] + b"\xe0\xdc"),
    "nul in text": ("a.txt", b"a\0b"),
    "an escape in text": ("a.txt", b"a\x1b[2Jb"),
    "a list cut off": ("a.docx", DOCX[:-8]),
    "words behind an archive": ("a.docx", DOCX + b"%PDF-1.7"),
    "a second list": ("a.docx", archive("[Content_Types].xml", "word/vbaProject.bin") + DOCX),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_taken_is_refused_in_words_at_its_field(case):
    name, content = BAD[case]
    with pytest.raises(Invalid) as told:
        examine(io.BytesIO(content), name)
    (problem,) = told.value.problems
    assert problem.pointer == "/file"
    assert problem.message_th
    assert problem.message_en


def test_a_list_that_claims_to_be_huge_is_not_read():
    content = bytearray(DOCX)
    at = content.rfind(b"PK\x05\x06")
    struct.pack_into("<2H2L", content, at + 8, 65_535, 65_535, 0xFFFFFFFF, 0)
    with pytest.raises(Invalid):
        examine(io.BytesIO(bytes(content)), "a.docx")


def test_the_file_is_left_at_its_beginning():
    for content, name in ((ODT, "a.odt"), (CSV, "a.csv"), (PDF, "a.pdf")):
        file = io.BytesIO(content)
        examine(file, name)
        assert file.read() == content


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("ประกาศ ความเป็นส่วนตัว.pdf", "ประกาศ ความเป็นส่วนตัว.pdf"),
        ("ข้อมูลที่น้ำใจ.pdf", "ข้อมูลที่น้ำใจ.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\someone\\a.pdf", "a.pdf"),
        ("a\u202efdp.exe.pdf", "afdp.exe.pdf"),
        ("a\u200b\x00\x1b\r\n.pdf", "a.pdf"),
        ('a"; filename="b.html.pdf', "a_; filename=_b.html.pdf"),
        ("  ...a . pdf", "a.pdf"),
        (".pdf", "document.pdf"),
        ("", "document"),
        ("...", "document"),
        ("/", "document"),
        ("con.pdf", "_con.pdf"),
        ("a" * 500 + ".pdf", "a" * 120 + ".pdf"),
        ("ก" * 500 + ".pdf", "ก" * 120 + ".pdf"),
        ("\ud800a.pdf", "a.pdf"),
    ],
)
def test_a_files_name_loses_its_path_its_controls_and_its_tricks(sent, kept):
    made = cleaned_name(sent)
    assert made == kept
    assert cleaned_name(made) == made
    assert len(made.encode()) < 400
