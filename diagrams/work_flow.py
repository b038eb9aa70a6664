"""A procedure as a work-flow chart: start and end, activities, decisions with their branches, who, and how long."""

from diagrams.deadline import Deadline
from diagrams.dot_words import dot_words
from diagrams.fonts import FAMILY
from diagrams.ink import whole
from diagrams.legend import title_cells
from diagrams.outputs import Drawn, Sheet
from diagrams.routing import check_size
from diagrams.sizes import MARGIN
from diagrams.title_block import TitleBlock
from diagrams.work_flow_drawing import body, chart_legend
from diagrams.work_flow_facts import UNKNOWN, Chart, To, chart_of, name_of
from diagrams.work_flow_places import layout_of
from diagrams.wrapping import clean, wrap
from schemas.work_flow import ChartShape, WorkFlow

_SHAPES = {ChartShape.TERMINAL: "oval", ChartShape.ACTIVITY: "box", ChartShape.DECISION: "diamond"}


class WorkFlowSheet:
    """A `Sheet` of a chart."""

    def __init__(self, chart: Chart) -> None:
        """Take the facts. Raises: DiagramTooLarge."""
        check_size(len(chart.steps) + len(chart.edges))
        self._chart = chart
        self.heading, self.description = chart.heading, chart.description

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut."""
        deadline.check()
        layout = layout_of(self._chart)
        deadline.check()
        room = layout.width - 2 * MARGIN
        inner, end = body(self._chart, layout)
        legend, end = chart_legend(self._chart, room, end + 18.0)
        inner += legend
        if block is not None:
            cells, end = title_cells(block, room, end + 8.0)
            inner += cells
        height = end + MARGIN
        return Drawn(whole(inner, layout.width, height, self.heading, self.description), layout.width, height)

    def dot(self) -> str:
        """Return the same as DOT, who and how long below the words of each step."""
        from graphviz import Digraph

        chart = self._chart
        graph = Digraph(
            graph_attr={"label": dot_words(chart.heading), "labelloc": "t", "fontname": FAMILY},
            node_attr={"fontname": FAMILY, "fontsize": "14"},
            edge_attr={"fontname": FAMILY, "fontsize": "12"},
        )
        for place, step in enumerate(chart.steps):
            lines = [*wrap(name_of(step), 220, 14), *wrap(", ".join(map(clean, step.responsible)) or UNKNOWN, 220, 12)]
            lines += [clean(step.duration_th or "") or UNKNOWN] if chart.timed else []
            graph.node(f"n{place + 1}", label=dot_words(lines), shape=_SHAPES[step.shape])
        for index, edge in enumerate(chart.edges):
            target = f"n{(edge.target or 0) + 1}"
            if edge.to is not To.STEP:
                target = f"x{index + 1}"
                ends = {To.END: "สิ้นสุด", To.END_UNSAID: "สิ้นสุด ?", To.UNSAID: UNKNOWN, To.GHOST: f"{edge.number} ?"}
                style = "solid" if edge.to is To.END else "dashed"
                graph.node(target, label=dot_words([ends[edge.to]]), shape="oval", style=style)
            label = {"label": dot_words([edge.label])} if edge.label else {}
            graph.edge(f"n{edge.source + 1}", target, style="solid" if edge.stated else "dotted", **label)
        if chart.total:
            graph.node("total", label=dot_words([f"รวม {chart.total}"]), shape="plaintext")
        return str(graph.source)


def work_flow_sheet(flow: WorkFlow) -> Sheet:
    """Return the chart of a procedure.

    Raises: DiagramTooLarge.
    """
    return WorkFlowSheet(chart_of(flow))
