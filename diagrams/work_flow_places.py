"""Places of a work-flow chart: rows below one another, in as many columns as keep the sheet readable on A4."""

from collections.abc import Callable

from msgspec import Struct, field

from diagrams.fonts import BOLD
from diagrams.sizes import HEADING, HEADING_LINE, LABEL_LINE, MARGIN
from diagrams.work_flow_boxes import WIDE, Box, measured
from diagrams.work_flow_columns import columns_of
from diagrams.work_flow_facts import UNKNOWN, Chart, name_of
from diagrams.work_flow_ways import BEFORE_LABEL, TAG_TALL, Port, Side, Way, ports_of, spread_of, tracks_of, ways_of
from diagrams.wrapping import clean, wrap
from schemas.work_flow import ChartShape

UNIT, DURATION, HEAD, PAD = 130.0, 80.0, 34.0, 6.0
UNIT_TEXT, UNIT_LINE = 12.5, 18.0
TRACK = 12.0
_GAP, _FIRST, _BETWEEN = 30.0, 18.0, 18.0
#: A start or a way on from another column above the first box.
ABOVE = TAG_TALL + 26.0
_FEW_UNITS = 4
_LEAST = 580.0

Point = tuple[float, float]
Ports = dict[tuple[int, Side], list[Port]]


class Row(Struct, kw_only=True):
    """A step in its column."""

    box: Box
    units: tuple[str, ...]
    duration: tuple[str, ...]
    arrows: float
    """Height that the arrows at its sides need with their words."""
    gap: float
    """Room below it."""
    above: float
    """Room above the first box of a column."""
    top: float = 0.0
    bottom: float = 0.0

    @property
    def tall(self) -> float:
        """How high its content is."""
        lines = max(len(self.units), len(self.duration))
        return max(self.box.height, self.arrows, UNIT_LINE * lines + 4.0)


class Line(Struct, kw_only=True):
    """An arrow in its place."""

    way: Way
    points: list[Point]
    label: Point | None = None
    """The middle of its words."""
    tag: Point | None = None
    """The middle of its tag."""


class Panel(Struct, kw_only=True):
    """A column of the page."""

    number: int
    left: float
    width: float
    units_left: float
    rows: list[Row] = field(default_factory=list)
    bottom: float = 0.0


class Layout(Struct, kw_only=True):
    """Where everything stands."""

    heading: list[str]
    panels: list[Panel]
    lines: list[Line]
    top: float
    bottom: float
    width: float


