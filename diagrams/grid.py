"""What stands where in a picture, in squares: who asks looks at a few squares and not at the whole picture."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Generic, TypeVar

from diagrams.routing import Point

Area = tuple[float, float, float, float]
"""Left, top, right, bottom."""

#: Side of a square, in points: about as wide as the words on an arrow.
_SQUARE = 80.0

Thing = TypeVar("Thing")


class Grid(Generic[Thing]):
    """Things with their areas. A look-up costs what stands near, however large the picture is."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._squares: dict[tuple[int, int], list[tuple[Area, Thing]]] = {}

    def add(self, area: Area, thing: Thing) -> None:
        """Note a thing."""
        for square in _squares(area):
            self._squares.setdefault(square, []).append((area, thing))

    def remove(self, area: Area, thing: Thing) -> None:
        """Forget a thing that was added once with this area, or one of those that were added alike."""
        for square in _squares(area):
            self._squares[square].remove((area, thing))

    def meeting(self, area: Area) -> Iterator[tuple[Area, Thing]]:
        """Yield what overlaps an area, edges not counted. What stands in several squares may come several times."""
        left, top, right, bottom = area
        for square in _squares(area):
            for each in self._squares.get(square, ()):
                (west, north, east, south), _ = each
                if west < right and east > left and north < bottom and south > top:
                    yield each


def areas_of(route: list[Point]) -> list[Area]:
    """Return the area of each straight piece of an arrow, from its tail on."""
    return [(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)) for (ax, ay), (bx, by) in pairwise(route)]


def grid_of(routes: list[list[Point]]) -> Grid[int]:
    """Return the pieces of the arrows, each with the number of its arrow."""
    grid: Grid[int] = Grid()
    for index, route in enumerate(routes):
        for area in areas_of(route):
            grid.add(area, index)
    return grid


def _squares(area: Area) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(side // _SQUARE) for side in area)
    if left == right and top == bottom:
        return [(left, top)]
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]
