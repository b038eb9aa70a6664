"""What a document must hold to be kept at all. Everything else about it is a finding, not a refusal. Pure."""

from collections.abc import Iterator
from typing import Any

import msgspec

from schemas.choices import (
    CloudLocationChoice,
    ExchangeType,
    HostingChoice,
    ProcessingByChoice,
    StorageFormatChoice,
    SystemStatusChoice,
    read_choice,
    read_exchange_type,
)
from schemas.document import ActivityDocument, ActivityInput
from schemas.exchange import InformationSystem
from schemas.findings import Problem
from schemas.form import value_at
from schemas.reading import control_characters, step

_SUSPECT = (b"\\u00", b"\x7f", b"\xef\xbf\xbe", b"\xef\xbf\xbf", b"\\b", b"\\f")


def problems_of(data: ActivityInput, encoded: bytes) -> list[Problem]:
    """Return every reason not to keep what was sent. `encoded` is its document as JSON bytes."""
    found = [*_numbers(data), *_links(data), *_marks(data.document())]
    # JSON writes control characters as escapes, so a search of the bytes spares the walk for almost every document.
    for part, pointer in ((encoded, ""), (msgspec.json.encode(data.sources), "/sources")):
        if any(sign in part for sign in _SUSPECT):
            found += control_characters(msgspec.json.decode(part), pointer)
    return found


def _numbers(data: ActivityDocument) -> Iterator[Problem]:
    for name, numbers in (
        ("steps", [row.seq for row in data.steps]),
        ("systems", [row.seq for row in data.systems]),
    ):
        seen: set[int] = set()
        for index, number in enumerate(numbers):
            if number in seen:
                yield Problem(
                    pointer=f"/{name}/{index}/seq",
                    message_th=f"ลำดับ {number} ซ้ำ",
                    message_en=f"Number {number} is used twice",
                )
            seen.add(number)


def _links(data: ActivityDocument) -> Iterator[Problem]:
    known = {row.seq for row in data.steps}
    for index, row in enumerate(data.steps):
        for place, link in enumerate(row.next or ()):
            if link.to not in known:
                yield Problem(
                    pointer=f"/steps/{index}/next/{place}/to",
                    message_th=f"ไม่มีขั้นตอนลำดับ {link.to}",
                    message_en=f"There is no step {link.to}",
                )


def _marks(data: ActivityDocument) -> Iterator[Problem]:
    for pointer, mark in data.marks.items():
        value = value_at(data, pointer)
        if value not in (None, [], False):
            yield Problem(
                pointer=step("/marks", pointer),
                message_th=f"มีเครื่องหมาย {mark} ทั้งที่ช่อง {pointer} มีค่าแล้ว",
                message_en=f"The mark {mark} stands at {pointer}, which has a value",
            )
        elif not _place_exists(data, pointer):
            yield Problem(
                pointer=step("/marks", pointer),
                message_th=f"ไม่มีช่อง {pointer} ในแบบฟอร์ม",
                message_en=f"There is no place {pointer} in the form",
            )


def _place_exists(data: ActivityDocument, pointer: str) -> bool:
    parent, _, last = pointer.rpartition("/")
    holder = value_at(data, parent) if parent else data
    if isinstance(holder, msgspec.Struct):
        return last in holder.__struct_fields__
    return False


def completed(data: ActivityDocument) -> ActivityDocument:
    """Return the document with each closed value whole: a code read from its words, or words from its code."""
    category = data.form.storage
    if category.storage_formats:
        formats = [_whole(choice, StorageFormatChoice) for choice in category.storage_formats]
        form = msgspec.structs.replace(data.form, storage=msgspec.structs.replace(category, storage_formats=formats))
        data = msgspec.structs.replace(data, form=form)
    if data.systems:
        data = msgspec.structs.replace(data, systems=[_whole_system(system) for system in data.systems])
    return data


def _whole(choice: Any, kind: Any) -> Any:
    if choice is None:
        return None
    if choice.code is None and choice.raw:
        return read_choice(kind, choice.raw)
    if choice.raw is None and choice.code is not None:
        return kind(code=choice.code, raw=choice.code.th)
    return choice


def _whole_exchange(kind: ExchangeType | None) -> ExchangeType | None:
    if kind is None or not kind.raw or (kind.direction and kind.mode):
        return kind
    read = read_exchange_type(kind.raw)
    return ExchangeType(direction=kind.direction or read.direction, mode=kind.mode or read.mode, raw=kind.raw)


def _whole_system(system: InformationSystem) -> InformationSystem:
    lines = [
        msgspec.structs.replace(
            line,
            processing_by=_whole(line.processing_by, ProcessingByChoice),
            data_exchange_type=_whole_exchange(line.data_exchange_type),
        )
        for line in system.exchanges
    ]
    return msgspec.structs.replace(
        system,
        system_status=_whole(system.system_status, SystemStatusChoice),
        hosting=_whole(system.hosting, HostingChoice),
        cloud_location=_whole(system.cloud_location, CloudLocationChoice),
        exchanges=lines,
    )
