"""A scene while it is put together."""

from diagrams.facts import UNSAID, Data, same_name
from diagrams.fonts import width
from diagrams.keys import Keys
from diagrams.recipients import Abroad, Borders, Names
from diagrams.scene import Flow, FlowKind, Node, Scene, Shape, Zone, ZoneKind
from diagrams.sizes import LABEL, LABEL_ROOM
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.vocabulary import SpecialCategory

#: Data whose words are wider than one line become a letter. A branch is read on its arrow: it may take three lines.
BRANCH_ROOM = 2.5 * LABEL_ROOM
ABROAD_TITLE = "นอกราชอาณาจักร (PDPA ม.28)"
_ABROAD = {
    FlowKind.OUTSIDE: FlowKind.ABROAD,
    FlowKind.OUTSIDE_OFFLINE: FlowKind.ABROAD_OFFLINE,
    FlowKind.STORE: FlowKind.ABROAD,
}
_HOLDERS = {Shape.STORE, Shape.BODY, Shape.UNIT, Shape.SYSTEM}


class Draft:
    """A scene being put together, with the indexes that its parts share."""

    def __init__(self, document: ActivityDocument, heading: list[str]) -> None:
        """Begin an empty scene."""
        self.document = document
        self.borders = Borders(document)
        self.scene = Scene(heading=heading, zones=[], nodes=[], flows=[])
        self.keys = Keys()
        self.zones: dict[tuple[ZoneKind, str], int] = {}
        self.named: dict[tuple[Shape, str], Node] = {}
        self._bodies = Names()

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

    def body(self, name: str | None, title: str, *, exact: bool = True) -> Node:
        """Return the box of an outside body: abroad where the record says so, else in the zone of that title.

        Unless `exact`, a name with a remark in parentheses means the body that stands there without it.
        """
        abroad = self.borders.of(name)
        if abroad is not None:
            return self.abroad(abroad)
        if name is not None and not exact:
            name = self._bodies.meant(name) or name
        known = self.named.get((Shape.BODY, self.key(name)))
        return known or self.node(Shape.BODY, name, self.zone(ZoneKind.BODIES, title))

    def unit(self, name: str, zone: int) -> Node:
        """Return the box of a unit that gets data; "ภายในหน่วยงาน" is another one in each lane."""
        place = (Shape.UNIT, f"{zone} {self.key(name)}")
        if place not in self.named:
            self.named[place] = self.add(Node(id="", shape=Shape.UNIT, text=name, zone=zone))
        return self.named[place]

    def abroad(self, abroad: Abroad, shape: Shape = Shape.BODY) -> Node:
        """Return the box of a recipient abroad, with country and safeguard or their lack."""
        node = self.node(shape, abroad.name, self.zone(ZoneKind.ABROAD, ABROAD_TITLE))
        if not node.is_abroad:
            node.is_abroad, node.foot, node.missing = True, list(abroad.facts), list(abroad.missing)
        return node

    @staticmethod
    def key(text: str | None) -> str:
        """Return the key under which `named` holds a text."""
        return same_name(text or "")

    def add(self, node: Node) -> Node:
        """Return the node, now part of the scene, with an id that graphviz takes as it is."""
        node.id = f"n{len(self.scene.nodes) + 1}"
        self.scene.nodes.append(node)
        if node.shape is Shape.BODY and node.text is not None:
            self._bodies.add(node.text)
        return node

    def shown(self, data: Data) -> str:
        """Return what stands in a box for data: the words where they are short, else their letter."""
        words = clean(data.words)
        return words if width(words, LABEL) <= LABEL_ROOM else f"[{self.keys.letter(data)}]"

    def flow(
        self,
        source: Node,
        target: Node,
        kind: FlowKind,
        *data: Data | None,
        branch: str | None = None,
        directed: bool = True,
        room: float = LABEL_ROOM,
        lines: int = 1,
    ) -> None:
        """Add an arrow with these words: short data and the branch as they are, longer ones as letters of the key.

        Data are short that take no more than so many lines of `room` points.
        """
        # Lines break between words and are not filled to the end.
        longest = room if lines == 1 else room * lines * 0.85
        said = list(dict.fromkeys(each for each in data if each is not None and clean(each.words)))
        short = [clean(each.words) for each in said if width(clean(each.words), LABEL) <= longest]
        letters = [self.keys.letter(each) for each in said if clean(each.words) not in short]
        full = [clean(each.words) for each in said]
        if branch is not None and clean(branch):
            full.append(clean(branch))
            if width(clean(branch), LABEL) <= BRANCH_ROOM:
                short.append(clean(branch))
            else:
                letters.append(self.keys.letter(Data(branch)))
        kinds = _together(*(each.kinds for each in said))
        for end in (source, target):
            if end.shape in _HOLDERS:
                end.kinds = _together(end.kinds, kinds)
        self.scene.flows.append(
            Flow(
                source=source.id,
                target=target.id,
                kind=_ABROAD.get(kind, kind) if source.is_abroad or target.is_abroad else kind,
                label="\n".join(reversed(short)) or None,
                key=", ".join(dict.fromkeys(letters)) or None,
                full=" | ".join(reversed(full)) or None,
                kinds=kinds,
                lacks=UNSAID in said,
                directed=directed,
                room=room if room != LABEL_ROOM else None,
            )
        )

    def finished(self) -> Scene:
        """Return the scene with its key and its description; what is abroad stands at the right end."""
        scene = self.scene
        order = sorted(range(len(scene.zones)), key=lambda index: scene.zones[index].kind is ZoneKind.ABROAD)
        places = {old: new for new, old in enumerate(order)}
        scene.zones = [scene.zones[old] for old in order]
        for node in scene.nodes:
            node.zone = places[node.zone]
        scene.keys, scene.key_kinds = self.keys.entries, self.keys.kinds
        scene.description = _description(scene)
        return scene


def _together(*kinds: tuple[SpecialCategory, ...]) -> tuple[SpecialCategory, ...]:
    return tuple(dict.fromkeys(kind for each in kinds for kind in each))


def _description(scene: Scene) -> str:
    """Return the picture in words, for screen readers."""
    names = {node.id: clean(f"{node.number or ''} {node.text or '?'}") for node in scene.nodes}
    onward: dict[str, list[str]] = {}
    for flow in scene.flows:
        onward.setdefault(flow.source, []).append(_way(flow) + names[flow.target] + _said(flow))
    lines = []
    for node in scene.nodes:
        zone = scene.zones[node.zone].title or "?"
        mode = f" [{node.mode.th}]" if node.mode is not None else ""
        parts = [f"{names[node.id]} ({clean(zone)}){mode}", *(clean(cell.data) for cell in node.cells if cell.shown)]
        parts += [f"? {', '.join(node.missing)}"] if node.missing else []
        lines.append(" ".join([*parts, *onward.get(node.id, [])]).strip())
    return "; ".join(lines)


def _way(flow: Flow) -> str:
    return "→ " if flow.directed else "↔? "


def _said(flow: Flow) -> str:
    special = f" ม.26: {', '.join(kind.th for kind in flow.kinds)}" if flow.kinds else ""
    words = f"{flow.full or ''}{special}".strip()
    return f" ({words})" if words else ""
