"""The JSON routes of retention, through the whole application."""

from datetime import UTC, datetime

import pytest

from ropa.clock import bangkok
from schemas.access import Role
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import SAMPLES
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.world import bearer

BODY = {"title": "แฟ้มคำร้อง", "start_event": "collected", "started_on": "2016-01-05", "volume": "12 แฟ้ม"}
NOWHERE = "00000000-0000-7000-8000-000000000000"


def address(activity):
    return f"/api/v1/activities/{activity}/holdings"


@pytest.fixture
def dpo(register):
    return bearer(register)


def test_a_holding_is_entered_read_listed_changed_and_removed(client, dpo, add_activity):
    activity = add_activity(SAMPLES)
    made = client.post(address(activity), json=BODY, headers=dpo)
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["last_day_kept"], shown["due_on"]) == ("2026-01-05", "2026-01-06")
    assert "193/5" in shown["due_reason"]
    assert made.headers["etag"] == '"1"'
    place = made.headers["location"]
    assert client.get(place, headers=dpo).json() == shown
    listed = client.get(address(activity), headers=dpo).json()
    assert listed == {"items": [shown], "next_cursor": None}

    assert client.put(place, json=BODY, headers=dpo).status_code == 428
    changed = client.put(place, json={"title": "แฟ้ม"}, headers=dpo | {"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json()["due_on"], changed.json()["due_state"]) == (None, "no_start_event")
    assert client.put(place, json=BODY, headers=dpo | {"If-Match": '"1"'}).status_code == 412
    assert client.delete(place, headers=dpo | {"If-Match": '"1"'}).status_code == 412
    assert client.delete(place, headers=dpo | {"If-Match": '"2"'}).status_code == 204
    assert client.get(place, headers=dpo).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"title": " "}, ["/title"]),
        ({"title": None, "started_on": "5/1/2559", "due_on": "2026-01-01"}, ["/due_on", "/started_on", "/title"]),
        ({"started_on": "2559-01-05"}, ["/started_on"]),
        ({"start_event": "birth"}, ["/start_event"]),
        ({"location": "a\x00b", "medium": "\x1b"}, ["/location", "/medium"]),
    ],
)
def test_a_holding_with_faults_lists_them_all(client, dpo, add_activity, wrong, pointers):
    answer = client.post(address(add_activity(SAMPLES)), json=BODY | wrong, headers=dpo)
    assert answer.status_code == 422
    assert sorted(error["pointer"] for error in answer.json()["errors"]) == pointers
    assert all(error["message_th"] and error["message_en"] for error in answer.json()["errors"])


def test_the_reading_is_shown_with_what_is_unconfirmed(client, dpo, add_activity):
    shown = client.get(f"/api/v1/activities/{add_activity(SAMPLES)}/retention", headers=dpo).json()
    assert shown["rule"]["kind"] == "mixed"
    assert [part["period"] for part in shown["rule"]["alternatives"]] == ["P10Y", None]
    assert [each["code"] for each in shown["rule"]["unconfirmed"]] == ["slash_or", "start_event_missing"]
    assert shown["reading_th"] != shown["reading_en"]
    assert len(client.get("/api/v1/retention/unconfirmed", headers=dpo).json()["items"]) == 1


def test_a_check_is_run_listed_and_leaves_its_evidence(client, dpo, add_activity):
    client.post(address(add_activity(SAMPLES)), json=BODY, headers=dpo)
    month = f"{bangkok(datetime.now(UTC)):%Y-%m}"
    dry = client.post("/api/v1/retention/runs", json={"dry_run": True}, headers=dpo).json()
    assert dry["dry_run"] is True
    assert client.get("/api/v1/retention/runs", headers=dpo).json()["items"] == []
    ran = client.post("/api/v1/retention/runs", json={"month": month}, headers=dpo)
    assert ran.status_code == 200, ran.text
    assert (ran.json()["months"][-1]["month"], ran.json()["months"][-1]["due"]) == (month, 1)
    (run,) = client.get("/api/v1/retention/runs", headers=dpo).json()["items"]
    assert (run["month"], run["added"]) == (month, 1)
    (item,) = client.get("/api/v1/retention/due", headers=dpo).json()["items"]
    assert (item["due_on"], item["month"], item["requires_order"]) == ("2026-01-06", month, True)


