"""The arrows between the steps: what the table says comes next, and what it leaves open."""

from diagrams.draft import Draft
from diagrams.facts import Data, data_of
from diagrams.scene import End, FlowKind, Node, Shape, ZoneKind
from diagrams.wrapping import clean
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind

#: A decision parts the flow at least in two.
_LEAST_BRANCHES = 2
UNKNOWN_BRANCH = "กรณีใด ?"


def connect(draft: Draft, steps: list[Step], nodes: list[Node]) -> None:
    """Add the arrows; sets which step starts, which nobody reaches, where the flow ends, and missing branches."""
    by_number: dict[int, int] = {}
    for place, step in enumerate(steps):
        by_number.setdefault(step.seq, place)
    numbers = sorted(by_number)
    reached: set[str] = set()
    for step, node in zip(steps, nodes, strict=True):
        arrows = _arrows(step, node, numbers)
        for arrow, kind in arrows:
            target, moved = _target(draft, arrow.to, by_number, steps, nodes)
            # "ไม่มี" is a branch like any other here, not the token for an empty cell.
            branch, known = clean(arrow.label or "") or None, step.kind is not StepKind.DECISION
            draft.flow(node, target, kind, moved, branch=branch or (None if known else UNKNOWN_BRANCH))
            draft.scene.flows[-1].lacks |= branch is None and not known
            reached.add(target.id)
        if step.kind is StepKind.DECISION and len(arrows) < _LEAST_BRANCHES:
            node.missing = [*node.missing, "ทางแยกอีกทาง" if arrows else "ทางแยก"]
    for place, node in enumerate(nodes):
        node.starts = place == 0
        node.orphan = place > 0 and node.id not in reached


def _arrows(step: Step, node: Node, numbers: list[int]) -> list[tuple[NextStep, FlowKind]]:
    """Return the arrows of a step; sets how the flow ends where there is none."""
    if step.next:
        return [(arrow, FlowKind.STATED) for arrow in step.next]
    if step.next is not None or step.kind is StepKind.END:
        node.end = End.STATED
        return []
    following = next((number for number in numbers if number > step.seq), None)
    if following is None:
        node.end = End.UNKNOWN
        return []
    return [(NextStep(to=following), FlowKind.DERIVED)]


def _target(
    draft: Draft, number: int, by_number: dict[int, int], steps: list[Step], nodes: list[Node]
) -> tuple[Node, Data | None]:
    """Return the box an arrow leads to, and the data that move along it."""
    place = by_number.get(number)
    if place is None:
        known = draft.named.get((Shape.GHOST, str(number)))
        if known is None:
            zone = draft.zone(ZoneKind.UNIT, None)
            known = draft.add(Node(id="", shape=Shape.GHOST, text=None, zone=zone, number=number))
            known.missing = ["ไม่มีขั้นตอนนี้ในตาราง"]
            draft.named[(Shape.GHOST, str(number))] = known
        return known, None
    return nodes[place], data_of(steps[place].collection) or data_of(steps[place].use)
