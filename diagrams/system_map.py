"""The exchange map of an office or of the whole register as a sheet: who sends what to whom."""

from diagrams.deadline import Deadline
from diagrams.ink import block_of_text, line_of_text, whole
from diagrams.legend import title_cells
from diagrams.outputs import Drawn, Sheet
from diagrams.routing import check_size
from diagrams.sizes import HEADING, HEADING_LINE, MARGIN
from diagrams.system_map_dot import map_dot
from diagrams.system_map_facts import BoxKind, MapBox
from diagrams.system_map_folding import owner_key
from diagrams.system_map_ink import Href, arrow_ink, border_ink, box_ink, cluster_ink, curve_ink, label_ink
from diagrams.system_map_legend import legend
from diagrams.system_map_places import map_layout
from diagrams.system_map_ring import FROM_ARROWS, MOST_IN_RING, ring_layout
from diagrams.system_map_scene import map_scene
from diagrams.title_block import TitleBlock
from schemas.exchange_map import ExchangeMap


def system_map_sheet(found: ExchangeMap, *, every_box: bool = False, href: Href | None = None) -> Sheet:
    """Return the map as a sheet. Above some 45 boxes owners are folded, unless `every_box`.

    `href` gives the address that a box of the page leads to. Raises: DiagramTooLarge.
    """
    return _MapSheet(found, every_box=every_box, href=href)


class _MapSheet:
    """A `Sheet`: places are ours, routes are graphviz's, both the same for the same map."""

    def __init__(self, found: ExchangeMap, *, every_box: bool, href: Href | None) -> None:
        if every_box:
            check_size(len(found.systems))
        self._scene = map_scene(found, every_box=every_box)
        check_size(len(self._scene.boxes))
        is_dense = len(self._scene.arrows) > FROM_ARROWS and len(self._scene.boxes) <= MOST_IN_RING
        self._layout = ring_layout(self._scene) if is_dense else map_layout(self._scene)
        self._href = href
        self._opened = {each.owner for each in found.systems if {each.owner, owner_key(each.owner)} & {*found.opened}}
        self.heading, self.description = self._scene.heading, self._scene.description

    def dot(self) -> str:
        """Return the map as DOT."""
        return map_dot(self._scene, self._layout)

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut."""
        deadline.check()
        layout, scene = self._layout, self._scene
        lines = said = ""
        opened = {
            box.id
            for box in scene.boxes
            if box.is_focus or (box.kind in {BoxKind.SYSTEM, BoxKind.BODY} and box.owner in self._opened)
        }
        for place, (arrow, curve) in enumerate(zip(scene.arrows, layout.curves, strict=bool(layout.curves))):
            is_faint = bool(opened) and not {arrow.source.id, arrow.target.id} & opened
            deadline.check()
            lines += curve_ink(arrow, curve, number=place, is_faint=is_faint)
        for place, (arrow, route) in enumerate(zip(scene.arrows, layout.routes, strict=bool(layout.routes))):
            deadline.check()
            lines += arrow_ink(arrow, route.points, number=place)
            said += label_ink(arrow, route.label)
        return self._whole(lines, said, block)

    def _whole(self, lines: str, said: str, block: TitleBlock | None) -> Drawn:
        layout, scene = self._layout, self._scene
        under = block_of_text(
            tuple(layout.heading), MARGIN, MARGIN, HEADING, HEADING_LINE, anchor="start", bold=True
        ) + "".join(
            cluster_ink(cluster, is_border=cluster.is_abroad and layout.border is None) for cluster in layout.clusters
        )
        if layout.border is not None:
            under += border_ink(layout.border, layout.top, layout.bottom)
        if not scene.boxes:
            under += line_of_text("ไม่มีระบบที่ตรงกับเงื่อนไข", layout.width / 2, layout.top + 20, 15)
        boxes = "".join(box_ink(box, layout.placed[box.id], self._link(box)) for box in scene.boxes)
        room = layout.width - 2 * MARGIN
        below, end = legend(scene, room, layout.bottom + 18.0)
        if block is not None:
            cells, end = title_cells(block, room, end + 8.0)
            below += cells
        # Heads stand on the pile of a folded box; only lines straight from box to box run behind other boxes.
        is_behind = bool(layout.curves) and len(scene.boxes) > MOST_IN_RING
        inner = under + (lines + boxes if is_behind else boxes + lines) + said + below
        svg = whole(inner, layout.width, end + MARGIN, self.heading, self.description)
        return Drawn(svg, layout.width, end + MARGIN)

    def _link(self, box: MapBox) -> str | None:
        return self._href(box) if self._href is not None else None
