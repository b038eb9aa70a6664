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
from diagrams.sizes import HEAD_LINE, LABEL
from diagrams.system_map_columns import Cluster
from diagrams.system_map_facts import MapArrow

_TRACK, _LANE = 9.0, 8.0
#: Room for a head with its signs, and for a stub that says nothing.
_TIP, _STUB = 40.0, 20.0
_LEAST_GUTTER, _BORDER, _CURVE_ROOM = 46.0, 26.0, 90.0
_APART, _INSET = 6.0, 8.0
#: Level pieces nearer than this look like one; they are moved apart, a few times over.
_CLOSE, _NUDGE, _LEVEL, _ROUNDS = 2.6, 4.5, 0.05, 5


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


class _Run(Struct, kw_only=True):
    """The upright part of an arrow in one gutter: from the left edge at one height to the right edge at another."""

    gutter: int
    enters: float
    leaves: float
    is_loop: bool = False
    track: int = 0

    @property
    def low(self) -> float:
        return min(self.enters, self.leaves)

    @property
    def high(self) -> float:
        return max(self.enters, self.leaves)


class _Way(Struct, kw_only=True):
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
    runs: list[_Run] = field(default_factory=list)


class Plan:
    """What is known of the arrows while places are made."""

    def __init__(
        self, arrows: list[MapArrow], ranks: list[Rank], placed: dict[str, Placed], *, is_labelled: bool
    ) -> None:
        """Take the arrows and where their boxes stand across."""
        self.ranks, self.placed, self.is_labelled = ranks, placed, is_labelled
        self._rank = {box.node.id: place for place, rank in enumerate(ranks) for box in rank.boxes}
        self.ways = [self._way(arrow) for arrow in arrows]
        self.rooms: Counter[str] = Counter()
        """How many lanes pass below a box or cluster, by its id."""
        self.gutters: list[tuple[float, float, int]] = []
        self.lefts: list[float] = []

    def _way(self, arrow: MapArrow) -> _Way:
        one, other = self._rank[arrow.source.id], self._rank[arrow.target.id]
        turned = one > other
        left, right = (arrow.target.id, arrow.source.id) if turned else (arrow.source.id, arrow.target.id)
        return _Way(
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

    def room_below(self, thing: Placed | Cluster) -> float:
        """Return the room that lanes need below a box or a cluster, beyond the usual gap."""
        name = thing.node.id if isinstance(thing, Placed) else "c" + thing.boxes[0].node.id
        return max(0.0, self.rooms[name] * _LANE - 6.0)

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

    def _route(self, way: _Way) -> Route:
        points: list[Point] = [(self._edge(way.left, right=True), way.ends[0])]
        for run in way.runs:
            if abs(run.enters - run.leaves) > _LEVEL:
                x = self._track(run)
                points += [(x, run.enters), (x, run.leaves)]
        points.append((self._edge(way.right, right=way.is_loop), way.ends[1]))
        if way.is_turned:
            points.reverse()
        wide = width(way.arrow.label, LABEL) + 8.0 if way.arrow.label else 0.0
        (x, y), outward = points[0], -1 if way.is_turned else 1
        return Route(points=points, label=(x + outward * (_PAD + 6.0 + wide / 2), y))

    def _edge(self, name: str, *, right: bool) -> float:
        box = self.placed[name]
        return box.right if right else box.left

    def _track(self, run: _Run) -> float:
        first, _, _ = self.gutters[run.gutter]
        return self.lefts[run.gutter] + first + _TRACK * (run.track + 0.5)


_PAD = 14.0


def planned(plan: Plan, pitch: float, *, is_routed: bool = True) -> None:
    """Set where each arrow leaves and enters, its lanes and its tracks; boxes have their heights and places down."""
    _ports(plan, pitch)
    plan.rooms.clear()
    if not is_routed:
        plan.gutters = [(_CURVE_ROOM, _CURVE_ROOM, 0)] * (len(plan.ranks) + 1)
        return
    used: dict[tuple[int, int], list[tuple[float, int]]] = {}
    spaces = [_spaces(rank) for rank in plan.ranks]
    for place, way in enumerate(plan.ways):
        way.lanes = []
        here = way.ends[0]
        for rank in range(way.first + 1, way.last):
            tries = []
            for index, space in enumerate(spaces[rank]):
                crowd = _crowd(space, len(used.get((rank, index), ())))
                for wish in (here, way.ends[1]):
                    y = min(max(wish, space[0] + 4.0), space[1] - 4.0)
                    tries.append((abs(y - here) + abs(y - way.ends[1]) + crowd, index, y))
            _, index, here = min(tries)
            used.setdefault((rank, index), []).append((here, place))
            way.lanes.append(here)
            name = spaces[rank][index][2]
            plan.rooms[name] = max(plan.rooms[name], len(used[rank, index]))
    for (rank, index), asked in used.items():
        top, bottom, _ = spaces[rank][index]
        _spread(plan, rank, asked, top, bottom)
    for _ in range(_ROUNDS):
        for way in plan.ways:
            way.runs = _runs(way)
        _tracks(plan)
        if not _moved_apart(plan):
            break


def _ports(plan: Plan, pitch: float) -> None:
    """Set the heights at which arrows meet their boxes: in the order of their other ends, so that few cross."""
    sides: dict[tuple[str, bool], list[tuple[float, int, int]]] = {}
    for place, way in enumerate(plan.ways):
        one, other = plan.placed[way.left].y, plan.placed[way.right].y
        sides.setdefault((way.left, True), []).append((other, place, 0))
        sides.setdefault((way.right, way.is_loop), []).append((one, place, 1))
    for (name, _), met in sides.items():
        box = plan.placed[name]
        step = min(pitch, (box.height - 6.0) / len(met))
        for at, (_, place, end) in enumerate(sorted(met)):
            plan.ways[place].ends[end] = box.y + (at - (len(met) - 1) / 2) * step
    for way in plan.ways:
        if way.is_loop or way.last - way.first > 1:
            continue
        # A box with one arrow on this side moves its end so that the arrow runs straight.
        for end, name, right in ((0, way.left, True), (1, way.right, False)):
            box, wish = plan.placed[name], way.ends[1 - end]
            if len(sides[name, right]) == 1 and box.top + _INSET <= wish <= box.bottom - _INSET:
                way.ends[end] = wish
                break


def _spaces(rank: Rank) -> list[tuple[float, float, str]]:
    """Return the free heights of a rank: from, to, and the id of what is above."""
    solid = [(box.top, box.bottom, box.node.id) for box in rank.boxes]
    for cluster in rank.clusters:
        name = "c" + cluster.boxes[0].node.id
        if cluster.lines:
            solid.append((cluster.top + 2, cluster.top + HEAD_LINE * len(cluster.lines) + 12.0, "h" + name))
        solid.append((cluster.top + cluster.height - 1, cluster.top + cluster.height, name))
    solid.sort()
    made, y, above = [], -1e5, "top"
    for top, bottom, name in solid:
        # Between a title and its first box, and between the last box and its frame, there is no room for a line.
        is_lane = not above.startswith("h") and not (name.startswith("c") and not above.startswith("c"))
        if top - y >= 8.0 and is_lane:  # noqa: PLR2004 - a lane's room
            made.append((y, top, above))
        if bottom >= y:
            y, above = bottom, name
    return [*made, (y, 1e5, "end")]


def _crowd(space: tuple[float, float, str], used: int) -> float:
    """Return what it costs to pass a space that has so many lanes already."""
    return max(0.0, (used + 1) * _LANE - (space[1] - space[0])) * 2.0


def _spread(plan: Plan, rank: int, asked: list[tuple[float, int]], top: float, bottom: float) -> None:
    """Give the arrows of one space a lane each, as near as may be to where they want to pass."""
    step = min(_LANE, (bottom - top) / (len(asked) + 1))
    y, set_at = top, []
    for wish, place in sorted(asked):
        y = max(y + step, wish)
        set_at.append((y, place))
    limit = bottom
    for y, place in reversed(set_at):
        limit = min(y, limit - step)
        way = plan.ways[place]
        way.lanes[rank - way.first - 1] = limit


def _runs(way: _Way) -> list[_Run]:
    if way.is_loop:
        return [_Run(gutter=way.first + 1, enters=way.ends[0], leaves=way.ends[1], is_loop=True)]
    heights = [way.ends[0], *way.lanes, way.ends[1]]
    return [
        _Run(gutter=way.first + 1 + at, enters=heights[at], leaves=heights[at + 1]) for at in range(len(heights) - 1)
    ]


def _tracks(plan: Plan) -> None:
    """Give each upright part a track of its gutter where it meets no other, in the order that crosses least."""
    gutters: list[list[_Run]] = [[] for _ in range(len(plan.ranks) + 1)]
    for run in (run for way in plan.ways for run in way.runs):
        gutters[run.gutter].append(run)
    plan.gutters = []
    for place, runs in enumerate(gutters):
        loops = sorted((run for run in runs if run.is_loop), key=lambda run: run.high - run.low)
        down = sorted((run for run in runs if not run.is_loop and run.enters < run.leaves), key=lambda run: -run.enters)
        up = sorted((run for run in runs if not run.is_loop and run.enters > run.leaves), key=lambda run: run.enters)
        taken: list[list[_Run]] = []
        for group in (loops, down, up):
            _assign(group, taken)
        words = [way for way in plan.ways if way.arrow.label]
        first = max((_said(w) for w in words if not w.is_turned and w.first + 1 == place), default=0.0)
        second = max((_said(w) for w in words if w.is_turned and w.last == place), default=0.0)
        plan.gutters.append((max(first, _TIP if runs else 0.0), max(second, _TIP if runs else 0.0), len(taken)))


def _said(way: _Way) -> float:
    return _PAD + 16.0 + width(way.arrow.label, LABEL)


def _moved_apart(plan: Plan) -> bool:
    """Move level pieces that lie on one another, and return whether there were any: tracks are given anew then."""
    pieces: dict[int, list[tuple[float, float, float, int, int]]] = {}
    for place, way in enumerate(plan.ways):
        for at, run in enumerate(way.runs):
            here = pieces.setdefault(run.gutter, [])
            is_level = abs(run.enters - run.leaves) < _LEVEL
            here.append((run.enters, -1.0, 1e3 if is_level else run.track, place, at))
            if run.is_loop:
                here.append((run.leaves, -1.0, run.track, place, at + 1))
            elif not is_level:
                here.append((run.leaves, run.track, 1e3, place, at + 1))
    moved: set[int] = set()
    for here in pieces.values():
        here.sort()
        for place, (y, first, last, one, at) in enumerate(here):
            for other_y, other_first, other_last, other, _ in here[place + 1 : place + 4]:
                close = other_y - y < _CLOSE and other != one
                if close and min(last, other_last) > max(first, other_first) and not {one, other} & moved:
                    moved.add(one)
                    _nudge(plan.ways[one], at, other_y - _NUDGE)
    return bool(moved)


def _nudge(way: _Way, at: int, y: float) -> None:
    """Set the height of one of an arrow's level pieces: the first, a lane, or the last."""
    last = len(way.lanes) + 1
    if at in {0, last}:
        way.ends[0 if at == 0 else 1] = y
    else:
        way.lanes[at - 1] = y


def _assign(group: list[_Run], taken: list[list[_Run]]) -> None:
    done: list[_Run] = []
    for run in group:
        at = max((other.track + 1 for other in done if _meet(run, other)), default=0)
        while at < len(taken) and any(_meet(run, other) for other in taken[at]):
            at += 1
        if at >= len(taken):
            taken.append([])
            at = len(taken) - 1
        run.track = at
        taken[at].append(run)
        done.append(run)


def _meet(one: _Run, other: _Run) -> bool:
    return one.low - _APART < other.high and other.low - _APART < one.high


def across(plan: Plan, columns: list[list[Cluster]], margin: float, pad: float) -> tuple[float, float | None]:
    """Return the right edge, and where the border of the Kingdom runs; sets what stands where across."""
    left, border = margin, None
    plan.lefts = []
    for place, rank in enumerate(plan.ranks):
        wide = _gutter(plan.gutters[place], pad) if place else 0.0
        if place and rank.is_first and rank.clusters[0].is_abroad:
            first, _, tracks = plan.gutters[place]
            border = left + first + tracks * _TRACK + _BORDER / 2
            wide = max(wide, first + tracks * _TRACK + plan.gutters[place][1]) + _BORDER
        plan.lefts.append(left)
        left += wide + (pad if place == 0 else 0.0)
        rank.left = left
        for box in rank.boxes:
            box.x = left + rank.wide / 2
        left += rank.wide
    plan.lefts.append(left)
    if plan.gutters and plan.gutters[-1][2]:
        left += plan.gutters[-1][0] + _TRACK * plan.gutters[-1][2]
    for column in columns:
        for cluster in column:
            cluster.left = min(box.left for box in cluster.boxes) - pad
            cluster.width = max(box.right for box in cluster.boxes) + pad - cluster.left
    return left + pad, border


def _gutter(gutter: tuple[float, float, int], pad: float) -> float:
    first, second, tracks = gutter
    return max(_LEAST_GUTTER + 2 * pad, first + _TRACK * tracks + second)
