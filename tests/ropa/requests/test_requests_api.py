"""Requests by JSON: faults at their places, versions, the same request twice, what a system may, nothing that names."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.subject_requests import REQUESTER
from tests.support.web import browser, national_id
from tests.support.world import bearer, client_of

URL = "/api/v1/requests"
OWN = {"Origin": "http://testserver.local", "Accept": "application/json"}


@pytest.fixture
def client(register):
    with client_of(register) as made:
        made.headers.update(bearer(register, Role.DPO, PHETCHABURI))
        yield made


@pytest.fixture
def dpo(register):
    """Somebody at a browser: what a token never may."""
    with browser(register, (Role.DPO, PHETCHABURI)) as made:
        made.headers.update(OWN)
        yield made


def body(**more):
    person = {"name": REQUESTER, "national_id": national_id(950), "email": "who@example.org"}
    return {"office_id": PHETCHABURI, "rights": [{"right": "s30_access", "wish": "สำเนา"}], "person": person} | more


def trail(client, register):
    found = client.get("/api/v1/audit", headers=bearer(register, Role.AUDITOR))
    assert "request.received" in found.text
    return found


@pytest.mark.parametrize(
    ("received_at", "hint"),
    [
        ("2569-11-20T09:00:00+07:00", "ปีพุทธศักราช"),
        ("2026-11-20T09:00:00", ""),
        ("2021-06-01T09:00:00+07:00", "1 มิถุนายน 2565"),
        ("2099-11-20T09:00:00+07:00", "อนาคต"),
    ],
)
def test_times_that_cannot_be_are_refused_at_their_place(client, received_at, hint):
    answer = client.post(URL, json=body(received_at=received_at))

    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/received_at"
    assert hint in fault["message_th"]
    assert client.get(URL).json()["items"] == []


def test_every_fault_comes_with_its_place_and_no_number_comes_back(client):
    sent = body(requester="agent", person={"name": "ก", "national_id": "1234567890123", "email": "who"})
    answer = client.post(URL, json=sent)

    assert answer.status_code == 422
    pointers = [each["pointer"] for each in answer.json()["errors"]]
    assert pointers == ["/person/email", "/person/agent", "/person/national_id"]
    assert "1234567890123" not in answer.text
    assert "1234567890123" not in client.post(URL, json=body(person={"name": "ก", "national_id": 1234567890123})).text


def test_a_retry_gets_what_the_first_call_made_and_its_answers_name_nobody(client, register):
    key = {"Idempotency-Key": "request-17"}
    first, again, other = (
        client.post(URL, json=body(), headers=key),
        client.post(URL, json=body(), headers=key),
        client.post(URL, json=body(language="en"), headers=key),
    )
    assert [each.status_code for each in (first, again, other)] == [201, 200, 422]
    assert first.json()["id"] == again.json()["id"]
    path = first.headers["location"]
    answers = [first, client.get(URL), client.get(path), client.get(f"{path}/events"), trail(client, register)]
    for answer in answers:
        assert REQUESTER not in answer.text
        assert national_id(950) not in answer.text
        assert "who@example.org" not in answer.text
    assert client.get(path).headers["cache-control"] == "no-store"


def test_the_same_request_sent_four_times_in_one_moment_is_one(client):
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post(URL, json=body()), range(4)))

    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len(client.get(URL).json()["items"]) == 1


def test_changes_are_made_only_over_the_version_that_was_seen(client, dpo):
    made = client.post(URL, json=body())
    path, seen = made.headers["location"], {"If-Match": made.headers["etag"]}
    checked = {"level": "document_seen", "how": "เห็นบัตร", "age_band": "adult"}

    assert client.post(f"{path}/identity", json=checked).status_code == 428
    by_machine = client.post(f"{path}/identity", json=checked, headers=seen)
    assert [each["pointer"] for each in by_machine.json()["errors"]] == ["/level"]
    mark = dpo.get("/requests").text.split('name="csrf_token" value="', 1)[-1].split('"', 1)[0]
    own = seen | {"X-CSRF-Token": mark}
    proven = dpo.post(f"{path}/identity", json=checked, headers=own)
    assert (proven.status_code, proven.json()["state"], proven.json()["identity_gaps"]) == (200, "working", [])
    assert dpo.post(f"{path}/identity", json=checked, headers=own).status_code == 412
    later = {"rights": [{"right": "s33_erasure"}]}
    more = client.post(f"{path}/rights", json=later, headers={"If-Match": proven.headers["etag"]})
    assert [each["limit_days"] for each in more.json()["rights"]] == [30, 90]
    refused = client.post(f"{path}/events", json={"note": f"โทรหาผู้ขอ เลข {national_id(950)}"})
    assert [each["pointer"] for each in refused.json()["errors"]] == ["/note"]
    noted = client.post(f"{path}/events", json={"note": "โทรหานายใครก็ไม่รู้ คนอื่น"})
    assert noted.status_code == 201
    assert "คนอื่น" not in noted.text
    assert [each["kind"] for each in client.get(f"{path}/events").json()["items"]] == [
        "received",
        "identity_checked",
        "right_added",
        "note",
    ]


def test_a_token_never_opens_who_asked_and_decides_nothing(client, register):
    made = client.post(URL, json=body())
    path, seen = made.headers["location"], {"If-Match": made.headers["etag"]}
    for where in ("/person", "/lapse", "/dismiss", "/close", "/reopen"):
        sent = {"why": "ก"} if where == "/person" else {"reason": "ก"}
        assert client.post(f"{path}{where}", json=sent, headers=seen).status_code == 403
    machine = bearer(register, Role.SERVICE, PHETCHABURI)
    sent_in = client.post(URL, json=body(language="en"), headers=machine)
    assert (sent_in.status_code, sent_in.json()["channel"]) == (201, "api")
    assert client.get(sent_in.headers["location"], headers=machine).status_code == 403


def test_a_person_at_a_browser_opens_who_asked_for_a_reason_that_stays(client, dpo, register):
    received_at = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    made = client.post(URL, json=body(received_at=received_at))
    path = made.headers["location"]

    mark = dpo.get("/requests").text.split('name="csrf_token" value="', 1)[-1].split('"', 1)[0]
    headers = {"X-CSRF-Token": mark}
    assert dpo.post(f"{path}/person", json={"why": " "}, headers=headers).status_code == 422
    opened = dpo.post(f"{path}/person", json={"why": "ติดต่อผู้ขอ"}, headers=headers)
    assert opened.status_code == 200, opened.text
    assert opened.json()["name"] == REQUESTER
    assert opened.headers["cache-control"] == "no-store"
    found = dpo.post(f"{URL}/find", json={"national_id": national_id(950), "why": "โทรตาม"}, headers=headers)
    assert [each["id"] for each in found.json()["items"]] == [made.json()["id"]]
    told = [each["action"] for each in trail(client, register).json()["items"]]
    assert {"request.person_read", "request.person_searched"} <= set(told)
