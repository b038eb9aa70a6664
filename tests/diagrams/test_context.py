"""The context diagram: one process, everybody around it, every arrow labelled, every lack a "?"."""

import pytest
from hypothesis import HealthCheck, given, settings

from diagrams.context import context_sheet
from diagrams.context_partners import PROCESSORS, RECIPIENTS, SENDERS
from diagrams.context_places import context_layout
from diagrams.context_scene import PERSONS, context_scene
from diagrams.errors import DiagramTooLarge
from diagrams.outputs import deliver
from diagrams.scene import FlowKind, Scene, Shape
from schemas.activity import Form
from schemas.activity_data import DataCategory, Header
from schemas.beyond import Beyond, CrossBorderTransfer, ProcessorAgreement
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice, ProcessingByChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.flow import Step
from schemas.vocabulary import CloudLocation, Direction, ExchangeMode, Hosting, Mark, ProcessingBy, StepKind
from tests.support.hostile import FITTING
from tests.support.pictures import TITLE_BLOCK, boxes, lines, parsed, sample
from tests.support.random_documents import values

ABROAD = "นอกราชอาณาจักร (PDPA ม.28)"


def _line(direction: Direction | None, body: str | None, data: str | None = "ชื่อ", **more: object) -> ExchangeLine:
    kind = ExchangeType(direction=direction, mode=ExchangeMode.ONLINE)
    return ExchangeLine(data_exchange_type=kind, external_org_unit=body, exchanged_data=data, **more)  # type: ignore[arg-type]


def _around(scene: Scene) -> dict[tuple[str | None, str | None], list[tuple[bool, str | None]]]:
    """Return the arrows by (zone, partner): (data come in, words)."""
    found: dict[tuple[str | None, str | None], list[tuple[bool, str | None]]] = {}
    centre = next(node.id for node in scene.nodes if node.shape is Shape.ACTIVITY)
    nodes = {node.id: node for node in scene.nodes}
    for flow in scene.flows:
        node = nodes[flow.source if flow.source != centre else flow.target]
        found.setdefault((scene.zones[node.zone].title, node.text), []).append((flow.target == centre, flow.label))
    return found


def test_everybody_that_the_record_names_stands_around_one_process():
    document = ActivityDocument(
        form=Form(
            header=Header(sub_process="ตรวจสุขภาพ", responsible_org_unit="กองกลาง", agency_name="กรมสมมุติ"),
            data_category=DataCategory(
                personal_data_items=["อีเมล"], data_source="ข้าราชการ", local_third_parties=["กรม ข (เมื่อขอ)"],
                offshore_third_parties=["Example Inc."],
            ),
            beyond=Beyond(
                data_subject_categories=["ข้าราชการ", "ลูกจ้าง"],
                transfer_country_and_safeguard=[CrossBorderTransfer(recipient="Example Inc.", country="SG")],
                processor_and_dpa_ref=[ProcessorAgreement(processor="บริษัท ก", agreement_ref="DPA 1/2569")],
            ),
        ),
        steps=[
            Step(seq=1, title="ยื่น", kind=StepKind.EXTERNAL, actor_org_unit="ผู้ปกครอง"),
            Step(seq=2, title="รับ", collection="เก็บรวบรวม ที่อยู่", disclosure="กรม ค"),
        ],
        systems=[
            InformationSystem(
                seq=1, system_name="ระบบ ก", hosting=HostingChoice(code=Hosting.ON_CLOUD),
                cloud_location=CloudLocationChoice(code=CloudLocation.ABROAD),
                exchanges=[
                    _line(Direction.RECEIVE, "กรม ง", "ทะเบียน", external_processor_org_unit="บริษัท ก"),
                    _line(Direction.SEND, "กรม ข", "รายชื่อ"),
                    _line(Direction.RECEIVE, "กรม ข", "ผล"),
                ],
            )
        ],
    )  # fmt: skip
    scene = context_scene(document)
    assert _around(scene) == {
        (PERSONS, "ข้าราชการ"): [(True, "อีเมล")],
        (PERSONS, "ลูกจ้าง"): [(True, "อีเมล")],
        (PERSONS, "ผู้ปกครอง"): [(True, "ที่อยู่")],
        (SENDERS, "กรม ง"): [(True, "ทะเบียน")],
        (RECIPIENTS, "กรม ข"): [(False, "รายชื่อ"), (True, "ผล")],
        (RECIPIENTS, "กรม ค"): [(False, "?")],
        (PROCESSORS, "บริษัท ก"): [(False, "ทะเบียน")],
        (ABROAD, "Example Inc."): [(False, "?")],
        (ABROAD, "ระบบ ก"): [(False, "?")],
    }
    by_text = {node.text: node for node in scene.nodes}
    assert by_text["ตรวจสุขภาพ"].missing == []
    assert by_text["บริษัท ก"].foot == ["ข้อตกลง: DPA 1/2569"]
    assert by_text["Example Inc."].missing == ["มาตรการคุ้มครอง (ม.28-29)"]
    assert {flow.kind for flow in scene.flows} == {FlowKind.OUTSIDE, FlowKind.ABROAD}


