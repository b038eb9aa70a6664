"""Arrows of an exchange map at right angles, each with a line of its own: places for them are made, not searched.

Boxes stand in upright ranks with gutters between them. An arrow leaves its box sideways, runs up or down on a track of
the gutter, passes farther ranks through a lane between two boxes, and ends sideways. graphviz routes around boxes too,
but lays arrows with one end on one another, which nobody can follow in a map with a hub.
"""

from collections import Counter

from msgspec import Struct, field

from diagrams.fonts import width
from diagrams.routing import Point
from diagrams.scene import Placed
from diagrams.sizes import LABEL
from diagrams.system_map_columns import Cluster
from diagrams.system_map_facts import MapArrow

TRACK, LANE = 9.0, 8.0
_LEAST_GUTTER, _BORDER, CURVE_ROOM = 46.0, 26.0, 90.0
#: Room beside the boxes inside their frame.
PAD = 14.0
#: A smaller step is no bend.
LEVEL = 0.05
#: Arrows of a box abroad carry a globe; curves have theirs elsewhere.
_GLOBE_PITCH, _LEAST_PITCH = 17.0, 5.0


class Rank(Struct, kw_only=True):
    """An upright row of boxes."""

    boxes: list[Placed]
    clusters: list[Cluster]
    is_first: bool
    wide: float
    left: float = 0.0


class Route(Struct, kw_only=True):
    """Where an arrow runs, tail first, and where the middle of its words is."""

    points: list[Point]
    label: Point = (0.0, 0.0)


class Run(Struct, kw_only=True):
    """The upright part of an arrow in one gutter: from the left edge at one height to the right edge at another."""

    gutter: int
    enters: float
    leaves: float
    is_loop: bool = False
    track: int = 0

    @property
    def low(self) -> float:
        """The upper end."""
        return min(self.enters, self.leaves)

    @property
    def high(self) -> float:
        """The lower end."""
        return max(self.enters, self.leaves)


class Way(Struct, kw_only=True):
    """An arrow on its way: ranks from left to right, whichever way it points."""

    arrow: MapArrow
    left: str
    right: str
    is_loop: bool
    first: int
    last: int
    is_turned: bool
    """It points from right to left."""
    ends: list[float] = field(default_factory=lambda: [0.0, 0.0])
    lanes: list[float] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)


def room_of_globe(arrow: MapArrow) -> float:
    """Return the room between a box abroad and the words of its arrow: the sign of the border stands there."""
    return (24.0 if arrow.is_mirrored else 14.0) if arrow.is_abroad and arrow.source.is_abroad else 0.0


