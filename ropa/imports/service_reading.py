"""Reads a sent file into records. Needs no database: doors run it where heavy work runs."""

import hashlib
import re
from datetime import date
from itertools import islice
from typing import BinaryIO

from ropa.errors import Invalid
from ropa.imports import rules
from ropa.imports.rules_masked import without_masks
from ropa.imports.rules_sheets import SentFile
from schemas.document import ActivityInput
from schemas.findings import Problem
from schemas.imports import Reading, ReadRecord
from schemas.lenient import read_file_value
from schemas.reading import MOST_PROBLEMS, Unreadable, control_characters

_PIECE = 1 << 20
#: A text may begin with a bracket, too.
_JSON = re.compile(rb"\s*(?:\{\s*[\"}]|\[\s*[{\]])")


def read(source: BinaryIO, name: str, *, today: date) -> Reading:
    """Return what a file holds: JSON, one of our workbooks, or the ministry's form as .xlsx, .docx or text.

    Raises: Invalid with every reason for which the file as a whole is not read.
    """
    size, sha256 = _measured(source)
    try:
        if is_json(source, name):
            return Reading(name=name, kind="json", sha256=sha256, size=size, records=_json(source, size))
        sent = _opened(source, name)
    except Unreadable as error:
        raise Invalid(error.problems) from None
    kind, records = _recognised(sent, today)
    return Reading(name=name, kind=kind, sha256=sha256, size=size, remarks=sent.remarks, records=records)


def is_json(source: BinaryIO, name: str) -> bool:
    """Tell whether a file says or looks as if it is JSON; the place in it is then its beginning."""
    source.seek(0)
    first = source.read(200).removeprefix(b"\xef\xbb\xbf")
    source.seek(0)
    return name.lower().endswith(".json") or _JSON.match(first) is not None


def _opened(source: BinaryIO, name: str) -> SentFile:
    from ropa.imports import files  # the libraries of workbooks and documents take half a second to load

    return files.open_sent(source, name)


def opened(source: BinaryIO, name: str) -> SentFile:
    """Return the sheets of a workbook, for a reader that looks for something else than records in them.

    Raises: Invalid with every reason for which it is not read, or when it is no workbook.
    """
    try:
        sent = _opened(source, name)
    except Unreadable as error:
        raise Invalid(error.problems) from None
    if sent.kind != "xlsx":
        raise _refused("ไฟล์นี้ไม่ใช่สมุดงาน Excel (.xlsx)", "This is no Excel workbook (.xlsx)")
    return sent


def _measured(source: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    source.seek(0)
    while size <= rules.LARGEST_FILE and (piece := source.read(_PIECE)):
        digest.update(piece)
        size += len(piece)
    source.seek(0)
    if size > rules.LARGEST_FILE:
        raise Invalid([rules.too_large()])
    return size, digest.hexdigest()


def _json(source: BinaryIO, size: int) -> list[ReadRecord]:
    rows = rules.records_of(source.read(size))
    if len(rows) > rules.MOST_RECORDS:
        raise Unreadable([rules.too_many(len(rows))])
    return [without_masks(json_record(each, None)) for each in rows]


def json_record(record: object, office_id: int | None) -> ReadRecord:
    """Return one record of a JSON file, or every fault in it."""
    # A database takes no NUL in any text; told here, it is told of its record and keeps no other back.
    if found := list(islice(control_characters(record), MOST_PROBLEMS)):
        return ReadRecord(data=None, problems=found)
    try:
        return ReadRecord(data=read_file_value(rules.with_office(record, office_id), ActivityInput))
    except Unreadable as error:
        return ReadRecord(data=None, problems=error.problems)


def _recognised(sent: SentFile, today: date) -> tuple[str, list[ReadRecord]]:
    from ropa.imports import rules_own_form, rules_own_register, rules_paper

    form = rules_own_form.read_own_form(sent, today=today)
    if form is not None:
        return "form", [form]
    register = rules_own_register.read_own_register(sent, today=today)
    if register is not None:
        if not register:
            raise _refused("สมุดงานทะเบียนนี้ไม่มีรายการ", "This register workbook holds no record")
        return "register", register
    paper = rules_paper.read_paper(sent, today=today)
    if not paper:
        raise _refused(
            "ไม่พบแบบบันทึกรายการในไฟล์นี้: ไม่มีหัวข้อของแบบฟอร์มของกระทรวง และไม่ใช่สมุดงานที่ส่งออกจากทะเบียน",
            "No form was found in this file: it has neither the headings of the ministry's form nor is it a workbook "
            "that this register wrote",
        )
    return "paper", [without_masks(each) for each in paper]


def _refused(message_th: str, message_en: str) -> Invalid:
    return Invalid([Problem(pointer="", message_th=message_th, message_en=message_en)])
