"""Grants over JSON: given by number, listed without it, ended."""

import pytest

from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import national_id
from tests.support.world import bearer

GRANTS = "/api/v1/grants"


def body(**more):
    return {"national_id": national_id(7), "role": "recorder", "office_id": PHETCHABURI, **more}


@pytest.fixture
def admin(client, register):
    client.headers.update(bearer(register, Role.SYSTEM_ADMIN))
    return client


def test_a_right_is_given_listed_and_ended(admin):
    made = admin.post(GRANTS, json=body(valid_through="2099-12-31"))
    listed = admin.get(GRANTS, params={"office": PHETCHABURI}).json()["items"]
    ended = admin.post(f"{GRANTS}/{made.json()['id']}/end")

    assert made.status_code == 201
    assert [(each["id"], each["person_name"], each["valid_through"]) for each in listed] == [
        (made.json()["id"], None, "2099-12-31")
    ]
    assert ended.status_code == 200
    assert ended.json()["ended_at"] is not None
    assert admin.get(GRANTS).json()["items"] == []
    assert admin.post(f"{GRANTS}/{made.json()['id']}/end").status_code == 404


def test_the_number_comes_back_nowhere(admin, caplog):
    answers = [admin.post(GRANTS, json=body()), admin.post(GRANTS, json=body(office_id=99_999)), admin.get(GRANTS)]

    assert [each.status_code for each in answers] == [201, 422, 200]
    assert all(national_id(7) not in each.text for each in answers)
    assert national_id(7) not in caplog.text


def test_every_fault_is_listed(admin):
    answer = admin.post(GRANTS, json=body(national_id="12", office_id=99_999, valid_through="2020-01-01"))

    assert answer.status_code == 422
    assert {each["pointer"] for each in answer.json()["errors"]} == {"/national_id", "/office_id", "/valid_through"}


def test_the_office_filter_shows_nothing_beyond_the_callers_offices(client, register):
    for office_id in (PHETCHABURI, PRACHUAP):
        admin = bearer(register, Role.SYSTEM_ADMIN)
        assert client.post(GRANTS, json=body(office_id=office_id), headers=admin).status_code == 201
    head = bearer(register, Role.OFFICE_ADMIN, PHETCHABURI)

    def offices(**query):
        return [each["office_id"] for each in client.get(GRANTS, params=query, headers=head).json()["items"]]

    assert offices() == [PHETCHABURI]
    assert offices(office=PHETCHABURI) == [PHETCHABURI]
    assert offices(office=PRACHUAP) == []
    assert offices(office=0) == []


@pytest.mark.parametrize("cursor", ["x", "\x00", "' OR 1=1 --"])
def test_a_forged_cursor_is_refused(admin, cursor):
    assert admin.get(GRANTS, params={"cursor": cursor}).status_code == 422
