"""The pages of people and rights."""

import pytest
from sqlalchemy import text

from ropa.access import service_grants
from schemas.access import COMMAND_LINE, Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.hostile import HOSTILE
from tests.support.web import browser, keys_for, national_id, send

pytestmark = pytest.mark.only_on("sqlite")
NUMBER = national_id(77)


@pytest.fixture
def head(register):
    with browser(register, (Role.OFFICE_ADMIN, PHETCHABURI)) as client:
        yield client


def form(**more):
    return {"national_id": NUMBER, "role": "recorder", "office_id": str(PHETCHABURI), **more}


def give(register, now, office_id, number=77):
    with register.write(COMMAND_LINE, now) as uow:
        return service_grants.add_grant(uow, keys_for(register), national_id(number), Role.RECORDER, office_id)


def test_a_right_given_in_the_form_stands_in_the_list_without_the_number(head):
    answer = send(head, "/people/new", form(valid_through="30 ก.ย. 2590"))
    listed = head.get("/people")

    assert (answer.status_code, answer.headers["location"]) == (303, "/people?said=granted")
    assert "ยังไม่เคยลงชื่อเข้าใช้" in listed.text
    assert "30 ก.ย. 2590" in listed.text
    assert NUMBER not in listed.text


def test_the_form_sent_twice_gives_one_right(register, now, head):
    for _ in range(2):
        assert send(head, "/people/new", form()).status_code == 303
    with register.read(COMMAND_LINE, now) as uow:
        assert uow.connection.execute(text("SELECT count(*) FROM grants WHERE role = 'recorder'")).scalar() == 1


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"national_id": ""}, "f-national_id"),
        ({"national_id": "12345"}, "f-national_id"),
        ({"role": ""}, "f-role"),
        ({"role": "emperor"}, "f-role"),
        ({"office_id": ""}, "f-office_id"),
        ({"office_id": "999999"}, "f-office_id"),
        ({"valid_through": "31 กุมภาพันธ์ 2590"}, "f-valid_through"),
        ({"valid_through": "1 ม.ค. 2500"}, "f-valid_through"),
        ({"valid_through": "2570-01-01"}, "f-valid_through"),
        ({"valid_through": "9" * 5000}, "f-valid_through"),
        ({"reason": "a\x00b"}, "f-reason"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_saved(head, typed, at):
    answer = send(head, "/people/new", form(**typed))

    assert answer.status_code == 422
    assert f'href="#{at}"' in answer.text
    assert "ยังไม่เคยลงชื่อเข้าใช้" not in head.get("/people").text


def test_every_fault_is_said_at_once(head):
    for number in ("", "123456789012"):
        answer = send(head, "/people/new", {"national_id": number, "role": "", "office_id": ""})
        assert answer.text.count('<li><a href="#f-') == 3, number


def test_a_role_that_the_giver_may_not_give_is_refused_with_the_form_kept(head):
    answer = send(head, "/people/new", form(role="system_admin", reason="คำสั่งที่ 5"))

    assert answer.status_code == 403
    assert "คำสั่งที่ 5" in answer.text
    assert send(head, "/people/new", form(office_id=str(PRACHUAP))).status_code == 403


def test_a_right_is_ended_after_a_question(register, now, head):
    grant = give(register, now, PHETCHABURI)
    asked = head.get(f"/people/{grant.id}/end")
    ended = send(head, f"/people/{grant.id}/end", {})

    assert "สิ้นสุดสิทธินี้หรือไม่" in asked.text
    assert ended.headers["location"] == "/people?said=grant-ended"
    assert "ยังไม่เคยลงชื่อเข้าใช้" not in head.get("/people").text
    assert head.get(f"/people/{grant.id}/end").status_code == 404


def test_rights_of_other_offices_are_neither_listed_nor_ended(register, now, head):
    grant = give(register, now, PRACHUAP)

    assert "ประจวบ" not in head.get("/people").text
    assert "ยังไม่เคยลงชื่อเข้าใช้" not in head.get(f"/people?office={PRACHUAP}").text
    assert head.get(f"/people/{grant.id}/end").status_code == 404


def test_who_may_read_but_not_give_sees_no_form(register, now):
    give(register, now, PHETCHABURI)
    with browser(register, (Role.DPO, PHETCHABURI), number=3) as reader:
        listed = reader.get("/people").text
        assert "ยังไม่เคยลงชื่อเข้าใช้" in listed
        assert "/people/new" not in listed
        assert "/end" not in listed
        assert reader.get("/people/new").status_code == 403


def test_hostile_text_in_the_form_stays_text(head):
    for name, words in HOSTILE.items():
        if len(words) < 1000:
            answer = send(head, "/people/new", form(role="", reason=words))
            assert answer.status_code == 422, name
            assert "<script>alert" not in answer.text, name
            assert "<img src=x" not in answer.text, name


def test_forged_addresses_are_refused(head):
    assert head.get("/people?cursor=x").status_code == 422
    assert head.get("/people?office=x").status_code == 422
    assert head.get("/people?office=" + "9" * 19).status_code == 422
