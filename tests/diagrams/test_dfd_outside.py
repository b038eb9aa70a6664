"""What leaves the agency: abroad apart from the Kingdom, data of s.26 marked, what the record leaves out as "?"."""

import pytest

from diagrams.context_scene import context_scene
from diagrams.dfd import dfd_sheet
from diagrams.dfd_scene import dfd_scene
from diagrams.outputs import deliver
from diagrams.recipients import Names
from diagrams.scene import FlowKind, Node, Scene, Shape, ZoneKind
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.beyond import Beyond, CrossBorderTransfer, DisclosureEntry
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import NextStep, Step
from schemas.vocabulary import (
    CloudLocation,
    Direction,
    ExchangeMode,
    Hosting,
    SpecialCategory,
    StepKind,
    StepMode,
    TransferSafeguard,
)
from tests.support.pictures import SVG, TITLE_BLOCK, boxes, lines, parsed

_NO_TRANSFER = ["ประเทศปลายทาง", "มาตรการคุ้มครอง (ม.28-29)"]


def _document(*steps: Step, **more: object) -> ActivityDocument:
    systems = more.pop("systems", [])
    beyond = Beyond(**{name: more.pop(name) for name in list(more) if name in Beyond.__struct_fields__})  # type: ignore[arg-type]
    form = Form(data_category=DataCategory(**more), beyond=beyond)  # type: ignore[arg-type]
    return ActivityDocument(steps=list(steps), form=form, systems=systems)  # type: ignore[arg-type]


def _body(scene: Scene, name: str | None) -> Node:
    return next(node for node in scene.nodes if node.shape in {Shape.BODY, Shape.STORE} and node.text == name)


def _kind(scene: Scene, node: Node) -> ZoneKind:
    return scene.zones[node.zone].kind


def _cloud(name: str, place: CloudLocation | None) -> InformationSystem:
    where = None if place is None else CloudLocationChoice(code=place)
    return InformationSystem(
        seq=1, system_name=name, hosting=HostingChoice(code=Hosting.ON_CLOUD), cloud_location=where
    )


def test_a_recipient_of_the_offshore_list_stands_abroad_at_the_right_end():
    scene = dfd_scene(
        _document(
            Step(seq=1, title="ก", disclosure="กรม ก และ Example Inc."), local_third_parties=["กรม ก"],
            offshore_third_parties=["Example Inc."],
        )
    )  # fmt: skip
    assert (_kind(scene, _body(scene, "กรม ก")), _kind(scene, _body(scene, "Example Inc."))) == (
        ZoneKind.BODIES,
        ZoneKind.ABROAD,
    )
    assert [zone.kind for zone in scene.zones][-2:] == [ZoneKind.BODIES, ZoneKind.ABROAD]
    assert [flow.kind for flow in scene.flows] == [FlowKind.OUTSIDE, FlowKind.ABROAD]
    assert _body(scene, "Example Inc.").missing == _NO_TRANSFER


def test_country_and_safeguard_stand_in_the_box_and_their_lack_is_a_question():
    transfers = [
        CrossBorderTransfer(recipient="Example Inc.", country="us", safeguard=TransferSafeguard.STANDARD_CLAUSES),
        CrossBorderTransfer(recipient="Sample Ltd.", country="XX"),
    ]
    scene = dfd_scene(_document(Step(seq=1, title="ก"), transfer_country_and_safeguard=transfers))
    whole, half = _body(scene, "Example Inc."), _body(scene, "Sample Ltd.")
    assert whole.foot == ["ประเทศ: สหรัฐอเมริกา (US)", "กลไก: ข้อสัญญามาตรฐาน"]
    assert whole.missing == ["ขั้นตอนที่เปิดเผย"]
    assert half.foot == ["ประเทศ: XX"]
    assert half.missing == [_NO_TRANSFER[1], "ขั้นตอนที่เปิดเผย"]


