"""The life-cycle matrix of an activity: who creates, keeps, uses, discloses, checks and ends its data."""

from itertools import pairwise

from diagrams.deadline import Deadline
from diagrams.dot_words import dot_words
from diagrams.fonts import FAMILY
from diagrams.ink import whole
from diagrams.legend import title_cells
from diagrams.life_matrix_drawing import WIDTH, body, grid_of, matrix_legend
from diagrams.life_matrix_facts import STAGES, Column, Matrix, Part, life_matrix, words_of
from diagrams.outputs import Drawn, Sheet
from diagrams.routing import check_size
from diagrams.sizes import MARGIN
from diagrams.title_block import TitleBlock
from diagrams.wrapping import wrap
from schemas.document import ActivityDocument


class LifeMatrix:
    """A `Sheet` of a matrix."""

    def __init__(self, matrix: Matrix) -> None:
        """Take the facts. Raises: DiagramTooLarge."""
        check_size(len(matrix.people) + len(STAGES))
        self._matrix = matrix
        self.heading, self.description = matrix.heading, matrix.description

    def drawn(self, block: TitleBlock | None, deadline: Deadline) -> Drawn:
        """Return the picture. Raises: DiagramTimedOut."""
        deadline.check()
        table, end = body(self._matrix, grid_of(self._matrix))
        signs, end = matrix_legend(self._matrix, end + 18.0)
        inner = table + signs
        if block is not None:
            cells, end = title_cells(block, WIDTH - 2 * MARGIN, end + 4.0)
            inner += cells
        height = end + MARGIN
        return Drawn(whole(inner, WIDTH, height, self.heading, self.description), WIDTH, height)

    def dot(self) -> str:
        """Return the same as DOT: people on one side, stages in their order on the other."""
        from graphviz import Digraph

        matrix = self._matrix
        graph = Digraph(
            graph_attr={
                "label": dot_words(matrix.heading), "labelloc": "t", "fontname": FAMILY, "rankdir": "LR",
                "ranksep": "3", "nodesep": "0.15",
            },
            node_attr={"fontname": FAMILY, "fontsize": "14", "shape": "box"},
            edge_attr={"fontname": FAMILY, "fontsize": "12"},
        )  # fmt: skip
        for number, person in enumerate(matrix.people, 1):
            lines = [*wrap(person.name, 300, 14), *wrap(", ".join(person.tags), 300, 12, most=3)]
            graph.node(f"p{number}", label=dot_words(lines))
        with graph.subgraph() as column:
            column.attr(rank="same")
            for stage in STAGES:
                says = {Column.MISSING: ["?"], Column.NONE: [matrix.none_words.get(stage.key, "")], Column.NAMED: []}
                lines = [f"{stage.th} ({stage.en})", *says[matrix.columns[stage.key]]]
                dash = "dashed" if matrix.columns[stage.key] is Column.MISSING else "solid"
                column.node(stage.key, label=dot_words(lines), shape="cds", style=dash, width="2.2", height="0.6")
            for one, other in pairwise(STAGES):
                column.edge(one.key, other.key, style="invis")
        for number, person in enumerate(matrix.people, 1):
            for stage in STAGES:
                words = words_of(person, stage)
                if not words:
                    continue
                parts = person.parts.get(stage.key, [])
                style = "dotted" if not parts else "dashed" if parts == [Part.MAY_ACCESS] else "solid"
                graph.edge(f"p{number}", stage.key, label=dot_words([words]), style=style)
        return str(graph.source)


def life_matrix_sheet(document: ActivityDocument) -> Sheet:
    """Return the matrix of the document's roles.

    Raises: DiagramTooLarge.
    """
    return LifeMatrix(life_matrix(document))
