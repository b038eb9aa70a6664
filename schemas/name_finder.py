"""Finds names in Thai prose: texts are compared without spaces, and the longest name wins. Pure.

Thai has no spaces between words and the paper breaks them anywhere.
"""

import re
from collections.abc import Iterable

from schemas.thai_text import searchable

_LOOSE_SPACE = re.compile("(?<![a-z0-9]) | (?![a-z0-9])")


def words_key(text: str) -> str:
    """Return the search key without spaces, but with those between two Latin words."""
    return _LOOSE_SPACE.sub("", searchable(text))


def words_pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Return the pattern that finds the longest of the names in a text's `words_key`; compiled once, at the start."""
    # Longest first. A Thai name does not begin inside a syllable (เชื่อ holds ชื่อ), a Latin one not inside a word.
    listed = sorted(names, key=len, reverse=True)
    latin = "|".join(re.escape(name) for name in listed if name.isascii())
    thai = "|".join(re.escape(name) for name in listed if not name.isascii())
    return re.compile(f"(?<![เแโใไ])(?:{thai})|(?<![a-z0-9])(?:{latin})(?![a-z0-9])")