@pytest.mark.parametrize("month", ["2569-11", "2999-01", "x", ""])
def test_a_month_that_cannot_be_run_is_refused(client, dpo, month):
    answer = client.post("/api/v1/retention/runs", json={"month": month}, headers=dpo)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/month"


def test_a_hold_is_placed_shown_and_lifted(client, dpo, add_activity):
    activity = add_activity("5 ปี", StartEvent.COLLECTED)
    holding = client.post(address(activity), json=BODY, headers=dpo).json()
    hold = {"kind": "legal", "reason": "คดีปกครอง", "holding_id": holding["id"], "review_on": "2027-06-30"}
    made = client.post("/api/v1/retention/holds", json=hold, headers=dpo)
    assert made.status_code == 201, made.text
    assert client.get(address(activity), headers=dpo).json()["items"][0]["held"] is True
    lift = f"/api/v1/retention/holds/{made.json()['id']}/lift"
    assert client.post(lift, json={"reason": " "}, headers=dpo).status_code == 422
    assert client.post(lift, json={"reason": "ถอนฟ้อง"}, headers=dpo).json()["lift_reason"] == "ถอนฟ้อง"
    assert client.post(lift, json={"reason": "อีกครั้ง"}, headers=dpo).status_code == 409
    (shown,) = client.get("/api/v1/retention/holds", headers=dpo).json()["items"]
    assert shown["lifted_at"]
    removed = client.delete(f"{address(activity)}/{holding['id']}", headers=dpo | {"If-Match": '"1"'})
    assert removed.status_code == 409


def test_each_route_keeps_to_roles_and_offices(client, register, add_activity):
    activity = add_activity(SAMPLES)
    place = address(activity)
    elsewhere, auditor = bearer(register, Role.RECORDER, PRACHUAP), bearer(register, Role.AUDITOR, PHETCHABURI)
    assert client.get(place).status_code == 401
    assert client.get(place, headers=elsewhere).status_code == 404
    assert client.post(place, json=BODY, headers=elsewhere).status_code == 404
    assert client.get(place, headers=auditor).status_code == 200
    assert client.post(place, json=BODY, headers=auditor).status_code == 403
    assert client.post("/api/v1/retention/runs", json={}, headers=auditor).status_code == 403
    local = bearer(register, Role.DPO, PHETCHABURI)
    assert client.post("/api/v1/retention/runs", json={}, headers=local).status_code == 403
    hold = {"kind": "audit", "reason": "สตง.", "activity_id": activity}
    assert client.post("/api/v1/retention/holds", json=hold, headers=auditor).status_code == 403
    assert client.get("/api/v1/retention/unconfirmed", headers=elsewhere).json()["items"] == []


@pytest.mark.parametrize("path", ["runs", "due", "undatable", "unconfirmed", "holds"])
@pytest.mark.parametrize("cursor", ["x", "2026-01-01_", "9999-99_1", "2026-01_9999999999", "%00", NOWHERE + "0"])
def test_a_cursor_that_no_list_gave_out_is_refused(client, dpo, path, cursor):
    answer = client.get(f"/api/v1/retention/{path}?cursor={cursor}", headers=dpo)
    assert answer.status_code in ({200, 422} if path == "runs" else {422}), answer.text


def test_what_does_not_exist_is_not_found(client, dpo, add_activity):
    activity = add_activity(SAMPLES)
    assert client.get(address(NOWHERE), headers=dpo).status_code == 404
    assert client.get(f"{address(activity)}/{NOWHERE}", headers=dpo).status_code == 404
    assert client.get(f"/api/v1/activities/{NOWHERE}/retention", headers=dpo).status_code == 404
    lift = f"/api/v1/retention/holds/{NOWHERE}/lift"
    assert client.post(lift, json={"reason": "x"}, headers=dpo).status_code == 404
    hold = {"kind": "audit", "reason": "x", "holding_id": "a\x00b"}
    assert client.post("/api/v1/retention/holds", json=hold, headers=dpo).status_code in {404, 422}
