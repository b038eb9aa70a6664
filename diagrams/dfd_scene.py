"""The facts of an activity's data flow diagram: its steps, and the exchange lines of the systems they use."""

from diagrams.dfd_outside import add_disclosure, add_exchanges
from diagrams.draft import Draft
from diagrams.facts import answered, data_items, named_systems, stores_of
from diagrams.scene import End, FlowKind, Node, Scene, Shape, ZoneKind
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.vocabulary import StepKind

_SHAPES = {
    StepKind.EXTERNAL: Shape.EXTERNAL,
    StepKind.PROCESS: Shape.PROCESS,
    StepKind.DECISION: Shape.DECISION,
    StepKind.END: Shape.END,
}
_COLUMNS = (
    ("collection", "เก็บรวบรวม"),
    ("use", "ใช้"),
    ("disclosure", "เปิดเผย"),
    ("storage", "จัดเก็บ"),
    ("it_systems", "ระบบ"),
)


def dfd_scene(document: ActivityDocument) -> Scene:
    """Return the boxes and arrows of the document's steps, in the order of their numbers."""
    header = document.form.header
    main, sub = header.main_process or "?", header.sub_process or "?"
    draft = Draft(document, [f"Data Flow Diagram : {clean(main)}", f"กระบวนการ : {clean(sub)}"])
    steps = sorted(enumerate(document.steps), key=lambda pair: (pair[1].seq, pair[0]))
    # Outside persons stand on the left, whoever comes first in the table: their border is one line.
    for _, step in sorted(steps, key=lambda pair: pair[1].kind is not StepKind.EXTERNAL):
        _zone_of(draft, step)
    nodes = [draft.add(_step_node(draft, index, step)) for index, step in steps]
    _connect(draft, [step for _, step in steps], nodes)
    for (_, step), node in zip(steps, nodes, strict=True):
        _keep(draft, step, node)
    for (_, step), node in zip(steps, nodes, strict=True):
        add_disclosure(draft, step, node)
    add_exchanges(draft)
    if not document.steps:
        draft.scene.notes.append("ยังไม่มีขั้นตอนในบันทึกนี้")
    return draft.finished()


def _zone_of(draft: Draft, step: Step) -> int:
    actor = step.actor_org_unit if step.actor_org_unit and step.actor_org_unit.strip() not in {"", "-"} else None
    if step.kind is not StepKind.EXTERNAL:
        return draft.zone(ZoneKind.UNIT, actor)
    if actor is not None:
        return draft.zone(ZoneKind.PERSONS, actor)
    source = draft.document.form.data_category.data_source
    return draft.zone(ZoneKind.PERSONS, f"บุคคลภายนอก ({source})" if source else "บุคคลภายนอก")


def _step_node(draft: Draft, index: int, step: Step) -> Node:
    pointer = f"/steps/{index}"
    lacks = [
        words for name, words in _COLUMNS if not answered(getattr(step, name), f"{pointer}/{name}", draft.document)
    ]
    return Node(
        id="",
        shape=_SHAPES[step.kind],
        text=step.title.strip() or None,
        zone=_zone_of(draft, step),
        number=step.seq,
        mode=step.mode,
        foot=named_systems(step),
        missing=lacks,
    )


def _connect(draft: Draft, steps: list[Step], nodes: list[Node]) -> None:
    by_number: dict[int, int] = {}
    for place, step in enumerate(steps):
        by_number.setdefault(step.seq, place)
    numbers = sorted(by_number)
    reached: set[str] = set()
    for step, node in zip(steps, nodes, strict=True):
        for arrow, kind in _arrows(step, node, numbers):
            target, moved = _target(draft, arrow.to, by_number, steps, nodes)
            draft.flow(node, target, kind, moved, branch=arrow.label)
            reached.add(target.id)
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
) -> tuple[Node, str | None]:
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
    cell = _filled(steps[place].collection) or _filled(steps[place].use)
    return nodes[place], data_items(cell) if cell else None


def _filled(cell: str | None) -> str | None:
    return cell if cell is not None and cell.strip() not in {"", "-"} else None


def _keep(draft: Draft, step: Step, node: Node) -> None:
    for name in stores_of(step):
        store = draft.node(Shape.STORE, name, draft.zone(ZoneKind.STORES, "แหล่งจัดเก็บข้อมูล (Data store)"))
        draft.flow(node, store, FlowKind.STORE, data_items(step.storage) if step.storage else None)
        # The arrow says it: a system that keeps the step's data need not stand in the box too.
        node.foot = [each for each in node.foot if each != name]
