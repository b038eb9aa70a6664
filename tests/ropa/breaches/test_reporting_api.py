"""Reporting by the API: Buddhist years, the same report twice, corrections with If-Match, links and triage."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ropa.db.unit_of_work import Database
from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.world import bearer, client_of

URL = "/api/v1/breaches"


@pytest.fixture
def client(register: Database) -> Iterator[TestClient[Litestar]]:
    with client_of(register) as made:
        made.headers.update(bearer(register, Role.DPO, PHETCHABURI))
        yield made


def body(**more: object) -> dict[str, Any]:
    aware_at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return {"office_id": PHETCHABURI, "title": "แฟ้มเอกสารสูญหาย", "aware_at": aware_at} | more


@pytest.mark.parametrize(
    ("aware_at", "hint"),
    [
        ("2569-11-20T09:00:00+07:00", "พ.ศ. ลบ 543"),
        # No year of that number has this day but a Buddhist one.
        ("2567-02-29T09:00:00+07:00", ""),
        ("2026-11-20T09:00:00", ""),
        ("20/11/2569 09:00", ""),
    ],
)
def test_buddhist_and_naive_times_are_refused_at_their_place(client, aware_at, hint):
    answer = client.post(URL, json=body(aware_at=aware_at))

    assert answer.status_code == 422
    [fault] = answer.json()["errors"]
    assert fault["pointer"] == "/aware_at"
    assert hint in fault["message_th"]


def test_a_retry_gets_what_the_first_call_made(client):
    sent, key = body(), {"Idempotency-Key": "incident-17"}

    first, again, plain, other = (
        client.post(URL, json=sent, headers=key),
        client.post(URL, json=sent, headers=key),
        client.post(URL, json=sent),
        client.post(URL, json=sent | {"title": "อีกเหตุ"}, headers=key),
    )

    assert [each.status_code for each in (first, again, plain, other)] == [201, 200, 201, 422]
    assert first.json()["id"] == again.json()["id"] != plain.json()["id"]
    assert client.post(URL, json=sent, headers={"Idempotency-Key": "ก".encode()}).status_code == 422


def test_the_same_report_sent_four_times_in_one_moment_is_one(client):
    sent = body()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: client.post(URL, json=sent), range(4)))

    assert sorted(each.status_code for each in answers) == [200, 200, 200, 201]
    assert len(client.get(URL).json()["items"]) == 1


def test_facts_are_corrected_only_over_the_version_that_was_seen(client):
    made = client.post(URL, json=body())
    path, seen = f"{URL}/{made.json()['id']}", {"If-Match": made.headers["etag"]}

    assert client.patch(path, json={"title": "ก"}).status_code == 428
    saved = client.patch(path, json={"detected_at": None, "details": {"cause": "error"}}, headers=seen)
    assert (saved.status_code, saved.json()["details"]["cause"], saved.headers["etag"]) == (200, "error", '"2"')
    assert client.patch(path, json={"title": "ก"}, headers=seen).status_code == 412
    assert client.patch(path, json={"aware_at": body()["aware_at"]}, headers={"If-Match": '"2"'}).status_code == 422
    # Awareness is for a person at a browser, and never for a machine.
    moved = {"aware_at": body()["aware_at"], "reason": "ก"}
    assert client.post(f"{path}/awareness", json=moved, headers={"If-Match": '"2"'}).status_code == 403
    assert client.get(f"{path}/awareness").json() == {"items": []}


def test_a_suspicion_has_no_deadline_in_the_answer(client):
    sent = body(suspected_at=body()["aware_at"], aware_at=None)
    made = client.post(URL, json=sent).json()

    assert (made["state"], made["notify_office_due_at"], made["late_report_limit_at"]) == ("suspected", None, None)
    assert made["warning_due_at"].endswith("+07:00")


def test_links_are_made_listed_and_ended(client):
    made = client.post("/api/v1/breach-links", json={"office_id": PHETCHABURI, "processor_name": "บริษัทรับจ้าง ก"})
    [listed] = client.get("/api/v1/breach-links").json()["items"]
    ended = client.delete(f"/api/v1/breach-links/{made.json()['id']}")

    assert (made.status_code, made.headers["cache-control"]) == (201, "no-store")
    assert "token" in made.json()
    assert "token" not in listed
    assert (ended.status_code, ended.json()["is_open"]) == (200, False)
    assert client.get("/api/v1/breach-reports").json() == {"items": [], "next_cursor": None, "waiting": 0}
