"""The routes of contact details answer what counts, and refuse with the field or the version that is wrong."""

import pytest

from schemas.access import Role
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI
from tests.support.web import browser, mark_of

API = "/api/v1/contact-details"


@pytest.fixture
def client(register):
    with browser(register, (Role.DPO, 0)) as found:
        found.headers["X-CSRF-Token"] = mark_of(found.get("/"))
        found.headers["Accept"] = "application/json"
        yield found


def test_what_is_put_at_an_office_counts_below_it(client):
    said = {"version": 0, "parent_org_unit": "สำนักงานปลัดกระทรวง", "dpo_contact": {"email": "dpo@example.go.th"}}
    answer = client.put(f"{API}/{PHETCHABURI}", json=said)
    assert answer.status_code == 200, answer.text
    assert answer.json()["version"] == 1
    below = client.get(f"{API}/{GROUP_IN_PHETCHABURI}").json()
    assert below["own"]["parent_org_unit"] is None
    assert below["effective"]["parent_org_unit"] == "สำนักงานปลัดกระทรวง"
    assert below["said_by"]["dpo_contact"]["office_id"] == PHETCHABURI
    assert [each["office_id"] for each in client.get(API).json()["items"]] == [PHETCHABURI]


def test_an_old_version_is_refused_with_412_and_a_fault_with_422_at_its_field(client):
    assert client.put(f"{API}/{PHETCHABURI}", json={"version": 3}).status_code == 412
    answer = client.put(f"{API}/{PHETCHABURI}", json={"version": 0, "dpo_contact": {"email": "no address"}})
    assert answer.status_code == 422
    assert [each["pointer"] for each in answer.json()["errors"]] == ["/dpo_contact/email"]
    for wrong in ({}, {"version": -1}, {"version": 0, "name": "ก"}, {"version": 0, "dpo_contact": {"fax": "1"}}):
        assert client.put(f"{API}/{PHETCHABURI}", json=wrong).status_code == 422, wrong
    assert client.get(f"{API}/{PHETCHABURI}").json()["version"] == 0


@pytest.mark.parametrize("office", ["999999", "99999999999999999999", "x"])
def test_an_office_that_is_not_there_is_not_found(client, office):
    assert client.get(f"{API}/{office}").status_code == 404
    assert client.put(f"{API}/{office}", json={"version": 0}).status_code == 404
