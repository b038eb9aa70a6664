"""Records whose every field is filled, as people and programs find to fill them; one seed always gives one record."""

from datetime import date
from random import Random
from typing import Any

import msgspec
from msgspec import inspect as types

from schemas.document import ActivityDocument
from schemas.places import places
from schemas.reading import control_characters
from schemas.vocabulary import Mark
from tests.support.hostile import FITTING

_WORDS = (
    *("ชื่อ นามสกุล", "หมายเลขโทรศัพท์", "กรมการปกครอง", "เพื่อปฏิบัติหน้าที่ตามกฎหมาย", "10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", "On Cloud"),
    *(
        "1. ก 2. ข",
        "1. ก",
        "๑) ก\n๒) ข",
        "ก\nข",
        "- ก\n- ข",
        "ข้อ 2.3",
        "(1) ก (2) ข",
        "ชื่อ: ก; อีเมล: ข",
        "ป้ายทางแยก: ใช่",
        "20 พ.ย. 2569",
    ),
    *(
        "",
        " ",
        "-",
        "NO",
        "ไม่มี",
        "N/A",
        "n/a",
        "–",
        "YES",
        "มี",
        "3",
        "3, 5",
        " ก ",
        "\nก",
        "ขั้นตอน",
        "ลำดับ",
        "ชื่อหน่วยงาน",
    ),
)
_HOSTILE = tuple(text for text in FITTING.values() if len(text) <= 500 and not list(control_characters(text)))


def full_document(seed: int) -> ActivityDocument:
    """Return a document in which no field is left out, one answer in five being a token, a blank or a trap."""
    source = Random(seed)  # noqa: S311 - not a secret
    made = msgspec.convert(_value(types.type_info(ActivityDocument), source, full=True), ActivityDocument)
    for place in places(made):
        if source.random() < 0.1 or (place.value is None and source.random() < 0.5):
            made.marks[place.pointer] = source.choice(list(Mark))
    return made


def _text(source: Random, longest: int | None) -> str:
    chance = source.random()
    if chance < 0.03:
        text = source.choice(_HOSTILE)
    elif chance < 0.25:
        text = source.choice(_WORDS)
    else:
        text = " ".join(source.choice(_WORDS[:6]) for _ in range(source.randint(1, 4))) + f" {source.randint(1, 999)}"
    return text[:longest]


def _value(kind: types.Type, source: Random, *, full: bool = False) -> Any:  # noqa: PLR0911 - a table of kinds
    if isinstance(kind, types.Metadata):
        return _value(kind.type, source, full=full)
    if isinstance(kind, types.UnionType):
        parts = [part for part in kind.types if not isinstance(part, types.NoneType)]
        return None if source.random() < 0.1 else _value(parts[0], source, full=full)
    if isinstance(kind, types.StructType):
        left_out = {"marks"} if kind.cls is ActivityDocument else set()
        return {
            part.encode_name: _value(part.type, source, full=full) for part in kind.fields if part.name not in left_out
        }
    if isinstance(kind, types.ListType):
        return [_value(kind.item_type, source) for _ in range(source.randint(0, 4))]
    if isinstance(kind, types.EnumType):
        return source.choice([member.value for member in kind.cls])
    if isinstance(kind, types.IntType):
        return source.randint(kind.ge or 0, kind.le or 1000)
    if isinstance(kind, types.BoolType):
        return source.random() < 0.5
    if isinstance(kind, types.DateType):
        return str(date.fromordinal(source.randint(date(1900, 1, 1).toordinal(), date(2200, 1, 1).toordinal())))
    assert isinstance(kind, types.StrType)
    return _text(source, kind.max_length)
