"""Labels as lines that fit a width, measured on the font they are drawn with."""

import re
from functools import lru_cache
from itertools import pairwise

from diagrams.fonts import REGULAR, offsets
from diagrams.thai_words import cluster_borders, word_borders

#: Room for the differences between shapers (a browser rounds advances to its own grid).
SAFETY = 1.02
ELLIPSIS = "…"
_CACHED_LABELS = 2048
#: Characters that Sarabun draws, or that a font of the viewer's draws in the room that we keep (`fonts.UNKNOWN_EM`).
#: A sign as wide as a word (U+FDFD), a script that piles its letters up, or a private character is shown by its number.
_KNOWN = (
    " -\u06ff\u0750-\u077f\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1e00-\u2bff\u3000-\u9fff\uac00-\ud7a3\uf900-\ufaff"
    "\ufb00-\ufb06\ufe00-\ufe0f\uff01-\uffee\U0001f000-\U0001faff\U00020000-\U000323af"
)
_UNKNOWN = re.compile(f"[^{_KNOWN}]")
#: Of no width and of no meaning in one line. Joins emoji, so it stays.
_SILENT, _JOINER = re.compile("[\u00ad\u034f\u200b-\u200f\u2060-\u2064\ufeff]"), "\u200d"
#: Marks by the place they take: below the letter, above it, on top of that; and those of other scripts.
_PLACES = (
    "\u0e38\u0e39\u0e3a",
    "\u0e31\u0e34\u0e35\u0e36\u0e37\u0e47\u0e4d",
    "\u0e48\u0e49\u0e4a\u0e4b\u0e4c\u0e4e",
    "".join(
        map(
            chr,
            [
                *(*range(0x0300, 0x0370), *range(0x0483, 0x048A), *range(0x0591, 0x05BE), *range(0x0610, 0x061B)),
                *(
                    *range(0x064B, 0x0660),
                    0x0670,
                    *range(0x06D6, 0x06DD),
                    *range(0x0EB4, 0x0EBD),
                    *range(0x0EC8, 0x0ECE),
                ),
                *(*range(0x20D0, 0x20F1), *range(0x302A, 0x3030)),
            ],
        )
    ),
)
_PILE = re.compile("[" + "".join(_PLACES) + "]{2,}")


@lru_cache(maxsize=_CACHED_LABELS)
def clean(text: str) -> str:
    """Return the text as it is drawn: one line, no character that XML or a terminal would act on.

    What cannot be drawn stands as its number, ‹U+0000›: control characters, unassigned ones, lone surrogates, direction
    overrides (so that what is read is in the order in which it is stored). Marks piled on one letter are cut to what
    Thai can mean, because a pile climbs out of its box.
    """
    shown = text
    if not text.isprintable() or _UNKNOWN.search(text):
        shown = "".join(_shown(char) for char in text)
    return _PILE.sub(_unpiled, " ".join(shown.split()))


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    if char == _JOINER or (char.isprintable() and not _UNKNOWN.match(char)):
        return char
    return "" if _SILENT.match(char) else f"‹U+{ord(char):04X}›"


def _unpiled(pile: re.Match[str]) -> str:
    return _one_each(pile.group())


@lru_cache(maxsize=_CACHED_LABELS)
def _one_each(pile: str) -> str:
    """Return one mark of each of the places around a letter: below, above, and on top."""
    kept: dict[int, str] = {}
    for mark in pile:
        kept.setdefault(next(index for index, marks in enumerate(_PLACES) if mark in marks), mark)
    return "".join(kept.values())


@lru_cache(maxsize=_CACHED_LABELS)
def wrap(text: str, room: float, size: float, *, most: int = 12, font: str = REGULAR) -> tuple[str, ...]:
    """Return the cleaned text as lines of nearly equal length, none wider than `room` points.

    More than `most` lines are cut, and the last one then ends in an ellipsis.
    """
    drawn = clean(text)
    if not drawn:
        return ()
    limit = room / size / SAFETY
    # A page of text is not measured to the end to fill twelve lines; six marks and letters to an em is denser than any.
    longest = int(most * limit * 6) + 40
    whole, drawn = drawn, drawn[:longest]
    starts = offsets(drawn, font)
    if starts[-1] <= limit and drawn == whole:
        return (drawn,)
    pieces = _pieces(drawn, starts, limit)
    lines = _fill(pieces, starts, limit)
    if len(lines) > most or drawn != whole:
        return _cut(drawn, lines[:most], limit, font)
    return tuple(drawn[start:end] for start, end in _even(pieces, lines, starts, limit))


def _pieces(text: str, starts: tuple[float, ...], limit: float) -> list[tuple[int, int]]:
    """Return the parts that a line does not cut. A part that alone is wider than a line is cut between clusters."""
    pieces: list[tuple[int, int]] = []
    for found in re.finditer(r"\S+", text):
        word, base = found.group(), found.start()
        clusters = cluster_borders(word)
        borders = {0, len(word)} | (word_borders(word) & set(clusters))
        places = [base + place for place in clusters]
        for start, end in pairwise(sorted(borders)):
            pieces.extend(_narrow(base + start, base + end, places, starts, limit))
    return pieces


def _narrow(
    start: int, end: int, clusters: list[int], starts: tuple[float, ...], limit: float
) -> list[tuple[int, int]]:
    if starts[end] - starts[start] <= limit:
        return [(start, end)]
    inner = [place for place in clusters if start < place < end] + [end]
    made, begin, last = [], start, start
    for place in inner:
        if starts[place] - starts[begin] > limit and last > begin:
            made.append((begin, last))
            begin = last
        last = place
    return [*made, (begin, end)]


def _fill(pieces: list[tuple[int, int]], starts: tuple[float, ...], limit: float) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    begin, end = pieces[0]
    for start, stop in pieces[1:]:
        if starts[stop] - starts[begin] > limit:
            lines.append((begin, end))
            begin = start
        end = stop
    return [*lines, (begin, end)]


def _even(
    pieces: list[tuple[int, int]], lines: list[tuple[int, int]], starts: tuple[float, ...], limit: float
) -> list[tuple[int, int]]:
    """Return as many lines as before, filled to the smallest width that still takes no more lines."""
    low, high, best = limit * 0.5, limit, lines
    for _ in range(5):
        middle = (low + high) / 2
        tried = _fill(pieces, starts, middle)
        if len(tried) <= len(lines) and all(starts[end] - starts[start] <= limit for start, end in tried):
            high, best = middle, tried
        else:
            low = middle
    return best


def _cut(text: str, lines: list[tuple[int, int]], limit: float, font: str) -> tuple[str, ...]:
    kept = [text[start:end] for start, end in lines]
    last = kept[-1]
    places = [place for place in cluster_borders_of_line(last) if place > 0]
    while places and offsets(last[: places[-1]].rstrip() + ELLIPSIS, font)[-1] > limit:
        places.pop()
    return (*kept[:-1], (last[: places[-1]].rstrip() if places else "") + ELLIPSIS)


def cluster_borders_of_line(line: str) -> list[int]:
    """Return the cluster borders of a line that may hold spaces."""
    return [found.start() + place for found in re.finditer(r"\S+", line) for place in cluster_borders(found.group())]
