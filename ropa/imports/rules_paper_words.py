"""Finds printed words in a cell though a scan bent a letter, a line broke in them, or a vowel stands apart. Pure.

Words are compared by their letters only: no spaces, brackets or signs, no case, one spelling for what looks the same.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

#: Letters that are never compared: a bracket, a colon or a space differs from one filled form to the next.
_LETTERS = frozenset(
    "0123456789abcdefghijklmnopqrstuvwxyz"
    + "".join(map(chr, (*range(0xE01, 0xE2F), *range(0xE30, 0xE46), *range(0xE47, 0xE4E))))
)
_TAGS = re.compile(r"</?(?:p|br|div|span|b|i|strong)\b[^<>]{0,80}/?>", re.IGNORECASE)
#: Marks of one letter in the order of typing: below it, above it, tone, silencer, nikhahit.
_RANK = {
    mark: rank
    for rank, marks in enumerate(
        ("\u0e38\u0e39\u0e3a", "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47", "\u0e48\u0e49\u0e4a\u0e4b", "\u0e4c", "\u0e4d")
    )
    for mark in marks
}
_LAST = len(_RANK)
_SPLIT_AM = "\u0e4d\u0e32"
_SARA_AM = "\u0e33"
_SARA_AA = "\u0e32"
#: Numbering and bullets before a label: "1.2 ", "๓) ", "- ", "• ", "ข้อ 4 ".
_BULLET = re.compile(r"\s*(?:(?:ข้อ(?:ที่)?\s*)?[0-9๐-๙]{1,2}(?:[.][0-9๐-๙]{1,2})*\s*[.)]\s*|[-•·*–]\s+)")
#: The longest beginning of a cell in which the first words of a label are looked for.
_HEAD = 14
#: No printed label of the form is longer than its longest hint; what comes later in a cell is a value.
_SEARCHED = 1_500
#: A phrase that long is nothing else in the middle of a cell.
_TELLING = 14
#: Below so many letters none may be wrong, below so many one; of longer phrases one letter in so many.
_EXACT, _ONE_SLIP, _ONE_IN = 6, 11, 8


class Folded(NamedTuple):
    """The letters of a text, and where in the text each of them stands."""

    key: str
    at: list[int]

    def place(self, index: int) -> int:
        """Return where in the text the letter `index` stands; the text's end after the last letter."""
        return self.at[index] if index < len(self.at) else self.at[-1] + 1 if self.at else 0


@lru_cache(maxsize=4_096)
def fold(text: str) -> Folded:
    """Return the letters of a text in one spelling: Thai digits as Arabic, ํ + า for ำ, a doubled mark once."""
    letters: list[str] = []
    at: list[int] = []
    for place, char in enumerate(text):
        letter = chr(ord(char) - 0xE20) if "๐" <= char <= "๙" else char.lower()
        for part in _SPLIT_AM if letter == _SARA_AM else letter:
            last = letters[-1] if letters else ""
            if part not in _LETTERS or (part == last and _is_mark(part)):
                continue
            if part == last == "เ":
                letters[-1] = "แ"
            else:
                # Marks in one order, whatever the order in which they were typed.
                late = last in _RANK and _RANK.get(part, _LAST) < _RANK[last]
                letters[len(letters) - late :] = [part, last] if late else [part]
                at.append(place)
    return Folded("".join(letters), at)


def is_letter(char: str) -> bool:
    """Tell whether a character counts when words are compared."""
    return char == _SARA_AM or "๐" <= char <= "๙" or char.lower() in _LETTERS


def _is_mark(letter: str) -> bool:
    return "\u0e34" <= letter <= "\u0e3a" or "\u0e47" <= letter <= "\u0e4d" or letter == "\u0e31"


def letters(text: str) -> str:
    """Return only the letters of a text (see `fold`)."""
    return fold(text).key


def untagged(text: str) -> str:
    """Return a text whose `<p>` wrappers became line breaks; words and their spaces stay."""
    if "<" not in text:
        return text
    parts = [part.strip(" ") for part in _TAGS.sub("\n", text).split("\n")]
    return "\n".join(part for part in parts if part)


def paragraphs(text: str) -> list[str]:
    """Return the lines of a cell that are not empty, without spaces around them."""
    return [part for line in untagged(text).splitlines() if (part := line.strip())]


class Phrase(Struct, frozen=True, kw_only=True):
    """Words that the form prints. `fields` are the pointers of the fields that they may name."""

    key: str
    fields: tuple[str, ...]
    role: str
    """`label`, `hint`, `part` (a section or sub-section) or `caption`."""
    caption: str = ""
    """What a caption announces."""
    whole: tuple[str, ...] = ()
    """The full letters of the hints that begin with `key`."""


class Hit(NamedTuple):
    """A phrase found in a text, from letter `start` to letter `end` of its key."""

    phrase: Phrase
    start: int
    end: int
    slips: int


