"""Suggestions: words that the person may read anyway, the nearest and most used first, and never a person."""

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import update

from ropa.access.tables import people
from ropa.activities import service as activities
from ropa.activities import service_listing
from ropa.activities.rules_words_again import may_be_offered
from ropa.errors import Forbidden, Invalid, NotFound
from ropa.suggestions import service, store
from schemas.access import Actor, Role
from schemas.suggestions import GROUP_OF, Suggestion, WordSource
from tests.support.actors import PHETCHABURI, PRACHUAP, somebody
from tests.support.staff import hire, key
from tests.support.statements import counted
from tests.support.world import DPO, activity_input, approve, update_of

PERSON = "นายสมมติ ตัวอย่าง"


def add(register, now, *, items=(), office=PHETCHABURI, actor=DPO, **more: Any) -> str:
    data = activity_input(office_id=office, items=items, **more)
    with register.write(actor, now) as uow:
        return activities.create(uow, data).id


def asked(register, now, field: str, q: str = "", *, actor: Actor = DPO, **more: Any) -> list[Suggestion]:
    with register.read(actor, now) as uow:
        return service.suggest(uow, field, q, **more).items


def of_register(found: list[Suggestion]) -> list[str]:
    return [each.value for each in found if each.source in {WordSource.HERE, WordSource.REGISTER}]


def test_a_thai_substring_finds_what_was_typed_before(register, now):
    add(register, now, items=["เลขทะเบียนโรงงานเก่า", "ที่อยู่"])
    assert of_register(asked(register, now, "personal_data_items", "โรงงานเก่า")) == ["เลขทะเบียนโรงงานเก่า"]
    assert of_register(asked(register, now, "personal_data_items", "เก่า ทะเบียน")) == ["เลขทะเบียนโรงงานเก่า"]


def test_marks_typed_in_another_order_find_the_same_word(register, now):
    add(register, now, systems=["ระบบนํ้าเสีย"])
    assert of_register(asked(register, now, "system_name", "น้ำเสีย")) == ["ระบบนํ้าเสีย"]


def test_a_system_of_the_exchange_table_is_offered_in_the_flow(register, now):
    add(register, now, systems=["ระบบทะเบียนเรือ"])
    assert of_register(asked(register, now, "it_systems", "เรือ")) == ["ระบบทะเบียนเรือ"]


def test_the_words_of_the_same_office_come_first_then_the_most_used(register, now):
    for items in (["รายการ ก", "รายการ ข"], ["รายการ ก"], ["รายการ ก"]):
        add(register, now, items=items, office=PRACHUAP)
    add(register, now, items=["รายการ ค"], office=PHETCHABURI)
    found = asked(register, now, "data_items", "รายการ", office=PHETCHABURI)[:3]
    assert [(each.value, each.source, each.uses) for each in found] == [
        ("รายการ ค", WordSource.HERE, 1),
        ("รายการ ก", WordSource.REGISTER, 3),
        ("รายการ ข", WordSource.REGISTER, 1),
    ]


def test_what_was_typed_whole_is_not_offered_again(register, now):
    add(register, now, items=["รายการ ก", "รายการ กข"])
    assert of_register(asked(register, now, "personal_data_items", "รายการ ก")) == ["รายการ กข"]


def test_words_of_the_templates_and_of_the_offices_come_after_those_of_the_register(register, now):
    found = asked(register, now, "responsible_org_unit", "เพชรบุรี", limit=20)
    assert WordSource.OFFICES in {each.source for each in found}
    found = asked(register, now, "personal_data_items", "ภาพ")
    assert found
    assert {each.source for each in found} == {WordSource.TEMPLATES}


def test_nobody_is_offered_a_word_of_a_record_that_they_may_not_see(register, now):
    add(register, now, items=["ลับเฉพาะเพชรบุรี"])
    stranger = somebody(Role.RECORDER, PRACHUAP)
    assert of_register(asked(register, now, "personal_data_items", "ลับเฉพาะ", actor=stranger)) == []
    own = somebody(Role.RECORDER, PHETCHABURI)
    assert of_register(asked(register, now, "personal_data_items", "ลับเฉพาะ", actor=own)) == ["ลับเฉพาะเพชรบุรี"]
    with pytest.raises(Forbidden):
        asked(register, now, "personal_data_items", "ลับ", actor=replace(DPO, grants=()))


