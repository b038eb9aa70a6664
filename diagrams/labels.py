"""Places for the words on arrows: on the line, clear of boxes, of other words, and of other lines where that can be."""

from itertools import pairwise

from diagrams.fonts import width
from diagrams.ink import STROKES, WHITE, block_of_text, rectangle
from diagrams.routing import Point
from diagrams.scene import Flow, FlowKind, Placed
from diagrams.sizes import LABEL, LABEL_LINE, label_lines

_PAD = 4.0
_PARTS = (0.5, 0.28, 0.72)
#: What a place costs for each thing it covers.
_ON_BOX, _ON_WORDS, _ON_LINE, _TOO_SHORT = 100.0, 100.0, 9.0, 5.0

Area = tuple[float, float, float, float]


def labels(flows: list[Flow], routes: list[list[Point]], placed: list[Placed], ceiling: float) -> list[str]:
    """Return the drawn label of each flow, "" where it says nothing. Nothing stands above `ceiling`."""
    boxes = [(box.left - 2, box.top - 2, box.right + 2, box.bottom + 2) for box in placed]
    boxes.append((-1e6, -1e6, 1e6, ceiling))
    lines = [_areas(route) for route in routes]
    taken: list[Area] = []
    made = []
    for index, (flow, route) in enumerate(zip(flows, routes, strict=True)):
        lines_said = label_lines(flow)
        if not lines_said:
            made.append("")
            continue
        size = (max(width(line, LABEL) for line in lines_said) + 2 * _PAD, LABEL_LINE * len(lines_said))
        others = [area for other, areas in enumerate(lines) if other != index for area in areas]
        area = _best(_candidates(flow, route, size), boxes, taken, others)
        taken.append(area)
        made.append(_drawn(lines_said, area, STROKES[flow.kind][0]))
    return made


def _drawn(lines: tuple[str, ...], area: Area, colour: str) -> str:
    left, top, right, bottom = area
    return rectangle(left, top, right - left, bottom - top, fill=WHITE, thick=0, radius=4) + block_of_text(
        lines, (left + right) / 2, top, LABEL, LABEL_LINE, fill=colour
    )


def _areas(route: list[Point]) -> list[Area]:
    return [(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)) for (ax, ay), (bx, by) in pairwise(route)]


def _candidates(flow: Flow, route: list[Point], size: tuple[float, float]) -> list[tuple[float, Area]]:
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
        sides = (0.0,) if flat else (wide / 2 + 2, -wide / 2 - 2, 0.0)
        for try_no, (part, side) in enumerate((part, side) for side in sides for part in _PARTS):
            x, y = ax + (bx - ax) * part + side, ay + (by - ay) * part
            cost = short + rank * 0.5 + try_no * 0.1
            made.append((cost, (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)))
    return sorted(made)


def _best(tries: list[tuple[float, Area]], boxes: list[Area], taken: list[Area], lines: list[Area]) -> Area:
    best, lowest = tries[0][1], float("inf")
    for cost, area in tries:
        if cost >= lowest:
            break
        price = cost + _ON_BOX * _hits(area, boxes) + _ON_WORDS * _hits(area, taken) + _ON_LINE * _hits(area, lines)
        if price < lowest:
            best, lowest = area, price
    return best


def _hits(area: Area, things: list[Area]) -> int:
    left, top, right, bottom = area
    return sum(1 for a, b, c, d in things if a < right and c > left and b < bottom and d > top)
