"""Places for the words on arrows: on the line, clear of boxes, of other words, and of other lines where that can be."""

from itertools import pairwise

from diagrams.fonts import width
from diagrams.ink import INK, STROKES, attribute, block_of_text, rectangle
from diagrams.routing import Point
from diagrams.scene import Flow, FlowKind, Placed
from diagrams.sizes import LABEL, LABEL_LINE, label_lines

_PAD = 4.0
#: Room between words and the outline that marks them.
_FRAME = 5.0
_PARTS = (0.5, 0.28, 0.72)
#: Where the first places are taken, the whole length of the line is tried.
_ALL_PARTS = tuple((step + 0.5) / 16 for step in range(16))
#: Then places at some distance from it: words beside their line are read, words below a box are not.
_DISTANCES = (0.0, 22.0, 44.0, 66.0, 88.0, 120.0, 160.0, 220.0, 300.0)
#: What a place costs for each thing it covers.
_OFF_PAGE, _ON_BOX, _ON_WORDS, _ON_LINE, _TOO_SHORT = 1_000.0, 100.0, 100.0, 9.0, 5.0
_FAR = 1e6

Area = tuple[float, float, float, float]


def labels(flows: list[Flow], routes: list[list[Point]], placed: list[Placed], room: Area) -> list[str]:
    """Return the drawn label of each flow, "" where it says nothing; all stand in `room`."""
    boxes = [(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2) for box in placed]
    left, top, right, bottom = room
    page = [
        (-_FAR, -_FAR, left, _FAR), (right, -_FAR, _FAR, _FAR), (-_FAR, -_FAR, _FAR, top), (-_FAR, bottom, _FAR, _FAR)
    ]  # fmt: skip
    lines = [_areas(route) for route in routes]
    taken: list[Area] = []
    made = []
    for index, (flow, route) in enumerate(zip(flows, routes, strict=True)):
        lines_said = label_lines(flow)
        if not lines_said:
            made.append("")
            continue
        frame = _FRAME if flow.kinds else 0.0
        size = (max(width(line, LABEL) for line in lines_said) + 2 * _PAD, LABEL_LINE * len(lines_said) + frame)
        others = [area for other, areas in enumerate(lines) if other != index for area in areas]
        fixed = [(_OFF_PAGE, page), (_ON_BOX, boxes), (_ON_WORDS, taken), (_ON_LINE, others)]
        area, price = _best(_candidates(flow, route, size, _PARTS), fixed)
        for distances in ((0.0,), _DISTANCES):
            if price >= _ON_WORDS:
                tries = _candidates(flow, route, size, _ALL_PARTS, distances)
                area, price = min((area, price), _best(tries, fixed), key=lambda it: it[1])
        taken.append(area)
        made.append(_drawn(lines_said, area, flow))
    return made


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
    distances: tuple[float, ...] = (0.0,),
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


def _best(tries: list[tuple[float, Area]], fixed: list[tuple[float, list[Area]]]) -> tuple[Area, float]:
    """Return the cheapest place, and its price: what it costs by itself and by each thing that it covers."""
    best, lowest = tries[0][1], float("inf")
    for cost, area in tries:
        if cost >= lowest:
            break
        price = cost + sum(each * _hits(area, things) for each, things in fixed)
        if price < lowest:
            best, lowest = area, price
    return best, lowest


def _hits(area: Area, things: list[Area]) -> int:
    left, top, right, bottom = area
    return sum(1 for a, b, c, d in things if a < right and c > left and b < bottom and d > top)
