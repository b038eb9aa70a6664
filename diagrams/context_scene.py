"""The facts of an activity's context diagram (level 0): the activity as one process, and all who give or get data.

Legal source: PDPA s.39(1), s.39(6), s.28 (abroad), s.40 (processors).
"""

from diagrams.context_partners import LINES, ROOM, Partners
from diagrams.dfd_outside import known_bodies
from diagrams.draft import Draft
from diagrams.facts import UNSAID, Data, answered, data_of, filled, same_name
from diagrams.recipients import Names, entries
from diagrams.scene import FlowKind, Node, Scene, Shape, ZoneKind
from diagrams.special import note_on_special
from diagrams.wrapping import clean
from schemas.document import ActivityDocument
from schemas.special_words import categories_in
from schemas.vocabulary import StepKind

PERSONS = "เจ้าของข้อมูลและแหล่งที่มา"
_CATEGORY = "/form/data_category"


def context_scene(document: ActivityDocument) -> Scene:
    """Return the activity, and around it the persons, bodies and processors that its record names."""
    header = document.form.header
    main, sub = clean(header.main_process or "?"), clean(header.sub_process or "?")
    draft = Draft(document, [f"แผนภาพบริบท (Context Diagram) : {main}", f"กระบวนการ : {sub}"])
    agency = filled(header.agency_name) or filled(header.parent_org_unit)
    centre = draft.add(_activity(draft, draft.zone(ZoneKind.UNIT, agency)))
    by_steps = _given_in_steps(document)
    known = Names(known_bodies(draft))
    bodies = {name for name in by_steps if known.meant(name) is not None}
    _persons(draft, centre, {name: data for name, data in by_steps.items() if name not in bodies})
    Partners(draft, centre).add({name: by_steps[name] for name in by_steps if name in bodies})
    note_on_special(draft)
    return draft.finished()


def _activity(draft: Draft, zone: int) -> Node:
    """Return the process in the middle, and what the record lacks to say about it as a whole."""
    document = draft.document
    header = document.form.header
    unit = filled(header.responsible_org_unit)
    subjects = document.form.beyond.data_subject_categories
    lacks = [
        (unit is None, "ส่วนงานที่รับผิดชอบ"),
        (not answered(subjects, "/form/beyond/data_subject_categories", document), "ประเภทของเจ้าของข้อมูล"),
        (not document.steps, "ขั้นตอน"),
    ]
    counts = [f"{len(document.steps)} ขั้นตอน (ดู DFD ระดับ 1)"] if document.steps else []
    counts += [f"{len(document.systems)} ระบบสารสนเทศ"] if document.systems else []
    return Node(
        id="",
        shape=Shape.ACTIVITY,
        text=filled(header.sub_process) or filled(header.main_process),
        zone=zone,
        foot=[*([f"ส่วนงาน: {unit}"] if unit is not None else []), *counts],
        missing=[words for missing, words in lacks if missing],
    )


def declared_items(document: ActivityDocument) -> Data:
    """Return the record's list of personal data as one text; `UNSAID` where it is blank."""
    items = entries(document.form.data_category.personal_data_items)
    kinds = dict.fromkeys(kind for item in items for kind in categories_in(item))
    return Data(", ".join(items), tuple(kinds)) if items else UNSAID


def _persons(draft: Draft, centre: Node, by_steps: dict[str, list[Data]]) -> None:
    """Add who gives the data: the source, the categories of data subjects, the outside persons of the steps."""
    document = draft.document
    source = filled(document.form.data_category.data_source)
    names = [source] if source is not None else []
    names += [*entries(document.form.beyond.data_subject_categories), *by_steps]
    if source is None and not answered(None, f"{_CATEGORY}/data_source", document):
        unknown = draft.add(Node(id="", shape=Shape.PERSON, text=None, zone=draft.zone(ZoneKind.PERSONS, PERSONS)))
        unknown.missing = ["ที่มาของข้อมูล"]
        draft.flow(unknown, centre, FlowKind.OUTSIDE, declared_items(document), room=ROOM, lines=LINES)
    listed = list({same_name(name): name for name in reversed(names)}.values())[::-1]
    data = {name: by_steps.get(name) or [declared_items(document)] for name in listed}
    for name in listed:
        node = draft.node(Shape.PERSON, name, draft.zone(ZoneKind.PERSONS, PERSONS))
        # What several give stands once in the key, not on each of their arrows.
        alone = sum(given == data[name] for given in data.values()) == 1
        draft.flow(node, centre, FlowKind.OUTSIDE, *data[name], room=ROOM, lines=LINES if alone else 1)
    if sum(given == [declared_items(document)] for given in data.values()) > 1:
        draft.scene.notes.append("บันทึกไม่ได้แยกว่าข้อมูลรายการใดได้จากผู้ใด จึงแสดงรายการทั้งหมดที่ลูกศรของแต่ละราย")


def _given_in_steps(document: ActivityDocument) -> dict[str, list[Data]]:
    """Return what outside persons that steps name give: what the steps after theirs collect."""
    collected = {step.seq: data_of(step.collection) for step in document.steps}
    numbers = sorted(collected)
    found: dict[str, list[Data]] = {}
    for step in document.steps:
        actor = filled(step.actor_org_unit)
        if step.kind is not StepKind.EXTERNAL or actor is None:
            continue
        following = next((number for number in numbers if number > step.seq), None)
        targets = [arrow.to for arrow in step.next] if step.next is not None else [following]
        data = [collected.get(number) for number in targets if number is not None]
        found.setdefault(actor, []).extend(each for each in data if each is not None)
    return {name: list(dict.fromkeys(data)) for name, data in found.items()}
