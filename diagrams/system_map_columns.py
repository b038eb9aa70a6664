"""Which column each cluster of an exchange map stands in: senders on the left, receivers on the right, abroad last.

A search from fixed starts that takes the first best: the same map, the same columns.
"""

from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import Struct, field

from diagrams.facts import same_name
from diagrams.scene import Placed
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox, MapScene

_PASSES = 6
#: Costs of an arrow: within a column, for each column it skips, and when it runs to the left.
_SAME, _SKIPPED, _BACKWARDS = 0.9, 1.0, 0.12
_UNEVEN = 2.2
#: Arrows of a cluster in a map of a page.
_USUAL = 8.0


class Cluster(Struct, kw_only=True):
    """Boxes in one frame: an owner's systems, or partners outside on one side."""

    title: str | None
    """None: nobody said who owns them."""
    boxes: list[Placed]
    is_outside: bool = False
    is_abroad: bool = False
    column: int = 0
    lines: tuple[str, ...] = ()
    subs: list[list[Placed]] = field(default_factory=list)
    """Its boxes in columns of its own."""
    left: float = 0.0
    top: float = 0.0
    width: float = 0.0
    height: float = 0.0


def clusters_of(scene: MapScene, placed: dict[str, Placed]) -> list[Cluster]:
    """Return the clusters; each box stands in one. Owners first, in the order of their systems."""
    sends: Counter[str] = Counter()
    receives: Counter[str] = Counter()
    for arrow in scene.arrows:
        sends[arrow.source.id] += 1
        receives[arrow.target.id] += 1
    groups: dict[tuple[str, str], Cluster] = {}
    for box in scene.boxes:
        key, cluster = _cluster(box, sends[box.id], receives[box.id])
        groups.setdefault(key, cluster).boxes.append(placed[box.id])
    return list(groups.values())


def _cluster(box: MapBox, sends: int, receives: int) -> tuple[tuple[str, str], Cluster]:
    if box.is_abroad:
        return ("abroad", ""), Cluster(title="นอกราชอาณาจักร (PDPA ม.28)", boxes=[], is_outside=True, is_abroad=True)
    if box.kind is BoxKind.OUTSIDE or (box.kind is BoxKind.REST and box.owner is None):
        if sends > receives:
            return ("senders", ""), Cluster(title="ภายนอกทะเบียน: ผู้ส่งข้อมูล", boxes=[], is_outside=True)
        return ("receivers", ""), Cluster(title="ภายนอกทะเบียน: ผู้รับข้อมูล", boxes=[], is_outside=True)
    if box.kind in {BoxKind.OWNER, BoxKind.REST, BoxKind.HIDDEN}:
        return ("folded", box.id), Cluster(title="", boxes=[])
    return ("owner", same_name(box.owner or "")), Cluster(title=box.owner, boxes=[])


