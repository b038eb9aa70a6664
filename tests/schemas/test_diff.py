"""What a reader is told when two versions of a record are compared."""

import time
from typing import Annotated

import msgspec
import pytest
from hypothesis import given, settings

from ropa.samples import sample_files
from schemas.activity import Form
from schemas.activity_data import DataCategory
from schemas.beyond import Contact
from schemas.choices import HostingChoice
from schemas.diff import Change, ChangeKind, compare
from schemas.document import ActivityDocument, ActivityInput, decode_document, encode_document
from schemas.exchange import ExchangeLine, InformationSystem
from schemas.field import field
from schemas.flow import NextStep, Step
from schemas.form import value_at
from schemas.vocabulary import Hosting, Mark
from tests.support.random_documents import values


@pytest.fixture
def contact() -> ActivityDocument:
    return msgspec.json.decode(sample_files()[0].read_bytes(), type=ActivityInput).document()


@pytest.fixture
def registration() -> ActivityDocument:
    return msgspec.json.decode(sample_files()[1].read_bytes(), type=ActivityInput).document()


def copy(document: ActivityDocument) -> ActivityDocument:
    return decode_document(encode_document(document))


def told(changes: list[Change]) -> list[tuple[str, str]]:
    return [(str(change.kind), change.pointer) for change in changes]


def flow(*titles: str) -> ActivityDocument:
    steps = [
        Step(seq=n, title=title, next=[NextStep(to=n + 1)] if n < len(titles) else [])
        for n, title in enumerate(titles, 1)
    ]
    return ActivityDocument(steps=steps)


def test_a_document_does_not_differ_from_itself(contact, registration):
    assert compare(contact, copy(contact)) == []
    assert compare(registration, copy(registration)) == []


def test_fields_are_told_in_the_forms_order_with_their_labels(contact):
    newer = copy(contact)
    newer.form.storage.retention_period = "5 ปี"
    newer.form.data_category.data_volume = None
    newer.form.header.agency_name = "กระทรวงสมมุติ"
    changes = compare(contact, newer)
    assert [(change.label_th, change.label_en) for change in changes] == [
        ("ชื่อหน่วยงาน", "Name of the agency"),
        ("ปริมาณข้อมูล (Data Volume)", "Data volume"),
        ("ระยะเวลาจัดเก็บ", "Retention period"),
    ]
    assert [change.kind for change in changes] == [ChangeKind.CHANGED, ChangeKind.REMOVED, ChangeKind.CHANGED]
    assert (changes[2].before, changes[2].after) == ("10 ปี/ได้รับคำสั่งจากผู้มีอำนาจ", "5 ปี")


def test_unknown_no_and_a_printed_no_are_three_answers(registration):
    newer = copy(registration)
    newer.form.roles.manages_create = False
    del newer.marks["/form/roles/role_collector"]
    create, collector = compare(registration, newer)
    assert (create.kind, create.before, create.after) == (ChangeKind.ADDED, None, False)
    assert (collector.before, collector.before_mark, collector.after, collector.after_mark) == ([], Mark.NONE, [], None)


def test_a_dash_that_becomes_blank_is_told(contact):
    newer = copy(contact)
    del newer.marks["/steps/2/disclosure"]
    (change,) = compare(contact, newer)
    assert (change.pointer, change.kind, change.before_mark) == ("/steps/2/disclosure", ChangeKind.REMOVED, Mark.DASH)
    assert change.label_th == "ขั้นตอนที่ 3 › การเปิดเผยข้อมูล"


def test_a_mark_inside_a_list_is_not_forgotten(contact):
    newer = copy(contact)
    newer.marks["/form/roles/role_user/0"] = Mark.DASH
    assert told(compare(contact, newer)) == [("added", "/form/roles/role_user/0")]


def test_an_inserted_step_is_one_change_though_all_numbers_and_arrows_move():
    before, after = flow("รับคำขอ", "พิจารณา", "แจ้งผล"), flow("รับคำขอ", "ตรวจเอกสารแนบ", "พิจารณา", "แจ้งผล")
    assert told(compare(before, after)) == [("changed", "/steps/0/next"), ("added", "/steps/1")]
    assert compare(before, after)[1].after["title"] == "ตรวจเอกสารแนบ"
    assert told(compare(after, before)) == [("removed", "/steps/1"), ("changed", "/steps/0/next")]


def test_an_arrow_that_keeps_its_number_but_not_its_step_is_told():
    before, after = flow("รับคำขอ", "พิจารณา", "แจ้งผล"), flow("รับคำขอ", "แจ้งผล")
    arrow = compare(before, after)[1]
    assert (arrow.pointer, arrow.before, arrow.after) == (
        "/steps/0/next",
        [{"to": 2, "label": None}],
        [{"to": 2, "label": None}],
    )


def test_a_reworded_step_is_the_same_step():
    before, after = flow("รับคำขอ", "ตรวจสอบเอกสาร", "แจ้งผล"), flow("รับคำขอ", "ตรวจสอบเอกสารและสิทธิ", "แจ้งผล")
    (change,) = compare(before, after)
    assert (change.pointer, change.before, change.after) == ("/steps/1/title", "ตรวจสอบเอกสาร", "ตรวจสอบเอกสารและสิทธิ")


def test_a_step_with_another_title_and_the_same_work_is_the_same_step(contact):
    newer = copy(contact)
    newer.steps[2].title = "เก็บเรื่อง"
    assert told(compare(contact, newer)) == [("changed", "/steps/2/title")]


