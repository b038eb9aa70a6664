"""Columns from left to right: a lane for each acting unit, stores, outside bodies; and the borders between them."""

from diagrams.fonts import BOLD
from diagrams.scene import Column, Layout, Placed, Scene, ZoneKind
from diagrams.sizes import HEAD, HEAD_LINE, HEADING, HEADING_LINE, MARGIN, NARROW_STEP, UNKNOWN
from diagrams.wrapping import wrap

GUTTER = 38.0
#: A narrower picture would squeeze its legend.
LEAST_WIDTH = 940.0
#: Room for the trust boundary between two columns.
_BORDER = 22.0
#: Room on the left of the first lane inside, so that arrows between its steps stay inside of the trust boundary.
_INNER = 16.0
#: These columns have a sign in their heads, beside the words.
_SIGNED = {ZoneKind.PERSONS, ZoneKind.ABROAD}


def columns_of(scene: Scene, placed: list[Placed], gaps: dict[int, float]) -> Layout:
    """Return the columns from left to right in the order of the zones, and the heading; sets each box's x."""
    widths = []
    for index, _ in enumerate(scene.zones):
        widest = max((box.width for box in placed if box.node.zone == index), default=NARROW_STEP)
        widths.append(widest + GUTTER)
    borders = [
        border_before(scene, index) + max(gaps.get(index, 0.0), _INNER if _enters(scene, index) else 0.0)
        for index in range(len(scene.zones))
    ]
    spare = max(0.0, LEAST_WIDTH - 2 * MARGIN - sum(widths) - sum(borders)) / max(1, len(widths))
    left = MARGIN
    columns: list[Column] = []
    for index, zone in enumerate(scene.zones):
        left += borders[index]
        before = _shared(scene, index, borders[index], columns)
        across = widths[index] + spare
        room = across - (48.0 if zone.kind in _SIGNED else 18.0)
        lines = wrap(zone.title or UNKNOWN, room, HEAD, most=4, font=BOLD)
        columns.append(Column(zone=zone, left=left - before, width=across + before, lines=lines))
        for box in placed:
            if box.node.zone == index:
                box.x = left + across / 2
        left += across
    right = max(left + MARGIN, LEAST_WIDTH)
    heading = [line for text in scene.heading for line in wrap(text, right - 2 * MARGIN, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 26.0
    head = top + HEAD_LINE * max((len(column.lines) for column in columns), default=0) + 14.0
    return Layout(columns=columns, placed=placed, heading=heading, top=top, head=head, width=right, bottom=head)


def _shared(scene: Scene, index: int, gap: float, columns: list[Column]) -> float:
    """Return how far a column reaches into the gap on its left; its neighbour takes the rest, but for the border."""
    if not columns:
        return 0.0
    border = border_before(scene, index)
    kept = border if border >= _BORDER else 0.0
    inner = min(_INNER, gap - kept) if _enters(scene, index) else 0.0
    before = inner + (gap - kept - inner) / 2
    columns[-1].width += gap - kept - before
    return before


def _enters(scene: Scene, index: int) -> bool:
    """Return whether a column is the first lane on the inner side of the trust boundary."""
    kinds = scene.zones[index].kind, scene.zones[index - 1].kind
    return index > 0 and kinds == (ZoneKind.UNIT, ZoneKind.PERSONS)


def border_before(scene: Scene, index: int) -> float:
    """Return the room for the trust boundary on the left of a column."""
    if index == 0:
        return 0.0
    if scene.zones[index].kind is ZoneKind.STORES:
        return 12.0
    if scene.zones[index].kind is ZoneKind.ABROAD:
        # Two borders meet here where nothing of the Kingdom's outside stands between.
        return _BORDER if scene.zones[index - 1].kind is ZoneKind.BODIES else _BORDER + 14.0
    outside = {ZoneKind.PERSONS, ZoneKind.BODIES}
    here, before = scene.zones[index].kind in outside, scene.zones[index - 1].kind in outside
    if here == before:
        return 0.0
    # Upright parts of arrows to the bodies stand beside the border, not on it.
    return _BORDER + 10.0 if here else _BORDER