def test_a_store_in_a_cloud_abroad_stands_abroad_and_one_of_unknown_place_asks():
    step = Step(seq=1, title="ก", storage="จัดเก็บอีเมล", it_systems=["ระบบ ก"])
    abroad = dfd_scene(_document(step, systems=[_cloud("ระบบ ก", CloudLocation.ABROAD)]))
    store = _body(abroad, "ระบบ ก")
    assert (store.shape, _kind(abroad, store), store.is_abroad) == (Shape.STORE, ZoneKind.ABROAD, True)
    assert abroad.flows[0].kind is FlowKind.ABROAD
    at_home = _body(dfd_scene(_document(step, systems=[_cloud("ระบบ ก", CloudLocation.IN_COUNTRY)])), "ระบบ ก")
    assert (at_home.is_abroad, at_home.missing) == (False, [])
    unknown = _body(dfd_scene(_document(step, systems=[_cloud("ระบบ ก", None)])), "ระบบ ก")
    assert (unknown.is_abroad, unknown.missing) == (False, ["ที่ตั้งผู้ให้บริการคลาวด์"])


def test_a_listed_recipient_that_no_step_discloses_to_is_a_missing_fact():
    scene = dfd_scene(
        _document(Step(seq=1, title="ก", disclosure="กรม ก"), local_third_parties=["กรม ก (ทุกเดือน)", "กรม ข", "NO"])
    )
    bodies = [(node.text, node.missing) for node in scene.nodes if node.shape is Shape.BODY]
    assert bodies == [("กรม ก", []), ("กรม ข", ["ขั้นตอนที่เปิดเผย"])]


def test_a_disclosure_says_which_data_or_asks():
    told = Step(seq=1, title="ก", disclosure="เปิดเผยข้อมูล ประกอบด้วย อีเมล ให้แก่ กรม ก เพื่อตรวจสอบ")
    logged = Step(seq=2, title="ข", disclosure="กรม ข")
    exchanged = Step(seq=3, title="ค", disclosure="กรม ค", it_systems=["ระบบ ก"])
    silent = Step(seq=4, title="ง", disclosure="กรม ง", mode=StepMode.PAPER)
    line = ExchangeLine(
        data_exchange_type=ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE),
        external_org_unit="กรม ค",
        exchanged_data="ทะเบียนราษฎร",
    )
    scene = dfd_scene(
        _document(
            *(told, logged, exchanged, silent),
            systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=[line])],
            consent_exempt_use_or_disclosure_log=[DisclosureEntry(recipient="กรม ข", data_items=["ที่อยู่"])],
        )
    )
    texts = {node.id: node.text for node in scene.nodes}
    outside = [flow for flow in scene.flows if flow.kind in {FlowKind.OUTSIDE, FlowKind.OUTSIDE_OFFLINE}]
    assert [(texts[flow.target], flow.label, flow.lacks) for flow in outside] == [
        ("กรม ก", "อีเมล", False),
        ("กรม ข", "ที่อยู่", False),
        ("กรม ค", "ทะเบียนราษฎร", False),
        ("กรม ง", "?", True),
    ]
    assert outside[-1].kind is FlowKind.OUTSIDE_OFFLINE


def test_special_data_are_marked_where_they_move_and_where_they_rest():
    steps = (
        Step(seq=1, title="ก", kind=StepKind.EXTERNAL),
        Step(seq=2, title="ข", collection="เก็บรวบรวม โรคประจำตัว", storage="จัดเก็บอีเมล", it_systems=["ระบบ ก"]),
        Step(seq=3, title="ค", collection="เก็บรวบรวมข้อมูล ประกอบด้วย ชื่อ ศาสนา โดยขีดฆ่าศาสนา"),
    )
    scene = dfd_scene(_document(*steps))
    health = (SpecialCategory.HEALTH,)
    assert [node.kinds for node in scene.nodes] == [(), health, (), ()]
    assert [flow.kinds for flow in scene.flows] == [health, (), ()]
    root = parsed(deliver(dfd_sheet(_document(*steps)), title_block=TITLE_BLOCK, kind="inline"))
    group = boxes(root)["n2"]
    assert "ม.26" in {line.words for line in lines(group)}
    assert max(float(each.get("stroke-width", "0")) for each in group.iter(f"{SVG}rect")) == 3.0
    label = next(each for each in root.iter(f"{SVG}g") if each.get("class") == "label" and each.get("data-to") == "n2")
    frame = next(iter(label.iter(f"{SVG}rect")))
    top, tall = float(frame.get("y", "0")), float(frame.get("height", "0"))
    assert all(top < line.ink()[1] and line.ink()[3] < top + tall for line in lines(label))


