"""Tracks of the gutters between the boxes of an exchange map: no two arrows run on one another."""

from diagrams.fonts import width
from diagrams.sizes import LABEL
from diagrams.system_map_routes import LEVEL, PAD, Plan, Run, Way, room_of_globe

#: Room for a head with its signs.
_TIP, _APART = 40.0, 6.0
#: Level pieces nearer than this look like one; they are moved apart.
_CLOSE, _NUDGE = 2.6, 4.5


def give_tracks(plan: Plan) -> None:
    """Give each upright part a track of its gutter where it meets no other, in the order that crosses least."""
    gutters: list[list[Run]] = [[] for _ in range(len(plan.ranks) + 1)]
    for run in (run for way in plan.ways for run in way.runs):
        gutters[run.gutter].append(run)
    plan.gutters = []
    for place, runs in enumerate(gutters):
        loops = sorted((run for run in runs if run.is_loop), key=lambda run: run.high - run.low)
        down = sorted((run for run in runs if not run.is_loop and run.enters < run.leaves), key=lambda run: -run.enters)
        up = sorted((run for run in runs if not run.is_loop and run.enters > run.leaves), key=lambda run: run.enters)
        taken: list[list[Run]] = []
        for group in (loops, down, up):
            _assign(group, taken)
        words = [way for way in plan.ways if way.arrow.label]
        first = max((_said(w) for w in words if not w.is_turned and w.first + 1 == place), default=0.0)
        second = max((_said(w) for w in words if w.is_turned and w.last == place), default=0.0)
        plan.gutters.append((max(first, _TIP if runs else 0.0), max(second, _TIP if runs else 0.0), len(taken)))


def _said(way: Way) -> float:
    return PAD + 16.0 + room_of_globe(way.arrow) + width(way.arrow.label, LABEL)


def moved_apart(plan: Plan) -> bool:
    """Move level pieces that lie on one another, and return whether there were any: tracks are given anew then."""
    pieces: dict[int, list[tuple[float, float, float, int, int]]] = {}
    for place, way in enumerate(plan.ways):
        for at, run in enumerate(way.runs):
            here = pieces.setdefault(run.gutter, [])
            is_level = abs(run.enters - run.leaves) < LEVEL
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


def _nudge(way: Way, at: int, y: float) -> None:
    """Set the height of one of an arrow's level pieces: the first, a lane, or the last."""
    last = len(way.lanes) + 1
    if at in {0, last}:
        way.ends[0 if at == 0 else 1] = y
    else:
        way.lanes[at - 1] = y


def _assign(group: list[Run], taken: list[list[Run]]) -> None:
    done: list[Run] = []
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


def _meet(one: Run, other: Run) -> bool:
    return one.low - _APART < other.high and other.low - _APART < one.high