def test_words_of_a_draft_beside_an_approved_revision_are_for_its_editors(register, now):
    key = add(register, now, items=["คำเดิม"])
    with register.write(DPO, now) as uow:
        approve(uow, key)
        stored = activities.read(uow, key)
        said = update_of(activity_input(items=["คำใหม่ในร่าง"]))
        activities.replace(uow, key, stored.version, said)
    reader = somebody(Role.AUDITOR, PHETCHABURI)
    assert of_register(asked(register, now, "personal_data_items", "คำ", actor=reader)) == ["คำเดิม"]
    assert of_register(asked(register, now, "personal_data_items", "คำ")) == ["คำใหม่ในร่าง"]


@pytest.mark.parametrize("recent", [store.RECENT, 1])
def test_a_draft_of_another_office_offers_nothing_to_those_who_may_not_open_it(register, now, monkeypatch, recent):
    # A name without its title is told from no other two words: it goes no further than the record in which it stands.
    bare = "สมมติ ตัวอย่าง"
    monkeypatch.setattr(store, "RECENT", recent)
    key = add(register, now, items=["คำเดิม"], main_process="งานทะเบียน")
    with register.write(DPO, now) as uow:
        approve(uow, key)
        stored = activities.read(uow, key)
        said = update_of(activity_input(items=["คำใหม่ในร่าง", bare], main_process="งานทะเบียน"))
        said.form.safeguards.access_control_measures = "คำตอบยาวในร่าง " * 40
        activities.replace(uow, key, stored.version, said)
    mine = add(register, now, items=["ของฉัน"], office=PRACHUAP, main_process="งานทะเบียน")
    for _ in range(2):
        add(register, now, items=["คำเดิม"], office=PRACHUAP)
    neighbour = somebody(Role.RECORDER, PRACHUAP)
    both = replace(neighbour, grants=(*neighbour.grants, *somebody(Role.AUDITOR, PHETCHABURI).grants))
    for actor, words in ((neighbour, {"คำเดิม"}), (both, {"คำเดิม"}), (DPO, {"คำเดิม", "คำใหม่ในร่าง"})):
        for office in (None, PHETCHABURI, PRACHUAP):
            assert set(of_register(asked(register, now, "data_items", "คำ", actor=actor, office=office))) == words
            named = of_register(asked(register, now, "data_items", "สมมติ", actor=actor, office=office))
            assert named == ([bare] if actor is DPO else [])
        whole = asked(register, now, "access_control_measures", activity_id=mine, actor=actor)
        assert any(each.source is WordSource.ANSWER for each in whole) == (actor is DPO)
    uses = {each.value: each.uses for each in asked(register, now, "data_items", "คำเดิม", actor=neighbour)}
    assert uses.get("คำเดิม") in {None, 1, 2}


@pytest.mark.parametrize("key", sorted(GROUP_OF))
def test_a_name_behind_its_title_is_left_out_of_every_field(key):
    for said in (PERSON, f"ผู้รับผิดชอบ {PERSON}", f"ติดต่อ{PERSON} ที่ห้อง 5", "ดร.สมมติ ตัวอย่าง", "Mr. Example Person"):
        assert not may_be_offered(key, said)
    assert may_be_offered(key, "เจ้าหน้าที่งานทะเบียน")


def test_what_was_taken_out_or_deleted_is_offered_no_more(register, now):
    key = add(register, now, items=["คำที่พิมพ์ผิด", "คำที่ถูก"])
    with register.write(DPO, now) as uow:
        activities.replace(uow, key, 1, update_of(activity_input(items=["คำที่ถูก"])))
    assert of_register(asked(register, now, "personal_data_items", "คำที่")) == ["คำที่ถูก"]
    with register.write(DPO, now) as uow:
        activities.delete(uow, key, 2)
    assert of_register(asked(register, now, "personal_data_items", "คำที่")) == []


@pytest.mark.parametrize(
    "hidden", [f"ติดต่อ {PERSON}", "1-2345-67890-12-1", "๑๒๓๔๕๖๗๘๙๐๑๒๑", "โทร 02 123 4567 ต่อ 8", "a.person@example.go.th"]
)
def test_no_name_number_or_address_of_a_person_is_ever_offered(register, now, hidden: str):
    add(register, now, items=[hidden, "ของจริง"], systems=[hidden], recipients=[hidden])
    for field in ("personal_data_items", "it_systems", "local_third_parties", "exchanged_data"):
        assert hidden not in of_register(asked(register, now, field, limit=20))
    assert of_register(asked(register, now, "personal_data_items", "1-2345-67890-12-1")) == []


