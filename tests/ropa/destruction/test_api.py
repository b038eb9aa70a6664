"""The JSON door of lists: versions, faults by item, and that a token decides nothing."""

from datetime import date

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from schemas.access import Role
from tests.support.actors import PHETCHABURI
from tests.support.destruction_road import Road
from tests.support.world import bearer

LISTS = "/api/v1/retention/destruction-lists"


@pytest.mark.only_on("sqlite")
def test_a_list_is_made_read_and_changed_at_its_version_and_decided_by_no_token(
    road: Road, client: TestClient[Litestar]
) -> None:
    activity = road.activity()
    ids = [road.holding(activity), road.holding(activity, date(2012, 1, 5))]
    headers = bearer(road.database, Role.RECORDER, PHETCHABURI)
    body = {"office_id": PHETCHABURI, "year": 2020, "holding_ids": ids}
    made = client.post(LISTS, json=body, headers=headers)
    assert (made.status_code, made.headers["etag"], made.json()["size"]) == (201, '"1"', 2)
    at = made.headers["location"]
    again = client.post(LISTS, json=body, headers=headers)
    assert [each["pointer"] for each in again.json()["errors"]] == ["/holding_ids/0", "/holding_ids/1"]
    remove = {"items": [2], "reason": "เสนอผิดรายการ"}
    assert client.post(f"{at}/items/remove", json=remove, headers=headers).status_code == 428
    stale = client.post(f"{at}/items/remove", json=remove, headers={**headers, "If-Match": '"7"'})
    assert stale.status_code == 412
    done = client.post(f"{at}/items/remove", json=remove, headers={**headers, "If-Match": '"1"'})
    assert (done.status_code, done.headers["etag"]) == (200, '"2"')
    items = client.get(f"{at}/items?state=listed&limit=1", headers=headers).json()
    assert ([each["seq"] for each in items["items"]], items["next_cursor"]) == ([1], None)
    assert client.get(f"{at}/check", headers=headers).json() == {"refused": [], "ready": 1}
    assert [each["ref"] for each in client.get(f"{LISTS}?state=draft", headers=headers).json()["items"]] == [
        made.json()["ref"]
    ]
    head = bearer(road.database, Role.APPROVER, PHETCHABURI)
    order = {"order_no": "1", "ordered_on": "2026-11-20", "signer_position": "ผู้อำนวยการ"}
    for path, said in (("decision", order), ("opinions", {"opinions": []}), ("conclude", {}), ("archives/skip", {})):
        for each in (head, headers):
            assert client.post(f"{at}/{path}", json=said, headers={**each, "If-Match": '"2"'}).status_code == 403
