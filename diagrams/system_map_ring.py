"""Places for a map with more arrows than gutters can hold: boxes around the sheet, arrows as curves through its middle.

No arrow passes a box that it does not end at, and owners stand in the order of their names, where they are looked for.
"""

from collections.abc import Callable
from math import log

from diagrams.fonts import BOLD
from diagrams.routing import Point
from diagrams.scene import Placed
from diagrams.sizes import HEAD, HEADING, HEADING_LINE, MARGIN
from diagrams.system_map_columns import Cluster, clusters_of
from diagrams.system_map_facts import MapArrow, MapBox, MapScene
from diagrams.system_map_places import BOX_GAP, CLUSTER_GAP, WIDE, MapLayout, head_of, measured
from diagrams.system_map_routes import PAD
from diagrams.wrapping import wrap

#: More arrows than this are curves.
FROM_ARROWS = 100
#: With more boxes the ring would be larger than any wall.
MOST_IN_RING = 130
_ACROSS = 16.0
_PORT, _LEAST_ROOM = 4.0, 240.0
_SHAPE = 1.45

Curve = tuple[Point, Point, Point, Point]
_NORMALS: dict[str, Point] = {"left": (1, 0), "right": (-1, 0), "top": (0, 1), "bottom": (0, -1)}


def ring_layout(scene: MapScene) -> MapLayout:
    """Return the ring that is nearest to the shape of a sheet."""
    placed = {box.id: measured(box) for box in scene.boxes}
    clusters = clusters_of(scene, placed)
    by_id = {box.id: box for box in scene.boxes}
    for cluster in clusters:
        if cluster.title and len(cluster.boxes) == 1 and not cluster.is_outside:
            # A frame would stand between the box and its arrows: the owner of one system is written in its box.
            box = by_id[cluster.boxes[0].node.id]
            box.foot = [*([cluster.title] if cluster.title != box.name else []), *box.foot]
            placed[box.id] = measured(box)
            cluster.boxes, cluster.title = [placed[box.id]], ""
    _merge(clusters)
    outer = [cluster for cluster in clusters if cluster.is_outside]
    frames = [cluster for cluster in clusters if not cluster.is_outside and len(cluster.boxes) > 1]
    singles = sorted(
        (cluster for cluster in clusters if not cluster.is_outside and len(cluster.boxes) == 1),
        key=lambda cluster: (by_id[cluster.boxes[0].node.id].owner or "", cluster.boxes[0].node.id),
    )
    best: tuple[float, int] | None = None
    for count in range(2, max(3, len(singles) // 2)):
        wide = max(count * (WIDE + _ACROSS), _LEAST_ROOM) + 2 * (WIDE + 2 * PAD)
        tall = max(_tall(frames) + _tall(singles[2 * count :]), _tall(outer), _LEAST_ROOM) + 220.0
        price = abs(log(wide / tall / _SHAPE))
        if best is None or price < best[0]:
            best = price, count
    count = best[1] if best is not None else 0
    return _around(scene, placed, frames, singles, outer, count)


def _merge(clusters: list[Cluster]) -> None:
    """Put all partners outside into one cluster, and set the frames' sizes."""
    outside = [cluster for cluster in clusters if cluster.is_outside and not cluster.is_abroad]
    if outside:
        outside[0].title = "ภายนอกทะเบียน"
        for other in outside[1:]:
            outside[0].boxes += other.boxes
            clusters.remove(other)
    for cluster in clusters:
        cluster.lines = () if cluster.title == "" else wrap(
            cluster.title or "? ไม่ได้ระบุเจ้าของระบบ", WIDE + 2 * PAD - 18, HEAD, most=4, font=BOLD
        )  # fmt: skip
        cluster.width = WIDE + 2 * PAD
        tall = sum(box.height + BOX_GAP for box in cluster.boxes) - BOX_GAP
        cluster.height = head_of(cluster) + tall + (PAD if cluster.lines else 0.0)


def _tall(clusters: list[Cluster]) -> float:
    return sum(cluster.height + (CLUSTER_GAP if cluster.lines else BOX_GAP) for cluster in clusters)


def _around(
    scene: MapScene, placed: dict[str, Placed], frames: list[Cluster], singles: list[Cluster], outer: list[Cluster],
    count: int,
) -> MapLayout:  # fmt: skip
    above, below = singles[:count], singles[len(singles) - count :] if count else []
    beside = [*frames, *singles[count : len(singles) - count]]
    inner = max(count * (WIDE + _ACROSS), _LEAST_ROOM)
    width = 2 * MARGIN + 2 * (WIDE + 2 * PAD) + inner + 2 * _ACROSS
    heading = [line for text in scene.heading for line in wrap(text, width - 2 * MARGIN, HEADING, most=3, font=BOLD)]
    top = MARGIN + HEADING_LINE * len(heading) + 18.0
    row = max((cluster.height for cluster in above), default=0.0)
    room = max(_tall(beside), _tall(outer), inner * 0.5)
    sides: dict[str, str] = {}
    first = MARGIN + WIDE + 2 * PAD + _ACROSS
    for clusters, side in ((above, "top"), (below, "bottom")):
        step = inner / len(clusters) if clusters else 0.0
        for at, cluster in enumerate(clusters):
            cluster.left = first + step * (at + 0.5) - cluster.width / 2
            cluster.top = top + row - cluster.height if side == "top" else top + row + room + 2 * _ACROSS
            _set(cluster, side, sides)
    for clusters, side, left in ((beside, "left", MARGIN), (outer, "right", width - MARGIN - WIDE - 2 * PAD)):
        spare = (room - _tall(clusters)) / max(1, len(clusters))
        y = top + row + _ACROSS + spare / 2
        for cluster in clusters:
            cluster.left, cluster.top = left, y
            _set(cluster, side, sides)
            y += cluster.height + (CLUSTER_GAP if cluster.lines else BOX_GAP) + spare
    every = [*above, *below, *beside, *outer]
    bottom = max((cluster.top + cluster.height for cluster in every), default=top)
    return MapLayout(
        clusters=every, placed=placed, routes=[], curves=_curves(scene.arrows, placed, sides), heading=heading, top=top,
        bottom=bottom + 14.0, width=width,
    )  # fmt: skip


def _set(cluster: Cluster, side: str, sides: dict[str, str]) -> None:
    y = cluster.top + head_of(cluster)
    for box in cluster.boxes:
        box.x, box.y = cluster.left + cluster.width / 2, y + box.height / 2
        y += box.height + BOX_GAP
        sides[box.node.id] = side


def _curves(arrows: list[MapArrow], placed: dict[str, Placed], sides: dict[str, str]) -> list[Curve]:
    """Return the curve of each arrow: it leaves and enters square to the inner side of its boxes."""
    met: dict[str, list[tuple[float, int, int]]] = {}
    for place, arrow in enumerate(arrows):
        for end, (box, other) in enumerate(((arrow.source, arrow.target), (arrow.target, arrow.source))):
            there = placed[other.id]
            by = there.y if sides[box.id] in {"left", "right"} else there.x
            met.setdefault(box.id, []).append((by, place, end))
    ports: dict[tuple[int, int], Point] = {}
    for name, ends in met.items():
        here, side = placed[name], sides[name]
        long = (here.height if side in {"left", "right"} else here.width) - 10.0
        step = min(_PORT * 2, long / len(ends))
        for at, (_, place, end) in enumerate(sorted(ends)):
            shift = (at - (len(ends) - 1) / 2) * step
            ports[place, end] = {
                "left": (here.right, here.y + shift),
                "right": (here.left, here.y + shift),
                "top": (here.x + shift, here.bottom),
                "bottom": (here.x + shift, here.top),
            }[side]
    return [_curve(arrow.source, arrow.target, place, ports, sides) for place, arrow in enumerate(arrows)]


def _curve(one: MapBox, other: MapBox, place: int, ports: dict[tuple[int, int], Point], sides: dict[str, str]) -> Curve:
    start, end = ports[place, 0], ports[place, 1]
    far = ((start[0] - end[0]) ** 2 + (start[1] - end[1]) ** 2) ** 0.5
    reach = 50.0 + far * (0.42 if sides[one.id] == sides[other.id] else 0.36)
    away: Callable[[Point, str], Point] = lambda point, side: (  # noqa: E731 - two uses, one line
        point[0] + _NORMALS[side][0] * reach,
        point[1] + _NORMALS[side][1] * reach,
    )
    return start, away(start, sides[one.id]), away(end, sides[other.id]), end
