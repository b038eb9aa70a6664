"""Reads files as people write them: Thai dates, and closed values given as plain words.

Only for files. The API takes ISO dates and `{"code", "raw"}` exactly as its OpenAPI document says.
"""

from datetime import date
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from msgspec import Struct

from schemas.reading import bare_type, read_value
from schemas.thai_dates import ThaiDateError, read_thai_date

T = TypeVar("T")


def read_file_value(value: object, kind: type[T]) -> T:
    """Return a plain value of a file as `kind`; Thai dates and plain words of closed lists are understood.

    Raises: Unreadable with every fault, as `schemas.reading.read_value`.
    """
    return read_value(_understood(value, kind), kind)


def _understood(value: object, kind: Any) -> object:
    bare = bare_type(kind)
    if isinstance(value, str):
        return _text(value, bare)
    if isinstance(value, list) and get_origin(bare) is list:
        return [_understood(item, get_args(bare)[0]) for item in value]
    if isinstance(value, dict) and isinstance(bare, type) and issubclass(bare, Struct):
        hints = get_type_hints(bare, include_extras=True)
        return {key: _understood(item, hints[key]) if key in hints else item for key, item in value.items()}
    return value


def _text(value: str, bare: Any) -> object:
    if bare is date:
        try:
            return read_thai_date(value).value.isoformat()
        except ThaiDateError:
            return value  # the strict reader names the place and says what a date looks like
    if isinstance(bare, type) and issubclass(bare, Struct) and "raw" in bare.__struct_fields__:
        return {"raw": value}
    return value
