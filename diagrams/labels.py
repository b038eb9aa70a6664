"""Places for the words on arrows: on the line, clear of boxes, of other words, and of other lines where that can be."""

from diagrams.deadline import Deadline
from diagrams.fonts import width
from diagrams.grid import Area, Grid, areas_of
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
#: Parts of the line and distances from it that are tried one after the other; only the first where nobody can read all.
_FIRST, _WHOLE, _FAR = (_PARTS, (0.0,)), (_ALL_PARTS, (0.0,)), (_ALL_PARTS, _DISTANCES)
_CROWDED = 300


def labels(
    flows: list[Flow],
    routes: list[list[Point]],
    lines: Grid[int],
    placed: list[Placed],
    room: Area,
    deadline: Deadline,
) -> tuple[list[str], bool]:
    """Return the drawn label of each flow, "" where it says nothing, and whether all found a place in `room`.

    `lines` are the routes by their places. Raises: DiagramTimedOut.
    """
    ground = _Ground(room, lines)
    for box in placed:
        node = box.node
        above = _BADGE if node.starts or node.orphan or node.kinds else 2.0
        below = _BADGE if node.end is not None else 2.0
        ground.add((box.left - 2, box.top - above, box.right + 2, box.bottom + below), _ON_BOX)
    passes = [_FIRST, _WHOLE, _FAR] if len(flows) <= _CROWDED else [_FIRST]
    made, free = [], True
    for index, (flow, route) in enumerate(zip(flows, routes, strict=True)):
        lines_said = label_lines(flow)
        if not lines_said:
            made.append("")
            continue
        deadline.check()
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
    """What stands where, and what it costs to cover it."""

    def __init__(self, room: Area, lines: Grid[int]) -> None:
        self._room, self._lines = room, lines
        self._things: Grid[float] = Grid()

    def add(self, area: Area, price: float) -> None:
        """Note a box or words, and what it costs to cover them."""
        self._things.add(area, price)

    def price(self, area: Area, owner: int, cost: float, most: float) -> float:
        """Return `cost` and what it costs to stand there, or `most` or more as soon as that is known.

        The arrow `owner` costs nothing.
        """
        left, top, right, bottom = area
        room = self._room
        covered = _OFF_PAGE * ((left < room[0]) + (top < room[1]) + (right > room[2]) + (bottom > room[3]))
        met = set()
        for thing in self._things.meeting(area):
            if thing not in met:
                met.add(thing)
                covered += thing[1]
                if cost + covered >= most:
                    return cost + covered
        crossed = set()
        for line, whose in self._lines.meeting(area):
            if whose != owner and line not in crossed:
                crossed.add(line)
                covered += _ON_LINE
                if cost + covered >= most:
                    break
        return cost + covered


def _drawn(lines: tuple[str, ...], area: Area, flow: Flow) -> str:
    left, top, right, bottom = area
    thick = 2.2 if flow.kinds else 0.0
    ground = rectangle(left, top, right - left, bottom - top, stroke=INK, thick=thick, radius=4)
    start = top + (_FRAME / 2 if flow.kinds else 0.0)
    said = block_of_text(lines, (left + right) / 2, start, LABEL, LABEL_LINE, fill=STROKES[flow.kind][0])
    ends = f'data-from="{attribute(flow.source)}" data-to="{attribute(flow.target)}"'
    return f'<g class="label" {ends}>{ground}{said}</g>'


def _candidates(
    flow: Flow,
    route: list[Point],
    size: tuple[float, float],
    parts: tuple[float, ...],
    distances: tuple[float, ...],
) -> list[tuple[float, Area]]:
    """Return (cost, area): a branch speaks near its decision, data near the store they go to."""
    areas, (wide, tall) = areas_of(route), size
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
        price = ground.price(area, owner, cost, lowest)
        if price < lowest:
            best, lowest = area, price
    return best, lowest
