"""Kinds of files that are not read: told by their content, as a name says nothing certain, and refused with advice."""

from typing import BinaryIO

from ropa.imports.containers import OLE
from ropa.imports.said import refuse

_CHUNK = 1024 * 1024

_SAVE_XLSX = ("โปรดเปิดแล้วบันทึกเป็น .xlsx", "open it and save it as .xlsx")
_SAVE_DOCX = ("โปรดเปิดแล้วบันทึกเป็น .docx", "open it and save it as .docx")
_PICTURE = ("โปรดส่งแบบฟอร์มเป็น .xlsx, .docx หรือข้อความ .txt", "send the form as .xlsx, .docx or .txt")
#: What a file begins with, where in it, what that is, and what to do.
_FOREIGN = (
    (
        b"%PDF-",
        0,
        ("ไฟล์ PDF", "a PDF"),
        (
            "โปรดเปิดด้วย Word แล้วบันทึกเป็น .docx หรือแปลงเป็นข้อความ .txt",
            "open it in Word and save it as .docx, or convert it to text (.txt)",
        ),
    ),
    (b"{\\rtf", 0, ("เอกสาร RTF", "an RTF document"), _SAVE_DOCX),
    (b"\x89PNG", 0, ("รูปภาพ PNG", "a PNG picture"), _PICTURE),
    (b"\xff\xd8\xff", 0, ("รูปภาพ JPEG", "a JPEG picture"), _PICTURE),
    (b"GIF8", 0, ("รูปภาพ GIF", "a GIF picture"), _PICTURE),
    (b"BM", 0, ("รูปภาพ BMP", "a BMP picture"), _PICTURE),
    (b"II*\x00", 0, ("รูปภาพ TIFF", "a TIFF picture"), _PICTURE),
    (b"MM\x00*", 0, ("รูปภาพ TIFF", "a TIFF picture"), _PICTURE),
    (b"WEBP", 8, ("รูปภาพ WebP", "a WebP picture"), _PICTURE),
    (b"ftyp", 4, ("รูปภาพหรือวิดีโอ", "a picture or a film"), _PICTURE),
    (b"Rar!", 0, ("ไฟล์บีบอัด RAR", "a RAR archive"), ("โปรดแตกไฟล์แล้วส่งไฟล์ข้างใน", "unpack it and send what is inside")),
    (
        b"7z\xbc\xaf",
        0,
        ("ไฟล์บีบอัด 7z", "a 7z archive"),
        ("โปรดแตกไฟล์แล้วส่งไฟล์ข้างใน", "unpack it and send what is inside"),
    ),
    (
        b"\x1f\x8b",
        0,
        ("ไฟล์บีบอัด gzip", "a gzip archive"),
        ("โปรดแตกไฟล์แล้วส่งไฟล์ข้างใน", "unpack it and send what is inside"),
    ),
    (b"MZ", 0, ("โปรแกรม", "a program"), _PICTURE),
    (b"\x7fELF", 0, ("โปรแกรม", "a program"), _PICTURE),
)
_OLE_KINDS = (
    ("Workbook", ("ไฟล์ Excel รุ่นเก่า (.xls)", "an old Excel file (.xls)"), _SAVE_XLSX),
    ("Book", ("ไฟล์ Excel รุ่นเก่า (.xls)", "an old Excel file (.xls)"), _SAVE_XLSX),
    ("WordDocument", ("เอกสาร Word รุ่นเก่า (.doc)", "an old Word document (.doc)"), _SAVE_DOCX),
)


def refuse_foreign(source: BinaryIO, head: bytes) -> None:
    """Raises: Unreadable when the file is of a kind that is not read, with what it is and what to do."""
    if head.startswith(OLE):
        _refuse_ole(source)
    for sign, offset, (thai, english), (do_thai, do_english) in _FOREIGN:
        # Two letters alone may begin a text; a program or a picture has other bytes soon after.
        if head[offset:].startswith(sign) and (len(sign) > 2 or b"\x00" in head):  # noqa: PLR2004
            refuse(f"ไฟล์นี้คือ{thai} จึงอ่านไม่ได้ {do_thai}", f"This file is {english} and cannot be read; {do_english}")
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000].lower()
    if words.startswith((b"<!doctype html", b"<html", b"<table", b"mime-version:")):
        refuse(
            "ไฟล์นี้คือหน้าเว็บ (HTML) จึงอ่านไม่ได้ โปรดเปิดด้วย Excel หรือ Word แล้วบันทึกเป็น .xlsx หรือ .docx",
            "This file is a web page (HTML) and cannot be read; open it in Excel or Word and save it as .xlsx or .docx",
        )
    if words.startswith(b"<?xml"):
        refuse(
            "ไฟล์นี้คือ XML เดี่ยว จึงอ่านไม่ได้ โปรดเปิดด้วย Excel หรือ Word แล้วบันทึกเป็น .xlsx หรือ .docx",
            "This file is bare XML and cannot be read; open it in Excel or Word and save it as .xlsx or .docx",
        )


def _refuse_ole(source: BinaryIO) -> None:
    if _holds(source, "EncryptedPackage"):
        refuse(
            "ไฟล์มีรหัสผ่าน จึงอ่านไม่ได้ โปรดเปิดไฟล์ แล้วเลือก ไฟล์ > ข้อมูล > ป้องกัน > เข้ารหัสด้วยรหัสผ่าน ลบรหัสผ่านออก แล้วบันทึก",
            "The file is protected by a password and cannot be read; open it, remove the password under"
            " File > Info > Protect > Encrypt with Password, and save it",
        )
    for stream, (thai, english), (do_thai, do_english) in _OLE_KINDS:
        if _holds(source, stream):
            refuse(f"ไฟล์นี้คือ{thai} จึงอ่านไม่ได้ {do_thai}", f"This file is {english} and cannot be read; {do_english}")
    refuse(
        "ไฟล์นี้เป็นไฟล์ Office รุ่นเก่า จึงอ่านไม่ได้ โปรดเปิดแล้วบันทึกเป็น .xlsx หรือ .docx",
        "This file is of an old Office format and cannot be read; open it and save it as .xlsx or .docx",
    )


def _holds(source: BinaryIO, stream: str) -> bool:
    """Return whether an OLE file has a stream of this name, looking for the name itself, terminator included."""
    sought = (stream + "\x00").encode("utf-16-le")
    source.seek(0)
    kept = b""
    while chunk := source.read(_CHUNK):
        if sought in kept + chunk:
            return True
        kept = chunk[-len(sought) :]
    return False
