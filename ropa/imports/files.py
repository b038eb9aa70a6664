"""Opens any sent file: what it is is told by its content, and what cannot be read safely is refused with the reason."""

import io
import re
from pathlib import PurePath
from typing import BinaryIO, NoReturn

from ropa.imports.containers import ZIP, Container
from ropa.imports.foreign_files import refuse_foreign
from ropa.imports.package_parts import Package
from ropa.imports.rules import LARGEST_FILE, too_large
from ropa.imports.rules_sheets import FileKind, SentFile
from ropa.imports.said import cut, refuse
from ropa.imports.text_files import read_text
from ropa.imports.word_files import read_document
from ropa.imports.workbooks import read_workbook
from schemas.reading import Unreadable

READABLE_KINDS = (".xlsx", ".docx", ".txt")
_HEAD = 4096
_JSON = re.compile(rb'(?:\xef\xbb\xbf)?\s*(?:\{\s*["}]|\[\s*\{)')
#: Endings that promise a kind. Any other ending, or none, promises nothing.
_PROMISES: dict[str, FileKind] = {
    ".xlsx": "xlsx",
    ".xltx": "xlsx",
    ".docx": "docx",
    ".dotx": "docx",
    ".txt": "txt",
    ".tsv": "txt",
    ".text": "txt",
}
#: Endings that promise something else.
_OTHERS = frozenset(
    (".xls", ".xlsm", ".xlsb", ".xltm", ".doc", ".docm", ".ods", ".odt", ".csv", ".pdf", ".rtf", ".htm", ".html")
) | {".zip", ".png", ".jpg", ".jpeg", ".gif", ".tif", ".tiff", ".bmp", ".json", ".xml", ".ppt", ".pptx", ".exe"}
_WORDS = {
    "xlsx": ("สมุดงาน Excel (.xlsx)", "an Excel workbook (.xlsx)"),
    "docx": ("เอกสาร Word (.docx)", "a Word document (.docx)"),
    "txt": ("ข้อความธรรมดา (.txt)", "plain text (.txt)"),
}


def open_sent(source: BinaryIO, name: str) -> SentFile:
    """Return the sheets of a workbook, a document or a text file.

    `source` is read from its beginning, in bounded memory and time; it is not closed.
    Raises: Unreadable with every fault, in Thai and English, naming the part, sheet, cell or line.
    """
    source = _bounded(source)
    source.seek(0)
    head = source.read(_HEAD)
    refuse_foreign(source, head)
    # A name may hold bytes that are no UTF-8; what is said of the file does not.
    shown = PurePath(name.replace("\\", "/").encode("utf-8", "backslashreplace").decode()).name
    if head.startswith(ZIP):
        package = Package(Container(source))
        _refuse_promise(shown, package.kind)
        return read_workbook(package, shown) if package.kind == "xlsx" else read_document(package, shown)
    if _JSON.match(head):
        refuse(
            "ไฟล์นี้คือ JSON โปรดตั้งชื่อไฟล์ลงท้ายด้วย .json แล้วส่งใหม่",
            "This file is JSON; give it a name that ends in .json and send it again",
        )
    source.seek(0)
    sent = read_text(source.read(), shown)
    _refuse_promise(shown, "txt")
    return sent


def _bounded(source: BinaryIO) -> BinaryIO:
    """Return the source, or a copy where its size cannot be asked. Raises: Unreadable when too large, or empty."""
    try:
        size = source.seek(0, io.SEEK_END)
    except OSError:
        size = 0
    else:
        source.seek(0)
    if size > LARGEST_FILE:
        _refuse_size()
    if size == 0:
        # A device or a pipe says nothing of its size: never more than one byte too many is read.
        content = source.read(LARGEST_FILE + 1)
        if not content:
            refuse("ไฟล์ว่างเปล่า", "The file is empty")
        if len(content) > LARGEST_FILE:
            _refuse_size()
        return io.BytesIO(content)
    return source


def _refuse_size() -> NoReturn:
    raise Unreadable([too_large(LARGEST_FILE)])


def _refuse_promise(name: str, kind: FileKind) -> None:
    """Raises: Unreadable when the name's ending promises another kind than the content is."""
    ending = PurePath(name).suffix.lower()
    if _PROMISES.get(ending, kind) == kind and ending not in _OTHERS:
        return
    thai, english = _WORDS[kind]
    if ending == ".csv":
        refuse(
            "ไฟล์ .csv อ่านไม่ได้ โปรดเปิดด้วย Excel แล้วบันทึกเป็น .xlsx",
            ".csv files cannot be read; open it in Excel and save it as .xlsx",
        )
    refuse(
        f"ชื่อไฟล์ลงท้ายด้วย {cut(ending)} แต่เนื้อหาคือ{thai} โปรดแก้ชื่อไฟล์ให้ตรง หรือส่งไฟล์ที่ถูกต้อง",
        f"The name ends in {cut(ending)}, but the content is {english}; correct the name, or send the right file",
    )
