"""A scene with its places and routes as one SVG: self-contained, no script, no outside address, text stays text."""

from diagrams.badges import diamond_badge
from diagrams.deadline import Deadline
from diagrams.grid import grid_of
from diagrams.ink import (
    FAINT,
    FOREIGN,
    HEADS,
    INK,
    LACK,
    WHITE,
    arrow,
    at,
    attribute,
    block_of_text,
    globe_icon,
    line_of_text,
    path,
    person_icon,
    rectangle,
    whole,
    words,
)  # fmt: skip
from diagrams.labels import labels
from diagrams.legend import legend, title_cells
from diagrams.nudging import clear_of
from diagrams.routing import Point
from diagrams.scene import Column, Flow, Layout, Placed, Scene, ZoneKind
from diagrams.shapes import box
from diagrams.sizes import HEAD, HEAD_LINE, HEADING, HEADING_LINE, MARGIN
from diagrams.title_block import TitleBlock

_INSIDE = {ZoneKind.UNIT, ZoneKind.STORES, ZoneKind.SYSTEMS}
_OUTSIDE = {ZoneKind.PERSONS, ZoneKind.BODIES, ZoneKind.ABROAD}
_ICONS = {ZoneKind.PERSONS: person_icon, ZoneKind.ABROAD: globe_icon}

#: Room for words on the left of the lanes, in a picture of not too many arrows.
_ASIDE, _FEW = 136.0, 300


class Frame:
    """The picture without its arrows: all of it can be drawn while graphviz is still routing."""

    def __init__(self, scene: Scene, layout: Layout, title_block: TitleBlock | None) -> None:
        """Draw columns, boxes and what stands below them. Without a title block there is none in the picture."""
        self._scene, self._layout = scene, layout
        self._under = _heading(layout) + "".join(
            _column(column, layout, odd=index % 2 == 1) for index, column in enumerate(layout.columns)
        )
        self._under += _border(scene, layout) + _kingdom(scene, layout)
        self._boxes = "".join(box(placed) for placed in layout.placed)
        room = layout.width - 2 * MARGIN
        below, end = legend(scene, room, layout.bottom + 14.0)
        if title_block is not None:
            cells, end = title_cells(title_block, room, end + 8.0)
            below += cells
        self._below, self.height = below, end + MARGIN
        self.width = layout.width

    def svg(self, routes: list[list[Point]], deadline: Deadline) -> str:
        """Return the whole picture, without the font (see `outputs.with_fonts`). Raises: DiagramTimedOut."""
        flows = self._scene.flows
        room = (1.0, self._layout.head, self.width - 1.0, self._layout.bottom + 14.0)
        boxes = {placed.node.id: placed for placed in self._layout.placed}
        routes = [
            _loop(boxes[flow.source]) if flow.source == flow.target else route
            for flow, route in zip(flows, routes, strict=True)
        ]
        borders = [x for kinds in (_INSIDE, {ZoneKind.ABROAD}) for x in _sides(self._layout, kinds) or ()]
        routes = clear_of(routes, borders)
        diamonds = self._diamonds()
        routes = [_touching(route, flow, diamonds) for flow, route in zip(flows, routes, strict=True)]
        deadline.check()
        crossed = grid_of(routes)
        said, free = labels(flows, routes, crossed, self._layout.placed, room, deadline)
        aside = 0.0
        if not free and len(flows) <= _FEW:
            # Arrows that go back along the left edge leave no room for their words: the page grows there.
            aside = _ASIDE
            wider = (room[0] - aside, *room[1:])
            said, _ = labels(flows, routes, crossed, self._layout.placed, wider, deadline)
            self.width += aside
        lines = "".join(
            f'<g class="flow" data-from="{attribute(flow.source)}" data-to="{attribute(flow.target)}"'
            f' data-kind="{flow.kind.value}"><title>{words(flow.full or flow.kind.value)}</title>'
            f"{arrow(route, flow.kind, directed=flow.directed)}</g>"
            for flow, route in zip(flows, routes, strict=True)
            if len(route) > 1
        )
        deadline.check()
        badges = "".join(diamond_badge(placed, crossed) for placed in self._layout.placed)
        inner = self._under + lines + self._boxes + badges + "".join(said) + self._below
        return whole(inner, self.width, self.height, self._scene.heading, self._scene.description, left=-aside)

    def _diamonds(self) -> dict[str, Placed]:
        return {placed.node.id: placed for placed in self._layout.placed if placed.diamond}


def _heading(layout: Layout) -> str:
    lines = tuple(layout.heading)
    return block_of_text(lines, MARGIN, MARGIN, HEADING, HEADING_LINE, anchor="start", bold=True)


