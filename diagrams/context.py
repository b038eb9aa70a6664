"""The context diagram (level 0) of an activity, drawn from what its record says as a whole."""

from diagrams.context_places import context_layout
from diagrams.context_scene import context_scene
from diagrams.deadline import Deadline
from diagrams.dot_text import dot_text
from diagrams.drawing import Frame
from diagrams.outputs import Drawn, Sheet
from diagrams.routing import check_size
from diagrams.sizes import measured
from diagrams.title_block import TitleBlock
from schemas.document import ActivityDocument


def context_sheet(document: ActivityDocument) -> Sheet:
    """Return the diagram: the activity as one process, and who gives it data or gets data from it.

    A record without steps has one too. Missing facts are drawn as "?".

    Raises: DiagramTooLarge.
    """
    return _Context(document)


class _Context:
    """A `Sheet` whose arrows are straight: graphviz is not asked."""

    def __init__(self, document: ActivityDocument) -> None:
        self._scene = context_scene(document)
        check_size(len(self._scene.nodes))
        self._layout, self._routes = context_layout(self._scene)
        self.heading, self.description = self._scene.heading, self._scene.description

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut."""
        deadline.check()
        frame = Frame(self._scene, self._layout, block)
        return Drawn(frame.svg(self._routes, deadline), frame.width, frame.height)

    def dot(self) -> str:
        """Return the scene as DOT."""
        # As large as their words: the heights of the drawing are those of its level arrows.
        return dot_text(self._scene, [measured(node) for node in self._scene.nodes])
