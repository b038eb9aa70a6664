"""The arrows of a procedure: what each step leads to, and what nobody said. Facts only."""

import re
from enum import Enum

from msgspec import Struct, field

from diagrams.wrapping import clean
from schemas.work_flow import ChartShape, ChartStep, WorkFlow

UNKNOWN = "?"
_WORKING_DAYS = re.compile(r"\s*([\d๐-๙]+)\s*(วัน(?:ทำการ)?)\s*")


class To(Enum):
    """What an arrow leads to."""

    STEP = "step"
    UNSAID = "unsaid"
    """There is a branch, and nobody said where it leads."""
    GHOST = "ghost"
    """A number that no step has."""
    END = "end"
    END_UNSAID = "end_unsaid"
    """The last step, and nobody said that it is the end."""


class Edge(Struct, kw_only=True):
    """One arrow; `source` and `target` are places in the list of steps."""

    source: int
    to: To
    target: int | None = None
    number: int | None = None
    """The number that was named, for a ghost."""
    label: str | None = None
    stated: bool = True
    """False: nobody said it, the arrow goes to the following number."""


class Chart(Struct, kw_only=True):
    """All that is drawn."""

    heading: list[str]
    steps: list[ChartStep]
    edges: list[Edge]
    orphans: set[int] = field(default_factory=set)
    """Steps, other than the first, that no arrow leads to."""
    timed: bool = False
    """Durations are a subject of this procedure."""
    total: str | None = None
    notes: list[str] = field(default_factory=list)
    description: str = ""


def chart_of(flow: WorkFlow) -> Chart:
    """Return a procedure's steps in the order of their numbers, and its arrows."""
    steps = sorted(flow.steps, key=lambda step: step.number)
    places: dict[int, int] = {}
    for place, step in enumerate(steps):
        places.setdefault(step.number, place)
    edges = [edge for place in range(len(steps)) for edge in _edges(steps, place, places)]
    reached = {edge.target for edge in edges}
    timed = flow.total_th is not None or any(step.duration_th for step in steps)
    chart = Chart(
        heading=[clean(flow.title) or UNKNOWN, *([clean(flow.subtitle)] if flow.subtitle else [])],
        steps=steps,
        edges=edges,
        orphans={place for place in range(1, len(steps)) if place not in reached},
        timed=timed,
        total=_total(flow) if timed else None,
        notes=[clean(note) for note in flow.notes if clean(note)],
    )
    said = days_of(flow.total_th)
    summed = _summed(steps)
    if said is not None and summed is not None and said[1] == summed[1] and said[0] != summed[0]:
        chart.notes.append(
            f"ระยะเวลาของทุกขั้นตอนรวมกันได้ {summed[0]} {summed[1]} ไม่ตรงกับระยะเวลารวมที่ระบุ ({clean(flow.total_th or '')})"
        )
    if not steps:
        chart.notes.append("ยังไม่มีขั้นตอน")
    chart.description = _description(chart)
    return chart


def _edges(steps: list[ChartStep], place: int, places: dict[int, int]) -> list[Edge]:
    """Return the arrows of a step. A decision has two: one that is not there is drawn as not said."""
    step = steps[place]
    is_decision = step.shape is ChartShape.DECISION
    terminal = step.shape is ChartShape.TERMINAL
    if step.next is None:
        following = place + 1 if place + 1 < len(steps) else None
        if terminal and (place > 0 or following is None):
            return []
        if following is None:
            return [Edge(source=place, to=To.END_UNSAID)]
        made = [Edge(source=place, to=To.STEP, target=following, stated=False)]
        return [*made, Edge(source=place, to=To.UNSAID)] if is_decision else made
    if not step.next:
        return [] if terminal else [Edge(source=place, to=To.END)]
    made = []
    for branch in step.next:
        label = clean(branch.label) if branch.label and clean(branch.label) else UNKNOWN if is_decision else None
        target = places.get(branch.to) if branch.to is not None else None
        to = To.UNSAID if branch.to is None else To.GHOST if target is None else To.STEP
        made.append(Edge(source=place, to=to, target=target, number=branch.to, label=label))
    if is_decision and len(made) == 1:
        made.append(Edge(source=place, to=To.UNSAID))
    return made


def days_of(words: str | None) -> tuple[int, str] | None:
    """Return number and unit of a duration that is a plain number of days, else None."""
    found = _WORKING_DAYS.fullmatch(words or "")
    return (int(found.group(1)), found.group(2)) if found is not None else None


def _summed(steps: list[ChartStep]) -> tuple[int, str] | None:
    """Return the sum of the steps' durations, None unless all are days of one kind."""
    days = [days_of(step.duration_th) for step in steps]
    known = [each for each in days if each is not None]
    units = {unit for _, unit in known}
    return (sum(count for count, _ in known), units.pop()) if len(known) == len(steps) and len(units) == 1 else None


def _total(flow: WorkFlow) -> str:
    """Return the words of the total: as they were said, else the sum, else "?"."""
    if flow.total_th and clean(flow.total_th):
        return clean(flow.total_th)
    summed = _summed(flow.steps)
    return f"{summed[0]} {summed[1]}" if summed is not None else UNKNOWN


def name_of(step: ChartStep) -> str:
    """Return number and title of a step, as the manual prints them."""
    return f"{step.number}. {clean(step.title) or UNKNOWN}"


def target_words(chart: Chart, edge: Edge) -> str:
    """Return where an arrow leads, in words."""
    if edge.to is To.STEP and edge.target is not None:
        return f"ขั้นตอน {chart.steps[edge.target].number}"
    return {
        To.UNSAID: "? (ไม่ได้ระบุว่าไปขั้นตอนใด)",
        To.GHOST: f"ขั้นตอน {edge.number} ? (ไม่มีขั้นตอนนี้)",
        To.END: "สิ้นสุด",
        To.END_UNSAID: "สิ้นสุด ?",
    }[edge.to]


def told(chart: Chart, place: int) -> str:
    """Return all that a step says, for its tooltip."""
    step = chart.steps[place]
    parts = [name_of(step), "ผู้รับผิดชอบ: " + (", ".join(map(clean, step.responsible)) or UNKNOWN)]
    if chart.timed:
        parts.append("ระยะเวลา: " + (clean(step.duration_th or "") or UNKNOWN))
    return " | ".join(parts)


def _description(chart: Chart) -> str:
    lines = []
    for place in range(len(chart.steps)):
        onward = [
            f"→ {target_words(chart, edge)}" + (f" ({edge.label})" if edge.label else "")
            for edge in chart.edges
            if edge.source == place
        ]
        lines.append(" ".join([told(chart, place), *onward]))
    if chart.total:
        lines.append(f"รวม {chart.total}")
    return "; ".join(lines)