def _column(column: Column, layout: Layout, *, odd: bool) -> str:
    """Return a column: its ground down to the bottom, and its head with the words of the zone."""
    kind = column.zone.kind
    top, head, bottom = edges(column, layout)
    ground = rectangle(
        column.left, top, column.width, bottom - top, fill="#f8fafc" if odd else WHITE, stroke=FAINT, thick=0.8
    )
    cap = rectangle(column.left, top, column.width, head - top, fill=HEADS[kind], stroke=FAINT, thick=0.8)
    lines = column.lines
    start = top + (head - top - HEAD_LINE * len(lines)) / 2
    fill = INK if column.zone.title else LACK
    middle = column.left + column.width / 2 + (10.0 if kind in _ICONS else 0.0)
    title = block_of_text(lines, middle, start, HEAD, HEAD_LINE, bold=True, fill=fill)
    icon = _ICONS[kind](column.left + 16, (top + head) / 2) if kind in _ICONS else ""
    name = attribute(column.zone.title or "?")
    return f'<g class="zone" data-kind="{kind.value}" data-title="{name}">{ground}{cap}{title}{icon}</g>'


def edges(column: Column, layout: Layout) -> tuple[float, float, float]:
    """Return where a column begins, its head ends, and it ends itself."""
    return (
        layout.top if column.top is None else column.top,
        layout.head if column.head is None else column.head,
        layout.bottom if column.bottom is None else column.bottom,
    )


def _sides(layout: Layout, kinds: set[ZoneKind]) -> tuple[float, float] | None:
    """Return where the border around the columns of these kinds stands, or None where there are none."""
    within = [column for column in layout.columns if column.zone.kind in kinds]
    return (within[0].left - 4, within[-1].left + within[-1].width + 4) if within else None


def _border(scene: Scene, layout: Layout) -> str:
    """Return the trust boundary around what the agency runs, when something stands outside of it."""
    sides = _sides(layout, _INSIDE)
    if sides is None or not any(column.zone.kind in _OUTSIDE for column in layout.columns):
        return ""
    left, right = sides
    top, bottom = layout.top - 9, layout.bottom + 9
    frame = rectangle(left, top, right - left, bottom - top, fill="none", stroke=LACK, thick=1.8, dash="10 6", radius=8)
    return frame + line_of_text(scene.border, left + 10, top - 10, 12.5, anchor="start", fill=LACK)


def _kingdom(scene: Scene, layout: Layout) -> str:
    """Return the border of the Kingdom around what is abroad: two lines, where the trust boundary is one."""
    abroad = next((column for column in layout.columns if column.zone.kind is ZoneKind.ABROAD), None)
    sides = _sides(layout, {ZoneKind.ABROAD})
    if abroad is None or sides is None:
        return ""
    left, right = sides
    top, bottom = edges(abroad, layout)[0] - 9, edges(abroad, layout)[2] + 9
    outline = f"M{at(left)} {at(top)}H{at(right)}V{at(bottom)}H{at(left)}z"
    frame = path(outline, stroke=FOREIGN, thick=4.6, dash="14 5 3 5") + path(outline, stroke=WHITE, thick=1.8)
    return frame + line_of_text(scene.kingdom, left, top - 10, 12.5, anchor="start", fill=FOREIGN)


def _loop(placed: Placed) -> list[Point]:
    """Return an arrow from a box back to itself, around its lower right corner: a router's would go around the lane."""
    x, y = placed.right + 13.0, placed.bottom + 11.0
    start, end = placed.y + placed.height * 0.34, placed.x + placed.width / 4
    return [(placed.right, start), (x, start), (x, y), (end, y), (end, placed.bottom)]


def _touching(route: list[Point], flow: Flow, diamonds: dict[str, Placed]) -> list[Point]:
    """Return the route with its ends on the outline: graphviz aims at the box around a diamond."""
    if len(route) > 1 and flow.source in diamonds:
        route = [_onto(route[0], route[1], diamonds[flow.source]), *route[1:]]
    if len(route) > 1 and flow.target in diamonds:
        route = [*route[:-1], _onto(route[-1], route[-2], diamonds[flow.target])]
    return route


def _onto(end: Point, other: Point, placed: Placed) -> Point:
    x, y = end
    if abs(y - other[1]) < abs(x - other[0]):
        reach = max(0.0, 1 - abs(y - placed.y) / (placed.height / 2)) * placed.width / 2
        return placed.x + (reach if other[0] > placed.x else -reach), y
    reach = max(0.0, 1 - abs(x - placed.x) / (placed.width / 2)) * placed.height / 2
    return x, placed.y + (reach if other[1] > placed.y else -reach)
