"""How near two names are: slips of the keyboard and of the scan. Pure."""

from collections.abc import Iterable

#: (shortest name in characters, most letters by which a slip of it may differ).
_SLIPS = ((8, 3), (6, 2), (4, 1))


def nearest(key: str, known: Iterable[str]) -> str | None:
    """Return the known key that this one nearly is; None when it is one of them, or like none."""
    others = list(known)
    if key in others:
        return None
    allowed = next((most for shortest, most in _SLIPS if len(key) >= shortest), 0)
    best, found = allowed + 1, None
    for other in others:
        far = distance(key, other, allowed)
        if (far, other) < (best, found or other):
            best, found = far, other
    return found


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
