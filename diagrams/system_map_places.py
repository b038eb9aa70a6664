"""Places for the boxes of an exchange map: clusters in columns, at the height of those that they exchange with.

Heights first: how many arrows pass where decides how wide the gutters between the columns are.
"""

from math import log

from msgspec import Struct, field

from diagrams.fonts import BOLD
from diagrams.routing import Point
from diagrams.scene import Node, Placed, Shape
from diagrams.sizes import FOOT, FOOT_LINE, HEAD, HEAD_LINE, HEADING, HEADING_LINE, MARGIN, TEXT, TEXT_LINE
from diagrams.system_map_columns import Cluster, clusters_of, neighbours, set_columns, set_levels, sub_columns
from diagrams.system_map_facts import BoxKind, MapBox, MapScene
from diagrams.system_map_lanes import planned
from diagrams.system_map_routes import PAD, Plan, Rank, Route, across
from diagrams.wrapping import wrap

WIDE = 188.0
#: Between the boxes of a cluster, and between clusters.
BOX_GAP, CLUSTER_GAP = 16.0, 30.0
#: Arrows that meet on one side of a box stand this far apart: with words, and without.
PITCH, BARE_PITCH, CURVE_PITCH = 21.0, 9.0, 3.0
#: More arrows than this are curves behind the boxes: ways around them would make a sheet of many metres.
MOST_ROUTED = 300
_LEAST_WIDTH = 1_000.0
_SWEEPS = 8
#: A sheet on its side.
_SHAPE = 1.5
_MOST_COLUMNS, _MOST_IN_SUB = 6, 14
#: With more boxes one layout is tried; each takes seconds.
_MANY = 200


class MapLayout(Struct, kw_only=True):
    """Where everything stands, in points from above."""

    clusters: list[Cluster]
    placed: dict[str, Placed]
    routes: list[Route]
    heading: list[str]
    top: float
    bottom: float
    width: float
    border: float | None = None
    """Where the Kingdom ends; None when nothing stands abroad, or when only its frame says so."""
    curves: list[tuple[Point, Point, Point, Point]] = field(default_factory=list)
    """Arrows that are curves, where they are not routes: start, two control points, end."""


def measured(box: MapBox) -> Placed:
    """Return the box as large as its words need; not placed yet."""
    room = WIDE - (30.0 if box.is_special else 16.0)
    lines = wrap(box.name or "?", room, TEXT, most=5)
    foot = [line for text in box.foot for line in wrap(text, room, FOOT, most=2)]
    lacks = wrap("? " + ", ".join(box.missing), room, FOOT, most=2) if box.missing else ()
    height = 14.0 + TEXT_LINE * len(lines) + (FOOT_LINE * (len(foot) + len(lacks)) + 6.0 if foot or lacks else 0.0)
    shape = Shape.BODY if box.kind is BoxKind.OUTSIDE else Shape.SYSTEM
    node = Node(id=box.id, shape=shape, text=box.name, zone=0)
    return Placed(node=node, width=WIDE, height=max(height, 44.0), lines=lines, foot=(*foot, *lacks), lacks=len(lacks))


def map_layout(scene: MapScene) -> MapLayout:
    """Return the best of a few layouts: short arrows, and a picture of the shape of a sheet."""
    best: tuple[float, MapLayout] | None = None
    placed = {box.id: measured(box) for box in scene.boxes}
    owners = sum(1 for cluster in clusters_of(scene, placed) if not cluster.is_outside)
    focus = next((box.id for box in scene.boxes if box.is_focus), None)
    most = max(1, min(_MOST_COLUMNS, owners))
    if len(scene.boxes) > _MANY:
        tries = [max(1, min(owners, round((len(scene.boxes) / 3) ** 0.5)))]
    else:
        tries = [0] if focus is not None else list(range(1, most + 1))
    for middle in tries:
        placed = {box.id: measured(box) for box in scene.boxes}
        clusters = clusters_of(scene, placed)
        if middle == 0:
            clusters = set_levels(clusters, scene.arrows, focus or "")
        else:
            set_columns(clusters, scene.arrows, middle, _rough_height)
        layout = _laid(scene, clusters, placed)
        price = _price(layout)
        if best is None or price < best[0]:
            best = price, layout
    if best is None:
        raise AssertionError
    return best[1]


