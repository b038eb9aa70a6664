"""The way of data through the steps, and the counterparts of exchange lines: what contradicts, and what does not."""

import pytest

from ropa.activities.rules_findings import findings_of
from ropa.activities.rules_near import distance, nearest
from schemas.document import ActivityDocument
from schemas.flow import NextStep, Step
from schemas.surroundings import Surroundings
from schemas.vocabulary import Direction, StepKind
from tests.support.small_records import OWN, exchange, record

UNIT = "/systems/0/exchanges/0/external_org_unit"
KIND = "/systems/0/exchanges/0/data_exchange_type"


def found(document: ActivityDocument, part: str, around: Surroundings | None = None) -> list[tuple[str, str]]:
    return [
        (item.code, item.pointer)
        for item in findings_of(document, around or Surroundings())
        if item.code.startswith(part)
    ]


def step(seq: int, *to: int, ends: bool = False, **more: object) -> Step:
    ways = [NextStep(to=number) for number in to] if to or ends else None
    return Step(seq=seq, title=f"ขั้นที่ {seq}", next=ways, **more)  # type: ignore[arg-type]


def of_steps(*steps: Step) -> ActivityDocument:
    document = record()
    document.steps = list(steps)
    return document


@pytest.mark.parametrize(
    ("steps", "unreached"),
    [
        ([step(1), step(2), step(3)], []),
        ([step(1, 3), step(2), step(3)], [1]),
        ([step(1, 3), step(2, kind=StepKind.EXTERNAL), step(3)], []),
        ([step(1, ends=True), step(2, 3), step(3, 2)], [1, 2]),
        ([step(1, kind=StepKind.END), step(2)], [1]),
        ([step(1, 1), step(2, 2)], [1]),
        ([step(10), step(20)], []),
    ],
    ids=["in order", "left out", "begun outside", "an island", "after the end", "round itself", "numbers with gaps"],
)
def test_a_step_that_nothing_reaches_is_told(steps, unreached):
    assert found(of_steps(*steps), "flow.step") == [("flow.step_unreached", f"/steps/{place}") for place in unreached]


def test_an_arrow_to_a_step_that_is_not_there_is_told_at_the_arrow():
    assert found(of_steps(step(1, 2, 9), step(2)), "flow.arrow") == [("flow.arrow_to_nowhere", "/steps/0/next/1/to")]


def test_a_record_without_steps_is_asked_for_them_once():
    assert found(of_steps(), "flow") == [("flow.no_steps", "/steps")]


def test_a_store_that_nobody_reads_is_told_where_it_is_filled():
    document = of_steps(step(1, storage="เก็บชื่อ", it_systems=["1. ระบบทดสอบ"]), step(2))
    assert found(document, "flow.store") == [("flow.store_unread", "/steps/0/storage")]

    document.steps[1] = step(2, use="ใช้ชื่อ", it_systems=["ระบบ ทดสอบ"])
    assert found(document, "flow.store") == []


def test_a_store_from_which_a_line_sends_is_read_and_a_use_of_no_named_system_may_be_of_any():
    document = of_steps(step(1, storage="เก็บชื่อ", it_systems=["ระบบทดสอบ"]))
    document.systems = [exchange(Direction.SEND, "กรมอื่น")]
    assert found(document, "flow.store") == []

    document.systems = []
    document.steps.append(step(2, use="ใช้ชื่อ"))
    assert found(document, "flow.store") == []


def test_a_record_that_sends_shows_it_in_its_flow():
    document = of_steps(step(1, disclosure="-"))
    document.systems = [exchange(Direction.SEND, "กรมอื่น")]
    assert found(document, "flow.discloses") == [("flow.discloses_nothing", "/steps")]

    document.steps[0].disclosure = "กรมอื่น"
    assert found(document, "flow.discloses") == []


def test_a_counterpart_is_a_body_and_not_the_controller_or_a_system():
    document = record()
    document.systems = [exchange(Direction.SEND, "กรม สมมุติ")]
    assert found(document, "exchange") == [("exchange.counterpart_is_self", UNIT)]

    document.systems = [exchange(Direction.SEND, "ระบบกลาง")]
    assert found(document, "exchange") == [("exchange.body_is_a_system", UNIT)]

    document.systems = [exchange(Direction.SEND, "กรมอื่น")]
    assert found(document, "exchange") == []


@pytest.mark.parametrize(
    ("direction", "remark", "contradicts"),
    [
        (Direction.SEND, "รับหนังสือราชการจากกรมอื่น", True),
        (Direction.SEND, "รับ-ส่งหนังสือราชการ", False),
        (Direction.SEND, "รับผิดชอบโดยกลุ่มงาน", False),
        (Direction.SEND, "ส่งทุกเดือน", False),
        (Direction.RECEIVE, "ส่งข้อมูลทุกวัน", True),
        (Direction.RECEIVE, "ส่งเสริมการลงทุน", False),
        (Direction.RECEIVE, None, False),
    ],
)
def test_a_remark_may_deny_the_direction(direction, remark, contradicts):
    document = record()
    document.systems = [exchange(direction, "กรมอื่น", remark=remark)]

    assert found(document, "exchange") == ([("exchange.direction_contradicts", KIND)] if contradicts else [])


@pytest.mark.parametrize(
    ("owner", "contradicts"), [("กรมอื่น", True), (OWN, False), (f"กระทรวงสมมุติ {OWN}", False), (None, False)]
)
def test_the_agency_does_not_send_from_the_system_of_another_to_its_own(owner, contradicts):
    document = record()
    ours = exchange(Direction.RECEIVE, "กรมที่สาม")
    ours.seq, ours.system_name, ours.system_owner_org_unit = 2, "ระบบกลาง (Central)", OWN
    theirs = exchange(Direction.SEND, "ระบบ กลาง")
    theirs.system_owner_org_unit = owner
    document.systems = [theirs, ours]

    assert (("exchange.direction_contradicts", KIND) in found(document, "exchange")) == contradicts


def test_a_counterpart_system_that_the_register_does_not_have_is_told_once_it_was_looked_up():
    document = record()
    document.systems = [exchange(Direction.SEND, "ระบบกลาง")]

    assert found(document, "exchange.counterpart") == []
    assert found(document, "exchange.counterpart", Surroundings(systems=frozenset({"ระบบกลาง"}))) == []
    nowhere = Surroundings(systems=frozenset())
    assert found(document, "exchange.counterpart", nowhere) == [("exchange.counterpart_unknown", UNIT)]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (frozenset(), []),
        ({"receive_online"}, []),
        ({"send_online"}, [("mirror.direction", KIND)]),
        ({"send_online", "receive_online"}, []),
        ({"receive_offline"}, [("mirror.mode", KIND)]),
        ({"receive"}, []),
    ],
)
def test_what_the_records_of_the_other_body_say_may_contradict(said, expected):
    document = record()
    document.systems = [exchange(Direction.SEND, "กรม อื่น")]
    around = Surroundings(mirrors={("กรมอื่น", OWN): frozenset(said)})

    assert found(document, "mirror", around) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ระบบกลาง", None), ("ระบบกลอง", "ระบบกลาง"), ("ระบบอื่นใด", None), ("กข", None)],
)
def test_the_nearest_name_is_a_slip_away_or_none(name, expected):
    assert nearest(name, ["ระบบกลาง", "กค"]) == expected
    assert distance("กลาง", "กลอง", 3) == 1
