"""Says what a file is by its content. Nothing is unpacked: of an archive only the list of names is read, and bounded.

This is no virus scanner. It keeps out what a browser or an office program would run by itself (pages, drawings with
scripts, programs, macros) and files that pretend to be another kind than their name says.
"""

import codecs
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO

from ropa.attachments.rules import extension_of
from ropa.errors import Invalid
from schemas.findings import Problem

_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
#: By the ending of the name.
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "odt": f"{_ODF}text",
    "ods": f"{_ODF}spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
TEXT = frozenset({"text/plain", "text/csv"})
#: What the file chooser of a page offers.
ACCEPTED = ",".join(f".{each}" for each in MEDIA_TYPES)
_SHOWN = ", ".join(MEDIA_TYPES)
_HEAD = 4096
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_MAX_COMMENT = 65_535
#: An office file has some hundred parts.
_MAX_ENTRIES, _MAX_NAMES = 5_000, 1024 * 1024
_MACROS = ("vbaproject.bin", "vbadata.xml")
_MACRO_FOLDERS = ("basic/", "scripts/", "word/activex/", "xl/activex/", "xl/macrosheets/")
#: Beginnings of what runs, in small letters.
_RUNS = (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"<?php", b"<body", b"<iframe", b"{\\rtf", b"#!")
_INSIDE = (b"<!doctype html", b"<html", b"<svg", b"<script")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f")
_CONTROLS = bytes(code for code in range(32) if code not in _TEXT_CONTROLS) + b"\x7f"


def examine(file: BinaryIO, name: str) -> str:
    """Return the media type of a file; its name was cleaned before. The file is left at its beginning.

    Raises: Invalid when it is empty, of a kind that is not taken, or another kind than its name says.
    """
    extension = extension_of(name)
    said = MEDIA_TYPES.get(extension)
    file.seek(0)
    head = file.read(_HEAD)
    if not head:
        raise _refused("ไฟล์ว่างเปล่า", "The file is empty")
    if said is None:
        raise _refused(f"ไม่รับไฟล์ชนิดนี้ รับเฉพาะ {_SHOWN}", f"Files of this kind are not taken; take one of {_SHOWN}")
    found = _text_type(file, head, extension) if said in TEXT else _binary_type(file, head)
    file.seek(0)
    if found is None:
        raise _refused(
            f"เนื้อหาไม่ใช่ไฟล์ชนิดที่รับ หรือตั้งรหัสผ่านไว้ รับเฉพาะ {_SHOWN}",
            f"The content is of no kind that is taken, or is locked by a password; take one of {_SHOWN}",
        )
    if found != said:
        raise _refused(
            f"ชื่อไฟล์ลงท้าย .{extension} แต่เนื้อหาเป็น {found}",
            f"The name ends with .{extension}, but the content is {found}",
        )
    return found


def _refused(message_th: str, message_en: str) -> Invalid:
    return Invalid([Problem(pointer="/file", message_th=message_th, message_en=message_en)])


def _binary_type(file: BinaryIO, head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return MEDIA_TYPES["pdf"]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return MEDIA_TYPES["png"]
    if head.startswith(b"\xff\xd8\xff"):
        return MEDIA_TYPES["jpg"]
    if head.startswith(b"PK\x03\x04"):
        return _office_type(file, head)
    return None


def _office_type(file: BinaryIO, head: bytes) -> str | None:
    names = [each.lower() for each in _names(file)]
    if any(each.endswith(_MACROS) or each.startswith(_MACRO_FOLDERS) for each in names):
        raise _refused("ไฟล์มีมาโคร บันทึกเป็นแบบไม่มีมาโครก่อน", "The file has macros; save it without them first")
    if "[content_types].xml" in names:
        is_text = any(each.startswith("word/") for each in names)
        is_sheet = any(each.startswith("xl/") for each in names)
        if is_text == is_sheet:
            return None
        return MEDIA_TYPES["docx" if is_text else "xlsx"]
    # OpenDocument: the first part is `mimetype`, stored as it is right after its header (ODF 1.3, part 2, 3.3).
    for kind in ("odt", "ods"):
        written = b"mimetype" + MEDIA_TYPES[kind].encode()
        if head[30:].startswith(written) and head[30 + len(written) :][:1] in {b"P", b""}:
            return MEDIA_TYPES[kind]
    return None


def _names(file: BinaryIO) -> Iterator[str]:
    """Yield the names of an archive's parts from its list at the end; nothing where it has none that can be trusted."""
    size = file.seek(0, 2)
    tail_at = max(0, size - _END.size - _MAX_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return
    _, _, _, _, count, listed, start, comment = _END.unpack(tail[at : at + _END.size])
    # The list must lie right before its end record: other readers would else see other names than these.
    is_whole = start + listed == tail_at + at and at + _END.size + comment == len(tail)
    if not is_whole or count > _MAX_ENTRIES or listed > _MAX_NAMES:
        return
    file.seek(start)
    content, place = file.read(listed), 0
    for _ in range(count):
        entry = content[place : place + _ENTRY.size]
        if len(entry) < _ENTRY.size or not entry.startswith(b"PK\x01\x02"):
            return
        fields = _ENTRY.unpack(entry)
        name_length, more = fields[10], fields[11] + fields[12]
        name_at = place + _ENTRY.size
        yield content[name_at : name_at + name_length].decode("utf-8", "replace").replace("\\", "/").lstrip("/")
        place = name_at + name_length + more


def _text_type(file: BinaryIO, head: bytes, extension: str) -> str:
    begins = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if begins.startswith(_RUNS) or any(each in begins for each in _INSIDE):
        raise _refused("ไฟล์เป็นหน้าเว็บหรือสคริปต์ ไม่ใช่ข้อความ", "The file is a web page or a script, not text")
    found = _binary_type(file, head)
    if found is None and not _is_text(file):
        raise _refused(
            "อ่านเป็นข้อความไม่ได้ บันทึกเป็น UTF-8 แล้วแนบใหม่", "This cannot be read as text; save it as UTF-8 and try again"
        )
    return found or MEDIA_TYPES[extension]


def _is_text(file: BinaryIO) -> bool:
    """Tell whether a whole file is UTF-8, or Thai of Windows (cp874) as Excel saves a CSV, without controls."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    is_utf8 = is_thai = True
    file.seek(0)
    while piece := file.read(1 << 18):
        if len(piece) != len(piece.translate(None, _CONTROLS)):
            return False
        is_utf8 = is_utf8 and _reads(utf8.decode, piece)
        is_thai = is_thai and _reads(lambda part: part.decode("cp874"), piece)
        if not is_utf8 and not is_thai:
            return False
    return is_thai or _reads(lambda part: utf8.decode(part, final=True), b"")


def _reads(read: Callable[[bytes], str], piece: bytes) -> bool:
    try:
        read(piece)
    except UnicodeDecodeError:
        return False
    return True
