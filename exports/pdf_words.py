"""Where a line of Thai may end on paper: between words, and never before a sign that closes or repeats.

typst cuts Thai between syllables (ข้อ|มูล, อิเล็ก|ทรอนิกส์) and before `)`, `.` and ๆ. So words are found here, in the
dictionary that PyThaiNLP carries as a file, and kept whole by record.typ. The time grows with the length of the text,
whatever stands in it.
"""

import re
from functools import cache, lru_cache

#: Characters that take room in a line; the others stand above or below one.
_WIDE = re.compile("[^ัิ-ฺ็-๎]")
#: Letters with full stops between them, such as ก.พ.ร. or ป.ย.ป: one word, though typst would end a line at each stop.
_STOPPED = r"(?:[ก-ฮ]{1,4}\.){2,}(?:[ก-ฮ]{1,4}(?![\u0e01-\u0e4e]))?"
_RUN = re.compile(rf"{_STOPPED}|ฯลฯ|[\u0e01-\u0e2e\u0e30-\u0e45\u0e47-\u0e4e]+")
#: A unit that is never cut: leading vowel, consonant, its marks and the vowels behind it.
_CLUSTER = re.compile("[เ-ไ]?[ก-ฮฤฦ][ะ-ฺๅ็-๎]*|.", re.DOTALL)
_CLOSING = re.compile(r" ?ๆ[)\]}”’»,.;:!?%…ฯ]*|[)\]}”’»,.;:!?%…ฯ]+ๆ?")
#: A dictionary has phrases too, such as names of ministries: they may be cut between their words.
_LONGEST_WORD = 11
_LONGEST_CHARACTERS = 18
#: Typst does not cut words of one syllable.
_SHORTEST = 4
#: What may be an abbreviation before its full stop.
_CONSONANTS = re.compile("[ก-ฮ]{1,5}")
_ETC = "ฯลฯ"
#: Letters of other scripts are narrower than Thai ones: so many more fit a column.
_LATIN_MORE = 2
#: A line may end behind each of these in a long word of another script; accents stay with their letters.
_SLICE = re.compile("(?:.[\u0300-\u036f]*){1,5}", re.DOTALL)
_KNOWN_COST, _UNKNOWN_COST = 2, 5
_WORDS_OF_OFFICES = (
    "ไปรษณีย์ นามสกุล หมายเลข อีเมล เว็บไซต์ ออนไลน์ ลงทะเบียน อิเล็กทรอนิกส์ สารสนเทศ สารบรรณ ซอฟต์แวร์ เซิร์ฟเวอร์"
    " ตัวชี้วัด ความเห็นชอบ ขั้นตอนที่"
)


@cache
def _words() -> frozenset[str]:
    import os

    # The library makes a folder in the home directory unless it is told not to; a service may have none.
    if "PYTHAINLP_READ_MODE" not in os.environ:
        os.environ.setdefault("PYTHAINLP_READ_ONLY", "1")
    from pythainlp.corpus import thai_words

    known = {word for word in thai_words() if _RUN.fullmatch(word) and 1 < width(word) <= _LONGEST_WORD}
    return frozenset(known | set(_WORDS_OF_OFFICES.split()))


def width(text: str) -> int:
    """Return how many characters of a text take room in its line."""
    return len(_WIDE.findall(text))


@lru_cache(maxsize=8_192)
def _cut(run: str) -> tuple[str, ...]:
    """Return the words of a run of Thai letters, the fewest and with the fewest unknown letters; joined they are it."""
    words = _words()
    borders = [found.start() for found in _CLUSTER.finditer(run)] + [len(run)]
    # Cheapest way to each border, and where its last word begins.
    costs = [0] + [1 << 30] * (len(borders) - 1)
    begins = [0] * len(borders)
    for at, start in enumerate(borders[:-1]):
        for to in range(at + 1, len(borders)):
            end = borders[to]
            if end - start > _LONGEST_CHARACTERS:
                break
            known = run[start:end] in words
            if not known and to > at + 1:
                continue
            cost = costs[at] + (_KNOWN_COST if known else _UNKNOWN_COST)
            if cost <= costs[to]:
                costs[to], begins[to] = cost, at
    found = []
    to = len(borders) - 1
    while to > 0:
        at = begins[to]
        # A single cluster may be longer than any word.
        if costs[to] == 1 << 30:
            at = to - 1
        found.append(run[borders[at] : borders[to]])
        to = at
    return tuple(reversed(found))


def pieces(text: str, most: int) -> list[tuple[str, bool]]:
    """Return the text in pieces, each with whether it must stay in one line; joined they are the text.

    No piece that must is wider than `most` characters: it would run out of its column.
    """
    made: list[tuple[str, bool]] = []
    place = 0
    for run in _RUN.finditer(text):
        if run.start() < place:
            continue
        made += _other(text[place : run.start()], most)
        place = run.end()
        closing = _CLOSING.match(text, place)
        words = [run.group()] if run.group() == _ETC or "." in run.group() else list(_cut(run.group()))
        if closing is not None and closing.group()[0] == ".":
            words = _abbreviated(words)
        if closing:
            words[-1] += closing.group()
            place = closing.end()
        last = len(words) - 1
        made += [(word, _whole(word, most, closed=closing is not None and at == last)) for at, word in enumerate(words)]
    made += _other(text[place:], most)
    return [piece for piece in made if piece[0]]


def _other(text: str, most: int) -> list[tuple[str, bool]]:
    """Return the pieces of a text without Thai letters: what is too long for a line, such as a link, in short ones."""
    made, place = [], 0
    for long in re.finditer(rf"\S{{{most + _LATIN_MORE + 1},}}", text):
        made.append((text[place : long.start()], False))
        place = long.end()
        made += [(part, True) for part in _SLICE.findall(long.group())]
    return [*made, (text[place:], False)]


def _abbreviated(words: list[str]) -> list[str]:
    """Return the words with the consonants before a full stop, such as สปอ, as one."""
    at = len(words)
    while at and _CONSONANTS.fullmatch("".join(words[at - 1 :])):
        at -= 1
    return [*words[:at], "".join(words[at:])] if at < len(words) else words


def _whole(word: str, most: int, *, closed: bool) -> bool:
    return (closed or word == _ETC or width(word) >= _SHORTEST) and width(word) <= most
