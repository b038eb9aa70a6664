"""Reads the text of a converted PDF: a line is a row, tabs part its cells."""

import re
from typing import NoReturn

from ropa.imports.rules_sheets import Cell, SentFile, Sheet
from ropa.imports.said import Said, refuse
from schemas.imports import RemarkKind
from schemas.reading import CONTROL

MOST_LINES = 1_000_000
MOST_CELLS = 1_000_000
LONGEST_TEXT = 100_000
_LINE = re.compile(r"\r\n|\r|\n")
_BETWEEN = re.compile(r"</p>\s*<p>", re.IGNORECASE)
_WRAPPER = re.compile(r"</?p>", re.IGNORECASE)
#: A page break, and line breaks within a cell as word processors write them.
_BREAK = re.compile("[\f\v\u2028\u2029]+")
_THAI = re.compile("[\u0e01-\u0e5b]+")
_MOST_COLUMNS = 16_384
_CONTROL_SHARE = 200
_HALVES = 2


def read_text(content: bytes, name: str) -> SentFile:
    """Return a text file as one sheet; lines and columns count from 1.

    Raises: Unreadable when it is no text, or its letters are damaged.
    """
    said = Said()
    words = _decoded(content, said)
    # Counted before the text is split: a list of 30 million empty lines is 250 MB.
    if words.count("\n") + words.count("\r") > 2 * MOST_LINES or len(lines := _LINE.split(words)) > MOST_LINES:
        refuse(
            f"line {MOST_LINES + 1}: ไฟล์มีเกิน {MOST_LINES:,} บรรทัด",
            f"line {MOST_LINES + 1}: more than {MOST_LINES:,} lines",
        )
    cells: list[Cell] = []
    for number, line in enumerate(lines, 1):
        cells += _cells(line, number, said)
        if len(cells) > MOST_CELLS:
            refuse(f"line {number}: ไฟล์มีเกิน {MOST_CELLS:,} ช่อง", f"line {number}: more than {MOST_CELLS:,} cells")
    if not cells:
        refuse("ไฟล์ไม่มีข้อความ", "The file holds no words")
    return SentFile(name=name, kind="txt", sheets=[Sheet(name=name, kind="txt", cells=cells)], remarks=said.remarks())


def _cells(line: str, number: int, said: Said) -> list[Cell]:
    made = []
    if line.count("\t") >= _MOST_COLUMNS:
        refuse(
            f"line {number}: มีเกิน {_MOST_COLUMNS:,} ช่องในบรรทัดเดียว",
            f"line {number}: more than {_MOST_COLUMNS:,} cells in one line",
        )
    for column, words in enumerate(line.split("\t"), 1):
        text = _text(words, f"line {number}, column {column}", said)
        if text.strip():
            made.append(Cell(row=number, column=column, text=text))
    return made


def _text(words: str, place: str, said: Said) -> str:
    if len(words) > LONGEST_TEXT:
        refuse(
            f"{place}: ข้อความยาวเกิน {LONGEST_TEXT:,} ตัวอักษร",
            f"{place}: the text is longer than {LONGEST_TEXT:,} characters",
        )
    if "<" in words:
        words = _WRAPPER.sub("", _BETWEEN.sub("\n", words))
    words = _BREAK.sub("\n", words.strip("\f\v"))
    if CONTROL.search(words):
        words = CONTROL.sub("", words)
        said.add(
            RemarkKind.IGNORED,
            ("ตัดอักขระควบคุมที่มองไม่เห็นออก", "invisible control characters were left out"),
            place=place,
        )
    return words


def _decoded(content: bytes, said: Said) -> str:
    """Return the text of the bytes; what is no UTF-8 is said."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(content, "utf-16", said)
    nulls = content[:2000].count(0)
    if nulls > len(content[:2000]) // 10:
        # Thai letters are 0x0E and another byte; spaces, tabs and digits have the NUL that tells which is first.
        return _utf16(content, "utf-16-le" if content[1:2000:2].count(0) > nulls // _HALVES else "utf-16-be", said)
    if nulls:
        _refuse_binary()
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _no_utf8(content, error, said)
    return _no_binary(words)


def _utf16(content: bytes, codec: str, said: Said) -> str:
    try:
        words = content.decode(codec)
    except UnicodeDecodeError:
        refuse(
            "ไฟล์ UTF-16 ไม่ครบหรือเสียหาย โปรดส่งใหม่ หรือบันทึกเป็น UTF-8",
            "The UTF-16 file is cut off or damaged; send it again, or save it as UTF-8",
        )
    said.add(RemarkKind.ASSUMED, ("อ่านไฟล์เป็นรหัส UTF-16", "the file was read as UTF-16"))
    return _no_binary(words)


def _no_utf8(content: bytes, error: UnicodeDecodeError, said: Said) -> str:
    damaged = content.decode("utf-8-sig", "replace")
    # Lengths, not lists: ten million letters are a gigabyte as ten million strings.
    if len(damaged) - len(_THAI.sub("", damaged)) > 10 * damaged.count("\ufffd"):
        line = content[: error.start].count(b"\n") + 1
        if error.start >= len(content) - 3:
            refuse(
                f"line {line}: ไฟล์ขาดกลางตัวอักษร (คัดลอกไม่ครบ) โปรดส่งใหม่",
                f"line {line}: the file is cut off in the middle of a letter; send it again",
            )
        refuse(
            f"line {line}: มีไบต์ที่ไม่ใช่ UTF-8 ตัวอักษรเสียหาย โปรดบันทึกเป็น UTF-8 แล้วส่งใหม่",
            f"line {line}: has bytes that are no UTF-8; save the file as UTF-8 and send it again",
        )
    try:
        words = content.decode("cp874")
    except UnicodeDecodeError:
        _refuse_binary()
    said.add(
        RemarkKind.ASSUMED,
        ("อ่านไฟล์เป็นรหัสภาษาไทย TIS-620 (Windows-874)", "the file was read as Thai TIS-620 (Windows-874)"),
    )
    return _no_binary(words)


def _no_binary(words: str) -> str:
    # Page breaks are no sign of a binary file, however many pages there are.
    words_only = _BREAK.sub("", words)
    if len(words_only) - len(CONTROL.sub("", words_only)) > 1 + len(words) // _CONTROL_SHARE:
        _refuse_binary()
    return words


def _refuse_binary() -> NoReturn:
    refuse(
        "ไฟล์นี้ไม่ใช่ข้อความ สมุดงาน Excel หรือเอกสาร Word จึงอ่านไม่ได้",
        "This file is no text, no Excel workbook and no Word document; it cannot be read",
    )
