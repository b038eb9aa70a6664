"""What a file hides is no answer: values that hold the words of a masked export are left out and told. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct

from schemas.document import ActivityInput
from schemas.form import form_fields, sections
from schemas.imports import ReadRecord, Remark, RemarkKind
from schemas.masked_words import holds_mask

_ENCODER = msgspec.json.Encoder()
#: Rows must have these.
_NEEDED = frozenset({"title", "system_name"})


def without_masks(read: ReadRecord) -> ReadRecord:
    """Return a read record whose masked values are lost, so that an existing record keeps its own there.

    A table with a masked cell is lost as a whole, since rows have no names that both sides know; a new record has its
    rows without the cell.
    """
    data = read.data
    if data is None or (not _masked(data.form) and not _masked([data.steps, data.systems])):
        return read
    data, found = _form(data)
    for name in ("steps", "systems"):
        if _masked(getattr(data, name)):
            rows = [_without(row) for row in getattr(data, name)]
            data = msgspec.structs.replace(data, **{name: rows})
            found.append(f"/{name}")
    sources = {at: source for at, source in data.sources.items() if not _masked(source)}
    data = msgspec.structs.replace(data, sources=sources)
    places = {at: source.place for at, source in (read.data.sources if read.data else {}).items()}
    told = [_remark(pointer, places.get(pointer)) for pointer in found]
    return msgspec.structs.replace(read, data=data, remarks=[*read.remarks, *told])


def _masked(value: object) -> bool:
    return holds_mask(_ENCODER.encode(value).decode())


def _form(data: ActivityInput) -> tuple[ActivityInput, list[str]]:
    hidden = [info.pointer for info in form_fields() if _masked(getattr(getattr(data.form, info.section), info.key))]
    parts = {}
    for section in sections():
        keys = {info.key: None for info in section.fields if info.pointer in hidden}
        if keys:
            parts[section.key] = msgspec.structs.replace(getattr(data.form, section.key), **keys)
    marks = {at: mark for at, mark in data.marks.items() if not any(at.startswith(f"{each}/") for each in hidden)}
    return msgspec.structs.replace(data, form=msgspec.structs.replace(data.form, **parts), marks=marks), hidden


def _without(row: Struct) -> Any:
    """Return a row of a table without its masked cells; lines of a system likewise."""
    return msgspec.structs.replace(row, **dict(_emptied(row)))


def _emptied(row: Struct) -> Iterator[tuple[str, Any]]:
    for name in row.__struct_fields__:
        value = getattr(row, name)
        if name == "exchanges":
            yield name, [_without(line) for line in value]
        elif name not in _NEEDED and _masked(value):
            yield name, None


def _remark(pointer: str, place: str | None) -> Remark:
    return Remark(
        kind=RemarkKind.LOST,
        pointer=pointer,
        place=place,
        message_th="ไฟล์ปิดชื่อหรือเลขประจำตัวไว้ที่นี่ จึงไม่ใช่คำตอบ รายการเดิมในทะเบียนคงคำตอบของตนเอง",
        message_en="The file hides a name or an ID here, which is no answer; an existing record keeps its own",
    )