def test_special_data_that_no_flow_names_are_told_in_a_note():
    document = _document(
        Step(seq=1, title="ก", use="ใช้โรคประจำตัว"), personal_data_items=["ศาสนา", "อีเมล"],
        special_category_flags=[SpecialCategory.HEALTH, SpecialCategory.GENETIC],
    )  # fmt: skip
    (note,) = dfd_scene(document).notes
    assert "ข้อมูลพันธุกรรม, ความเชื่อในลัทธิ ศาสนาหรือปรัชญา" in note
    assert "ข้อมูลสุขภาพ" not in note


@pytest.mark.parametrize(
    ("next_", "labels", "missing"),
    [
        (None, ["กรณีใด ?"], ["ทางแยกอีกทาง"]),
        ([NextStep(to=2)], ["กรณีใด ?"], ["ทางแยกอีกทาง"]),
        ([NextStep(to=2, label="ไม่มี"), NextStep(to=1)], ["ไม่มี", "กรณีใด ?"], []),
        ([], [], ["ทางแยก"]),
    ],
)
def test_branches_that_nobody_named_are_questions(next_, labels, missing):
    scene = dfd_scene(_document(Step(seq=1, title="ก", kind=StepKind.DECISION, next=next_), Step(seq=2, title="ข")))
    assert [flow.label for flow in scene.flows if flow.source == "n1"] == labels
    assert [each for each in scene.nodes[0].missing if each.startswith("ทาง")] == missing


def test_an_outside_person_whom_nobody_names_is_a_question():
    step = Step(seq=1, title="ก", kind=StepKind.EXTERNAL)
    assert [zone.title for zone in dfd_scene(_document(step)).zones] == [None]
    assert [zone.title for zone in dfd_scene(_document(step, data_source="ลูกค้า")).zones] == ["บุคคลภายนอก (ลูกค้า)"]


def test_abroad_differs_from_the_kingdom_without_colour():
    document = _document(
        Step(seq=1, title="ก", disclosure="กรม ก และ Example Inc."), local_third_parties=["กรม ก"],
        offshore_third_parties=["Example Inc."],
    )  # fmt: skip
    root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="inline"))
    strokes = {
        str(flow.get("data-kind")): [each.get("stroke-width") for each in flow.findall(f"{SVG}path")]
        for flow in root.iter(f"{SVG}g")
        if flow.get("class") == "flow"
    }
    assert len(strokes["abroad"]) == len(strokes["outside"]) + 1
    words = {line.words for line in lines(root)}
    assert {"เขตแดนราชอาณาจักร", "อยู่นอกราชอาณาจักร", "โอนข้อมูลไปหรือรับจากนอกราชอาณาจักร"} <= words


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("กรม ก (เมื่อขอ)", ["กรม ก", "กรม ข"], "กรม ก"),
        ("กรม ก", ["กรม ก (เมื่อขอ)"], "กรม ก (เมื่อขอ)"),
        ("กอง (ก)", ["กอง (ข)"], None),
        ("กอง", ["กอง (ก)", "กอง (ข)"], None),
        ("กรม  ก.", ["กรมก"], "กรมก"),
    ],
)
def test_a_remark_behind_a_name_does_not_make_it_another_body(name, known, meant):
    assert Names(known).meant(name) == meant


def test_the_legend_explains_signs_only_where_they_are():
    signs = {"ม.26", "เขตแดนราชอาณาจักร", "อยู่นอกราชอาณาจักร", "ข้อมูลที่บันทึกยังไม่ได้ระบุ", "หน่วยงานภายนอก", "จัดเก็บข้อมูล"}
    whole = Step(seq=1, title="ก", actor_org_unit="กอง", mode=StepMode.PAPER, collection="-", use="-", disclosure="-",
                 storage="-", it_systems=[], next=[])  # fmt: skip
    header = Header(main_process="งาน", sub_process="งานย่อย")
    plain = ActivityDocument(form=Form(header=header), steps=[whole])
    special = _document(Step(seq=1, title="ก", storage="จัดเก็บศาสนา", it_systems=["ระบบ ก"]))
    for document, there in ((plain, set()), (special, {"ม.26", "ข้อมูลที่บันทึกยังไม่ได้ระบุ", "จัดเก็บข้อมูล"})):
        root = parsed(deliver(dfd_sheet(document), title_block=TITLE_BLOCK, kind="inline"))
        assert {line.words for line in lines(root)} & signs == there