def layout_of(chart: Chart, columns: Callable[[list[float]], list[int]] = columns_of) -> Layout:
    """Return the places of a chart; `columns` gives the column of each row by how high the rows are."""
    single = [0] * len(chart.steps)
    tall = [row.tall + row.gap for row in _rows(chart, single, ways_of(chart, single))]
    column = columns(tall)
    ways = ways_of(chart, column)
    rows = _rows(chart, column, ways)
    ports = ports_of(ways, len(chart.steps))
    count = max(column, default=0) + 1
    # No column is narrower than this, and the heading is set before they are.
    widest = max(_LEAST - 2 * MARGIN, 450.0 * count - _BETWEEN)
    heading = [line for text in chart.heading for line in wrap(text, widest, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 14.0
    layout = Layout(heading=heading, panels=[], lines=[], top=top, bottom=top, width=MARGIN)
    for number in range(count):
        places = [place for place, own in enumerate(column) if own == number]
        _add_panel(chart, layout, places, rows, ways, ports)
    layout.width = layout.width - _BETWEEN + MARGIN
    layout.bottom = max(panel.bottom for panel in layout.panels)
    return layout


def _rows(chart: Chart, column: list[int], ways: list[Way]) -> list[Row]:
    ports = ports_of(ways, len(chart.steps))
    down = {way.edge.source: way for way in ways if way.side == "down"}
    made = []
    for place, step in enumerate(chart.steps):
        way = down.get(place)
        gap = _GAP
        if way is not None:
            gap = max(gap, LABEL_LINE * len(way.lines) + 18.0) + (TAG_TALL + 8.0 if way.tag is not None else 0.0)
        units = _units(step.responsible, unit_width(chart) - 12)
        duration = wrap(clean(step.duration_th or "") or UNKNOWN, DURATION - 6, UNIT_TEXT, most=4)
        spread, arrows = spread_of(ports, place)
        is_first = place == 0 or column[place] != column[place - 1]
        made.append(
            Row(
                box=measured(place, step.shape, name_of(step), spread),
                arrows=arrows,
                units=units,
                duration=duration if chart.timed else (),
                gap=gap,
                above=_above(chart, place, down) if is_first else 0.0,
            )
        )
    return made


def unit_width(chart: Chart) -> float:
    """Return how wide the column of those responsible is: durations, where there are any, take some of it."""
    return UNIT if chart.timed else UNIT + 60.0


def _units(responsible: list[str], room: float) -> tuple[str, ...]:
    """Return who does a step, each beginning a line where they are few."""
    names = [clean(name) for name in responsible if clean(name)]
    apart = names if len(names) <= _FEW_UNITS else [", ".join(names)]
    most = 8 // max(1, len(apart))
    return tuple(line for name in apart for line in wrap(name, room, UNIT_TEXT, most=most)) or (UNKNOWN,)


def _above(chart: Chart, place: int, down: dict[int, Way]) -> float:
    """Return the room above the first box of a column: for the start, or for where the flow comes from."""
    if place == 0:
        return _FIRST + (0.0 if chart.steps[0].shape is ChartShape.TERMINAL else ABOVE)
    return _FIRST + (ABOVE if place - 1 in down or place in chart.orphans else 0.0)


def _add_panel(
    chart: Chart, layout: Layout, places: list[int], rows: list[Row], ways: list[Way],
    ports: Ports,
) -> None:  # fmt: skip
    y = layout.top + HEAD
    own = [rows[place] for place in places]
    for row in own:
        y += row.above
        row.box.y = y + row.tall / 2
        y += row.tall + row.gap
    inside = [way for way in ways if way.edge.source in places]
    rooms = {
        side: max((way.reach for way in inside if way.side == side), default=0.0) + 6.0 for side in ("left", "right")
    }
    tracks = {side: tracks_of(_spans(side, ways, rows, ports, set(places))) for side in ("left", "right")}
    counts = {side: max(found.values(), default=-1) + 1 for side, found in tracks.items()}
    beside = {side: rooms[side] + TRACK * counts[side] for side in rooms}
    left, aside = layout.width, unit_width(chart) + (DURATION if chart.timed else 0.0)
    spare = 0.0
    if len(places) == len(rows):
        # The only column is as wide as the legend needs.
        spare = max(0.0, _LEAST - 2 * MARGIN - 2 * PAD - sum(beside.values()) - WIDE - aside)
    middle = left + PAD + beside["left"] + (WIDE + spare) / 2
    units_left = middle + (WIDE + spare) / 2 + beside["right"] + PAD
    panel = Panel(
        number=len(layout.panels),
        left=left,
        width=units_left + aside - left,
        units_left=units_left,
        rows=own,
        bottom=y - (own[-1].gap / 2 - 6.0 if own and not _tagged_below(ways, places) else 0.0) if own else y + 30.0,
    )
    for index, row in enumerate(own):
        row.box.x = middle
        row.top = layout.top + HEAD if index == 0 else own[index - 1].bottom
        row.bottom = panel.bottom if row is own[-1] else row.box.y + row.tall / 2 + row.gap / 2
    layout.panels.append(panel)
    layout.width = left + panel.width + _BETWEEN
    for index, way in enumerate(ways):
        if way.edge.source in places:
            track = tracks[way.side].get(index, 0) if way.side != "down" else 0
            layout.lines.append(_line(index, way, rows, ports, rooms, track))


def _tagged_below(ways: list[Way], places: list[int]) -> bool:
    return any(way.side == "down" and way.tag is not None and way.edge.source in places for way in ways)


def _spans(
    side: str, ways: list[Way], rows: list[Row], ports: Ports, places: set[int]
) -> dict[int, tuple[float, float]]:
    """Return from where to where each arrow of a side runs upright."""
    made = {}
    for index, way in enumerate(ways):
        if way.side == side and way.tag is None and way.edge.source in places and way.edge.target is not None:
            ends = sorted(
                (_port_y(index, way, rows, ports, leaves=True), _port_y(index, way, rows, ports, leaves=False))
            )
            made[index] = (ends[0], ends[1])
    return made


def _port_y(index: int, way: Way, rows: list[Row], ports: Ports, *, leaves: bool) -> float:
    place = way.edge.source if leaves else way.edge.target
    port = next(port for port in ports[(place or 0, way.side)] if port.way == index and port.leaves is leaves)
    return rows[place or 0].box.y + port.y


def _line(
    index: int, way: Way, rows: list[Row], ports: Ports, rooms: dict[str, float], track: int
) -> Line:  # fmt: skip
    source = rows[way.edge.source].box
    if way.side == "down":
        return _straight_down(way, rows)
    sign = -1.0 if way.side == "left" else 1.0
    y = _port_y(index, way, rows, ports, leaves=True)
    start = source.x + sign * source.half(y)
    edge = source.x + sign * WIDE / 2
    label = (edge + sign * (BEFORE_LABEL + way.label_width / 2), y) if way.lines else None
    if way.tag is not None:
        end = edge + sign * (way.reach - way.tag_width)
        return Line(way=way, points=[(start, y), (end, y)], label=label, tag=(end + sign * way.tag_width / 2, y))
    target = rows[way.edge.target or 0].box
    upright = edge + sign * (rooms[way.side] + TRACK * track + TRACK / 2)
    there = _port_y(index, way, rows, ports, leaves=False)
    points = [(start, y), (upright, y), (upright, there), (target.x + sign * target.half(there), there)]
    return Line(way=way, points=points, label=label)


def _straight_down(way: Way, rows: list[Row]) -> Line:
    source = rows[way.edge.source]
    x, top = source.box.x, source.box.bottom
    tag = None
    if way.tag is None:
        bottom = rows[way.edge.source + 1].box.top
    else:
        bottom = source.box.y + source.tall / 2 + source.gap - TAG_TALL - 12.0
        tag = (x, bottom + TAG_TALL / 2)
    middle = (x + 7.0 + way.label_width / 2, (top + bottom) / 2 - 2.0) if way.lines else None
    return Line(way=way, points=[(x, top), (x, bottom)], label=middle, tag=tag)