def set_columns(
    clusters: list[Cluster], arrows: list[MapArrow], middle: int, height: Callable[[Cluster], float]
) -> None:
    """Give each cluster its column: 0 is the senders', 1 to `middle` the owners', then receivers, then abroad."""
    place = {box.node.id: cluster for cluster in clusters for box in cluster.boxes}
    owners = [cluster for cluster in clusters if not cluster.is_outside]
    for cluster in clusters:
        if cluster.is_outside:
            is_sender = "ผู้ส่ง" in (cluster.title or "")
            cluster.column = middle + 2 if cluster.is_abroad else (0 if is_sender else middle + 1)
    between = Counter((id(place[a.source.id]), id(place[a.target.id])) for a in arrows)
    links: dict[int, list[tuple[Cluster, int, bool]]] = {id(cluster): [] for cluster in clusters}
    by_id = {id(cluster): cluster for cluster in clusters}
    for (one, other), count in between.items():
        if one != other:
            links[one].append((by_id[other], count, True))
            links[other].append((by_id[one], count, False))
    heights = {id(cluster): height(cluster) for cluster in owners}
    ranked = sorted(owners, key=lambda each: -sum(count for _, count, _ in links[id(each)]))
    load = dict.fromkeys(range(1, middle + 1), 0.0)
    mean = max(1.0, sum(heights.values()) / middle)
    # Many arrows would else pull everything into one column.
    uneven = _UNEVEN * max(1.0, len(arrows) / max(1, len(owners)) / _USUAL)

    def cost(cluster: Cluster, column: int) -> float:
        total = 0.0
        for other, count, outward in links[id(cluster)]:
            total += count * _step(column, other.column, outward=outward)
        return total + uneven * ((load[column] + heights[id(cluster)]) / mean) ** 2

    for start, cluster in enumerate(ranked):
        # From the middle outwards: whoever talks with most stands where all are near.
        cluster.column = 1 + (middle // 2 + (start + 1) // 2 * (1 if start % 2 else -1)) % middle
        load[cluster.column] += heights[id(cluster)]
    for _ in range(_PASSES):
        for cluster in ranked:
            load[cluster.column] -= heights[id(cluster)]
            cluster.column = min(range(1, middle + 1), key=lambda column: (cost(cluster, column), column))
            load[cluster.column] += heights[id(cluster)]


def _step(here: int, there: int, *, outward: bool) -> float:
    apart = there - here if outward else here - there
    if apart == 0:
        return _SAME
    return _SKIPPED * (abs(apart) - 1) + (_BACKWARDS if apart < 0 else 0.0)


def set_levels(clusters: list[Cluster], arrows: list[MapArrow], focus: str) -> list[Cluster]:
    """Return the clusters around one box, by distance: its senders left, its receivers right."""
    level = {focus: 0}
    edge = [focus]
    while edge:
        votes: dict[str, list[int]] = {}
        for arrow in arrows:
            one, other = arrow.source.id, arrow.target.id
            if one in edge and other not in level:
                votes.setdefault(other, []).append(abs(level[one]) + 1 if level[one] >= 0 else level[one] - 1)
            if other in edge and one not in level:
                votes.setdefault(one, []).append(level[other] - 1 if level[other] <= 0 else level[other] + 1)
        for name, found in votes.items():
            level[name] = found[0]
        edge = list(votes)
    lowest = min(level.values())
    most = max(level.values()) + 1
    made: dict[tuple[int, int], Cluster] = {}
    for cluster in clusters:
        for box in cluster.boxes:
            column = level.get(box.node.id, most) - lowest
            column = most + 1 - lowest if cluster.is_abroad else column
            title = "ภายนอกทะเบียน" if cluster.is_outside and not cluster.is_abroad else cluster.title
            new = Cluster(
                title=title, boxes=[], is_outside=cluster.is_outside, is_abroad=cluster.is_abroad, column=column
            )
            key = (column, -1 if cluster.is_outside else id(cluster))
            made.setdefault(key, new).boxes.append(box)
    return list(made.values())


def sub_columns(cluster: Cluster, arrows: list[MapArrow], most: int) -> list[list[Placed]]:
    """Return a cluster's boxes in columns: long lists in parts, and apart what many of the cluster talk with."""
    own = {box.node.id for box in cluster.boxes}
    inner = Counter(
        end for a in arrows if a.source.id in own and a.target.id in own for end in (a.source.id, a.target.id)
    )
    parts: list[list[Placed]] = []
    hubs = [box for box in cluster.boxes if inner[box.node.id] > 2 and len(own) > 3]  # noqa: PLR2004
    if hubs and len(hubs) <= len(own) // 2:
        parts.append(hubs)
    rest = [box for box in cluster.boxes if not parts or box not in parts[0]]
    count = -(-len(rest) // most)
    size = -(-len(rest) // count) if count else 0
    return [*(rest[at : at + size] for at in range(0, len(rest), size or 1)), *parts]


def neighbours(arrows: Iterable[MapArrow]) -> dict[str, list[str]]:
    """Return the boxes that each box is joined with."""
    made: dict[str, list[str]] = {}
    for arrow in arrows:
        made.setdefault(arrow.source.id, []).append(arrow.target.id)
        made.setdefault(arrow.target.id, []).append(arrow.source.id)
    return made
