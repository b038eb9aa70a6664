"""Numbers of Thai identity cards. Pure.

Legal source: law.md C.7: 13 digits, the last is a check digit over weights 13 to 2.
"""

import re

from schemas.thai_text import searchable

DIGITS = 13
_IN_TEXT = re.compile(r"(?<!\d)\d(?:[-\u2013. ]?\d){12}(?!\d)")


def read_national_id(text: str) -> str | None:
    """Return the 13 digits of a national ID written with or without dashes, spaces or Thai digits; None: no ID.

    The first digit is free: 0 stands on numbers of some persons without a registration. A wrong check digit is no
    reason to refuse (all four numbers in the ministry's own manual have one); `has_check_digit` tells.
    """
    digits = "".join(letter for letter in searchable(text) if letter not in "- \u2013")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else None


def may_hold_national_id(text: str) -> bool:
    """Tell whether somewhere in a text stand 13 digits, whatever their check digit and however they are parted."""
    return _IN_TEXT.search(searchable(text)) is not None


def has_check_digit(digits: str) -> bool:
    """Tell whether the last of 13 digits is the right check digit."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(DIGITS, 1, -1), strict=False))
    return (11 - total % 11) % 10 == int(digits[-1])
