"""A scene in columns as a sheet: places, arrows routed by graphviz meanwhile, and the picture around them."""

from collections.abc import Callable

from diagrams.deadline import Deadline
from diagrams.dot_text import dot_text
from diagrams.drawing import Frame
from diagrams.outputs import Drawn
from diagrams.routing import Router, check_size
from diagrams.scene import Layout, Scene
from diagrams.title_block import TitleBlock


class Lanes:
    """A `Sheet` of lanes: the data flow diagram, the exchange map of a record."""

    def __init__(self, scene: Scene, place: Callable[[Scene], Layout]) -> None:
        """Take the facts and what gives them their places. Raises: DiagramTooLarge."""
        check_size(len(scene.nodes))
        self._scene = scene
        self._layout = place(scene)
        self.heading, self.description = scene.heading, scene.description

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut, DiagramToolFailed."""
        deadline.check()
        router = Router(self._layout.placed, self._scene.flows)
        frame = Frame(self._scene, self._layout, block)
        return Drawn(frame.svg(router.routes(deadline), deadline), frame.width, frame.height)

    def dot(self) -> str:
        """Return the scene as DOT."""
        return dot_text(self._scene, self._layout.placed)
