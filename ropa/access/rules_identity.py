"""Numbers of Thai identity cards. Pure.

Legal source: law.md C.7: 13 digits, the last is a check digit over weights 13 to 2.
"""

from schemas.thai_text import searchable

DIGITS = 13


def read_national_id(text: str) -> str | None:
    """Return the 13 digits of a national ID written with or without dashes, spaces or Thai digits; None: no ID.

    The first digit is free: 0 stands on numbers of some persons without a registration.
    """
    digits = "".join(letter for letter in searchable(text) if letter not in "- \u2013")
    if len(digits) != DIGITS or not digits.isascii() or not digits.isdigit():
        return None
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(DIGITS, 1, -1), strict=False))
    return digits if (11 - total % 11) % 10 == int(digits[-1]) else None
