"""Places for the boxes: a column for each acting unit, a row for each moment, stores and outside bodies beside them.

graphviz then routes the arrows between these places. Its own ranks would put lanes wherever edges pull them.
"""

from diagrams.fonts import BOLD, width
from diagrams.scene import Column, Flow, FlowKind, Layout, Node, Placed, Scene, Shape, ZoneKind
from diagrams.wrapping import wrap

TEXT, FOOT, HEAD, LABEL = 14.0, 11.5, 14.0, 12.5
TEXT_LINE, FOOT_LINE, HEAD_LINE = 19.5, 16.0, 19.0
STRIP = 28.0
MARGIN = 16.0
LABEL_LINE, LABEL_ROOM = 18.0, 112.0
ROW_GAP = 28.0
GUTTER = 38.0
HEADING, HEADING_LINE = 19.0, 27.0
#: A narrower picture would squeeze its legend.
LEAST_WIDTH = 940.0
#: A picture of this width fills A4 on its side in letters that can be read; few lanes share it in wide boxes.
_SHEET_WIDTH = 1_260.0
_WIDTHS = {Shape.STORE: 150.0, Shape.BODY: 154.0, Shape.SYSTEM: 236.0}
_NARROW_STEP, _WIDE_STEP = 162.0, 226.0
_DIAMOND_MORE = 56.0
_TALLEST_DIAMOND = 168.0
#: Arrows that meet on one side of a box stand this far apart, on a box no taller than this for their sake.
ARROW_PITCH, MOST_FOR_ARROWS = 11.0, 420.0
#: Room between the columns of an exchange map, for the upright parts of its many arrows.
EXCHANGE_GAP = 46.0
#: A badge on the border of a box takes this much of the box.
_BADGE = 8.0
#: Number and mode of a decision that is no diamond stand above its words.
HEXAGON_BADGE = 26.0
#: Room for the trust boundary between two columns.
_BORDER = 22.0
_SIDES = (ZoneKind.STORES, ZoneKind.BODIES)
_UNKNOWN = "?"


def measured(node: Node, step_width: float = _NARROW_STEP) -> Placed:
    """Return the box of a node, as large as its text needs; not placed yet."""
    if node.shape is Shape.DECISION:
        diamond = _diamond(node, step_width + _DIAMOND_MORE)
        if diamond is not None:
            return diamond
    return _box(node, _WIDTHS.get(node.shape, step_width))


def _box(node: Node, width: float) -> Placed:
    strip = STRIP if node.number is not None and node.shape is not Shape.DECISION else 0.0
    # A long decision is drawn as a hexagon: its slanted ends need room too.
    room = width - strip - (40.0 if node.shape is Shape.DECISION else 14.0)
    lines = wrap(node.text or _UNKNOWN, room, TEXT)
    foot = _foot(node, room)
    above, below = badge_room(node)
    if node.shape is Shape.DECISION:
        above += HEXAGON_BADGE
    height = 12.0 + TEXT_LINE * len(lines) + (FOOT_LINE * len(foot) + 6.0 if foot else 0.0) + above + below
    if node.shape is Shape.STORE:
        height += 14.0
    return Placed(node=node, width=width, height=max(height, 50.0 if strip else 42.0), lines=lines, foot=foot)


def badge_room(node: Node) -> tuple[float, float]:
    """Return how far badges on its border reach into a box, from above and from below."""
    return _BADGE if node.starts or node.orphan else 0.0, _BADGE if node.end is not None else 0.0


def _foot(node: Node, room: float) -> tuple[str, ...]:
    apart = node.foot if node.shape is Shape.SYSTEM else [", ".join(node.foot)]
    systems = [line for text in apart for line in wrap(text, room, FOOT, most=5)]
    lacks = wrap("? " + ", ".join(node.missing), room, FOOT, most=3) if node.missing else ()
    return (*systems, *lacks)


