"""The facts of an activity's data flow diagram: its steps, and the exchange lines of the systems they use."""

from collections import Counter

from diagrams.dfd_arrows import connect
from diagrams.dfd_outside import add_disclosure, add_exchanges, add_recipients, known_bodies
from diagrams.draft import Draft
from diagrams.facts import (
    answered,
    data_of,
    filled,
    fits_several,
    matching_systems,
    named_systems,
    same_name,
    stores_of,
)
from diagrams.inside import Units
from diagrams.recipients import NO_TRANSFER, Abroad
from diagrams.scene import Cell, FlowKind, Node, Scene, Shape, ZoneKind
from diagrams.special import note_on_special
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.flow import Step
from schemas.vocabulary import CloudLocation, Hosting, SpecialCategory, StepKind

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
#: These columns stand in the box itself; an arrow shows the others.
_IN_BOX = ("collection", "use")
_LINES = 2
#: The exchange table has two systems of this name; whose this is decides who gets the data.
_WHICH = "ระบบใด (ชื่อซ้ำในตารางแลกเปลี่ยน)"
_STORES = "แหล่งจัดเก็บข้อมูล (Data store)"


def dfd_scene(document: ActivityDocument) -> Scene:
    """Return the boxes and arrows of the document's steps, in the order of their numbers."""
    header = document.form.header
    main, sub = header.main_process or "?", header.sub_process or "?"
    draft = Draft(document, [f"Data Flow Diagram : {clean(main)}", f"กระบวนการ : {clean(sub)}"])
    steps = sorted(enumerate(document.steps), key=lambda pair: (pair[1].seq, pair[0]))
    # Outside persons stand on the left, whoever comes first in the table: their border is one line.
    for index, step in sorted(steps, key=lambda pair: pair[1].kind is not StepKind.EXTERNAL):
        _zone_of(draft, index, step)
    nodes = [draft.add(_step_node(draft, index, step)) for index, step in steps]
    connect(draft, [step for _, step in steps], nodes)
    uses = _uses(document)
    for (_, step), node in zip(steps, nodes, strict=True):
        _keep(draft, step, node, uses)
    known, units = known_bodies(draft), Units(document)
    for (_, step), node in zip(steps, nodes, strict=True):
        add_disclosure(draft, step, node, known, units)
    add_exchanges(draft)
    if document.steps:
        add_recipients(draft)
    else:
        draft.scene.notes.append("ยังไม่มีขั้นตอนในบันทึกนี้")
    note_on_special(draft)
    return draft.finished()


def _uses(document: ActivityDocument) -> Counter[str]:
    """Return how many cells of the step table name the same data."""
    cells = (getattr(step, name) for step in document.steps for name, _ in _COLUMNS[:4])
    return Counter(same_name(data.words) for cell in cells if (data := data_of(cell)) is not None)


def _zone_of(draft: Draft, index: int, step: Step) -> int:
    actor = filled(step.actor_org_unit)
    if step.kind is not StepKind.EXTERNAL:
        return draft.zone(ZoneKind.UNIT, actor)
    if actor is not None:
        return draft.zone(ZoneKind.PERSONS, actor)
    source = filled(draft.document.form.data_category.data_source)
    if source is not None:
        return draft.zone(ZoneKind.PERSONS, f"บุคคลภายนอก ({source})")
    # "-" in the unit's cell is an answer: nobody of the agency acts here.
    known = f"/steps/{index}/actor_org_unit" in draft.document.marks
    return draft.zone(ZoneKind.PERSONS, "บุคคลภายนอก" if known else None)


def _step_node(draft: Draft, index: int, step: Step) -> Node:
    pointer = f"/steps/{index}"
    cells: list[Cell] = []
    kinds: list[SpecialCategory] = []
    for name, _ in _COLUMNS[:4]:
        whole: str | None = getattr(step, name)
        data = data_of(whole)
        if whole is None or data is None:
            continue
        shown = draft.shown(data) if name in _IN_BOX else ""
        cells.append(Cell(column=name, whole=clean(whole), data=data.words, shown=shown))
        kinds += data.kinds
    lacks = [
        words for name, words in _COLUMNS if not answered(getattr(step, name), f"{pointer}/{name}", draft.document)
    ]
    return Node(
        id="",
        shape=_SHAPES[step.kind],
        text=step.title.strip() or None,
        zone=_zone_of(draft, index, step),
        number=step.seq,
        mode=step.mode,
        foot=named_systems(step),
        cells=cells,
        kinds=tuple(dict.fromkeys(kinds)),
        missing=lacks,
    )


def _keep(draft: Draft, step: Step, node: Node, uses: Counter[str]) -> None:
    data = data_of(step.storage)
    names = stores_of(step)
    # Words that stand once in the picture may take two lines on a long arrow: the key need not be read for them.
    once = data is not None and len(names) == 1 and uses[same_name(data.words)] == 1
    for name in names:
        store = _store(draft, name)
        draft.flow(node, store, FlowKind.STORE, data, lines=_LINES if once and store.zone - node.zone > 1 else 1)
        # The arrow says it: a system that keeps the step's data need not stand in the box too.
        node.foot = [each for each in node.foot if each != name]


def _store(draft: Draft, name: str | None) -> Node:
    """Return the store of a name: abroad where the exchange table says that its cloud is."""
    systems = matching_systems(name, draft.document) if name else []
    several = bool(name) and not systems and fits_several(name or "", draft.document)
    clouds = [each for each in systems if each.hosting is not None and each.hosting.code is Hosting.ON_CLOUD]
    places = [each.cloud_location for each in systems if each.cloud_location is not None]
    if not any(place.code is CloudLocation.ABROAD for place in places):
        store = draft.node(Shape.STORE, name, draft.zone(ZoneKind.STORES, _STORES))
        store.missing = ["ที่ตั้งผู้ให้บริการคลาวด์"] if any(each.cloud_location is None for each in clouds) else []
        store.missing += [_WHICH] if several else []
        return store
    known = draft.borders.of(name) or Abroad(name, [], list(NO_TRANSFER))
    return draft.abroad(Abroad(name, ["คลาวด์อยู่ต่างประเทศ", *known.facts], known.missing), Shape.STORE)