def allowed(length: int) -> int:
    """Return how many letters of a printed phrase may be wrong."""
    if length < _EXACT:
        return 0
    return 1 if length < _ONE_SLIP else max(2, length // _ONE_IN)


def prefix_distance(phrase: str, text: str, limit: int) -> tuple[int, int] | None:
    """Return (letters wrong, letters of `text` taken) of the best reading of `phrase` at the beginning of `text`.

    None when more than `limit` letters are wrong. Of two readings with as many wrong the one that ends nearest to the
    phrase's own length.
    """
    same = _same(phrase, text)
    if same == len(phrase):
        return 0, same
    rest, text = phrase[same:], text[same : len(phrase) + limit]
    over = limit + 1
    row = [*range(over), *[over] * (len(text) + 1 - over)] if len(text) >= over else list(range(len(text) + 1))
    for number, letter in enumerate(rest, start=1):
        low, high = max(1, number - limit), min(len(text), number + limit)
        fresh = [over] * (len(text) + 1)
        left = fresh[0] = number if number <= limit else over
        best = left
        above = row[low - 1]
        if low > 1:
            left = over
        for place in range(low, high + 1):
            straight = row[place]
            least = above if letter == text[place - 1] else above + 1
            if straight + 1 < least:  # noqa: PLR1730 - the innermost loop: a call of min() doubles its time
                least = straight + 1
            if left + 1 < least:  # noqa: PLR1730
                least = left + 1
            above = straight
            left = fresh[place] = least
            if least < best:  # noqa: PLR1730
                best = least
        row = fresh
        if best > limit:
            return None
    slips, _, end = min((slips, abs(end - len(rest)), end) for end, slips in enumerate(row))
    return (slips, same + end) if slips <= limit else None


def _same(left: str, right: str) -> int:
    """Return how many first letters two keys share."""
    for place, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return place
    return min(len(left), len(right))


class Phrases:
    """The printed words of a form, ready to be looked for."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.all: Sequence[Phrase] = tuple(phrases)
        self._pairs: dict[str, list[int]] = defaultdict(list)
        self._needed: list[int] = []
        self._whole_pairs = [_pairs(phrase.key) for phrase in self.all]
        for number, phrase in enumerate(self.all):
            head = _pairs(phrase.key[:_HEAD])
            wrong = min(allowed(len(phrase.key)), 3)
            self._needed.append(max(1, len(head) - 2 * wrong - 1))
            for pair in head:
                self._pairs[pair].append(number)

    def at(self, folded: Folded, start: int) -> list[Hit]:
        """Return the phrases that stand at letter `start`, the best first: few wrong letters for their length, long."""
        counts: dict[int, int] = {}
        for pair in _pairs(folded.key[start : start + _HEAD + 2]):
            for number in self._pairs.get(pair, ()):
                counts[number] = counts.get(number, 0) + 1
        found: list[Hit] = []
        exact = 0
        for number in sorted(counts, key=lambda number: -len(self.all[number].key)):
            phrase = self.all[number]
            if counts[number] < self._needed[number] or len(phrase.key) < exact:
                continue
            limit = allowed(len(phrase.key))
            read = prefix_distance(phrase.key, folded.key[start : start + len(phrase.key) + limit], limit)
            if read is not None:
                found.append(Hit(phrase, start, start + read[1], read[0]))
                exact = exact or (0 if read[0] else len(phrase.key))
        # A longer phrase that fits says more than a short one that is its beginning.
        return sorted(found, key=lambda hit: (hit.slips * 4 - len(hit.phrase.key), hit.slips))

    def like(self, key: str, share: float) -> bool:
        """Tell whether a key has so many letter pairs in common with one of the phrases, captions left out."""
        pairs = _pairs(key)
        return any(
            2 * len(pairs & own) >= share * (len(pairs) + len(own))
            for phrase, own in zip(self.all, self._whole_pairs, strict=True)
            if own and phrase.role != "caption"
        )

    def in_text(self, text: str) -> list[Hit]:
        """Return the printed phrases of a text that begins with one, in order; [] when it begins with other words."""
        folded = fold(text[:_SEARCHED])
        bullet = _BULLET.match(text)
        begin = next((n for n, place in enumerate(folded.at) if place >= bullet.end()), 0) if bullet else 0
        first = self.at(folded, 0) or (self.at(folded, begin) if begin else [])
        if not first:
            return []
        hits = [self._whole(folded, first[0])]
        while (following := self._next(text, folded, hits[-1].end)) is not None:
            hits.append(self._whole(folded, following))
        return hits

    def _whole(self, folded: Folded, hit: Hit) -> Hit:
        """Return a hit of the beginning of a hint with as much of the hint as stands there."""
        best = hit
        for full in hit.phrase.whole:
            read = prefix_distance(full, folded.key[hit.start : hit.start + len(full) + 20], max(2, len(full) // 7))
            if read is not None and hit.start + read[1] > best.end:
                best = hit._replace(end=hit.start + read[1])
        return best

    def _next(self, text: str, folded: Folded, end: int) -> Hit | None:
        for start in _beginnings(text, folded, end):
            for hit in self.at(folded, start):
                if hit.phrase.role == "hint" or len(hit.phrase.key) >= _TELLING or _apart(text, folded, start):
                    return hit
        return None


def _beginnings(text: str, folded: Folded, end: int) -> Iterator[int]:
    """Yield the letters from `end` on that begin a word: after a space, a line break or a bracket."""
    for index in range(end, len(folded.key)):
        place = folded.at[index]
        if place and not is_letter(text[place - 1]):
            yield index


def _apart(text: str, folded: Folded, start: int) -> bool:
    """Tell whether a letter begins a line, or follows a closing bracket."""
    before = text[: folded.at[start]].rstrip(" \t(“\"'")
    return before.endswith(("\n", ")")) or "\n" in text[len(before) : folded.at[start]]


def _pairs(key: str) -> set[str]:
    return {key[start : start + 2] for start in range(len(key) - 1)}


def likeness(some: str, others: str) -> float:
    """Return which share of the letter pairs of two keys is common, 0 to 1."""
    left, right = _pairs(some), _pairs(others)
    return 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0


def distance(left: str, right: str, limit: int) -> int:
    """Return how many letters must be added, dropped or changed; `limit` + 1 as soon as it is more than `limit`."""
    if abs(len(left) - len(right)) > limit:
        return limit + 1
    row = list(range(len(right) + 1))
    for number, letter in enumerate(left, start=1):
        above, row = row, [number]
        for place, other in enumerate(right, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
