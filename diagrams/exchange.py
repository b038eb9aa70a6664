"""The exchange map of an activity: its systems, and who sends what to whom."""

from diagrams.exchange_places import exchange_layout
from diagrams.exchange_scene import exchange_scene
from diagrams.lanes import Lanes
from diagrams.outputs import Sheet
from schemas.document import ActivityDocument


def exchange_sheet(document: ActivityDocument) -> Sheet:
    """Return the map of the document's systems and exchange lines.

    Raises: DiagramTooLarge.
    """
    return Lanes(exchange_scene(document), exchange_layout)
