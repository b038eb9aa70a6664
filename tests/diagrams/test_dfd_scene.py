"""The facts of the drawing are the facts of the table: the same steps, the same arrows, nothing left out."""

import pytest

from diagrams.dfd_scene import dfd_scene
from diagrams.scene import End, Flow, FlowKind, Node, Scene, Shape, ZoneKind
from schemas.choices import ExchangeType
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import Direction, ExchangeMode, Mark, StepKind, StepMode
from tests.support.pictures import sample

SAMPLES = ("contact_us", "industry_registration")
_STEPS = {Shape.EXTERNAL, Shape.PROCESS, Shape.DECISION, Shape.END}
_NEXT = {FlowKind.STATED, FlowKind.DERIVED}


def _scene(*steps: Step, **more: object) -> Scene:
    return dfd_scene(ActivityDocument(steps=list(steps), **more))  # type: ignore[arg-type]


def _numbers(scene: Scene, *kinds: FlowKind) -> list[tuple[int | None, int | None]]:
    number = {node.id: node.number for node in scene.nodes}
    return [(number[flow.source], number[flow.target]) for flow in scene.flows if flow.kind in (kinds or _NEXT)]


def _node(scene: Scene, number: int) -> Node:
    return next(node for node in scene.nodes if node.number == number)


def _between(scene: Scene, source: int, target: int) -> Flow:
    here, there = _node(scene, source).id, _node(scene, target).id
    return next(flow for flow in scene.flows if (flow.source, flow.target) == (here, there))


@pytest.mark.parametrize("name", SAMPLES)
def test_the_drawing_has_the_steps_of_the_table(name):
    document = sample(name)
    drawn = [node for node in dfd_scene(document).nodes if node.shape in _STEPS]
    table = [(step.seq, step.title, step.mode, step.kind.value) for step in document.steps]
    assert [(node.number, node.text, node.mode, node.shape.value) for node in drawn] == table


@pytest.mark.parametrize("name", SAMPLES)
def test_the_arrows_are_the_next_column(name):
    document = sample(name)
    table = [(step.seq, arrow.to) for step in document.steps for arrow in step.next or ()]
    assert _numbers(dfd_scene(document), FlowKind.STATED) == table


@pytest.mark.parametrize("name", SAMPLES)
def test_every_system_of_a_step_is_on_its_box_or_at_the_end_of_its_arrow(name):
    document = sample(name)
    scene = dfd_scene(document)
    by_id = {node.id: node for node in scene.nodes}
    for step in document.steps:
        box = _node(scene, step.seq)
        stores = {by_id[flow.target].text for flow in scene.flows if flow.source == box.id}
        assert set(step.it_systems or ()) <= set(box.foot) | stores


def test_the_branches_of_a_decision_carry_their_words():
    scene = dfd_scene(sample("contact_us"))
    assert _node(scene, 4).shape is Shape.DECISION
    assert _between(scene, 4, 5).label == "เกี่ยวข้องกับหน่วยงาน"
    assert _between(scene, 4, 7).label == "เกี่ยวข้องกับหน่วยงานอื่น"


def test_a_lane_for_each_acting_unit_and_one_for_outside_persons():
    scene = dfd_scene(sample("contact_us"))
    units = [zone.title for zone in scene.zones if zone.kind is ZoneKind.UNIT]
    persons = [zone.title for zone in scene.zones if zone.kind is ZoneKind.PERSONS]
    assert persons == ["บุคคลภายนอก (ผู้ใช้งานทั่วไป)"]
    assert units == list(
        dict.fromkeys(step.actor_org_unit for step in sample("contact_us").steps if step.actor_org_unit)
    )
    assert scene.zones[_node(scene, 7).zone].title == "ระบบ Website (ศทส.สปอ.)"


def test_stores_are_drawn_once_and_an_unnamed_one_as_unknown():
    stores = [node.text for node in dfd_scene(sample("contact_us")).nodes if node.shape is Shape.STORE]
    assert len(stores) == len(set(stores)) == 6
    assert None in stores


def test_silence_about_the_next_step_is_drawn_as_derived():
    scene = _scene(Step(seq=1, title="ก"), Step(seq=2, title="ข"), Step(seq=5, title="ค"))
    assert _numbers(scene, FlowKind.DERIVED) == [(1, 2), (2, 5)]
    assert _numbers(scene, FlowKind.STATED) == []
    assert _node(scene, 5).end is End.UNKNOWN


def test_an_empty_list_is_an_end_and_silence_at_an_end_step_too():
    scene = _scene(Step(seq=1, title="ก", next=[]), Step(seq=2, title="ข", kind=StepKind.END))
    assert [node.end for node in scene.nodes] == [End.STATED, End.STATED]
    assert scene.flows == []
    assert _node(scene, 2).orphan


