"""An exchange map as DOT that anybody's graphviz can lay out and a person can edit. Ids are ours, words are escaped."""

from diagrams.fonts import FAMILY
from diagrams.system_map_facts import BoxKind, MapArrow, MapBox, MapScene
from diagrams.system_map_ink import colour_of
from diagrams.system_map_places import MapLayout
from diagrams.system_map_scene import name_of, short
from diagrams.wrapping import wrap
from schemas.vocabulary import ExchangeMode

_POINTS_PER_INCH = 72.0
_STYLES = {ExchangeMode.ONLINE: "solid", ExchangeMode.OFFLINE: "dashed", None: "dotted"}


def map_dot(scene: MapScene, layout: MapLayout) -> str:
    """Return the map as DOT: one cluster an owner, boxes as large as their words need in Sarabun."""
    from graphviz import Digraph

    graph = Digraph(
        graph_attr={
            "label": _shown(layout.heading), "labelloc": "t", "fontname": FAMILY, "rankdir": "LR", "compound": "true"
        },
        node_attr={"fontname": FAMILY, "fontsize": "14", "fixedsize": "true", "shape": "box"},
        edge_attr={"fontname": FAMILY, "fontsize": "12"},
    )  # fmt: skip
    by_id = {box.id: box for box in scene.boxes}
    for index, cluster in enumerate(layout.clusters):
        with graph.subgraph(name=f"cluster_{index}") as part:
            part.attr(label=_shown(list(cluster.lines)), color="#9ca3af")
            for placed in cluster.boxes:
                box = by_id[placed.node.id]
                size = {"width": _inches(placed.width), "height": _inches(placed.height)}
                words = _shown([*placed.lines, *placed.foot])
                part.node(box.id, label=words, style=_style(box), **size)
    for arrow in scene.arrows:
        graph.edge(arrow.source.id, arrow.target.id, **_edge(arrow))
    if scene.keys:
        lines = [line for letter, text in scene.keys for line in wrap(f"[{letter}] {text}", 520, 12, most=4)]
        height = _inches(18 * len(lines) + 16)
        graph.node("key", label=_shown(lines), shape="note", fontsize="12", width="7.8", height=height)
    return str(graph.source)


def _shown(lines: list[str]) -> str:
    from graphviz.quoting import NoHtml, escape

    # `escape` doubles backslashes, \n is graphviz's own line end, `nohtml` keeps "<...>" from being read as markup.
    made: str = str.__new__(NoHtml, escape("\n".join(lines)).replace("\n", r"\n"))
    return made


def _inches(points: float) -> str:
    return f"{points / _POINTS_PER_INCH:.4f}"


def _style(box: MapBox) -> str:
    return {BoxKind.OUTSIDE: "dashed", BoxKind.HIDDEN: "dotted"}.get(box.kind, "solid")


def _edge(arrow: MapArrow) -> dict[str, str]:
    style = _STYLES[next(iter(arrow.modes))] if len(arrow.modes) == 1 else "solid"
    direction = "both" if arrow.back else ("forward" if arrow.is_directed else "none")
    made = {"color": colour_of(arrow), "style": style, "dir": direction}
    tip = [f"{short(name_of(arrow.source))} → {short(name_of(arrow.target))}"]
    made["edgetooltip"] = _shown(tip)
    if arrow.is_mirrored:
        made["arrowtail"], made["dir"] = "boxtee" if arrow.data_differs else "teetee", "both"
    return made | ({"label": _shown([arrow.label])} if arrow.label else {})