def test_fields_of_people_take_no_suggestions(register, now):
    for field in ("recorder_name", "responsible_persons", "breach_pdpc_liaisons", "dpo_contact", "role_inspector", "x"):
        with pytest.raises(Invalid):
            asked(register, now, field, "ก")


def test_a_position_is_offered_and_a_bare_name_in_its_place_is_not(register, now):
    data = activity_input()
    data.form.roles.role_user = ["ผู้อำนวยการกองคลัง", "สมมติ ตัวอย่าง"]
    with register.write(DPO, now) as uow:
        activities.create(uow, data)
    assert of_register(asked(register, now, "role_storer", limit=20)) == ["ผู้อำนวยการกองคลัง"]


def test_a_long_answer_of_a_record_of_the_same_process_is_offered_whole(register, now):
    long = "กำหนดสิทธิการเข้าถึงเป็นรายบุคคล " * 12
    data = activity_input(main_process="งานทะเบียน")
    data.form.safeguards.access_control_measures = long
    with register.write(DPO, now) as uow:
        other = activities.create(uow, data)
    mine = add(register, now, main_process="งานทะเบียน")
    found = asked(register, now, "access_control_measures", activity_id=mine)
    assert [(each.value, each.ref, each.source) for each in found[:1]] == [(long, other.ref, WordSource.ANSWER)]
    assert asked(register, now, "access_control_measures", "กำหนดสิทธิการเข้าถึงเป็นรายบุคคล กำ", activity_id=mine) == []
    stranger = somebody(Role.RECORDER, PRACHUAP)
    with pytest.raises(NotFound):
        asked(register, now, "access_control_measures", activity_id=mine, actor=stranger)


def test_a_register_of_before_has_its_words_after_a_reindex(register, now):
    from sqlalchemy import delete, select, update

    from ropa.activities.tables_words import revision_words, typed_words

    for _ in range(3):
        add(register, now, items=["คำก่อนมีคำแนะนำ"])
    with register.write(DPO, now) as uow:
        uow.connection.execute(delete(revision_words))
        uow.connection.execute(update(typed_words).values(uses=77))
    assert of_register(asked(register, now, "personal_data_items", "คำก่อน")) == []
    with register.write(DPO, now) as uow:
        service_listing.reindex(uow)
        uses = uow.connection.scalars(select(typed_words.c.uses).where(typed_words.c.value == "คำก่อนมีคำแนะนำ"))
        assert list(uses) == [3]
    assert of_register(asked(register, now, "personal_data_items", "คำก่อน")) == ["คำก่อนมีคำแนะนำ"]


def test_a_look_takes_the_same_few_statements_whatever_the_register_holds(register, now):
    def statements() -> int:
        with register.read(DPO, now) as uow, counted(uow) as seen:
            service.suggest(uow, "personal_data_items", "ราย", office=PHETCHABURI)
        return len(seen)

    add(register, now, items=["รายการ 0"])
    few = statements()
    for number in range(20):
        add(register, now, items=[f"รายการ {number}"])
    assert statements() <= few <= 8


NAME = "ทดสอบ ไม่มีตัวตน"


def test_a_name_without_its_title_is_not_offered_where_the_record_itself_names_the_person(register, now):
    data = activity_input(items=[f"สำเนาบัตรของ{NAME}", NAME, "ทะเบียนโรงงาน"])
    data.form.header.recorder_name = f"นาย{NAME}"
    with register.write(DPO, now) as uow:
        activities.create(uow, data)
    assert of_register(asked(register, now, "personal_data_items", "ทดสอบ")) == []
    assert of_register(asked(register, now, "personal_data_items", "ทะเบียน")) == ["ทะเบียนโรงงาน"]


def test_a_name_without_its_title_is_not_offered_where_the_register_knows_the_person(register, now):
    someone = hire(register, now, 1, (Role.RECORDER, PHETCHABURI))
    add(register, now, items=[NAME, "ทดสอบ ระบบ"])
    assert NAME in of_register(asked(register, now, "personal_data_items", "ทดสอบ")), "nobody has this name yet"
    with register.write(DPO, now) as uow:
        named = update(people).where(people.c.id == key(someone))
        uow.connection.execute(named.values(display_name="นางสาว ทดสอบ  ไม่มีตัวตน"))
    assert of_register(asked(register, now, "personal_data_items", "ทดสอบ")) == ["ทดสอบ ระบบ"]
