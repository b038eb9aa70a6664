"""Which columns cannot be overwritten as a binding wants it, and why."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

import msgspec

from ropa.erasure.rules_binding import columns_choosing, fills, pointers
from ropa.erasure.rules_checks import passes
from ropa.erasure.rules_names import shown
from schemas.erasure import Binding, ColumnFill, EraseMethod, Fill, TargetDialect
from schemas.erasure_catalogue import Catalogue, ColumnInfo, ColumnKind, TableInfo, UniqueInfo
from schemas.findings import Problem

RANDOM_TEXT = 32
"""Characters of a random text where each row's must differ for certain: 128 bits in hexadecimal digits."""


def of_columns(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    """Give a fault for each column whose overwriting the database would refuse, or that is computed."""
    for place, columns, info in zip(pointers(binding), fills(binding), catalogue.tables, strict=True):
        for number, each in enumerate(columns):
            column = next(known for known in info.columns if known.name == each.column)
            for message_th, message_en in _of_column(binding, each, column, info):
                yield Problem(
                    pointer=f"{place}/columns/{number}",
                    message_th=f"คอลัมน์ {each.column}: {message_th}",
                    message_en=f"Column {each.column}: {message_en}",
                )


def of_comparisons(binding: Binding, catalogue: Catalogue) -> Iterator[Problem]:
    """Give a fault for each column by which rows are found and that does not tell values apart that differ.

    With such a column a key, a link or a filter names rows of others, too.
    """
    for place, choosing, info in zip(pointers(binding), columns_choosing(binding), catalogue.tables, strict=True):
        for column in info.columns:
            if column.name in choosing and column.folds:
                yield Problem(
                    pointer=f"{place}/table",
                    message_th=f"คอลัมน์ {column.name} ของตาราง {shown(info.schema, info.name)} เปรียบเทียบแบบ "
                    f"{column.comparison} ซึ่งถือว่าค่าที่ต่างกันเป็นค่าเดียวกัน การทำลายจะไปถึงแถวของผู้อื่นได้ ระบบจึงไม่ทำต่อ",
                    message_en=f"Column {column.name} of table {shown(info.schema, info.name)} is compared by "
                    f"{column.comparison}, which takes values that differ for the same: rows of others could be "
                    "reached. Refused",
                )
    for number, each in enumerate(binding.filters):
        column = next(known for known in catalogue.tables[0].columns if known.name == each.column)
        numeric = binding.dialect is TargetDialect.SQLITE and not column.comparison.startswith(("TEXT ", "NONE "))
        if numeric and isinstance(each.value, str) and _numeral(each.value):
            yield Problem(
                pointer=f"/filters/{number}/value",
                message_th=f"คอลัมน์ {each.column} ({column.type}) เปรียบเทียบข้อความนี้เป็นจำนวน ค่าเช่น 007 กับ 7 จึงเท่ากัน",
                message_en=f"Column {each.column} ({column.type}) compares this text as a number: 007 would be 7",
            )


def _numeral(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def random_filled(binding: Binding, each: ColumnFill) -> bool:
    """Whether a column becomes random."""
    return binding.method is EraseMethod.OVERWRITE_RANDOM or each.fill is Fill.RANDOM


def in_unique(info: TableInfo, column: str) -> bool:
    """Whether a column is part of what must be unique."""
    return any(column in unique.columns for unique in info.uniques)


def _of_column(binding: Binding, each: ColumnFill, column: ColumnInfo, info: TableInfo) -> Iterator[tuple[str, str]]:
    null = each.fill is Fill.NULL
    if column.generated:
        yield "ฐานข้อมูลคำนวณค่าเอง เขียนทับไม่ได้", "the database computes it; it cannot be overwritten"
    if column.kind is ColumnKind.OTHER and not null:
        yield (
            f"ชนิด {column.type} ยังเขียนทับไม่ได้ ใช้ค่าว่าง (NULL) หรือเว้นคอลัมน์นี้",
            f"a {column.type} cannot be overwritten; make it NULL, or leave it out",
        )
    if null and not column.nullable:
        yield "เป็น NOT NULL จึงเป็นค่าว่างไม่ได้", "it is NOT NULL and cannot become NULL"
    if each.constant is not None and not _fits(binding, column, each.constant):
        yield f"ค่าคงที่ไม่เข้ากับชนิด {column.type}", f"the constant does not fit {column.type}"
    for unique in info.uniques:
        if not null and _breaks(binding, each, column, unique):
            yield (
                f"ต้องไม่ซ้ำกัน ({unique.name}) แต่ค่าใหม่จะซ้ำ ใช้ได้เฉพาะค่าสุ่มใน UUID หรือข้อความ {RANDOM_TEXT} ตัวขึ้นไป",
                f"must be unique ({unique.name}): only random values, in a UUID or {RANDOM_TEXT} characters, stay so",
            )
    keeps = not (random_filled(binding, each) and in_unique(info, each.column))
    for check in info.checks:
        fits = passes(check, column, each.fill if each.fill is not Fill.RANDOM else None, keeps_length=keeps)
        if each.column in check.columns and not fits:
            yield (
                f"มีเงื่อนไข CHECK {check.name} ที่ค่าใหม่อาจไม่ผ่าน เว้นคอลัมน์นี้หรือให้ผู้ดูแลปลดเงื่อนไขก่อน",
                f"the CHECK {check.name} might refuse the new value; leave it out, or the administrator drops it",
            )


def _breaks(binding: Binding, each: ColumnFill, column: ColumnInfo, unique: UniqueInfo) -> bool:
    if each.column not in unique.columns and not unique.expressions:
        return False
    if unique.expressions or not random_filled(binding, each):
        return True
    roomy = column.length is None or column.length >= RANDOM_TEXT
    return column.kind is not ColumnKind.UUID and not (column.kind is ColumnKind.TEXT and roomy)


def _fits(binding: Binding, column: ColumnInfo, constant: str) -> bool:
    readers: dict[ColumnKind, Callable[[str], object]] = {
        ColumnKind.INTEGER: int,
        ColumnKind.NUMERIC: Decimal,
        ColumnKind.FLOAT: float,
        ColumnKind.DATE: date.fromisoformat,
        ColumnKind.TIMESTAMP: datetime.fromisoformat,
        ColumnKind.TIMESTAMPTZ: datetime.fromisoformat,
        ColumnKind.TIME: time.fromisoformat,
        ColumnKind.UUID: uuid.UUID,
        ColumnKind.JSON: msgspec.json.decode,
        ColumnKind.JSONB: msgspec.json.decode,
    }
    if "\0" in constant or (column.kind is ColumnKind.BYTES and binding.dialect is TargetDialect.POSTGRESQL):
        return False
    if column.kind is ColumnKind.BOOLEAN:
        return constant in ({"0", "1"} if binding.dialect is TargetDialect.SQLITE else {"true", "false"})
    if column.length is not None and len(constant) > column.length:
        return False
    reader = readers.get(column.kind)
    if reader is None:
        return True
    with suppress(ValueError, InvalidOperation, msgspec.DecodeError):
        reader(constant)
        return True
    return False
