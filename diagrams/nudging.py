"""Arrows off the borders: an upright line that lies on a border would be read as a part of it."""

from itertools import pairwise

from diagrams.grid import Area, Grid
from diagrams.routing import Point

#: An upright line nearer than this to a border is moved; where to, nearest first; and how near others may stand.
_TOO_NEAR, _STEPS, _APART = 4.5, (7.0, -7.0, 11.0, -11.0), 5.0


def clear_of(routes: list[list[Point]], borders: list[float]) -> list[list[Point]]:
    """Return the routes with each upright piece between two corners beside a border instead of on it.

    A piece that has no free place stays; pieces that begin or end at a box are never moved.
    """
    taken: Grid[None] = Grid()
    for x, start, end in ((ax, ay, by) for route in routes for (ax, ay), (bx, by) in pairwise(route) if ax == bx):
        taken.add((x, min(start, end), x, max(start, end)), None)
    made = []
    for given in routes:
        route = list(given)
        for place in range(1, len(route) - 2):
            (x, start), (other, end) = route[place], route[place + 1]
            border = next((each for each in borders if abs(x - each) < _TOO_NEAR), None)
            if x != other or border is None:
                continue
            low, high = min(start, end), max(start, end)
            here = (x, low, x, high)
            free = (border + step for step in _STEPS if _is_free(border + step, low, high, taken, here))
            moved = next(free, x)
            route[place], route[place + 1] = (moved, start), (moved, end)
            taken.remove(here, None)
            taken.add((moved, low, moved, high), None)
        made.append(route)
    return made


def _is_free(x: float, low: float, high: float, taken: Grid[None], but: Area) -> bool:
    return all(other == but for other, _ in taken.meeting((x - _APART, low, x + _APART, high)))