def _diamond(node: Node, width: float) -> Placed | None:
    """Return the flattest diamond that holds the text, or None when it would tower over its row."""
    best: Placed | None = None
    for share in (0.46, 0.52, 0.58, 0.64):
        room = width * share
        lines, foot = wrap(node.text or _UNKNOWN, room, TEXT), _foot(node, room * 0.8)
        height = _diamond_height(lines, foot, width)
        if height <= _TALLEST_DIAMOND and (best is None or height < best.height):
            best = Placed(node=node, width=width, height=height, lines=lines, foot=foot, diamond=True)
    return best


def _diamond_height(lines: tuple[str, ...], foot: tuple[str, ...], across: float) -> float:
    rows = [(width(line, TEXT), TEXT_LINE) for line in lines] + [(width(line, FOOT), FOOT_LINE) for line in foot]
    total = sum(height for _, height in rows) + (6.0 if foot else 0.0)
    half, above = 50.0, -total / 2
    for index, (wide, height) in enumerate(rows):
        if index == len(lines):
            above += 6.0
        farthest = max(abs(above), abs(above + height))
        share = 1.0 - (wide + 8.0) / across
        half = max(half, farthest / share) if share > 0 else _TALLEST_DIAMOND
        above += height
    return half * 2


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
    step_width = min(_WIDE_STEP, max(_NARROW_STEP, share))
    placed = [measured(node, step_width) for node in scene.nodes]
    steps = [box for box in placed if box.node.zone not in sides]
    rows = rows_of([box.node for box in steps], [flow for flow in scene.flows if flow.kind is not FlowKind.STORE])
    layout = columns_of(scene, placed, _label_gaps(scene, rows))
    first = layout.head + ROW_GAP * 0.8
    y = _set_rows(steps, rows, first, _row_gaps(scene, rows))
    lowest = max(y, layout.head + 40.0)
    for kind in _SIDES:
        side = [box for box in placed if scene.zones[box.node.zone].kind is kind]
        tall_enough(side, scene.flows)
        lowest = max(lowest, stack(side, scene.flows, placed, first, lowest))
    layout.bottom = lowest + 24.0
    return layout


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
        box.height = heights[row]
    return y - ROW_GAP


def label_lines(flow: Flow) -> tuple[str, ...]:
    """Return what stands on the arrow: the short words, below them the letters of the long ones."""
    words = wrap(flow.label, LABEL_ROOM, LABEL, most=4) if flow.label else ()
    return (*words, f"[{flow.key}]") if flow.key else words


def _label_gaps(scene: Scene, rows: dict[str, int]) -> dict[int, float]:
    """Return how much more room each column needs on its left, for the words on arrows from its neighbour."""
    zones = {node.id: node.zone for node in scene.nodes}
    gaps: dict[int, float] = {}
    for flow in scene.flows:
        here, there = zones[flow.source], zones[flow.target]
        level = rows.get(flow.source) is not None and rows.get(flow.source) == rows.get(flow.target)
        if level and there == here + 1:
            words = max((width(line, LABEL) for line in label_lines(flow)), default=0.0)
            room = GUTTER + _border_before(scene, there)
            gaps[there] = max(gaps.get(there, 0.0), words + 34.0 - room)
    return gaps


def _row_gaps(scene: Scene, rows: dict[str, int]) -> dict[int, float]:
    """Return the room above each row that the words on arrows from the row before need."""
    gaps: dict[int, float] = {}
    for flow in scene.flows:
        here, there = rows.get(flow.source), rows.get(flow.target)
        if here is not None and there == here + 1:
            gaps[there] = max(gaps.get(there, 0.0), LABEL_LINE * len(label_lines(flow)) + 16.0)
    return gaps


