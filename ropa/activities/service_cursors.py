"""Cursors of the list in other orders than the newest first: the order, and the key of the last line of a page."""

import base64

from ropa.errors import Invalid, invalid
from schemas.listing import ActivitySort

_MOST_PLACE = 1 << 31
_LONGEST = 40
_REFS = frozenset({ActivitySort.REF, ActivitySort.REF_DOWN})
_NUMBERED = frozenset({ActivitySort.OFFICE, ActivitySort.OFFICE_DOWN})


def cursor_at(sort: ActivitySort, key: tuple[object, ...]) -> str:
    """Return the cursor of the page behind a line."""
    text = ":".join((str(sort), *map(str, key)))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def key_of(sort: ActivitySort, cursor: str | None) -> tuple[str | int, ...] | None:
    """Return the key in a cursor of this order.

    Raises: Invalid for one that this list did not give out in this order.
    """
    if cursor is None:
        return None
    try:
        name, *parts = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(":")
        key = _typed(sort, parts)
    except ValueError:
        raise _none() from None
    # Compared with what this list would give out: int() and base64 take blanks, underscores and line ends.
    if name != str(sort) or cursor_at(sort, key) != cursor:
        raise _none()
    return key


def _typed(sort: ActivitySort, parts: list[str]) -> tuple[str | int, ...]:
    if sort in _REFS:
        (ref,) = parts
        if "\0" in ref or len(ref) > _LONGEST:
            raise ValueError
        return (ref,)
    if sort is ActivitySort.OLDEST:
        (place,) = parts
        return (_number(place),)
    value, place = parts
    if "\0" in value or len(value) > _LONGEST:
        raise ValueError
    return (_number(value) if sort in _NUMBERED else value, _number(place))


def _number(text: str) -> int:
    number = int(text)
    if not 0 <= number < _MOST_PLACE:
        raise ValueError
    return number


def _none() -> Invalid:
    return invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list in this order")
