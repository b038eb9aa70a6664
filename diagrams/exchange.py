"""The exchange map of an activity: its systems, and who sends what to whom."""

from diagrams.exchange_scene import exchange_scene
from diagrams.outputs import TIME_LIMIT_SECONDS, Kind, render
from diagrams.places import exchange_layout
from diagrams.title_block import TitleBlock
from schemas.document import ActivityDocument


def render_exchange(
    document: ActivityDocument, *, title_block: TitleBlock, kind: Kind, time_limit: float = TIME_LIMIT_SECONDS
) -> bytes:
    """Return the map of the document's systems and exchange lines; the same input, the same bytes.

    `time_limit` is for graphviz, in seconds.

    Raises: ValueError for an unknown kind, DiagramTooLarge, DiagramTimedOut, DiagramToolFailed.
    """
    return render(exchange_scene(document), exchange_layout, title_block=title_block, kind=kind, time_limit=time_limit)
