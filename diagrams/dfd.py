"""The data flow diagram of an activity, drawn from its steps."""

from diagrams.dfd_scene import dfd_scene
from diagrams.lanes import Lanes
from diagrams.outputs import Sheet
from diagrams.places import dfd_layout
from schemas.document import ActivityDocument


def dfd_sheet(document: ActivityDocument) -> Sheet:
    """Return the diagram: lanes by acting unit, steps, stores, what leaves the agency.

    Missing facts are drawn as "?". `next` None is drawn as a dotted arrow to the following number, [] as an end.

    Raises: DiagramTooLarge.
    """
    return Lanes(dfd_scene(document), dfd_layout)
