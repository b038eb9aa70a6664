"""The exchange map has the systems and the lines of the table."""

import pytest

from diagrams.exchange_scene import exchange_scene
from diagrams.scene import FlowKind, Scene, Shape, ZoneKind
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.choices import CloudLocationChoice, ExchangeType, HostingChoice
from schemas.document import ActivityDocument
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.vocabulary import Direction, ExchangeMode, Hosting, SpecialCategory
from tests.support.pictures import sample


def _arrows(scene: Scene) -> list[tuple[str | None, str | None, FlowKind]]:
    names = {node.id: node.text for node in scene.nodes}
    return [(names[flow.source], names[flow.target], flow.kind) for flow in scene.flows]


def _line(body: str | None, direction: Direction | None, mode: ExchangeMode | None = None) -> ExchangeLine:
    kind = ExchangeType(direction=direction, mode=mode)
    return ExchangeLine(external_org_unit=body, exchanged_data="ชื่อ", data_exchange_type=kind)


def _map(*systems: InformationSystem) -> Scene:
    return exchange_scene(ActivityDocument(systems=list(systems)))


@pytest.mark.parametrize("name", ["contact_us", "industry_registration"])
def test_every_system_stands_there_once_and_every_line_is_on_an_arrow(name):
    document = sample(name)
    scene = exchange_scene(document)
    systems = [node.text for node in scene.nodes if node.shape is Shape.SYSTEM]
    assert sorted(systems, key=str) == sorted((f"{s.seq}. {s.system_name}" for s in document.systems), key=str)
    carried = {text for flow in scene.flows for text in (flow.full or "").split(" | ")}
    assert {
        " ".join((line.exchanged_data or "").split()) for each in document.systems for line in each.exchanges
    } <= carried


def test_direction_and_mode_are_the_lines():
    scene = _map(
        InformationSystem(
            seq=1,
            system_name="ระบบ ก",
            exchanges=[
                _line("กรม ก", Direction.SEND, ExchangeMode.ONLINE),
                _line("กรม ข", Direction.RECEIVE, ExchangeMode.OFFLINE),
            ],
        )
    )
    assert _arrows(scene) == [
        ("1. ระบบ ก", "กรม ก", FlowKind.OUTSIDE),
        ("กรม ข", "1. ระบบ ก", FlowKind.OUTSIDE_OFFLINE),
    ]
    assert [zone.kind for zone in scene.zones] == [ZoneKind.BODIES, ZoneKind.SYSTEMS, ZoneKind.BODIES]


def test_a_partner_that_is_a_system_of_the_record_stays_inside():
    scene = _map(
        InformationSystem(seq=1, system_name="ระบบ ก (a.go.th)"),
        InformationSystem(seq=2, system_name="ระบบ ข", exchanges=[_line("ระบบ ก", Direction.SEND)]),
    )
    assert _arrows(scene) == [("2. ระบบ ข", "1. ระบบ ก (a.go.th)", FlowKind.INSIDE)]
    assert not [node for node in scene.nodes if node.shape is Shape.BODY]
    assert scene.notes == ["ไม่มีรายการแลกเปลี่ยนข้อมูล: ระบบลำดับที่ 1"]


def test_what_the_line_does_not_say_is_a_question_mark():
    scene = _map(InformationSystem(seq=1, system_name="ระบบ ก", exchanges=[_line(None, None)]))
    assert _arrows(scene) == [("1. ระบบ ก", None, FlowKind.OUTSIDE)]
    assert "?" in (scene.flows[0].label or "")


def test_a_cloud_of_unknown_country_and_an_unknown_owner_are_missing():
    cloud = HostingChoice(code=Hosting.ON_CLOUD)
    known = InformationSystem(
        seq=1,
        system_name="ก",
        system_owner_org_unit="กรม",
        hosting=cloud,
        cloud_location=CloudLocationChoice(raw="ต่างประเทศ"),
    )
    bare = InformationSystem(seq=2, system_name="ข", hosting=cloud)
    systems = [node for node in _map(known, bare).nodes if node.shape is Shape.SYSTEM]
    assert [node.foot for node in systems] == [["กรม", "On Cloud · ต่างประเทศ"], ["On Cloud"]]
    assert [node.missing for node in systems] == [[], ["เจ้าของระบบ", "ที่ตั้งผู้ให้บริการคลาวด์"]]


def test_a_partner_abroad_stands_behind_the_border_of_the_kingdom():
    line = ExchangeLine(
        data_exchange_type=ExchangeType(direction=Direction.SEND, mode=ExchangeMode.OFFLINE),
        external_org_unit="Example Inc.",
        exchanged_data="ศาสนา",
    )
    document = ActivityDocument(
        form=Form(data_category=DataCategory(offshore_third_parties=["Example Inc."])),
        systems=[InformationSystem(seq=1, system_name="ระบบ ก", exchanges=[line])],
    )
    scene = exchange_scene(document)
    assert [zone.kind for zone in scene.zones] == [ZoneKind.SYSTEMS, ZoneKind.ABROAD]
    assert [(flow.kind, flow.kinds) for flow in scene.flows] == [(FlowKind.ABROAD_OFFLINE, (SpecialCategory.BELIEF,))]
