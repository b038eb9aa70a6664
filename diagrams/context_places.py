"""Places and arrows of a context diagram: the activity in the middle, level with all it exchanges data with.

Who gives stands on the left, who gets on the right, so every arrow is one straight line and no router is needed.
"""

from diagrams.context_partners import PROCESSORS, RECIPIENTS, SENDERS, UNSURE
from diagrams.fonts import BOLD
from diagrams.routing import Point
from diagrams.scene import Column, Flow, Layout, Placed, Scene, Shape, Zone, ZoneKind
from diagrams.sizes import HEAD, HEAD_LINE, HEADING, HEADING_LINE, LABEL_LINE, MARGIN, UNKNOWN, label_lines, measured
from diagrams.wrapping import wrap

_SIDE, _MIDDLE, _CHANNEL = 226.0, 276.0, 226.0
_BOX = 190.0
_GAP, _ZONE_GAP, _PAD = 16.0, 36.0, 20.0
#: The room of an arrow's words above and below them.
_BREATH = 7.0
_LEAST_HEIGHT = 240.0
_ORDER = (SENDERS, RECIPIENTS, UNSURE, PROCESSORS)

Group = tuple[Zone, list[Placed]]


def context_layout(scene: Scene) -> tuple[Layout, list[list[Point]]]:
    """Return the places, and the two ends of each arrow in the order of the flows."""
    by_box = _flows_of(scene)
    placed = [measured(node, _BOX) for node in scene.nodes]
    for box in placed:
        box.height = max(box.height, _words(by_box.get(box.node.id, [])))
    centre = next(box for box in placed if box.node.shape is Shape.ACTIVITY)
    left, right = _sides(scene, placed)
    wide = 2 * MARGIN + 2 * _SIDE + 2 * _CHANNEL + _MIDDLE
    heading = [line for text in scene.heading for line in wrap(text, wide - 2 * MARGIN, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 26.0
    tall = max(_LEAST_HEIGHT, _height(left), _height(right), centre.height + 60.0)
    columns = _placed_side(left, MARGIN, top, tall)
    middle = MARGIN + _SIDE + _CHANNEL
    zone = scene.zones[centre.node.zone]
    lines = _title(zone, _MIDDLE)
    head = top + _head(lines)
    columns.append(Column(zone=zone, left=middle, width=_MIDDLE, lines=lines, head=head))
    columns += _placed_side(right, middle + _MIDDLE + _CHANNEL, top, tall)
    others = [box for box in placed if box is not centre]
    first = min((box.top for box in others), default=head + _PAD)
    last = max((box.bottom for box in others), default=first)
    centre.height = max(centre.height, last - max(first, head + _PAD))
    centre.x, centre.y = middle + _MIDDLE / 2, max((first + last) / 2, head + _PAD + centre.height / 2)
    bottom = max(top + tall, centre.bottom + _PAD)
    layout = Layout(columns=columns, placed=placed, heading=heading, top=top, head=head, bottom=bottom, width=wide)
    for column in columns:
        column.bottom = bottom if column.bottom is None else column.bottom
    return layout, _routes(scene.flows, placed, centre, by_box)


def _flows_of(scene: Scene) -> dict[str, list[Flow]]:
    found: dict[str, list[Flow]] = {}
    for flow in scene.flows:
        for end in (flow.source, flow.target):
            found.setdefault(end, []).append(flow)
    return found if len(scene.nodes) > 1 else {}


def _words(flows: list[Flow]) -> float:
    return sum(LABEL_LINE * max(1, len(label_lines(flow))) + _BREATH for flow in flows)


def _sides(scene: Scene, placed: list[Placed]) -> tuple[list[Group], list[Group]]:
    """Return the zones on the left and on the right with their boxes, from above."""
    groups = [(zone, [box for box in placed if box.node.zone == index]) for index, zone in enumerate(scene.zones)]
    left = [each for each in groups if each[0].kind is ZoneKind.PERSONS or each[0].title == SENDERS]
    right = [each for each in groups if each not in left and each[0].kind is not ZoneKind.UNIT]
    right.sort(key=lambda each: _ORDER.index(each[0].title) if each[0].title in _ORDER else len(_ORDER))
    left.sort(key=lambda each: each[0].kind is not ZoneKind.PERSONS)
    return left, right


def _title(zone: Zone, wide: float) -> tuple[str, ...]:
    return wrap(zone.title or UNKNOWN, wide - 48.0, HEAD, most=4, font=BOLD)


def _head(lines: tuple[str, ...]) -> float:
    return HEAD_LINE * len(lines) + 12.0


def _height(groups: list[Group]) -> float:
    zones = sum(_head(_title(zone, _SIDE)) + 2 * _PAD - _GAP for zone, _ in groups)
    boxes = sum(box.height + _GAP for _, members in groups for box in members)
    return zones + boxes + _ZONE_GAP * max(0, len(groups) - 1)


def _placed_side(groups: list[Group], left: float, top: float, tall: float) -> list[Column]:
    """Return the columns of one side, filling its height: boxes share what room is left over."""
    count = sum(len(members) for _, members in groups)
    spare = (tall - _height(groups)) / max(1, count)
    made: list[Column] = []
    y = top
    for zone, members in groups:
        lines = _title(zone, _SIDE)
        column = Column(zone=zone, left=left, width=_SIDE, lines=lines, top=y, head=y + _head(lines))
        y += _head(lines) + _PAD
        for box in members:
            box.x, box.y = left + _SIDE / 2, y + (spare + box.height) / 2
            y += box.height + spare + _GAP
        y += _PAD - _GAP
        column.bottom = y
        y += _ZONE_GAP
        made.append(column)
    if made:
        made[-1].bottom = None
    return made


def _routes(
    flows: list[Flow], placed: list[Placed], centre: Placed, by_box: dict[str, list[Flow]]
) -> list[list[Point]]:
    """Return a level line for each flow; those of one box below one another, each as high as its words."""
    boxes = {box.node.id: box for box in placed}
    heights: dict[int, float] = {}
    for name, joined in by_box.items():
        box = boxes[name]
        if box is centre:
            continue
        y = box.y - _words(joined) / 2
        for flow in joined:
            high = _words([flow])
            heights[id(flow)] = y + high / 2
            y += high
    made = []
    for flow in flows:
        box = boxes[flow.source] if flow.source != centre.node.id else boxes[flow.target]
        y = heights[id(flow)]
        ends = [(box.right, y), (centre.left, y)] if box.x < centre.x else [(box.left, y), (centre.right, y)]
        made.append(ends if box.node.id == flow.source else ends[::-1])
    return made
