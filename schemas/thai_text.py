"""Thai text for searching and sorting. What people typed is stored as typed; these keys stand beside it."""

import re
import unicodedata
from functools import lru_cache

#: Characters that have no width and no meaning for a search: zero-width space and (non-)joiners, word joiner,
#: byte order mark, soft hyphen.
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD))
_UNSEEN = tuple(map(chr, _INVISIBLE))
_TO_ARABIC = {0x0E50 + digit: str(digit) for digit in range(10)}
_THAI_DIGITS = tuple(map(chr, _TO_ARABIC))
_TO_THAI = {0x30 + digit: chr(0x0E50 + digit) for digit in range(10)}

# Marks that sit on or below a consonant. The order in which they were typed does not show on paper:
# below first, then above, then tone, then the silencer; nikhahit last, where it can meet its sara aa.
_MARK_ORDER = {
    mark: rank
    for rank, marks in enumerate(
        (
            "\u0e38\u0e39\u0e3a",
            "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47",
            "\u0e48\u0e49\u0e4a\u0e4b",
            "\u0e4c\u0e4e",
            "\u0e4d",
        )
    )
    for mark in marks
}
#: Two marks or more: one alone is always in order, and nearly all of a text's marks stand alone.
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]{2,}")
_KEPT_RUN = 6
_NIKHAHIT_AA = "\u0e4d\u0e32"
_SARA_AM = "\u0e33"
_TONE_AFTER_AM = re.compile(f"{_NIKHAHIT_AA}([\u0e48-\u0e4b]+)")
_LEADING_VOWEL = re.compile("([\u0e40-\u0e44])([\u0e01-\u0e2e])")
#: Second-level marks of Thai collation, weakest first: ็ ่ ้ ๊ ๋ ์.
_TONE_WEIGHT = {mark: str(weight) for weight, mark in enumerate("\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c", 1)}


def arabic_digits(text: str) -> str:
    """Return the text with ๐-๙ written 0-9."""
    # A look for each digit costs far less than the table over every letter.
    return text.translate(_TO_ARABIC) if any(map(text.__contains__, _THAI_DIGITS)) else text


def thai_digits(value: str | int) -> str:
    """Return the text or number with 0-9 written ๐-๙."""
    return str(value).translate(_TO_THAI)


def _in_order(run: re.Match[str]) -> str:
    marks = run.group()
    # Real words have few different runs; an endless one is somebody's keyboard, and is not kept.
    return _ordered_once(marks) if len(marks) <= _KEPT_RUN else _ordered(marks)


def _ordered(marks: str) -> str:
    # A mark typed twice shows once, so a doubled key press must not hide the word from a search.
    return "".join(sorted(dict.fromkeys(marks), key=lambda mark: (_MARK_ORDER[mark], mark)))


_ordered_once = lru_cache(maxsize=1024)(_ordered)


def _joined(text: str) -> str:
    """Return one spelling for all key sequences that look the same: น้ำ, นํ้า, น้ํา and นำ้ become one."""
    split = _MARKS.sub(_in_order, text.replace(_SARA_AM, _NIKHAHIT_AA))
    if _NIKHAHIT_AA in split:
        moved = _TONE_AFTER_AM.sub(rf"\1{_NIKHAHIT_AA}", split)
        split = _MARKS.sub(_in_order, moved).replace(_NIKHAHIT_AA, _SARA_AM)
    return split.replace("\u0e40\u0e40", "\u0e41")  # two เ look like แ


def searchable(text: str) -> str:
    """Return the search key of a text: two texts that look alike have one key. Never stored as the text itself.

    Vowel and tone marks in one order, ํ + า as ำ, Thai digits as Arabic ones, no case, no invisible characters, single
    spaces. `searchable(searchable(x)) == searchable(x)`.
    """
    seen = text.translate(_INVISIBLE) if any(map(text.__contains__, _UNSEEN)) else text
    folded = unicodedata.normalize("NFD", seen).casefold()
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded).casefold())
    return _joined(arabic_digits(" ".join(plain.split())))


def spellings(word: str) -> list[str]:
    """Return the ways in which a text that stands as it was typed may spell a searched word.

    For texts that have no search key beside them: a few LIKEs find what a key would, but for marks typed out of order.
    """
    key = searchable(word)
    return sorted({word, key, thai_digits(key), key.replace(_SARA_AM, _NIKHAHIT_AA)} - {""})


def sort_key(text: str) -> str:
    """Return a key whose plain code-point order is Thai dictionary order; compare it bytewise (COLLATE "C").

    A leading vowel counts after its consonant; tone marks decide only between words that are otherwise equal.
    Stored, because the collations of SQLite and PostgreSQL differ.
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in _LEADING_VOWEL.sub(r"\2\1", searchable(text)):
        weight = _TONE_WEIGHT.get(char)
        if weight is None:
            letters.append(char)
            tones.append("0")
        elif tones:
            tones[-1] = weight
    return "".join(letters) + "\x01" + "".join(tones).rstrip("0")