def test_a_record_that_says_nothing_is_drawn_as_questions():
    scene = context_scene(ActivityDocument())
    assert _around(scene) == {
        (PERSONS, None): [(True, "?")],
        (RECIPIENTS, None): [(False, "?")],
        (ABROAD, None): [(False, "?")],
    }
    assert scene.nodes[0].missing == ["ส่วนงานที่รับผิดชอบ", "ประเภทของเจ้าของข้อมูล", "ขั้นตอน"]


def test_a_group_that_is_answered_with_none_is_not_drawn():
    marks = {f"/form/data_category/{name}_third_parties": Mark.NO for name in ("local", "offshore")}
    scene = context_scene(ActivityDocument(marks=marks))
    assert [zone.title for zone in scene.zones] == [None, PERSONS]


def test_another_processor_without_a_name_is_a_question():
    line = _line(Direction.SEND, None, "ที่อยู่", processing_by=ProcessingByChoice(code=ProcessingBy.OTHER))
    document = ActivityDocument(systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=[line])])
    assert _around(context_scene(document))[PROCESSORS, None] == [(False, "ที่อยู่")]


def test_a_partner_that_is_a_system_of_the_record_is_no_partner():
    document = sample("industry_registration")
    names = {node.text for node in context_scene(document).nodes if node.shape is Shape.BODY}
    assert not names & {each.system_name for each in document.systems}


def _partners(count: int) -> ActivityDocument:
    lines_ = [
        _line(
            Direction.RECEIVE if each % 3 else Direction.SEND,
            f"หน่วยงานที่ {each}",
            "ชื่อ นามสกุล และที่อยู่ของผู้ยื่นคำขอ " * (each % 2 + 1),
        )
        for each in range(count)
    ]
    return ActivityDocument(systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=lines_)])


@pytest.mark.parametrize("document", [_partners(30), sample("contact_us"), sample("ropa_register"), ActivityDocument()])
def test_words_on_arrows_cover_no_box_and_no_other_words(document):
    root = parsed(deliver(context_sheet(document), title_block=TITLE_BLOCK, kind="inline"))
    extents = {
        box.node.id: (box.left, box.top, box.right, box.bottom)
        for box in context_layout(context_scene(document))[0].placed
    }
    inks = [[line.ink() for line in lines(each)] for each in root.iter() if each.get("class") == "label"]
    areas = [
        (
            min(ink[0] for ink in label),
            min(ink[1] for ink in label),
            max(ink[2] for ink in label),
            max(ink[3] for ink in label),
        )
        for label in inks
    ]
    for index, (left, top, right, bottom) in enumerate(areas):
        for other in (*extents.values(), *areas[:index]):
            assert left >= other[2] or right <= other[0] or top >= other[3] or bottom <= other[1]


def _assert_labels_fit(document: ActivityDocument) -> None:
    root = parsed(deliver(context_sheet(document), title_block=TITLE_BLOCK, kind="svg"))
    placed = {box.node.id: box for box in context_layout(context_scene(document))[0].placed}
    for name, group in boxes(root).items():
        box = placed[name]
        for line in (line for line in lines(group) if line.words != "ม.26"):
            ink = line.ink()
            assert box.left - 0.5 <= ink[0] <= ink[2] <= box.right + 0.5, line
            assert box.top - 0.5 <= ink[1] <= ink[3] <= box.bottom + 0.5, line


def test_no_hostile_name_leaves_its_box():
    names = [text for text in FITTING.values() if text.strip()]
    form = Form(
        header=Header(sub_process=names[0]),
        data_category=DataCategory(data_source=names[0], local_third_parties=names, offshore_third_parties=names),
        beyond=Beyond(data_subject_categories=names),
    )
    _assert_labels_fit(ActivityDocument(form=form))


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(values(ActivityDocument))
def test_any_record_has_a_context_diagram_and_its_labels_fit(document):
    _assert_labels_fit(document)


@pytest.mark.parametrize("kind", ["png", "pdf", "dot"])
def test_it_comes_in_every_format(kind):
    assert len(deliver(context_sheet(sample("contact_us")), title_block=TITLE_BLOCK, kind=kind)) > 500


def test_more_partners_than_anybody_reads_are_refused():
    document = ActivityDocument(
        form=Form(data_category=DataCategory(local_third_parties=[f"ก{number}" for number in range(1_600)]))
    )
    with pytest.raises(DiagramTooLarge):
        context_sheet(document)
