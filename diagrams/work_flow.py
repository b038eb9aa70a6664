"""A procedure as a work-flow chart: start and end, activities, decisions with their branches, who, and how long."""

from collections.abc import Callable

from diagrams.deadline import Deadline
from diagrams.dot_words import dot_words
from diagrams.fonts import BOLD, FAMILY
from diagrams.ink import block_of_text, whole
from diagrams.legend import title_cells
from diagrams.outputs import Drawn, Sheet
from diagrams.routing import check_size
from diagrams.sizes import HEADING, HEADING_LINE, MARGIN
from diagrams.title_block import TitleBlock
from diagrams.work_flow_columns import columns_of, one_of, pages_of
from diagrams.work_flow_drawing import body, chart_legend, panel_body
from diagrams.work_flow_facts import UNKNOWN, Chart, To, chart_of, name_of
from diagrams.work_flow_places import Layout, layout_of
from diagrams.wrapping import clean, wrap
from schemas.work_flow import ChartShape, WorkFlow

#: A narrow column of a chart, and what stands between its rows and its legend.
_NARROW, _TOTAL = 540.0, 60.0
_SHAPES = {ChartShape.TERMINAL: "oval", ChartShape.ACTIVITY: "box", ChartShape.DECISION: "diamond"}


class WorkFlowSheet:
    """A `Sheet` of a chart."""

    def __init__(self, chart: Chart, columns: Callable[[list[float]], list[int]] = columns_of) -> None:
        """Take the facts; `columns` as `layout_of` takes it. Raises: DiagramTooLarge."""
        check_size(len(chart.steps) + len(chart.edges))
        self._chart, self._columns = chart, columns
        self.heading, self.description = chart.heading, chart.description

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut."""
        deadline.check()
        layout = layout_of(self._chart, self._columns)
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


class WorkFlowPage:
    """A `Sheet` of one column of a chart: a page of a manual."""

    def __init__(self, chart: Chart, layout: Layout, number: int) -> None:
        """Take the facts; `number` is that of the column, from 0."""
        self._chart, self._layout, self._panel = chart, layout, layout.panels[number]
        # The first page says all that the chart says, so that nobody hears it twice.
        self.heading = chart.heading if number == 0 else chart.heading[:1]
        self.description = chart.description if number == 0 else ""

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture; below the last column stands the legend. Raises: DiagramTimedOut."""
        deadline.check()
        panel, room = self._panel, self._panel.width
        lines = [line for text in self.heading for line in wrap(text, room, HEADING, most=3, font=BOLD)]
        heading = block_of_text(tuple(lines), MARGIN, MARGIN, HEADING, HEADING_LINE, anchor="start", bold=True)
        across = MARGIN - panel.left
        down = MARGIN + HEADING_LINE * len(lines) + 14.0 - self._layout.top
        inner, end = panel_body(self._chart, self._layout, panel)
        inner, end = f'{heading}<g transform="translate({across:.1f} {down:.1f})">{inner}</g>', end + down
        if panel is self._layout.panels[-1]:
            legend, end = chart_legend(self._chart, room, end + 18.0)
            inner += legend
        if block is not None:
            cells, end = title_cells(block, room, end + 8.0)
            inner += cells
        wide, tall = room + 2 * MARGIN, end + MARGIN
        return Drawn(whole(inner, wide, tall, self.heading, self.description), wide, tall)

    def dot(self) -> str:
        """Return the whole chart as DOT."""
        return WorkFlowSheet(self._chart).dot()


def work_flow_pages(flow: WorkFlow) -> list[Sheet]:
    """Return the chart of a procedure as pages of A4 whose letters keep their size: a column of the chart each.

    Raises: DiagramTooLarge.
    """
    chart = chart_of(flow)
    check_size(len(chart.steps) + len(chart.edges))
    _, below = chart_legend(chart, _NARROW, _TOTAL)
    layout = layout_of(chart, lambda tall: pages_of(tall, below))
    return [WorkFlowPage(chart, layout, number) for number in range(len(layout.panels))]


def work_flow_sheet(flow: WorkFlow, *, one_column: bool = False) -> Sheet:
    """Return the chart of a procedure; in `one_column` to stand beside the words of its steps.

    Raises: DiagramTooLarge.
    """
    return WorkFlowSheet(chart_of(flow), one_of if one_column else columns_of)
