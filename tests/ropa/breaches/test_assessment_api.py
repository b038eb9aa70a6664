"""The JSON routes of the assessment, the duties and the desk, through the whole application."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from schemas.access import Role
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.web import browser, mark_of
from tests.support.world import bearer, client_of

URL = "/api/v1/breaches"


@pytest.fixture
def client(register: Any) -> Iterator[TestClient[Litestar]]:
    with client_of(register) as made:
        yield made


def reported(client: TestClient[Litestar], headers: dict[str, str]) -> str:
    aware_at = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    made = client.post(URL, json={"office_id": PHETCHABURI, "title": "ก", "aware_at": aware_at}, headers=headers)
    assert made.status_code == 201, made.text
    return f"{URL}/{made.json()['id']}"


def test_a_token_reads_and_drafts_and_decides_nothing(client, register):
    dpo = bearer(register)
    at = reported(client, dpo)
    shown = client.get(f"{at}/assessment", headers=dpo)
    assert (shown.status_code, shown.headers["etag"]) == (200, '"1"')
    assert len(shown.json()["factors"]) == 7
    assert shown.json()["suggestion"]["level"] == "risk"
    assert client.get(f"{at}/known", headers=dpo).json()["activities"] == []
    open_ = [each["code"] for each in client.get(f"{at}/duties", headers=dpo).json()["duties"] if each["is_open"]]
    assert open_ == ["assess", "office"]
    draft = client.put(f"{at}/assessment/draft", json={"circumstances": {"effect": "serious"}}, headers=dpo)
    assert (draft.status_code, draft.json()["number"]) == (200, 1)
    assert client.get(f"{at}/assessment", headers=dpo).json()["suggestion"]["level"] == "high"
    again = client.put(f"{at}/assessment/draft", json={}, headers=dpo)
    assert again.status_code == 409
    decided = client.post(f"{at}/assessment", json={"level": "high", "reason": "ก"}, headers=dpo | {"If-Match": '"1"'})
    assert decided.status_code == 403


def test_the_desk_and_its_counts(client, register):
    dpo = bearer(register)
    at = reported(client, dpo)
    page = client.get(f"{URL}/desk", headers=dpo, params={"drill": "real", "limit": 1}).json()
    assert [each["danger"] for each in page["items"]] == ["running"]
    assert page["items"][0]["id"] == at.rpartition("/")[2]
    counts = client.get(f"{URL}/desk/counts", headers=dpo).json()
    assert (counts["open_clocks"], counts["dangers"]["running"]) == (1, 1)
    elsewhere = bearer(register, Role.DPO, PRACHUAP)
    assert client.get(f"{URL}/desk", headers=elsewhere).json()["items"] == []
    for part in ("known", "assessment", "duties"):
        assert client.get(f"{at}/{part}", headers=elsewhere).status_code == 404
    assert client.get(f"{URL}/desk", headers=dpo, params={"cursor": "x"}).status_code == 422
    assert client.get(f"{URL}/desk", headers=dpo, params={"danger": "x"}).status_code == 400


def test_a_person_decides_with_the_version_that_was_read(client, register):
    at = reported(client, bearer(register))
    with browser(register, (Role.DPO, PHETCHABURI)) as person:
        marked = {"x-csrf-token": mark_of(person.get("/breaches/new")), "Accept": "application/json"}

        def decide(version: int | None, **given: object) -> Any:
            headers = marked if version is None else {**marked, "If-Match": f'"{version}"'}
            return person.post(f"{at}/assessment", json={"reason": "ก"} | given, headers=headers)

        assert decide(None, level="high").status_code == 428
        assert decide(7, level="high").status_code == 412
        refused = decide(1, level="none")
        assert refused.status_code == 422
        assert {each["pointer"] for each in refused.json()["errors"]} == {"/lower_reason", "/evidence"}
        made = decide(1, level="high")
        assert (made.status_code, made.headers["etag"]) == (201, '"2"')
        assert made.json()["assessments"][0]["decided_by_name"]
        duties = person.get(f"{at}/duties", headers=marked).json()["duties"]
        assert [each["due_at"] for each in duties if each["code"] == "subjects"] == [None]
