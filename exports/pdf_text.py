"""Stored text on its way into a PDF: every character is seen, none acts, what stands there can be copied.

typst is handed values, never markup, so there is nothing to escape. What needs care is letters: a character that no
font at hand can draw would be an empty box, and one that turns or hides others would change what is read.
"""

import re
from functools import lru_cache
from itertools import groupby

from exports.pdf_words import pieces

#: What Sarabun draws, and the fonts that typst brings: letters of Europe, signs, arrows, tick boxes. A test sets all.
DRAWN = (
    "\n -~\xa0-\xac\xae-\u017e\u0192\u0218-\u021b\u02c6\u02dc\u0300-\u0304\u0306-\u030c\u0323\u0331"
    "\u0391-\u03a1\u03a3-\u03c9"
    "\u0401-\u040c\u040e-\u044f\u0451-\u045c\u045e\u045f\u0e01-\u0e3a\u0e3f-\u0e5b\u1ea0-\u1ef9\u200b\u2010-\u2027\u2030-\u2040\u2044-\u2052\u2054-\u205e"
    "\u2070\u2071\u2074-\u208e\u20a0-\u20bf\u2100-\u2104\u2116\u2122\u2126\u2153-\u215e\u2190-\u2193\u21d0-\u21d5\u2200-\u22ff"
    "\u2460-\u2473\u2500-\u2604\u2610-\u2612\u2639-\u263a\u2713\u2714\u2717\u2718"
)
_UNDRAWN = re.compile(f"[^{DRAWN}]")
_LINE_END = re.compile("\r\n?")
#: Sarabun sets these right only with its tables of marks: the vowel stands left of the tall stroke.
_TALL = re.compile("[ปฝฟฬ][ัิ-ื็ํ][่-์]")
#: Parts of a text for `say` of record.typ: every second one stays in one line; a mark before it asks for the tables.
PART, MARKS = "\x1e", "\x1f"
#: Widest word that stays whole, in characters, in a common column and in a narrow one of the exchange table.
COMMON, NARROW = 16, 9
_CACHED_LENGTH = 300


def visible(text: str) -> str:
    """Return the text with `‹U+202E›` for each character that cannot be seen; a tab becomes a blank."""
    lines = _LINE_END.sub("\n", text).replace("\t", " ")
    return _UNDRAWN.sub(lambda found: f"‹U+{ord(found.group()):04X}›", lines)


def printed(text: str, most: int = COMMON) -> str:
    """Return the text for `say` of record.typ, which keeps words up to `most` characters whole.

    The pages are set without the font's tables of marks: with them typst lifts the tone of นั้ out of its word, and the
    PDF says นั้นั้ to whoever copies or searches. The fonts place their marks well without, but for a few.
    """
    return _short(text, most) if len(text) <= _CACHED_LENGTH else _parted(text, most)


def _parted(text: str, most: int) -> str:
    parts = [""]
    for whole, run in groupby(_kept(visible(text), most), key=lambda piece: piece[1]):
        for words, _ in run:
            if whole:
                parts += [words, ""]
            else:
                parts[-1] += words
    return PART.join(parts)


def _kept(text: str, most: int) -> list[tuple[str, bool]]:
    made = []
    for words, whole in pieces(text, most):
        if _TALL.search(words) is None:
            made.append((words, whole))
        elif whole:
            made.append((MARKS + words, True))
        else:
            made += _around(words)
    return made


def _around(words: str) -> list[tuple[str, bool]]:
    """Return pieces of words too wide to be kept whole: only their tall letters are."""
    made, place = [], 0
    for found in _TALL.finditer(words):
        made += [(words[place : found.start()], False), (MARKS + found.group(), True)]
        place = found.end()
    return [piece for piece in [*made, (words[place:], False)] if piece[0]]


_short = lru_cache(maxsize=8_192)(_parted)
