"""Finds which row of an older table is which row of a newer one, when rows were moved, inserted or reworded."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

from schemas.thai_text import searchable

R = TypeVar("R")
#: Two rows are one row, reworded, when this share of their letter pairs is common. Half of a title may change
#: ("ตรวจสอบเอกสาร" to "ตรวจสอบเอกสารและสิทธิ"); two titles of one office rarely share more than a third.
ALIKE = 0.5
#: Letters of a row that are compared: enough to know it again, and 500 strange rows against 500 stay a second's work.
_LETTERS = 300


def squeezed(text: str) -> str:
    """Return the search key of a text without its spaces."""
    return re.sub(r"\s", "", searchable(text))


def match_rows(
    before: Sequence[R],
    after: Sequence[R],
    *,
    keys: Sequence[Callable[[R], Hashable]],
    words: Sequence[Callable[[R], str]],
) -> dict[int, int]:
    """Return the index in `after` by index in `before`; a row that is in neither keys nor values has no partner.

    Rows pair by each of `keys` in turn (the most telling first; a key of several rows pairs them in order), then by
    the likeness of each of `words` in turn, the most alike rows first; rows without words are not alike.
    """
    pairs: dict[int, int] = {}
    for key in keys:
        places: defaultdict[Hashable, list[int]] = defaultdict(list)
        taken = set(pairs.values())
        for place in reversed(range(len(after))):
            if place not in taken:
                places[key(after[place])].append(place)
        for index, row in enumerate(before):
            if index not in pairs and places[key(row)]:
                pairs[index] = places[key(row)].pop()
    for text in words:
        pairs |= _alike(before, after, pairs, text)
    return pairs


def _alike(before: Sequence[R], after: Sequence[R], pairs: dict[int, int], words: Callable[[R], str]) -> dict[int, int]:
    taken = set(pairs.values())
    left = {
        index: _letter_pairs(text) for index, row in enumerate(before) if index not in pairs and (text := words(row))
    }
    right = {
        place: _letter_pairs(text) for place, row in enumerate(after) if place not in taken and (text := words(row))
    }
    ranked = sorted(
        (-share, abs(index - place), index, place)
        for index, some in left.items()
        for place, others in right.items()
        if (share := _likeness(some, others)) >= ALIKE
    )
    found: dict[int, int] = {}
    for _, _, index, place in ranked:
        if index not in found and place not in taken:
            found[index] = place
            taken.add(place)
    return found


def _letter_pairs(text: str) -> frozenset[str]:
    letters = f"\n{squeezed(text)[:_LETTERS]}\n"
    return frozenset(letters[start : start + 2] for start in range(len(letters) - 1))


def _likeness(some: frozenset[str], others: frozenset[str]) -> float:
    return 2 * len(some & others) / (len(some) + len(others))


def moved_rows(pairs: dict[int, int]) -> set[int]:
    """Return the indexes (in the older table) of the fewest rows whose moving explains the new order."""
    ends: list[int] = []  # last place of the best run of each length (longest increasing subsequence)
    runs: list[list[int]] = []
    for index in sorted(pairs):
        length = bisect_left(ends, pairs[index])
        run = [*(runs[length - 1] if length else []), index]
        ends[length : length + 1] = [pairs[index]]
        runs[length : length + 1] = [run]
    return set(pairs) - set(runs[-1] if runs else [])
