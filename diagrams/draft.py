"""A scene while it is put together."""

from diagrams.facts import same_name
from diagrams.fonts import width
from diagrams.keys import Keys
from diagrams.scene import Flow, FlowKind, Node, Scene, Shape, Zone, ZoneKind
from diagrams.sizes import LABEL, LABEL_ROOM
from diagrams.wrapping import clean
from schemas.document import ActivityDocument

#: Data whose words are wider than one line become a letter. A branch is read on its arrow: it may take three lines.
BRANCH_ROOM = 2.5 * LABEL_ROOM


class Draft:
    """A scene being put together, with the indexes that its parts share."""

    def __init__(self, document: ActivityDocument, heading: list[str]) -> None:
        """Begin an empty scene."""
        self.document = document
        self.scene = Scene(heading=heading, zones=[], nodes=[], flows=[])
        self.keys = Keys()
        self.zones: dict[tuple[ZoneKind, str], int] = {}
        self.named: dict[tuple[Shape, str], Node] = {}

    def zone(self, kind: ZoneKind, title: str | None) -> int:
        """Return the index of a column, made on first use."""
        place = (kind, same_name(title or ""))
        if place not in self.zones:
            self.zones[place] = len(self.scene.zones)
            self.scene.zones.append(Zone(kind=kind, title=title))
        return self.zones[place]

    def node(self, shape: Shape, text: str | None, zone: int) -> Node:
        """Return the one box of this shape and name, made on first use."""
        place = (shape, self.key(text))
        if place not in self.named:
            self.named[place] = self.add(Node(id="", shape=shape, text=text, zone=zone))
        return self.named[place]

    @staticmethod
    def key(text: str | None) -> str:
        """Return the key under which `named` holds a text."""
        return same_name(text or "")

    def add(self, node: Node) -> Node:
        """Return the node, now part of the scene, with an id that graphviz takes as it is."""
        node.id = f"n{len(self.scene.nodes) + 1}"
        self.scene.nodes.append(node)
        return node

    def flow(self, source: Node, target: Node, kind: FlowKind, *data: str | None, branch: str | None = None) -> None:
        """Add an arrow with these words: short data and the branch as they are, longer ones as letters of the key."""
        texts = [(text, LABEL_ROOM) for text in data] + [(branch, BRANCH_ROOM)]
        words = [(clean(text), room) for text, room in texts if text is not None and clean(text)]
        short = [text for text, room in words if width(text, LABEL) <= room]
        letters = [self.keys.letter(text) for text, _ in words if text not in short]
        self.scene.flows.append(
            Flow(
                source=source.id,
                target=target.id,
                kind=kind,
                label=" ".join(reversed(short)) or None,
                key=", ".join(dict.fromkeys(letters)) or None,
                full=" | ".join(text for text, _ in reversed(words)) or None,
            )
        )

    def finished(self) -> Scene:
        """Return the scene with its key and its description."""
        self.scene.keys = self.keys.entries
        self.scene.description = _description(self.scene)
        return self.scene


def _description(scene: Scene) -> str:
    """Return the picture in words, for screen readers."""
    names = {node.id: clean(f"{node.number or ''} {node.text or '?'}") for node in scene.nodes}
    modes = {node.id: f" [{node.mode.th}]" for node in scene.nodes if node.mode is not None}
    lines = []
    for node in scene.nodes:
        onward = [f"→ {names[flow.target]}" + _said(flow) for flow in scene.flows if flow.source == node.id]
        zone = scene.zones[node.zone].title or "?"
        lines.append(f"{names[node.id]} ({clean(zone)}){modes.get(node.id, '')} {' '.join(onward)}".strip())
    return "; ".join(lines)


def _said(flow: Flow) -> str:
    return f" ({flow.full})" if flow.full else ""
