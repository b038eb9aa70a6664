"""Filled records for the workbooks: every field set, read off the types, so that a new field takes part by itself."""

import struct
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

from msgspec import Struct

from exports.form_workbook import write_form
from exports.records import FormRecord, RegisterRow
from schemas.activity import Form
from schemas.document import ActivityDocument, content_hash, encode_document
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.findings import Finding, Severity
from schemas.flow import Step
from schemas.form import FieldInfo, Kind, fields_of, sections
from schemas.vocabulary import Mark, RevisionStatus

PRINTED_ON = date(2026, 11, 21)
#: 03:00 on 21 November in Bangkok.
UPDATED_AT = datetime(2026, 11, 20, 20, tzinfo=UTC)


_MAKERS: dict[Kind, Callable[[FieldInfo, str], Any]] = {
    Kind.TEXT: lambda _, words: words,
    Kind.YES_NO: lambda info, _: info.order % 2 == 0,
    Kind.NUMBER: lambda info, _: info.order,
    Kind.DATE: lambda info, _: date(2026, 1, min(info.order, 28)),
    Kind.TERM: lambda info, _: next(iter(info.member)),
    Kind.TERMS: lambda info, _: list(info.member)[:2],
    Kind.LINES: lambda _, words: [f"{words} หนึ่ง", f"{words} สอง"],
    Kind.ORGANISATIONS: lambda _, words: [f"{words} หนึ่ง", f"{words} สอง"],
    Kind.CHOICE: lambda info, words: info.member(raw=words),
    Kind.CHOICES: lambda info, words: [info.member(raw=words)],
    Kind.GROUP: lambda info, _: filled(info.member),
    Kind.TABLE: lambda info, _: [filled(info.member), filled(info.member)],
}


def value_for(info: FieldInfo) -> Any:
    """Return a value of the field's kind that no other field has, where the kind allows it."""
    return _MAKERS[info.kind](info, f"คำตอบของ {info.key}")


def filled(struct_type: type[Struct], **fixed: Any) -> Any:
    """Return a Struct whose labelled fields all have a value; `fixed` ones as given."""
    said = {info.key: value_for(info) for info in fields_of(struct_type) if info.key not in fixed}
    return struct_type(**said, **fixed)


def filled_form(form: type[Struct] = Form) -> Any:
    """Return a form with every field of every section set."""
    parts = {part.key: filled(type(getattr(form(), part.key))) for part in sections(form)}
    return form(**parts)


def document(form: type[Struct] = Form, *, steps: int = 3, lines: Sequence[int] = (2, 1, 0)) -> ActivityDocument:
    """Return a filled document with `steps` steps and a system for each number of exchange `lines`."""
    return ActivityDocument(
        form=filled_form(form),
        steps=[filled(Step, seq=number, title=f"ขั้นที่ {number}", next=None) for number in range(1, steps + 1)],
        systems=[
            filled(
                InformationSystem,
                seq=number,
                system_name=f"ระบบ {number}",
                exchanges=[filled(ExchangeLine, exchanged_data=f"ข้อมูล {number}.{line}") for line in range(count)],
            )
            for number, count in enumerate(lines, 1)
        ],
    )


def blank_document(**marks: Mark) -> ActivityDocument:
    """Return a document without answers; `marks` are by field key of the data category."""
    return ActivityDocument(marks={f"/form/data_category/{key}": mark for key, mark in marks.items()})


def png(width: int = 4, height: int = 3) -> bytes:
    """Return a grey PNG picture."""

    def chunk(name: bytes, content: bytes) -> bytes:
        framed = name + content
        return struct.pack(">L", len(content)) + framed + struct.pack(">L", zlib.crc32(framed))

    rows = (b"\0" + b"\xcc" * width) * height
    head = struct.pack(">2L5B", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def form_record(of: ActivityDocument | None = None, **changes: Any) -> FormRecord:
    """Return a record ready to print."""
    made = of if of is not None else document()
    said: dict[str, Any] = {
        "ref": "ROPA-2569-0001",
        "revision": 2,
        "version": 5,
        "status": RevisionStatus.APPROVED,
        "office_name": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",
        "content_hash": content_hash(encode_document(made)),
        "printed_on": PRINTED_ON,
        "dfd_png": png(),
        "findings": (
            Finding(
                code="example.error",
                severity=Severity.ERROR,
                pointer="/form/storage/retention_period",
                message_th="ไม่ได้ระบุระยะเวลา",
                message_en="no period",
                law="PDPA s.39(4)",
                suggestion="ระบุระยะเวลา",
            ),
        ),
    }
    return FormRecord(document=made, **(said | changes))


def register_row(number: int = 1, of: ActivityDocument | None = None, **changes: Any) -> RegisterRow:
    """Return one row of a register."""
    said: dict[str, Any] = {
        "ref": f"ROPA-2569-{number:04}",
        "office_name": "ศูนย์เทคโนโลยีสารสนเทศและการสื่อสาร",
        "status": RevisionStatus.APPROVED,
        "revision": 2,
        "version": 5,
        "updated_at": UPDATED_AT,
        "content_hash": "ab" * 32,
    }
    return RegisterRow(document=of if of is not None else document(), **(said | changes))


def form_bytes(record: FormRecord) -> bytes:
    """Return the workbook of a record."""
    out = BytesIO()
    write_form(record, out)
    return out.getvalue()
