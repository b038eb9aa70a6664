"""Where arrows of an exchange map leave and enter their boxes, and the lanes in which they pass farther boxes."""

from diagrams.sizes import HEAD_LINE
from diagrams.system_map_routes import CURVE_ROOM, LANE, Plan, Rank, Run, Way
from diagrams.system_map_tracks import give_tracks, moved_apart

_INSET, _ROUNDS = 8.0, 5


def planned(plan: Plan, pitch: float, *, is_routed: bool = True) -> None:
    """Set where each arrow leaves and enters, its lanes and its tracks; boxes have their heights and places down."""
    _ports(plan, pitch)
    plan.rooms.clear()
    if not is_routed:
        plan.gutters = [(CURVE_ROOM, CURVE_ROOM, 0)] * (len(plan.ranks) + 1)
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
        give_tracks(plan)
        if not moved_apart(plan):
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
        step = min(plan.pitch_of(name, pitch), (box.height - 6.0) / len(met))
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
    return max(0.0, (used + 1) * LANE - (space[1] - space[0])) * 2.0


def _spread(plan: Plan, rank: int, asked: list[tuple[float, int]], top: float, bottom: float) -> None:
    """Give the arrows of one space a lane each, as near as may be to where they want to pass."""
    step = min(LANE, (bottom - top) / (len(asked) + 1))
    y, set_at = top, []
    for wish, place in sorted(asked):
        y = max(y + step, wish)
        set_at.append((y, place))
    limit = bottom
    for y, place in reversed(set_at):
        limit = min(y, limit - step)
        way = plan.ways[place]
        way.lanes[rank - way.first - 1] = limit


def _runs(way: Way) -> list[Run]:
    if way.is_loop:
        return [Run(gutter=way.first + 1, enters=way.ends[0], leaves=way.ends[1], is_loop=True)]
    heights = [way.ends[0], *way.lanes, way.ends[1]]
    return [
        Run(gutter=way.first + 1 + at, enters=heights[at], leaves=heights[at + 1]) for at in range(len(heights) - 1)
    ]
