"""A scene as DOT that anybody's graphviz can lay out and a person can edit. Ids are ours, words are escaped."""

from diagrams.fonts import FAMILY, width
from diagrams.ink import HEADS, SPECIAL, STROKES
from diagrams.scene import End, FlowKind, Placed, Scene, Shape
from diagrams.sizes import TEXT, label_lines
from diagrams.wrapping import wrap
from schemas.vocabulary import StepMode

_SHAPES = {Shape.DECISION: "diamond", Shape.STORE: "cylinder", Shape.END: "oval"}
_STYLES = {StepMode.ELECTRONIC: "solid", StepMode.PAPER: "dashed", StepMode.UNKNOWN: "dotted"}
_LINES = {
    FlowKind.DERIVED: "dotted",
    FlowKind.OUTSIDE_OFFLINE: "dashed",
    FlowKind.ABROAD_OFFLINE: "dashed",
    FlowKind.INSIDE_OFFLINE: "dashed",
}
_DOUBLE = {FlowKind.ABROAD, FlowKind.ABROAD_OFFLINE}
_POINTS_PER_INCH = 72.0
_HEADING_ROOM, _ZONE_ROOM = 900.0, 300.0


def dot_text(scene: Scene, placed: list[Placed]) -> str:
    """Return the scene as DOT: one cluster a zone, boxes as large as their words need in Sarabun."""
    from graphviz import Digraph
    from graphviz.quoting import NoHtml, escape

    def shown(lines: list[str]) -> str:
        # `escape` doubles backslashes, \n is graphviz's own line end, `nohtml` keeps "<...>" from being read as markup;
        # graphviz reads &lt; in any label.
        made: str = str.__new__(NoHtml, escape("\n".join(lines).replace("&", "&amp;")).replace("\n", r"\n"))
        return made

    # A quoted text of more than 16 KB is a syntax error to graphviz 2: all is cut as in the picture.
    heading = [line for text in scene.heading for line in wrap(text, _HEADING_ROOM, 14, most=3)]
    # Without the new ranking, graphviz 2 breaks off at words on arrows between clusters ("trouble in init_rank").
    graph = Digraph(
        graph_attr={
            "newrank": "true",
            "label": shown(heading),
            "labelloc": "t",
            "fontname": FAMILY,
            "compound": "true",
        },
        node_attr={"fontname": FAMILY, "fontsize": "14", "fixedsize": "true", "shape": "box"},
        edge_attr={"fontname": FAMILY, "fontsize": "12"},
    )
    for index, zone in enumerate(scene.zones):
        with graph.subgraph(name=f"cluster_{index}") as cluster:
            ground = {"style": "filled", "fillcolor": HEADS[zone.kind], "color": "#9ca3af"}
            cluster.attr(label=shown([*wrap(zone.title or "?", _ZONE_ROOM, 14, most=4)]), **ground)
            for box in [box for box in placed if box.node.zone == index]:
                cluster.node(box.node.id, **_box(box), label=shown(_lines(box)))
    for flow in scene.flows:
        colour, thick, _ = STROKES[flow.kind]
        if flow.kind in _DOUBLE:
            colour, thick = f"{colour}:white:{colour}", 1.4
        style = _LINES.get(flow.kind, "solid")
        words = label_lines(flow)
        label = {"label": shown(list(words))} if words else {}
        ends = {} if flow.directed else {"dir": "both", "arrowhead": "odot", "arrowtail": "odot"}
        graph.edge(flow.source, flow.target, color=colour, penwidth=str(thick), style=style, **label, **ends)
    if scene.keys:
        lines = [line for letter, text in scene.keys for line in wrap(f"[{letter}] {text}", 520, 12, most=4)]
        wide, tall = str(560 / _POINTS_PER_INCH), f"{(18 * len(lines) + 16) / _POINTS_PER_INCH:.3f}"
        graph.node("key", label=shown(lines), shape="note", fontsize="12", width=wide, height=tall)
    return str(graph.source)


def _lines(box: Placed) -> list[str]:
    number = [str(box.node.number)] if box.node.number is not None else []
    special = [SPECIAL] if box.node.kinds else []
    end = {End.STATED: ["สิ้นสุด"], End.UNKNOWN: ["สิ้นสุด ?"], None: []}[box.node.end]
    return [*number, *box.lines, *box.foot, *special, *end]


def _box(box: Placed) -> dict[str, str]:
    style = _STYLES[box.node.mode] if box.node.mode is not None else "solid"
    extra = 19.5 * (len(_lines(box)) - len(box.lines) - len(box.foot))
    peripheries = 2 if box.node.shape in {Shape.BODY, Shape.UNIT} or box.node.end is End.STATED else 1
    return {
        "shape": _SHAPES.get(box.node.shape, "box"),
        "style": f"{style},filled",
        "fillcolor": "white",
        "peripheries": str(peripheries),
        # DOT has one size of letters for a box: small lines need more room there.
        "width": f"{max(box.width, *(width(line, TEXT) + 18.0 for line in (*box.foot, ''))) / _POINTS_PER_INCH:.4f}",
        "height": f"{(box.height + extra) / _POINTS_PER_INCH:.4f}",
    }
