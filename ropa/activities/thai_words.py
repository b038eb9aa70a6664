"""Cuts Thai text into words. PyThaiNLP and its dictionary (all inside its wheel) are loaded at the first text.

Loading takes half a second and 75 MB, so only a process that shows a comparison pays for it.
"""

import os
import threading
from collections.abc import Callable
from functools import cache

#: Other than the words of a sentence, a run without a single space: nobody writes one, and nobody waits for it.
LONGEST = 6_000
_LOADING = threading.Lock()


@cache
def _segment() -> Callable[[str], list[str]]:
    # At its import the library makes a folder in the home directory unless it is told not to; a service may have none.
    if "PYTHAINLP_READ_MODE" not in os.environ:
        os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.tokenize.newmm import segment

    segment("ก")  # builds its tree of words
    return segment


def words_in(text: str) -> list[str]:
    """Return the words, spaces and signs of a text in their order; joined they are the text."""
    if not text or len(text) > LONGEST:
        return [text] if text else []
    if text.isascii():
        return _latin(text)
    with _LOADING:
        segment = _segment()
    found = segment(text)
    return found if "".join(found) == text else [text]


def _latin(text: str) -> list[str]:
    """Cut at spaces, numbers and signs, so that ASCII texts need no dictionary."""
    import re

    return re.findall(r"[A-Za-z]+|\d+|\s+|.", text, re.DOTALL)
