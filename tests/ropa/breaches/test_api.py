"""The JSON routes of breaches, through the whole application."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from ropa.access.service import create_token
from ropa.db.unit_of_work import Database
from ropa.settings import Environment, Settings
from schemas.access import Role
from tests.support.actors import GROUP_IN_PHETCHABURI, PHETCHABURI, PRACHUAP, somebody
from tests.support.quick_apps import quick_app

URL = "/api/v1/breaches"


@pytest.fixture
def client(register: Database) -> Iterator[TestClient[Litestar]]:
    with TestClient(quick_app(Settings(env=Environment.TEST, database_url=register.url), register)) as made:
        yield made


def bearer(register: Database, role: Role, office_id: int) -> dict[str, str]:
    # Tokens and reports are judged by the server's own clock.
    with register.write(somebody(Role.SYSTEM_ADMIN), datetime.now(UTC)) as uow:
        return {"Authorization": f"Bearer {create_token(uow, role, office_id, 1).secret}"}


def body(**more: object) -> dict[str, Any]:
    aware_at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    return {"office_id": PHETCHABURI, "title": "แฟ้มเอกสารสูญหาย", "aware_at": aware_at} | more


def test_a_reported_breach_is_found_at_its_address_and_in_the_list(client, register):
    dpo = bearer(register, Role.DPO, PHETCHABURI)

    made = client.post(URL, json=body(office_id=GROUP_IN_PHETCHABURI), headers=dpo)

    assert made.status_code == 201, made.text
    shown = made.json()
    due, aware = (datetime.fromisoformat(shown[name]) for name in ("notify_office_due_at", "aware_at"))
    assert due - aware == timedelta(hours=72)
    assert shown["notify_office_due_at"].endswith("+07:00")
    assert (shown["state"], shown["late"]) == ("open", False)
    assert made.headers["etag"] == '"1"'

    read = client.get(made.headers["location"], headers=dpo)
    listed = client.get(URL, headers=dpo, params={"order": "newest", "limit": 1})
    assert read.status_code == listed.status_code == 200
    assert read.json()["ref"] == listed.json()["items"][0]["ref"] == shown["ref"]
    assert listed.json()["next_cursor"] is None


@pytest.mark.parametrize(
    ("wrong", "pointers"),
    [
        ({"aware_at": "2026-11-19T14:05:00"}, ["/aware_at"]),
        ({"aware_at": "2999-01-01T00:00:00+07:00"}, ["/aware_at"]),
        ({"aware_at": "เมื่อวาน", "title": " ", "deadline": "x"}, ["/aware_at", "/deadline", "/title"]),
        ({"aware_at": "2026-01-02T00:00:00+07:00", "occurred_from": "2026-01-03T00:00:00+07:00"}, ["/aware_at"]),
        ({"office_id": 999_999, "activity_ids": ["x"]}, ["/activity_ids/0", "/office_id"]),
        ({"ref": "BREACH-2569-0001", "state": "notified"}, ["/ref", "/state"]),
    ],
)
def test_a_report_with_faults_lists_them_all(client, register, wrong, pointers):
    answer = client.post(URL, json=body(**wrong), headers=bearer(register, Role.DPO, 0))

    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert sorted(fault["pointer"] for fault in answer.json()["errors"]) == pointers


def test_rights_are_those_of_the_one_table(client, register):
    recorder = bearer(register, Role.RECORDER, PHETCHABURI)
    made = client.post(URL, json=body(), headers=recorder)
    other_dpo = bearer(register, Role.DPO, PRACHUAP)

    assert client.get(URL).status_code == 401
    assert made.status_code == 201
    assert client.post(URL, json=body(office_id=PRACHUAP), headers=recorder).status_code == 403
    assert client.get(URL, headers=recorder).status_code == 403
    assert client.get(f"{URL}/{made.json()['id']}", headers=other_dpo).status_code == 404
    assert client.get(URL, headers=other_dpo).json() == {"items": [], "next_cursor": None}


def test_a_cursor_or_an_id_that_is_none_gets_a_clear_answer(client, register):
    dpo = bearer(register, Role.DPO, 0)

    assert client.get(URL, headers=dpo, params={"cursor": "x"}).status_code == 422
    assert client.get(f"{URL}/00000000-0000-7000-8000-000000000000", headers=dpo).status_code == 404
    assert client.get(f"{URL}/x", headers=dpo).status_code == 404
    assert client.get(URL, headers=dpo, params={"limit": 201}).status_code == 400