def columns_of(scene: Scene, placed: list[Placed], gaps: dict[int, float]) -> Layout:
    """Return the columns from left to right in the order of the zones, and the heading; sets each box's x."""
    widths = []
    for index, _ in enumerate(scene.zones):
        widest = max((box.width for box in placed if box.node.zone == index), default=_NARROW_STEP)
        widths.append(widest + GUTTER)
    borders = [_border_before(scene, index) + gaps.get(index, 0.0) for index in range(len(scene.zones))]
    spare = max(0.0, LEAST_WIDTH - 2 * MARGIN - sum(widths) - sum(borders)) / max(1, len(widths))
    left = MARGIN
    columns: list[Column] = []
    for index, zone in enumerate(scene.zones):
        left += borders[index]
        if columns and _border_before(scene, index) < _BORDER:
            columns[-1].width = left - columns[-1].left
        across = widths[index] + spare
        # The person's sign stands in the head too.
        room = across - (48.0 if zone.kind is ZoneKind.PERSONS else 18.0)
        lines = wrap(zone.title or _UNKNOWN, room, HEAD, most=4, font=BOLD)
        columns.append(Column(zone=zone, left=left, width=across, lines=lines))
        for box in placed:
            if box.node.zone == index:
                box.x = left + across / 2
        left += across
    right = max(left + MARGIN, LEAST_WIDTH)
    heading = [line for text in scene.heading for line in wrap(text, right - 2 * MARGIN, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 30.0
    head = top + HEAD_LINE * max((len(column.lines) for column in columns), default=0) + 14.0
    return Layout(columns=columns, placed=placed, heading=heading, top=top, head=head, width=right, bottom=head)


def tall_enough(boxes: list[Placed], flows: list[Flow]) -> None:
    """Make each box tall enough for the arrows that meet on it."""
    for box in boxes:
        met = sum(1 for flow in flows if box.node.id in {flow.source, flow.target})
        box.height = max(box.height, min(ARROW_PITCH * met, MOST_FOR_ARROWS))


def _border_before(scene: Scene, index: int) -> float:
    """Return the room for the trust boundary on the left of a column."""
    if index == 0:
        return 0.0
    if scene.zones[index].kind is ZoneKind.STORES:
        return 12.0
    outside = {ZoneKind.PERSONS, ZoneKind.BODIES}
    here, before = scene.zones[index].kind in outside, scene.zones[index - 1].kind in outside
    return _BORDER if here != before else 0.0


def stack(boxes: list[Placed], flows: list[Flow], placed: list[Placed], top: float, bottom: float) -> float:
    """Return the lower end of a column whose boxes stand as near as they can to the boxes they are joined with."""
    gap = ROW_GAP * 0.6
    places = {box.node.id: box.y for box in placed}
    wanted: dict[str, float] = {}
    for box in boxes:
        name = box.node.id
        others = [
            places[flow.source if flow.target == name else flow.target]
            for flow in flows
            if name in {flow.source, flow.target}
        ]
        known = [y for y in others if y]
        wanted[name] = sum(known) / len(known) if known else top
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


def exchange_layout(scene: Scene) -> Layout:
    """Return the places of an exchange map: systems below one another, the others at the height of their partners."""
    placed = [measured(node) for node in scene.nodes]
    tall_enough(placed, scene.flows)
    layout = columns_of(scene, placed, dict.fromkeys(range(1, len(scene.zones)), EXCHANGE_GAP))
    top = layout.head + ROW_GAP * 0.8
    lowest, y = top + 40.0, top
    systems = [index for index, zone in enumerate(scene.zones) if zone.kind is ZoneKind.SYSTEMS]
    for box in [box for box in placed if systems and box.node.zone == systems[0]]:
        box.y = y + box.height / 2
        y = box.bottom + ROW_GAP
        lowest = max(lowest, box.bottom)
    others = [index for index in range(len(scene.zones)) if index not in systems[:1]]
    for index in sorted(others, key=lambda index: index not in systems):
        side = [box for box in placed if box.node.zone == index]
        lowest = max(lowest, stack(side, scene.flows, placed, top, lowest))
    layout.bottom = lowest + 24.0
    return layout
