"""Charts of procedures for tests: made in a line, and read back from the SVG."""

import xml.etree.ElementTree as ET

from diagrams.outputs import deliver
from diagrams.work_flow import work_flow_sheet
from schemas.work_flow import ChartBranch, ChartShape, ChartStep, WorkFlow
from tests.support.pictures import SVG, THAI_WORDS, TITLE_BLOCK, lines, parsed

A, D, T = ChartShape.ACTIVITY, ChartShape.DECISION, ChartShape.TERMINAL


def flow_of(*steps: ChartStep, **more: object) -> WorkFlow:
    """Return a procedure of these steps."""
    return WorkFlow(title="ทดสอบ", steps=list(steps), **more)  # type: ignore[arg-type]


def step_of(number: int, *onward: tuple[int | None, str | None], shape: ChartShape = A, title: str = "ทำ") -> ChartStep:
    """Return a step with its branches as (number, label)."""
    branches = [ChartBranch(to=to, label=label) for to, label in onward] or None
    return ChartStep(number=number, title=title, shape=shape, next=branches, responsible=["กอง"])


#: Two ways back to one step, a way ahead, a step to itself, a number that is not there, an end in the middle.
LOOPS = flow_of(
    step_of(1, shape=T),
    step_of(2),
    step_of(3, (4, "เห็นชอบ"), (2, "ไม่เห็นชอบ"), shape=D),
    step_of(4, (5, "เห็นชอบ"), (2, "ไม่เห็นชอบ"), (8, "ยุติเรื่อง"), shape=D),
    step_of(5, (6, "ถูกต้อง"), shape=D, title="".join(THAI_WORDS) * 3),
    step_of(6, (7, None), (8, None), (99, None), (6, None)),
    ChartStep(number=7, title="จบ", next=[]),
    step_of(8),
)


def svg_of(flow: WorkFlow) -> ET.Element:
    """Return the chart as SVG."""
    return parsed(deliver(work_flow_sheet(flow), title_block=TITLE_BLOCK, kind="svg"))


def groups(root: ET.Element, name: str) -> list[ET.Element]:
    """Return the groups of a class."""
    return [each for each in root.iter(f"{SVG}g") if each.get("class") == name]


def arrows_of(root: ET.Element) -> list[tuple[str, str]]:
    """Return from where to where each arrow leads, by ids."""
    return [(str(each.get("data-from")), str(each.get("data-to"))) for each in groups(root, "flow")]


def text_of(part: ET.Element) -> str:
    """Return the words below an element."""
    return " ".join(line.words for line in lines(part))
