"""What changed between two texts, word by word. Pure; who calls brings the function that knows the words.

First by what stands between spaces, which is cheap, then by words where those differ. The shortest edit is looked for
(Myers 1986) within a bounded number of steps; beyond it whole phrases or the whole text count as replaced.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from schemas.comparison import WordOp, WordRun

Cutter = Callable[[str], Sequence[str]]
Run = tuple[WordOp, str]
#: Edits looked for in one text: more than that and a reader is helped more by the two texts side by side.
MOST_EDITS = 300
#: Steps of the search that one comparison may take, over all its texts: about a tenth of a second.
BUDGET = 150_000
_PIECES = re.compile(r"\s+|[^\s]+")
#: Words in common that two phrases need before the rest is shown word by word.
_ALIKE = 0.2


class WordDiff:
    """Compares the texts of one comparison within one budget."""

    def __init__(self, words_in: Cutter, budget: int = BUDGET) -> None:
        """`words_in` cuts a text so that its parts joined are the text."""
        self._words_in = words_in
        self._left = budget

    def runs(self, before: str, after: str) -> list[WordRun]:
        """Return both texts in one: without `added` it is `before`, without `removed` it is `after`."""
        if before == after:
            return [WordRun("same", before)] if before else []
        if not before or not after:
            return _tidy([("removed", before), ("added", after)])
        found: list[Run] = []
        for op, old, new in _replaced(self._edits(_PIECES.findall(before), _PIECES.findall(after))):
            if op == "same":
                found.append(("same", old))
            elif old and new:
                found += self._words(old, new)
            else:
                found += [("removed", old), ("added", new)]
        return _tidy(found)

    def _words(self, old: str, new: str) -> list[Run]:
        if self._left <= 0:
            return [("removed", old), ("added", new)]
        left, right = self._words_in(old), self._words_in(new)
        common = {word for word in left if word.strip()} & set(right)
        if len(common) < _ALIKE * min(len(left), len(right)):
            return [("removed", old), ("added", new)]
        return self._edits(left, right)

    def _edits(self, left: Sequence[str], right: Sequence[str]) -> list[Run]:
        """Return the shortest edit as runs of single parts; all replaced when it is long or the budget is spent."""
        start, end = _shared(left, right)
        middle_left, middle_right = left[start : len(left) - end], right[start : len(right) - end]
        head: list[Run] = [("same", part) for part in left[:start]]
        tail: list[Run] = [("same", part) for part in left[len(left) - end :]]
        return [*head, *self._shortest(middle_left, middle_right), *tail]

    def _shortest(self, left: Sequence[str], right: Sequence[str]) -> list[Run]:
        whole: list[Run] = [("removed", "".join(left)), ("added", "".join(right))]
        if not left or not right:
            return whole
        trail = self._search(left, right)
        return whole if trail is None else _walked_back(left, right, trail)

    def _search(self, left: Sequence[str], right: Sequence[str]) -> list[dict[int, int]] | None:
        """Return the furthest places by diagonal before each number of edits; None when it takes too long."""
        furthest = {1: 0}
        trail: list[dict[int, int]] = []
        for edits in range(min(len(left) + len(right), MOST_EDITS) + 1):
            self._left -= edits + 1
            if self._left <= 0:
                return None
            trail.append(dict(furthest))
            for diagonal in range(-edits, edits + 1, 2):
                down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
                x = furthest[diagonal + 1] if down else furthest[diagonal - 1] + 1
                y = x - diagonal
                while x < len(left) and y < len(right) and left[x] == right[y]:
                    x, y = x + 1, y + 1
                    self._left -= 1
                furthest[diagonal] = x
                if x >= len(left) and y >= len(right):
                    return trail
        return None


def _shared(left: Sequence[str], right: Sequence[str]) -> tuple[int, int]:
    """Return how many parts are the same at the beginning and at the end."""
    most = min(len(left), len(right))
    start = next((at for at in range(most) if left[at] != right[at]), most)
    end = next((at for at in range(most - start) if left[-1 - at] != right[-1 - at]), most - start)
    return start, end


def _walked_back(left: Sequence[str], right: Sequence[str], trail: list[dict[int, int]]) -> list[Run]:
    x, y = len(left), len(right)
    found: list[Run] = []
    for edits in range(len(trail) - 1, -1, -1):
        furthest, diagonal = trail[edits], x - y
        down = diagonal == -edits or (diagonal != edits and furthest[diagonal - 1] < furthest[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        x_before = furthest[before]
        y_before = x_before - before
        while x > x_before and y > y_before and x > 0 and y > 0:
            x, y = x - 1, y - 1
            found.append(("same", left[x]))
        if edits == 0:
            break
        found.append(("added", right[y_before]) if down else ("removed", left[x_before]))
        x, y = x_before, y_before
    return found[::-1]


def _replaced(runs: Sequence[Run]) -> Iterator[tuple[str, str, str]]:
    """Yield ("same", text, text) and ("other", removed, added), with spaces alone between changes counted to them."""
    removed = added = ""
    for at, (op, text) in enumerate(runs):
        lonely = op == "same" and not text.strip() and (removed or added) and _changes_next(runs, at)
        if op == "same" and not lonely:
            if removed or added:
                yield "other", removed, added
                removed = added = ""
            yield "same", text, text
            continue
        removed += text if op != "added" else ""
        added += text if op != "removed" else ""
    if removed or added:
        yield "other", removed, added


def _changes_next(runs: Sequence[Run], at: int) -> bool:
    return at + 1 < len(runs) and runs[at + 1][0] != "same"


def _tidy(runs: Sequence[Run]) -> list[WordRun]:
    """Return long runs: what was removed before what was added, neighbours joined, empty ones left out."""
    found: list[WordRun] = []
    for op, old, new in _replaced(runs):
        if op == "same":
            if found and found[-1].op == "same":
                found[-1] = WordRun("same", found[-1].text + old)
            else:
                found.append(WordRun("same", old))
            continue
        # Texts that were folded together may end alike: the space that both have is not a change.
        found += [WordRun("removed", old)] if old else []
        found += [WordRun("added", new)] if new else []
    return found
