"""Places for the boxes: a column for each acting unit, a row for each moment, stores and outside bodies beside them.

graphviz then routes the arrows between these places. Its own ranks would put lanes wherever edges pull them.
"""

from collections import Counter

from diagrams.columns import GUTTER, border_before, columns_of
from diagrams.fonts import width
from diagrams.scene import Flow, FlowKind, Layout, Node, Placed, Scene, Shape, ZoneKind
from diagrams.sizes import LABEL, LABEL_LINE, NARROW_STEP, WIDE_STEP, label_lines, measured

ROW_GAP = 25.0
_STACK_GAP = 18.0
_MANY_PARTNERS = 6
#: Room of one arrow among several that run side by side between two rows.
_TRACK = 9.0
#: A picture of this width fills A4 on its side in letters that can be read; few lanes share it in wide boxes.
_SHEET_WIDTH = 1_260.0
#: Arrows that meet on one side of a box stand this far apart, on a box no taller than this for their sake.
ARROW_PITCH, MOST_FOR_ARROWS = 11.0, 420.0
#: More room above a row where a framed label stands, and the badge on the box that it leads to.
_FRAMED = 16.0
#: Width of the words on an arrow between two neighbours, and of the line that must show at both of their ends.
_NARROW_WORDS, _BARE_LINE = 78.0, 26.0
_SIDES = (ZoneKind.STORES, ZoneKind.BODIES, ZoneKind.ABROAD)


def rows_of(nodes: list[Node], flows: list[Flow]) -> dict[str, int]:
    """Return the row of each step.

    A step stands beside the one before it when its column is to the right and nothing stands between, else below:
    so the flow reads as a page does, and the picture stays near the shape of a sheet.
    """
    rows: dict[str, int] = {}
    taken: set[tuple[int, int]] = set()
    order = {node.id: place for place, node in enumerate(nodes)}
    before: dict[str, list[Node]] = {node.id: [] for node in nodes}
    by_id = {node.id: node for node in nodes}
    for flow in flows:
        if flow.target in order and flow.source in order and order[flow.source] < order[flow.target]:
            before[flow.target].append(by_id[flow.source])
    last = -1
    for node in nodes:
        row = 0 if before[node.id] else last + 1
        for earlier in before[node.id]:
            row = max(row, _row_after(earlier, node, rows[earlier.id], taken))
        while (node.zone, row) in taken:
            row += 1
        rows[node.id] = row
        taken.add((node.zone, row))
        last = max(last, row)
    return rows


def _row_after(earlier: Node, node: Node, row: int, taken: set[tuple[int, int]]) -> int:
    beside = node.zone > earlier.zone and not any(
        (zone, row) in taken for zone in range(earlier.zone + 1, node.zone + 1)
    )
    return row if beside else row + 1


def dfd_layout(scene: Scene) -> Layout:
    """Return the places of a data flow diagram: steps on a grid, stores and bodies at the height of their partners."""
    sides = [index for index, zone in enumerate(scene.zones) if zone.kind in _SIDES]
    lanes = max(1, len(scene.zones) - len(sides))
    share = (_SHEET_WIDTH - 210.0 * len(sides)) / lanes - GUTTER
    step_width = min(WIDE_STEP, max(NARROW_STEP, share))
    placed = [measured(node, step_width) for node in scene.nodes]
    steps = [box for box in placed if box.node.zone not in sides]
    rows = rows_of([box.node for box in steps], [flow for flow in scene.flows if flow.kind is not FlowKind.STORE])
    layout = columns_of(scene, placed, _label_gaps(scene, rows))
    first = layout.head + ROW_GAP * 0.8
    y = _set_rows(steps, rows, first, _row_gaps(scene, rows))
    lowest = max(y, layout.head + 40.0)
    _as_tall_as_partners(scene, placed)
    for kind in _SIDES:
        side = [box for box in placed if scene.zones[box.node.zone].kind is kind]
        tall_enough(side, scene.flows)
        lowest = max(lowest, stack(side, scene.flows, placed, first, lowest))
    layout.bottom = lowest + 18.0
    return layout


def _as_tall_as_partners(scene: Scene, placed: list[Placed]) -> None:
    """Make a store with many outside partners as tall as they are together: their arrows are then level lines."""
    boxes = {box.node.id: box for box in placed}
    partners: dict[str, set[str]] = {}
    for flow in scene.flows:
        for store, body in ((flow.source, flow.target), (flow.target, flow.source)):
            if boxes[store].node.shape is Shape.STORE and boxes[body].node.shape is Shape.BODY:
                partners.setdefault(store, set()).add(body)
    for store, bodies in partners.items():
        if len(bodies) >= _MANY_PARTNERS:
            tall = sum(boxes[body].height + _STACK_GAP for body in bodies) - _STACK_GAP
            boxes[store].height = max(boxes[store].height, tall)


