"""The data flow diagram of an activity, drawn from its steps."""

from diagrams.dfd_scene import dfd_scene
from diagrams.outputs import TIME_LIMIT_SECONDS, Kind, render
from diagrams.places import dfd_layout
from diagrams.title_block import TitleBlock
from schemas.document import ActivityDocument


def render_dfd(
    document: ActivityDocument, *, title_block: TitleBlock, kind: Kind, time_limit: float = TIME_LIMIT_SECONDS
) -> bytes:
    """Return the picture: lanes by acting unit, steps, stores, what leaves the agency; the same input, the same bytes.

    `time_limit` is for graphviz, in seconds. Missing facts are drawn as "?". `next` None is drawn as a dotted arrow to
    the following number, [] as an end.

    Raises: ValueError for an unknown kind, DiagramTooLarge, DiagramTimedOut, DiagramToolFailed.
    """
    return render(dfd_scene(document), dfd_layout, title_block=title_block, kind=kind, time_limit=time_limit)