def _rough_height(cluster: Cluster) -> float:
    return 40.0 + sum(box.height + BOX_GAP for box in cluster.boxes)


def _price(layout: MapLayout) -> float:
    long = turns = 0.0
    for route in layout.routes:
        pairs = zip(route.points, route.points[1:], strict=False)
        long += sum(abs(ax - bx) + abs(ay - by) for (ax, ay), (bx, by) in pairs)
        # A loop beside its own column is as hard to follow as a way with three more bends.
        turns += max(0, len(route.points) - 4) + (3 if _is_loop(route) else 0)
    count = len(layout.routes) or 1
    return long / count / 420.0 + turns / count * 0.6 + 1.7 * abs(log(layout.width / (layout.bottom + 190.0) / _SHAPE))


def _is_loop(route: Route) -> bool:
    xs = [x for x, _ in route.points]
    return abs(xs[0] - xs[-1]) < 1.0 and max(xs) - xs[0] > 1.0


def _laid(scene: MapScene, clusters: list[Cluster], placed: dict[str, Placed]) -> MapLayout:
    used = sorted({cluster.column for cluster in clusters})
    columns = [[cluster for cluster in clusters if cluster.column == column] for column in used]
    for cluster in clusters:
        cluster.subs = sub_columns(cluster, scene.arrows, _MOST_IN_SUB)
        cluster.lines = _title(cluster)
    ranks = _ranks(columns)
    plan = Plan(scene.arrows, ranks, placed, is_labelled=any(arrow.label for arrow in scene.arrows))
    is_routed = len(scene.arrows) <= MOST_ROUTED
    pitch = PITCH if plan.is_labelled else BARE_PITCH if is_routed else CURVE_PITCH
    for name, met in plan.most_on_a_side().items():
        placed[name].height = max(placed[name].height, plan.pitch_of(name, pitch) * met + 6.0)
    for _ in range(2 if is_routed else 1):
        _down(columns, scene, placed, plan)
        planned(plan, pitch, is_routed=is_routed)
    right, border = across(plan, columns, MARGIN)
    return _framed(scene, columns, plan, right, border)