def _set_rows(steps: list[Placed], rows: dict[str, int], top: float, gaps: dict[int, float]) -> float:
    """Return where the last row ends; sets y, and one height for all boxes of a row.

    Boxes of unequal heights leave slits between them, and the router would squeeze arrows into the slits.
    """
    heights: dict[int, float] = {}
    for box in steps:
        row = rows[box.node.id]
        heights[row] = max(heights.get(row, 0.0), box.height)
    tops, y = {}, top
    for row in sorted(heights):
        y += max(0.0, gaps.get(row, ROW_GAP) - ROW_GAP)
        tops[row] = y
        y += heights[row] + ROW_GAP
    for box in steps:
        row = rows[box.node.id]
        box.y = tops[row] + heights[row] / 2
        # A diamond that is drawn out to a tall row would look like another sign.
        box.height = box.height if box.diamond else heights[row]
    return y - ROW_GAP


def _label_gaps(scene: Scene, rows: dict[str, int]) -> dict[int, float]:
    """Return how much more room each column needs on its left, for the words on arrows from its neighbour."""
    zones = {node.id: node.zone for node in scene.nodes}
    gaps: dict[int, float] = {}
    for flow in scene.flows:
        here, there = zones[flow.source], zones[flow.target]
        # Stores and bodies are at no row: they stand as near to their partners' heights as they can.
        level = rows.get(flow.source) == rows.get(flow.target) or not {flow.source, flow.target} <= rows.keys()
        if level and abs(there - here) == 1:
            # Between neighbours words stand in narrow lines: each point of theirs widens the picture.
            flow.room = _NARROW_WORDS
            words = max((width(line, LABEL) for line in label_lines(flow)), default=0.0)
            right = max(here, there)
            room = GUTTER + border_before(scene, right)
            gaps[right] = max(gaps.get(right, 0.0), words + _BARE_LINE - room)
    return gaps


def _row_gaps(scene: Scene, rows: dict[str, int]) -> dict[int, float]:
    """Return the room above each row: for the words on arrows from the row before, and for arrows that pass there."""
    gaps: dict[int, float] = {}
    for flow in scene.flows:
        here, there = rows.get(flow.source), rows.get(flow.target)
        if here is not None and there == here + 1:
            # A framed label, and the badge on the box that it leads to, take room of their own.
            more = _FRAMED if flow.kinds else 0.0
            gaps[there] = max(gaps.get(there, 0.0), LABEL_LINE * len(label_lines(flow)) + 13.0 + more)
    for row, count in _passing(scene, rows).items():
        gaps[row + 1] = max(gaps.get(row + 1, 0.0), _TRACK * count + 10.0)
    return gaps


def _passing(scene: Scene, rows: dict[str, int]) -> Counter[int]:
    """Return how many arrows to stores and bodies leave each row below it, a box of the row being in their way."""
    zones = {node.id: node.zone for node in scene.nodes}
    last: dict[int, int] = {}
    for name, row in rows.items():
        last[row] = max(last.get(row, 0), zones[name])
    return Counter(
        rows[flow.source]
        for flow in scene.flows
        if flow.source in rows and flow.target not in rows and last[rows[flow.source]] > zones[flow.source]
    )


def tall_enough(boxes: list[Placed], flows: list[Flow]) -> None:
    """Make each box tall enough for the arrows that meet on it."""
    pairs: dict[frozenset[str], list[float]] = {}
    met: dict[str, int] = {}
    for flow in flows:
        pairs.setdefault(frozenset((flow.source, flow.target)), []).append(LABEL_LINE * len(label_lines(flow)) + 8.0)
        for end in {flow.source, flow.target}:
            met[end] = met.get(end, 0) + 1
    wanted = {name: ARROW_PITCH * count for name, count in met.items()}
    # Words of two arrows between the same boxes stand above one another.
    for pair, talls in pairs.items():
        if len(talls) > 1:
            wanted |= {name: max(wanted[name], sum(talls)) for name in pair}
    for box in boxes:
        box.height = max(box.height, min(wanted.get(box.node.id, 0.0), MOST_FOR_ARROWS))


def stack(boxes: list[Placed], flows: list[Flow], placed: list[Placed], top: float, bottom: float) -> float:
    """Return the lower end of a column whose boxes stand as near as they can to the boxes they are joined with."""
    gap = _STACK_GAP
    places = {box.node.id: box.y for box in placed}
    known: dict[str, list[float]] = {box.node.id: [] for box in boxes}
    for flow in flows:
        for name, other in {flow.source: flow.target, flow.target: flow.source}.items():
            if name in known and places[other]:
                known[name].append(places[other])
    wanted = {name: sum(met) / len(met) if met else top for name, met in known.items()}
    y = top
    ordered = sorted(boxes, key=lambda box: wanted[box.node.id])
    for box in ordered:
        y = max(y, wanted[box.node.id] - box.height / 2)
        box.y = y + box.height / 2
        y += box.height + gap
    limit = max(bottom, top + sum(box.height + gap for box in ordered) - gap)
    for box in reversed(ordered):
        box.y = min(box.y, limit - box.height / 2)
        limit = box.top - gap
    return max((box.bottom for box in ordered), default=top)
