"""The way of each arrow of a work-flow chart: straight down, back on the left, ahead on the right, or to a tag.

An arrow that would leave its column of the page ends at a tag that says where to go on, as a manual does it.
"""

from typing import Literal

from msgspec import Struct

from diagrams.fonts import BOLD, width
from diagrams.sizes import LABEL, LABEL_LINE, LABEL_ROOM
from diagrams.work_flow_facts import UNKNOWN, Chart, Edge, To
from diagrams.wrapping import wrap

Side = Literal["down", "left", "right"]
TAG_TALL = 24.0
#: From the outline of a box to the words on its arrow, and from there to the arrow's head.
BEFORE_LABEL, AFTER_LABEL = 9.0, 18.0
_LEAST_WORDS = 12.0
_PLAIN_PORT, _TAG_PORT = 16.0, 30.0


class Way(Struct, kw_only=True):
    """An arrow and the side of its box on which it leaves."""

    edge: Edge
    side: Side
    tag: str | None = None
    """What stands at its end, where that is no box of the same column."""
    lines: tuple[str, ...] = ()

    @property
    def label_width(self) -> float:
        """How wide its words are. A mark that stands alone is drawn on a circle that no measure has."""
        return max((max(width(line, LABEL), _LEAST_WORDS) for line in self.lines), default=0.0)

    @property
    def tag_width(self) -> float:
        """How wide its tag is."""
        if self.tag is None:
            return 0.0
        return TAG_TALL if self.tag == UNKNOWN else width(self.tag, LABEL, BOLD) + 22.0

    @property
    def reach(self) -> float:
        """How much room it takes beside its box."""
        words = BEFORE_LABEL + self.label_width if self.lines else BEFORE_LABEL
        return words + AFTER_LABEL + self.tag_width

    @property
    def port(self) -> float:
        """How much of the height of its box it takes."""
        least = _TAG_PORT if self.tag is not None else _PLAIN_PORT
        return max(least, LABEL_LINE * len(self.lines) + 6.0 if self.lines else 0.0)


def ways_of(chart: Chart, column: list[int]) -> list[Way]:
    """Return the way of each arrow; `column` says in which column of the page each step stands."""
    down = _straight(chart, column)
    made = []
    for index, edge in enumerate(chart.edges):
        lines = wrap(edge.label, LABEL_ROOM, LABEL, most=4) if edge.label else ()
        side: Side = "down" if down.get(edge.source) == index else _side(chart, edge)
        tag = _tag(chart, edge, column, side)
        made.append(Way(edge=edge, side=side, tag=tag, lines=lines))
    return made


def _straight(chart: Chart, column: list[int]) -> dict[int, int]:
    """Return which arrow of each step goes straight down: to the next one, or out of the foot of its column."""
    found: dict[int, int] = {}
    for index, edge in enumerate(chart.edges):
        if edge.to is To.STEP and edge.target == edge.source + 1:
            found.setdefault(edge.source, index)
    for index, edge in enumerate(chart.edges):
        is_last = edge.source + 1 == len(column) or column[edge.source + 1] != column[edge.source]
        if is_last and edge.to in {To.END, To.END_UNSAID}:
            found.setdefault(edge.source, index)
    return found


def _side(chart: Chart, edge: Edge) -> Side:
    if edge.to is To.STEP and edge.target is not None:
        return "right" if edge.target > edge.source else "left"
    if edge.to is To.GHOST and edge.number is not None:
        return "right" if edge.number > chart.steps[edge.source].number else "left"
    # A branch with words and no target is most often a way back; one without words says nothing at all.
    return "left" if edge.to is To.UNSAID and edge.label not in {None, UNKNOWN} else "right"


def _tag(chart: Chart, edge: Edge, column: list[int], side: Side) -> str | None:
    if edge.to is To.STEP and edge.target is not None:
        number = chart.steps[edge.target].number
        if column[edge.target] == column[edge.source]:
            return None
        return (
            f"ต่อที่ขั้นตอน {number}"
            if side == "down"
            else f"ไปขั้นตอน {number}"
            if side == "right"
            else f"กลับไปขั้นตอน {number}"
        )
    return {To.UNSAID: UNKNOWN, To.GHOST: f"ขั้นตอน {edge.number} ?", To.END: "สิ้นสุด", To.END_UNSAID: "สิ้นสุด ?"}[edge.to]


class Port(Struct):
    """Where an arrow meets the side of a box: `way` leaves there, or arrives."""

    way: int
    leaves: bool
    tall: float
    y: float = 0.0
    """From the middle of the box."""


def ports_of(ways: list[Way], count: int) -> dict[tuple[int, Side], list[Port]]:
    """Return the ports of each side of each step from above, so that the arrows of one side do not cross there."""
    found: dict[tuple[int, Side], list[tuple[float, Port]]] = {}
    for index, way in enumerate(ways):
        if way.side == "down":
            continue
        edge = way.edge
        target = edge.target if way.tag is None and edge.target is not None else None
        span = abs(target - edge.source) if target is not None else 0
        # On the left arrows leave upwards and arrive from below; on the right it is the other way round.
        out_first = way.side == "left"
        order = (0 if out_first else 2) + (span / (count + 1) if out_first else -span / (count + 1))
        found.setdefault((edge.source, way.side), []).append(
            (order if target is not None else (-1 if out_first else 1), Port(index, leaves=True, tall=way.port))
        )
        if target is not None:
            order = (2 if out_first else 0) + (-span / (count + 1) if out_first else span / (count + 1))
            found.setdefault((target, way.side), []).append((order, Port(index, leaves=False, tall=_PLAIN_PORT)))
    made: dict[tuple[int, Side], list[Port]] = {}
    for key, entries in found.items():
        ports = [port for _, port in sorted(entries, key=lambda entry: (entry[0], entry[1].way, entry[1].leaves))]
        y = -sum(port.tall for port in ports) / 2
        for port in ports:
            port.y = y + port.tall / 2
            y += port.tall
        made[key] = ports
    return made


def spread_of(ports: dict[tuple[int, Side], list[Port]], place: int) -> tuple[float, float]:
    """Return how far apart the outermost arrows of a side are, and how much height all need with their words."""
    sides: tuple[Side, Side] = ("left", "right")
    talls = [[port.tall for port in ports.get((place, side), [])] for side in sides]
    spread = max((sum(tall) - tall[0] / 2 - tall[-1] / 2 for tall in talls if tall), default=0.0)
    return spread, max(sum(tall) for tall in talls)


def tracks_of(spans: dict[int, tuple[float, float]]) -> dict[int, int]:
    """Return the track of each arrow, 0 next to the boxes: short ones inside, none that touch on one track."""
    taken: list[list[tuple[float, float]]] = []
    made: dict[int, int] = {}
    for way, (top, bottom) in sorted(spans.items(), key=lambda item: (item[1][1] - item[1][0], item[0])):
        for track, others in enumerate(taken):
            if all(bottom + 4 < above or top - 4 > below for above, below in others):
                others.append((top, bottom))
                made[way] = track
                break
        else:
            taken.append([(top, bottom)])
            made[way] = len(taken) - 1
    return made