def _framed(scene: MapScene, columns: list[list[Cluster]], plan: Plan, right: float, border: float | None) -> MapLayout:
    """Return the layout below its heading: everything is moved down to where it belongs."""
    clusters = [cluster for column in columns for cluster in column]
    width = max(right + MARGIN, _LEAST_WIDTH)
    heading = [line for text in scene.heading for line in wrap(text, width - 2 * MARGIN, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + (36.0 if border is not None else 18.0)
    is_routed = len(scene.arrows) <= MOST_ROUTED
    routes = plan.routes() if is_routed else []
    highest = min([cluster.top for cluster in clusters] + [y for each in routes for _, y in each.points], default=0.0)
    down, aside = top - highest, (width - right - MARGIN) / 2
    for cluster in clusters:
        cluster.top += down
        cluster.left += aside
        for box in cluster.boxes:
            box.y += down
            box.x += aside
    for route in routes:
        route.points = [(x + aside, y + down) for x, y in route.points]
        route.label = (route.label[0] + aside, route.label[1] + down)
    curves = [] if is_routed else plan.curves(down)
    ends = [cluster.top + cluster.height for cluster in clusters] + [y for each in routes for _, y in each.points]
    return MapLayout(
        clusters=clusters, placed=plan.placed, routes=routes, curves=curves, heading=heading, top=top,
        bottom=max(ends, default=top + 40.0) + 14.0, width=width, border=None if border is None else border + aside,
    )  # fmt: skip


def _title(cluster: Cluster) -> tuple[str, ...]:
    title = cluster.title if cluster.title is not None else "? ไม่ได้ระบุเจ้าของระบบ"
    return wrap(title, WIDE + 2 * PAD - 18.0, HEAD, most=4, font=BOLD) if title else ()


def _ranks(columns: list[list[Cluster]]) -> list[Rank]:
    """Return the upright rows of boxes: a column of clusters has one or more."""
    ranks = []
    for column in columns:
        for index in range(max(len(cluster.subs) for cluster in column)):
            boxes = [box for cluster in column if index < len(cluster.subs) for box in cluster.subs[index]]
            ranks.append(Rank(boxes=boxes, clusters=column, is_first=index == 0, wide=WIDE))
    return ranks


def head_of(cluster: Cluster) -> float:
    """Return how far below a cluster's top its boxes begin."""
    return HEAD_LINE * len(cluster.lines) + 16.0 if cluster.lines else 0.0


def _down(columns: list[list[Cluster]], scene: MapScene, placed: dict[str, Placed], plan: Plan) -> None:
    """Set what stands where down: as near as may be to what it exchanges with."""
    joined = neighbours(scene.arrows)
    for cluster in (cluster for column in columns for cluster in column):
        tall = max((_run(sub, plan) for sub in cluster.subs), default=0.0)
        cluster.height = head_of(cluster) + tall + (PAD if cluster.lines else 0.0)
    tall = max((_tall(column, plan) for column in columns), default=0.0)
    for column in columns:
        y = (tall - _tall(column, plan)) / 2
        for cluster in column:
            _set(cluster, y, plan)
            y += cluster.height + CLUSTER_GAP + plan.room_below(cluster)
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else columns[::-1]:
            _sweep(column, joined, placed, plan, tall)


def _sweep(
    column: list[Cluster], joined: dict[str, list[str]], placed: dict[str, Placed], plan: Plan, tall: float
) -> None:
    wanted: dict[int, float] = {}
    for cluster in column:
        own = {box.node.id for box in cluster.boxes}
        for sub in cluster.subs:
            # Partners in the same cluster are moved along; those of other columns say where this should be.
            sub.sort(key=lambda box: (_mean(box, joined, placed, own), box.node.id))
        ys = [placed[other].y for box in cluster.boxes for other in joined.get(box.node.id, ()) if other not in own]
        wanted[id(cluster)] = sum(ys) / len(ys) if ys else cluster.top + cluster.height / 2
    column.sort(key=lambda cluster: (wanted[id(cluster)], cluster.boxes[0].node.id))
    y = 0.0
    for cluster in column:
        y = max(y, wanted[id(cluster)] - cluster.height / 2)
        cluster.top = y
        y += cluster.height + CLUSTER_GAP + plan.room_below(cluster)
    limit = tall
    for cluster in reversed(column):
        cluster.top = min(cluster.top, limit - cluster.height - plan.room_below(cluster))
        limit = cluster.top - CLUSTER_GAP
    for cluster in column:
        _set(cluster, cluster.top, plan)


def _tall(column: list[Cluster], plan: Plan) -> float:
    return sum(cluster.height + CLUSTER_GAP + plan.room_below(cluster) for cluster in column) - CLUSTER_GAP


def _run(sub: list[Placed], plan: Plan) -> float:
    return sum(box.height + BOX_GAP + plan.room_below(box) for box in sub) - BOX_GAP


def _set(cluster: Cluster, top: float, plan: Plan) -> None:
    cluster.top = top
    room = cluster.height - head_of(cluster) - (PAD if cluster.lines else 0.0)
    for sub in cluster.subs:
        y = top + head_of(cluster) + (room - _run(sub, plan)) / 2
        for box in sub:
            box.y = y + box.height / 2
            y += box.height + BOX_GAP + plan.room_below(box)


def _mean(box: Placed, joined: dict[str, list[str]], placed: dict[str, Placed], own: set[str]) -> float:
    partners = joined.get(box.node.id, ())
    ys = [placed[other].y for other in partners if other not in own] or [placed[other].y for other in partners]
    return sum(ys) / len(ys) if ys else box.y