def test_a_moved_step_is_one_change_of_place():
    before = flow("ก่อน", "รับคำขอ", "พิจารณา", "แจ้งผล")
    for row in before.steps:
        row.next = None
    after = copy(before)
    after.steps = [*after.steps[1:], after.steps[0]]
    for number, row in enumerate(after.steps, 1):
        row.seq = number
    (change,) = compare(before, after)
    assert (change.kind, change.pointer, change.before_pointer) == (ChangeKind.MOVED, "/steps/3", "/steps/0")
    assert (change.from_th, change.label_th) == ("ขั้นตอนที่ 1", "ขั้นตอนที่ 4")


def test_a_mere_renumbering_is_told():
    before, after = flow("รับคำขอ"), flow("รับคำขอ")
    after.steps[0].seq = 7
    assert told(compare(before, after)) == [("changed", "/steps/0/seq")]


def test_two_systems_of_one_name_are_told_apart_by_owner(contact):
    newer = copy(contact)
    del newer.systems[2]  # the first of two with one name
    newer.systems[3].hosting = HostingChoice(code=Hosting.ON_PREMISE, raw="On-Premise")
    removed, hosting = compare(contact, newer)
    assert (removed.kind, removed.pointer, removed.label_en) == (ChangeKind.REMOVED, "/systems/2", "System 3")
    assert removed.before["system_owner_org_unit"] == "สำนักงานปลัดกระทรวงอุตสาหกรรม"
    assert (hosting.kind, hosting.pointer) == (ChangeKind.ADDED, "/systems/3/hosting")


def test_exchange_lines_are_found_again_by_data_and_counterpart(registration):
    newer = copy(registration)
    lines = newer.systems[0].exchanges
    lines.insert(0, ExchangeLine(exchanged_data="ข้อมูลใหม่", external_org_unit="กรมสมมุติ"))
    lines[3].remark = "ตามข้อตกลง"
    del lines[7]
    changes = compare(registration, newer)
    assert told(changes) == [
        ("removed", "/systems/0/exchanges/6"),
        ("added", "/systems/0/exchanges/0"),
        ("added", "/systems/0/exchanges/3/remark"),
    ]
    assert changes[2].label_th == "ระบบที่ 1 › รายการแลกเปลี่ยนที่ 4 › หมายเหตุ (Remark)"
    assert changes[2].label_en == "System 1 › Exchange line 4 › Remark"


def test_two_lines_of_the_same_data_to_the_same_body_keep_their_ways(contact):
    newer = copy(contact)
    newer.systems[0].exchanges.reverse()
    assert told(compare(contact, newer)) == [("moved", "/systems/0/exchanges/1")]


def test_a_line_that_now_stands_under_another_system_has_moved(registration):
    newer = copy(registration)
    newer.systems[1].exchanges.insert(0, newer.systems[0].exchanges.pop(2))
    (change,) = compare(registration, newer)
    assert (change.kind, change.pointer) == (ChangeKind.MOVED, "/systems/1/exchanges/0")
    assert change.before_pointer == "/systems/0/exchanges/2"
    assert (change.from_en, change.label_en) == ("System 1 › Exchange line 3", "System 2 › Exchange line 1")


def test_a_system_with_a_few_letters_changed_is_the_same_system(contact):
    newer = copy(contact)
    newer.systems[0].system_name += " (ใหม่)"
    assert told(compare(contact, newer)) == [("changed", "/systems/0/system_name")]


def test_a_field_inside_a_group_is_named_with_its_group(contact):
    newer = copy(contact)
    newer.form.beyond.dpo_contact = Contact(email="dpo@example.go.th")
    (change,) = compare(contact, newer)
    assert (change.pointer, change.kind) == ("/form/beyond/dpo_contact/email", ChangeKind.ADDED)
    assert change.label_th == "ช่องทางติดต่อ DPO › อีเมล"


class LaterData(DataCategory, kw_only=True, forbid_unknown_fields=True):
    minors: Annotated[bool, field("มีข้อมูลของผู้เยาว์หรือไม่", "Are data of minors included?")] | None = None


class LaterForm(Form, kw_only=True, forbid_unknown_fields=True):
    data_category: Annotated[LaterData, field("หมวดหมู่ของข้อมูล", "Categories of data")] = msgspec.field(
        default_factory=LaterData
    )


class LaterDocument(ActivityDocument, kw_only=True, forbid_unknown_fields=True):
    form: LaterForm = msgspec.field(default_factory=LaterForm)


def test_a_form_with_one_more_field_is_compared_with_a_document_that_never_had_it(contact):
    newer = msgspec.json.decode(encode_document(contact), type=LaterDocument)
    assert compare(contact, newer) == []
    newer.form.data_category.minors = False
    (change,) = compare(contact, newer)
    assert (change.pointer, change.kind, change.label_en) == (
        "/form/data_category/minors",
        ChangeKind.ADDED,
        "Are data of minors included?",
    )


@settings(max_examples=30)
@given(before=values(ActivityDocument), after=values(ActivityDocument))
def test_any_two_documents_compare_and_every_change_points_to_what_it_tells(before, after):
    assert compare(before, before) == []
    changes = compare(before, after)
    msgspec.json.encode(changes)
    for change in changes:
        if change.after is not None:
            assert msgspec.to_builtins(value_at(after, change.pointer)) == change.after


def test_the_longest_tables_are_compared_in_seconds():
    def system(number: int, word: str) -> InformationSystem:
        return InformationSystem(seq=number % 999 + 1, system_name=f"{word} {number * 7919:x} " * 20)

    before = ActivityDocument(systems=[system(n, "ระบบ") for n in range(500)])
    after = ActivityDocument(systems=[system(n, "ฐานข้อมูล") for n in range(500)])
    start = time.perf_counter()
    assert compare(before, after)
    assert time.perf_counter() - start < 10
