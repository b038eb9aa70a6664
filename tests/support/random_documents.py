"""Any value that a Struct accepts, for property tests: read off the type, so a new field takes part by itself."""

from collections.abc import Callable
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect as types

# Words that mean something to the checks, so that random records reach more than the first branch.
_WORDS = st.sampled_from(
    (
        *("", " ", "-", "NO", "ไม่มี", "ไม่เก็บ", "ชื่อ นามสกุล", "หมายเลข OTP", "เลขหลัง บัตรประชาชน", "log", "สปอ.", "ระบบ ก"),
        *("เพื่อปฏิบัติหน้าที่ตามกฎหมาย", "มาตรา 24(6)", "ความยินยอม", "นายสมมุติ ตัวอย่าง", "นายสมมติ ตัวอยาง"),
        *("1-1111-11111-11-9", "๑๑๑๑๑๑๑๑๑๑๑๑๙", "{0}", "{names}"),
    )
)
_TEXT = st.one_of(_WORDS, st.text(max_size=40))


def values(kind: type) -> st.SearchStrategy[Any]:
    """Return a strategy for instances of `kind` that also pass msgspec's own decoding."""
    return _of(types.type_info(kind)).map(lambda raw: msgspec.convert(raw, kind))


def _of(kind: types.Type) -> st.SearchStrategy[Any]:
    if isinstance(kind, types.Metadata):
        return _of(kind.type)
    if isinstance(kind, types.UnionType):
        return st.one_of(*(_of(part) for part in kind.types))
    return _MAKERS[type(kind)](kind)


def _struct(kind: types.StructType) -> st.SearchStrategy[dict[str, Any]]:
    parts = {part.encode_name: (_of(part.type), part.required) for part in kind.fields}
    return st.fixed_dictionaries(
        {name: part for name, (part, required) in parts.items() if required},
        optional={name: part for name, (part, required) in parts.items() if not required},
    )


def _text(kind: types.StrType) -> st.SearchStrategy[str]:
    if kind.pattern == "^/":
        return st.one_of(
            st.sampled_from(["/form/data_category/local_third_parties", "/form/roles/role_collector"]),
            _TEXT.map(lambda tail: f"/{tail}"),
        )
    if kind.max_length is not None and kind.max_length < 40:
        return st.text(max_size=kind.max_length)
    return _TEXT


_MAKERS: dict[type[types.Type], Callable[[Any], st.SearchStrategy[Any]]] = {
    types.StructType: _struct,
    types.ListType: lambda kind: st.lists(_of(kind.item_type), max_size=3),
    types.DictType: lambda kind: st.dictionaries(_of(kind.key_type), _of(kind.value_type), max_size=3),
    types.EnumType: lambda kind: st.sampled_from([member.value for member in kind.cls]),
    types.StrType: _text,
    types.IntType: lambda kind: st.integers(min_value=kind.ge or 0, max_value=kind.le or 1000),
    types.BoolType: lambda _: st.booleans(),
    types.DateType: lambda _: st.dates().map(str),
    types.NoneType: lambda _: st.none(),
}