class Plan:
    """What is known of the arrows while places are made."""

    def __init__(
        self, arrows: list[MapArrow], ranks: list[Rank], placed: dict[str, Placed], *, is_labelled: bool
    ) -> None:
        """Take the arrows and where their boxes stand across."""
        self.ranks, self.placed, self.is_labelled = ranks, placed, is_labelled
        self._rank = {box.node.id: place for place, rank in enumerate(ranks) for box in rank.boxes}
        self._abroad = {box.node.id for rank in ranks if rank.clusters[0].is_abroad for box in rank.boxes}
        self.ways = [self._way(arrow) for arrow in arrows]
        self.rooms: Counter[str] = Counter()
        """How many lanes pass below a box or cluster, by its id."""
        self.gutters: list[tuple[float, float, int]] = []
        self.lefts: list[float] = []

    def _way(self, arrow: MapArrow) -> Way:
        one, other = self._rank[arrow.source.id], self._rank[arrow.target.id]
        turned = one > other
        left, right = (arrow.target.id, arrow.source.id) if turned else (arrow.source.id, arrow.target.id)
        return Way(
            arrow=arrow, left=left, right=right, is_loop=one == other, first=min(one, other), last=max(one, other),
            is_turned=turned,
        )  # fmt: skip

    def most_on_a_side(self) -> dict[str, int]:
        """Return how many arrows meet on the busier side of each box."""
        left: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for way in self.ways:
            right[way.left] += 1
            if way.is_loop:
                right[way.right] += 1
            else:
                left[way.right] += 1
        return {name: max(left[name], right[name]) for name in {*left, *right}}

    def pitch_of(self, name: str, pitch: float) -> float:
        """Return how far apart arrows meet a box: those of a box abroad have room for their globes."""
        return max(pitch, _GLOBE_PITCH) if name in self._abroad and pitch > _LEAST_PITCH else pitch

    def room_below(self, thing: Placed | Cluster) -> float:
        """Return the room that lanes need below a box or a cluster, beyond the usual gap."""
        name = thing.node.id if isinstance(thing, Placed) else "c" + thing.boxes[0].node.id
        return max(0.0, self.rooms[name] * LANE - 6.0)

    def routes(self) -> list[Route]:
        """Return the arrows' routes in their order."""
        return [self._route(way) for way in self.ways]

    def curves(self, down: float) -> list[tuple[Point, Point, Point, Point]]:
        """Return the arrows as curves straight from box to box, when their boxes were moved down by so much."""
        made = []
        for way in self.ways:
            x, y = self._edge(way.left, right=True), way.ends[0] + down
            far, below = self._edge(way.right, right=way.is_loop), way.ends[1] + down
            reach = max(60.0, abs(far - x) * 0.4)
            curve = [(x, y), (x + reach, y), (far + (reach if way.is_loop else -reach), below), (far, below)]
            made.append(tuple(reversed(curve)) if way.is_turned else tuple(curve))
        return [(a, b, c, d) for a, b, c, d in made]

    def _route(self, way: Way) -> Route:
        points: list[Point] = [(self._edge(way.left, right=True), way.ends[0])]
        for run in way.runs:
            if abs(run.enters - run.leaves) > LEVEL:
                x = self._track(run)
                points += [(x, run.enters), (x, run.leaves)]
        points.append((self._edge(way.right, right=way.is_loop), way.ends[1]))
        if way.is_turned:
            points.reverse()
        wide = width(way.arrow.label, LABEL) + 8.0 if way.arrow.label else 0.0
        (x, y), outward = points[0], -1 if way.is_turned else 1
        return Route(points=points, label=(x + outward * (PAD + 6.0 + room_of_globe(way.arrow) + wide / 2), y))

    def _edge(self, name: str, *, right: bool) -> float:
        box = self.placed[name]
        return box.right if right else box.left

    def _track(self, run: Run) -> float:
        first, _, _ = self.gutters[run.gutter]
        return self.lefts[run.gutter] + first + TRACK * (run.track + 0.5)


def across(plan: Plan, columns: list[list[Cluster]], margin: float) -> tuple[float, float | None]:
    """Return the right edge, and where the border of the Kingdom runs; sets what stands where across."""
    left, border = margin, None
    plan.lefts = []
    for place, rank in enumerate(plan.ranks):
        wide = _gutter(plan.gutters[place]) if place else 0.0
        if place and rank.is_first and rank.clusters[0].is_abroad:
            first, _, tracks = plan.gutters[place]
            border = left + first + tracks * TRACK + _BORDER / 2
            wide = max(wide, first + tracks * TRACK + plan.gutters[place][1]) + _BORDER
        plan.lefts.append(left)
        left += wide + (PAD if place == 0 else 0.0)
        rank.left = left
        for box in rank.boxes:
            box.x = left + rank.wide / 2
        left += rank.wide
    plan.lefts.append(left)
    if plan.gutters and plan.gutters[-1][2]:
        left += plan.gutters[-1][0] + TRACK * plan.gutters[-1][2]
    for column in columns:
        for cluster in column:
            cluster.left = min(box.left for box in cluster.boxes) - PAD
            cluster.width = max(box.right for box in cluster.boxes) + PAD - cluster.left
    return left + PAD, border


def _gutter(gutter: tuple[float, float, int]) -> float:
    first, second, tracks = gutter
    return max(_LEAST_GUTTER + 2 * PAD, first + TRACK * tracks + second)
