"""Places for the boxes of a record's exchange map: its systems in the middle, their partners beside them."""

from diagrams.columns import columns_of
from diagrams.places import ROW_GAP, stack, tall_enough
from diagrams.scene import Layout, Scene, ZoneKind
from diagrams.sizes import measured

#: Room between the columns, for the upright parts of the many arrows.
_GAP = 46.0


def exchange_layout(scene: Scene) -> Layout:
    """Return the places of an exchange map: systems below one another, the others at the height of their partners."""
    placed = [measured(node) for node in scene.nodes]
    tall_enough(placed, scene.flows)
    layout = columns_of(scene, placed, dict.fromkeys(range(1, len(scene.zones)), _GAP))
    top = layout.head + ROW_GAP * 0.8
    lowest, y = top + 40.0, top
    systems = [index for index, zone in enumerate(scene.zones) if zone.kind is ZoneKind.SYSTEMS]
    for box in [box for box in placed if systems and box.node.zone == systems[0]]:
        box.y = y + box.height / 2
        y = box.bottom + ROW_GAP
        lowest = max(lowest, box.bottom)
    others = [index for index in range(len(scene.zones)) if index not in systems[:1]]
    for index in sorted(others, key=lambda index: index not in systems):
        side = [box for box in placed if box.node.zone == index]
        lowest = max(lowest, stack(side, scene.flows, placed, top, lowest))
    layout.bottom = lowest + 24.0
    return layout