def test_an_arrow_to_a_step_that_is_not_there_leads_to_a_question_mark():
    scene = _scene(Step(seq=1, title="ก", next=[NextStep(to=9)]), Step(seq=2, title="ข", next=[NextStep(to=9)]))
    ghosts = [node for node in scene.nodes if node.shape is Shape.GHOST]
    assert [(node.number, node.text) for node in ghosts] == [(9, None)]
    assert _numbers(scene) == [(1, 9), (2, 9)]


def test_arrows_back_and_onto_itself_stay():
    scene = _scene(Step(seq=1, title="ก"), Step(seq=2, title="ข", next=[NextStep(to=1, label="แก้ไข"), NextStep(to=2)]))
    assert _numbers(scene, FlowKind.STATED) == [(2, 1), (2, 2)]


def test_two_steps_of_one_number_are_both_drawn():
    scene = _scene(Step(seq=1, title="ก"), Step(seq=1, title="ข"), Step(seq=2, title="ค", next=[NextStep(to=1)]))
    assert [node.text for node in scene.nodes] == ["ก", "ข", "ค"]
    assert len({node.id for node in scene.nodes}) == 3


def test_a_cell_without_an_answer_is_missing_and_a_dash_is_not():
    step = Step(seq=1, title="ก", actor_org_unit="กอง", use="ใช้ชื่อ")
    marks = {f"/steps/0/{name}": Mark.DASH for name in ("collection", "disclosure", "storage")}
    assert _node(_scene(step, marks=marks), 1).missing == ["ระบบ"]
    assert _node(_scene(step), 1).missing == ["เก็บรวบรวม", "เปิดเผย", "จัดเก็บ", "ระบบ"]


def test_a_step_without_a_unit_stands_in_an_unknown_lane():
    scene = _scene(Step(seq=1, title="ก", mode=StepMode.PAPER))
    assert [zone.title for zone in scene.zones] == [None]


def test_data_stand_on_the_arrow_as_words_when_short_and_as_a_letter_when_long():
    long = "ชื่อ นามสกุล หมายเลขโทรศัพท์ ที่อยู่ และอีเมล"
    scene = _scene(
        Step(seq=1, title="ก"),
        Step(seq=2, title="ข", collection="เก็บรวบรวม อีเมล"),
        Step(seq=3, title="ค", use=f"ใช้ข้อมูลส่วนบุคคล ประกอบด้วย {long} เพื่อแจ้งผล"),
    )
    assert (_between(scene, 1, 2).label, _between(scene, 1, 2).key) == ("อีเมล", None)
    assert (_between(scene, 2, 3).label, _between(scene, 2, 3).key) == (None, "ก")
    assert scene.keys == [("ก", long)]


def test_disclosure_crosses_the_border():
    scene = _scene(Step(seq=1, title="ก", actor_org_unit="กอง", disclosure="กรมการปกครอง"))
    body = next(node for node in scene.nodes if node.shape is Shape.BODY)
    assert body.text == "กรมการปกครอง"
    assert scene.zones[body.zone].kind is ZoneKind.BODIES
    assert [flow.kind for flow in scene.flows] == [FlowKind.OUTSIDE]


def _exchange(direction: Direction | None, mode: ExchangeMode | None, body: str | None, **more: object) -> ExchangeLine:
    kind = ExchangeType(direction=direction, mode=mode)
    return ExchangeLine(
        data_exchange_type=kind,
        external_org_unit=body,
        exchanged_data="ชื่อ",
        **more,  # type: ignore[arg-type]
    )


def test_exchange_lines_of_a_drawn_store_cross_the_border_by_direction_and_mode():
    lines = [
        _exchange(Direction.SEND, ExchangeMode.ONLINE, "กรม ก"),
        _exchange(Direction.RECEIVE, ExchangeMode.OFFLINE, "กรม ข"),
        _exchange(Direction.SEND, ExchangeMode.ONLINE, "กรม ค", data_exchange_applied=False),
    ]
    scene = _scene(
        Step(seq=1, title="ก", storage="เก็บ", it_systems=["ระบบ ก"]),
        systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=lines)],
    )
    names = {node.id: node.text for node in scene.nodes}
    outside = [(names[flow.source], names[flow.target], flow.kind) for flow in scene.flows[1:]]
    assert outside == [("ระบบ ก", "กรม ก", FlowKind.OUTSIDE), ("กรม ข", "ระบบ ก", FlowKind.OUTSIDE_OFFLINE)]


def test_systems_that_no_step_uses_are_counted_not_dropped():
    line = _exchange(Direction.SEND, None, None)
    scene = _scene(
        Step(seq=1, title="ก"), systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=[line, line])]
    )
    assert scene.notes == ["ระบบอื่นในตารางแลกเปลี่ยนข้อมูลอีก 1 ระบบ (2 รายการ) แสดงในแผนผังการแลกเปลี่ยนข้อมูล"]


def test_a_record_without_steps_says_so():
    scene = dfd_scene(ActivityDocument())
    assert scene.nodes == []
    assert scene.notes == ["ยังไม่มีขั้นตอนในบันทึกนี้"]
    assert scene.heading == ["Data Flow Diagram : ?", "กระบวนการ : ?"]
