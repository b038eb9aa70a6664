"""Reads labels, hints, laws and widgets off the types, so that no other place repeats them.

Everything here takes the type as an argument: a form with one more declared field is a form with one more field
everywhere (docs/add-a-field.md).
"""

from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import Any, get_args

import msgspec
from msgspec import Struct
from msgspec import inspect as types

from schemas.activity import Form
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.field import FieldNote
from schemas.flow import Step


class Kind(StrEnum):
    """What a field holds, whatever its widget."""

    TEXT = "text"
    YES_NO = "yes_no"
    NUMBER = "number"
    DATE = "date"
    TERM = "term"
    CHOICE = "choice"
    LINES = "lines"
    ORGANISATIONS = "organisations"
    TERMS = "terms"
    CHOICES = "choices"
    GROUP = "group"
    TABLE = "table"


class FieldInfo(Struct, frozen=True, kw_only=True):
    """One declared field as every reader of the form sees it."""

    key: str
    pointer: str
    """RFC 6901 pointer in the document, e.g. `/form/header/agency_name`; for a table column, relative to its row."""
    section: str
    order: int
    """1-based place in the whole form."""
    kind: Kind
    note: FieldNote
    member: Any = None
    """The Struct of a GROUP, TABLE, CHOICE or CHOICES, or the Enum of a TERM or TERMS."""

    @property
    def label(self) -> str:
        """The printed label; the hint stands in where the paper prints only a hint."""
        return self.note.label_th or self.note.hint_th or self.note.label_en


class SectionInfo(Struct, frozen=True, kw_only=True):
    """One section of the form."""

    key: str
    label_th: str
    label_en: str
    fields: tuple[FieldInfo, ...]


_PLAIN = {
    types.StrType: Kind.TEXT,
    types.BoolType: Kind.YES_NO,
    types.IntType: Kind.NUMBER,
    types.DateType: Kind.DATE,
}


def _bare(kind: types.Type) -> types.Type:
    """Strip `| None` and metadata."""
    while True:
        if isinstance(kind, types.Metadata):
            kind = kind.type
        elif isinstance(kind, types.UnionType):
            kind = next(part for part in kind.types if not isinstance(_bare(part), types.NoneType))
        else:
            return kind


def _is_choice(struct: type[Struct]) -> bool:
    return "raw" in struct.__struct_fields__


def _classify(kind: types.Type, note: FieldNote) -> tuple[Kind, Any]:
    bare = _bare(kind)
    if isinstance(bare, types.ListType):
        item = _bare(bare.item_type)
        if isinstance(item, types.StructType):
            return (Kind.CHOICES if _is_choice(item.cls) else Kind.TABLE), item.cls
        if isinstance(item, types.EnumType):
            return Kind.TERMS, item.cls
        return (Kind.ORGANISATIONS if note.widget == "no_or_organisations" else Kind.LINES), None
    if isinstance(bare, types.EnumType):
        return Kind.TERM, bare.cls
    if isinstance(bare, types.StructType):
        return (Kind.CHOICE if _is_choice(bare.cls) else Kind.GROUP), bare.cls
    return _PLAIN[type(bare)], None


def _note(annotation: Any) -> FieldNote | None:
    """Find the note in `Annotated[T, Meta] | None`, at any depth of the union but not inside T."""
    for meta in getattr(annotation, "__metadata__", ()):
        if isinstance(meta, msgspec.Meta) and meta.extra and isinstance(meta.extra.get("note"), FieldNote):
            found: FieldNote = meta.extra["note"]
            return found
    if hasattr(annotation, "__metadata__"):
        return None
    return next((note for part in get_args(annotation) if (note := _note(part)) is not None), None)


def fields_of(struct: type[Struct], *, section: str = "", pointer: str = "", start: int = 1) -> tuple[FieldInfo, ...]:
    """Return the labelled fields of one Struct in order of declaration, numbered from `start`."""
    hints = _hints(struct)
    found: list[FieldInfo] = []
    for declared in _struct_type(struct).fields:
        note = _note(hints[declared.name])
        if note is None:
            continue
        kind, member = _classify(declared.type, note)
        found.append(
            FieldInfo(
                key=declared.name,
                pointer=f"{pointer}/{declared.encode_name}",
                section=section,
                order=start + len(found),
                kind=kind,
                note=note,
                member=member,
            )
        )
    return tuple(found)


def _hints(struct: type[Struct]) -> dict[str, Any]:
    import typing

    return typing.get_type_hints(struct, include_extras=True)


def _struct_type(struct: type[Struct]) -> types.StructType:
    kind = types.type_info(struct)
    if not isinstance(kind, types.StructType):
        raise TypeError(struct)
    return kind


@cache
def sections(form: type[Struct] = Form) -> tuple[SectionInfo, ...]:
    """Return the sections of a form type in order, `beyond` last; fields are numbered through the whole form."""
    made: list[SectionInfo] = []
    start = 1
    for part in fields_of(form):
        fields = fields_of(part.member, section=part.key, pointer=f"/form/{part.key}", start=start)
        start += len(fields)
        made.append(SectionInfo(key=part.key, label_th=part.label, label_en=part.note.label_en, fields=fields))
    return tuple(made)


def form_fields(form: type[Struct] = Form) -> Iterator[FieldInfo]:
    """Yield every field of the form in printed order, `beyond` last."""
    for section in sections(form):
        yield from section.fields


@cache
def columns(*structs: type[Struct]) -> tuple[FieldInfo, ...]:
    """Return the printed columns of one or more row types in the paper's order (fields without a column are left out)."""  # noqa: E501
    found = [info for struct in structs for info in fields_of(struct) if info.note.column is not None]
    return tuple(sorted(found, key=lambda info: info.note.column or 0))


def flow_columns() -> tuple[FieldInfo, ...]:
    """Return the 7 printed columns of the data-flow table."""
    return columns(Step)


def exchange_columns() -> tuple[FieldInfo, ...]:
    """Return the 14 printed columns of the exchange table; system and line columns are mixed as on paper."""
    return columns(InformationSystem, ExchangeLine)


def importer_labels(form: type[Struct] = Form) -> dict[str, str]:
    """Return pointer by label: every label, hint and known slip by which a filled form may name a field.

    Words that two fields share ("เมื่อส่งมอบข้อมูล") name neither and are left out: there the hint or the label tells.
    """
    table: dict[str, str] = {}
    shared: set[str] = set()
    for info in form_fields(form):
        for words in filter(None, (info.note.label_th, info.note.hint_th, *info.note.also_th)):
            if table.setdefault(words, info.pointer) != info.pointer:
                shared.add(words)
    return {words: pointer for words, pointer in table.items() if words not in shared}


#: A list has at most `schemas.field.LIST_LIMIT` rows; Python refuses to read a number of 5,000 digits.
_ROW_DIGITS = 4


def row_number(key: str) -> int | None:
    """Return the row that a part of a pointer names; None for what is no number, or for one that no list has."""
    return int(key) if key.isascii() and key.isdigit() and len(key) <= _ROW_DIGITS else None


def value_at(value: object, pointer: str) -> object:
    """Return the value of a Struct, dict or list at a pointer; None where a part of the way is missing."""
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            place = row_number(key)
            value = value[place] if place is not None and place < len(value) else None
        elif isinstance(value, dict):
            value = value.get(key)
        else:
            value = getattr(value, key, None)
        if value is None:
            return None
    return value