@pytest.mark.parametrize("words", ["ไม่เปิดเผย", "ไม่มีการเปิดเผยข้อมูล", "–", "n/a"])
def test_who_says_that_nothing_is_disclosed_gets_no_arrow_and_no_question(words):
    scene = dfd_scene(_document(Step(seq=1, title="ก", disclosure=words, storage="ไม่มีการจัดเก็บ")))
    assert [node.shape for node in scene.nodes] == [Shape.PROCESS]
    assert {"เปิดเผย", "จัดเก็บ"}.isdisjoint(scene.nodes[0].missing)


def test_a_unit_that_acts_in_the_record_gets_data_in_its_own_lane():
    steps = (
        Step(seq=1, title="รับ", kind=StepKind.PROCESS, actor_org_unit="กองคลัง", disclosure="กองกฎหมาย และกรม ก"),
        Step(
            seq=2,
            title="ตรวจ",
            kind=StepKind.PROCESS,
            actor_org_unit="กองกฎหมาย",
            disclosure="เปิดเผยภายในหน่วยงาน",
            mode=StepMode.PAPER,
        ),
        Step(seq=3, title="ยื่น", kind=StepKind.EXTERNAL, actor_org_unit="ผู้ขอ", disclosure="ผู้ขอ"),
    )
    document = _document(*steps, local_third_parties=["กรม ก"])
    scene = dfd_scene(document)
    names = {node.id: node for node in scene.nodes}
    drawn = [
        (flow.kind, names[flow.target].text, scene.zones[names[flow.target].zone].title)
        for flow in scene.flows
        if names[flow.target].shape in {Shape.UNIT, Shape.BODY}
    ]
    assert drawn == [
        (FlowKind.INSIDE, "กองกฎหมาย", "กองกฎหมาย"),
        (FlowKind.OUTSIDE, "กรม ก", "ภายนอกหน่วยงาน"),
        (FlowKind.INSIDE_OFFLINE, "เปิดเผยภายในหน่วยงาน", "กองกฎหมาย"),
        (FlowKind.OUTSIDE, "ผู้ขอ", "ภายนอกหน่วยงาน"),
    ]
    around = {node.text for node in context_scene(document).nodes}
    assert "กรม ก" in around
    assert around.isdisjoint({"กองกฎหมาย", "เปิดเผยภายในหน่วยงาน"})


def test_a_unit_that_the_record_lists_as_an_outside_body_is_one():
    step = Step(seq=1, title="ก", actor_org_unit="กอง ก", kind=StepKind.PROCESS, disclosure="กอง ก")
    scene = dfd_scene(_document(step, local_third_parties=["กอง ก"]))
    assert _kind(scene, _body(scene, "กอง ก")) is ZoneKind.BODIES


def test_a_store_that_may_be_either_of_two_systems_asks_which_and_takes_no_partner():
    kind = ExchangeType(direction=Direction.SEND, mode=ExchangeMode.ONLINE)
    systems = [
        InformationSystem(
            seq=seq,
            system_name="ระบบ ก",
            system_owner_org_unit=f"กรม {seq}",
            exchanges=[ExchangeLine(external_org_unit=f"หน่วย {seq}", exchanged_data="ชื่อ", data_exchange_type=kind)],
        )
        for seq in (1, 2)
    ]
    scene = dfd_scene(_document(Step(seq=1, title="ก", storage="จัดเก็บอีเมล", it_systems=["ระบบ ก"]), systems=systems))
    assert _body(scene, "ระบบ ก").missing == ["ระบบใด (ชื่อซ้ำในตารางแลกเปลี่ยน)"]
    assert [node.text for node in scene.nodes if node.shape is Shape.BODY] == []
    assert any("อีก 2 ระบบ (2 รายการ)" in note for note in scene.notes)
