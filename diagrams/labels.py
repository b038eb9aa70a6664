"""Places for the words on arrows: on the line, clear of boxes, of other words, and of other lines where that can be."""

from itertools import pairwise

from diagrams.fonts import width
from diagrams.ink import INK, STROKES, attribute, block_of_text, rectangle
from diagrams.routing import Point
from diagrams.scene import Flow, FlowKind, Placed
from diagrams.sizes import LABEL, LABEL_LINE, label_lines

_PAD = 4.0
#: How far badges stand out of a box.
_BADGE = 16.0
#: Room between words and the outline that marks them.
_FRAME = 5.0
_PARTS = (0.5, 0.28, 0.72)
#: Where the first places are taken, the whole length of the line is tried.
_ALL_PARTS = tuple((step + 0.5) / 16 for step in range(16))
#: Then places at some distance from it: words beside their line are read, words below a box are not.
_DISTANCES = (0.0, 22.0, 44.0, 66.0, 88.0, 120.0, 160.0, 220.0, 300.0)
#: What a place costs for each thing it covers.
_OFF_PAGE, _ON_BOX, _ON_WORDS, _ON_LINE, _TOO_SHORT = 1_000.0, 100.0, 100.0, 9.0, 5.0
#: Side of a square in which things are looked for, in points.
_SQUARE = 160.0
#: Parts of the line and distances from it that are tried one after the other; only the first where nobody can read all.
_FIRST, _WHOLE, _FAR = (_PARTS, (0.0,)), (_ALL_PARTS, (0.0,)), (_ALL_PARTS, _DISTANCES)
_CROWDED = 300

Area = tuple[float, float, float, float]


def labels(flows: list[Flow], routes: list[list[Point]], placed: list[Placed], room: Area) -> tuple[list[str], bool]:
    """Return the drawn label of each flow, "" where it says nothing, and whether all found a place in `room`."""
    ground = _Ground(room)
    for box in placed:
        node = box.node
        above = _BADGE if node.starts or node.orphan or node.kinds else 2.0
        below = _BADGE if node.end is not None else 2.0
        ground.add((box.left - 2, box.top - above, box.right + 2, box.bottom + below), _ON_BOX)
    for index, route in enumerate(routes):
        for area in _areas(route):
            ground.add(area, _ON_LINE, owner=index)
    passes = [_FIRST, _WHOLE, _FAR] if len(flows) <= _CROWDED else [_FIRST]
    made, free = [], True
    for index, (flow, route) in enumerate(zip(flows, routes, strict=True)):
        lines_said = label_lines(flow)
        if not lines_said:
            made.append("")
            continue
        frame = _FRAME if flow.kinds else 0.0
        size = (max(width(line, LABEL) for line in lines_said) + 2 * _PAD, LABEL_LINE * len(lines_said) + frame)
        area, price = (0.0, 0.0, 0.0, 0.0), float("inf")
        for parts, distances in passes:
            if price >= _ON_WORDS:
                found = _best(_candidates(flow, route, size, parts, distances), ground, index)
                area, price = min((area, price), found, key=lambda it: it[1])
        free = free and price < _ON_WORDS
        ground.add(area, _ON_WORDS)
        made.append(_drawn(lines_said, area, flow))
    return made, free


class _Ground:
    """What stands where, in squares: a label looks at its own square and not at the whole picture."""

    def __init__(self, room: Area) -> None:
        self._room = room
        self._squares: dict[tuple[int, int], list[tuple[Area, float, int]]] = {}

    def add(self, area: Area, price: float, *, owner: int = -1) -> None:
        """Note a thing, and what it costs to cover it; nothing for the arrow `owner`."""
        for square in _squares(area):
            self._squares.setdefault(square, []).append((area, price, owner))

    def price(self, area: Area, owner: int) -> float:
        """Return what it costs to stand there."""
        left, top, right, bottom = area
        room = self._room
        off = (left < room[0]) + (top < room[1]) + (right > room[2]) + (bottom > room[3])
        met = {
            (thing, price)
            for square in _squares(area)
            for thing, price, whose in self._squares.get(square, ())
            if whose != owner and thing[0] < right and thing[2] > left and thing[1] < bottom and thing[3] > top
        }
        return _OFF_PAGE * off + sum(price for _, price in met)


def _squares(area: Area) -> list[tuple[int, int]]:
    left, top, right, bottom = (int(side // _SQUARE) for side in area)
    return [(x, y) for x in range(left, right + 1) for y in range(top, bottom + 1)]


def _drawn(lines: tuple[str, ...], area: Area, flow: Flow) -> str:
    left, top, right, bottom = area
    thick = 2.2 if flow.kinds else 0.0
    ground = rectangle(left, top, right - left, bottom - top, stroke=INK, thick=thick, radius=4)
    start = top + (_FRAME / 2 if flow.kinds else 0.0)
    said = block_of_text(lines, (left + right) / 2, start, LABEL, LABEL_LINE, fill=STROKES[flow.kind][0])
    ends = f'data-from="{attribute(flow.source)}" data-to="{attribute(flow.target)}"'
    return f'<g class="label" {ends}>{ground}{said}</g>'


def _areas(route: list[Point]) -> list[Area]:
    return [(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)) for (ax, ay), (bx, by) in pairwise(route)]


def _candidates(
    flow: Flow,
    route: list[Point],
    size: tuple[float, float],
    parts: tuple[float, ...],
    distances: tuple[float, ...],
) -> list[tuple[float, Area]]:
    """Return (cost, area): a branch speaks near its decision, data near the store they go to."""
    areas, (wide, tall) = _areas(route), size
    order = list(range(len(areas)))
    if flow.kind is FlowKind.STORE:
        order.reverse()
    made = []
    for rank, place in enumerate(order):
        (ax, ay), (bx, by) = route[place], route[place + 1]
        flat = abs(ay - by) < 1
        long = abs(bx - ax) if flat else abs(by - ay)
        short = _TOO_SHORT if long < (wide + 14 if flat else tall + 6) else 0.0
        # Beside an upright line rather than on it: the line is short, and its head must show.
        beside, above = wide / 2 + 2, tall / 2 + 3
        apart = [(0.0, side * (above + more)) for more in distances for side in (-1, 1)]
        across = [(side * (beside + more), 0.0) for more in distances for side in (1, -1)]
        sides = [(0.0, 0.0), *apart] if flat else [*across, (0.0, 0.0)]
        for try_no, (part, side) in enumerate((part, side) for side in sides for part in parts):
            x, y = ax + (bx - ax) * part + side[0], ay + (by - ay) * part + side[1]
            cost = short + rank * 0.5 + try_no * 0.1
            made.append((cost, (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)))
    return sorted(made)


def _best(tries: list[tuple[float, Area]], ground: _Ground, owner: int) -> tuple[Area, float]:
    """Return the cheapest place, and its price: what it costs by itself and by each thing that it covers."""
    best, lowest = tries[0][1], float("inf")
    for cost, area in tries:
        if cost >= lowest:
            break
        price = cost + ground.price(area, owner)
        if price < lowest:
            best, lowest = area, price
    return best, lowest
