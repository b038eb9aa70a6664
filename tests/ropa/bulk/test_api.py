"""Work on many records by the API."""

import pytest

from ropa.web import bulk_running
from schemas.access import Role
from tests.ropa.bulk.test_rename import NEW, OLD, made
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")
BULK = "/api/v1/bulk"
TERMS = {"kind": "replace", "find": OLD, "put": NEW}


@pytest.fixture
def service(register):
    return bearer(register, Role.SERVICE, PHETCHABURI)


def test_records_are_chosen_previewed_changed_and_changed_back(register, now, client, service):
    one = made(register, now)
    run = client.post(BULK, json={"query": {"office": PHETCHABURI}, "terms": TERMS}, headers=service)
    assert run.status_code == 201
    at = run.headers["location"]
    assert (run.json()["state"], run.json()["counts"], run.json()["places"]) == ("previewed", {"ready": 1}, 3)
    (item,) = client.get(f"{at}/items?status=ready", headers=service).json()["items"]
    assert item["places"][0] == {"pointer": "/form/header/responsible_org_unit", "before": OLD, "after": NEW}

    assert client.post(f"{at}/confirm", json={"seen": 7}, headers=service).status_code == 409
    done = client.post(f"{at}/confirm", json={"seen": 1}, headers=service).json()
    assert (done["state"], done["counts"]) == ("done", {"done": 1})
    assert (
        client.get(f"/api/v1/activities/{one.id}", headers=service).json()["form"]["header"]["responsible_org_unit"]
        == NEW
    )
    assert client.put(f"{at}/terms", json=TERMS, headers=service).status_code == 409

    undo = client.post(f"{at}/undo", headers=service)
    assert undo.status_code == 201
    client.post(f"{undo.headers['location']}/confirm", json={"seen": 1}, headers=service)
    assert (
        client.get(f"/api/v1/activities/{one.id}", headers=service).json()["form"]["header"]["responsible_org_unit"]
        == OLD
    )
    assert [each["undo_of"] for each in client.get(BULK, headers=service).json()["items"]] == [run.json()["id"], None]


def test_a_run_that_goes_on_is_stopped(register, now, client, service, monkeypatch):
    made(register, now)
    monkeypatch.setattr(bulk_running, "SECONDS", -1.0)
    at = client.post(BULK, json={"query": {"office": PHETCHABURI}, "terms": TERMS}, headers=service).headers["location"]
    assert client.post(f"{at}/stop", headers=service).status_code == 409
    assert client.post(f"{at}/confirm", json={"seen": 1}, headers=service).json()["state"] == "running"
    other = bearer(register, Role.SERVICE, PHETCHABURI)
    assert client.post(f"{at}/stop", headers=other).status_code == 404
    stopped = client.post(f"{at}/stop", headers=service)
    assert (stopped.status_code, stopped.json()["state"], stopped.json()["counts"]) == (200, "done", {"failed": 1})
    assert client.post(f"{at}/stop", headers=service).status_code == 409


def test_an_empty_field_is_filled_and_what_is_wrong_has_its_pointer(register, now, client, service):
    one = made(register, now)
    run = client.post(BULK, json={"activity_ids": [one.id]}, headers=service).headers["location"]
    terms = {"kind": "fill", "pointer": "/form/beyond/dpo_contact", "answer": {"telephone": 1}}
    refused = client.put(f"{run}/terms", json=terms, headers=service)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/answer/telephone"]
    looked = client.put(f"{run}/terms", json=terms | {"answer": {"telephone": "0 2000 0000"}}, headers=service)
    assert (looked.status_code, looked.json()["places"]) == (200, 1)
    client.post(f"{run}/confirm", json={"seen": 1}, headers=service)
    form = client.get(f"/api/v1/activities/{one.id}", headers=service).json()["form"]
    assert form["beyond"]["dpo_contact"]["telephone"] == "0 2000 0000"


def test_faults_have_their_pointers(register, now, client, service):
    made(register, now, office_id=PRACHUAP)
    for body, pointer in (
        ({}, "/activity_ids"),
        ({"activity_ids": []}, "/activity_ids"),
        ({"activity_ids": ["unknown"]}, "/activity_ids/0"),
        ({"query": {"office": PRACHUAP}}, "/query"),
        ({"query": {"as_of": "2026-01-01"}}, "/query/as_of"),
        ({"activity_ids": ["x"] * 2_001}, "/activity_ids"),
    ):
        answer = client.post(BULK, json=body, headers=service)
        assert answer.status_code == 422, body
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer], body


def test_another_ones_run_is_not_found(register, now, client, service):
    one = made(register, now)
    at = client.post(BULK, json={"activity_ids": [one.id], "terms": TERMS}, headers=service).headers["location"]
    other = bearer(register, Role.SERVICE, PHETCHABURI)
    assert client.get(at, headers=other).status_code == 404
    assert client.post(f"{at}/confirm", json={"seen": 1}, headers=other).status_code == 404


def test_a_steward_is_read_and_named(register, now, client):
    one = made(register, now)
    officer = bearer(register, Role.DPO, 0)
    at = f"/api/v1/activities/{one.id}/steward"
    assert client.get(at, headers=officer).json()["steward"] is None
    refused = client.put(at, json={"person_id": "nobody"}, headers=officer)
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/person_id"]
    assert client.get("/api/v1/activities?steward=none", headers=officer).json()["items"][0]["id"] == one.id
    assert client.get("/api/v1/activities?steward=me", headers=officer).json()["items"] == []
