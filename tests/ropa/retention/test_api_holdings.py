"""The JSON routes of data sets beside the plain ones, through the whole application."""

import io

import openpyxl
import pytest

from schemas.access import Role
from schemas.holding_sheet import COLUMNS, SHEET
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")
BODY = {"title": "แฟ้มคำร้อง", "start_event": "collected", "started_on": "2016-01-05", "source_key": "S-1"}


@pytest.fixture
def system(register):
    return bearer(register, Role.SERVICE, PHETCHABURI)


def test_a_system_sends_the_same_data_set_again(client, system, add_activity):
    address = f"/api/v1/activities/{add_activity('5 ปี')}/holdings"
    first = client.post(address, json=BODY, headers=system)
    again = client.post(address, json=BODY, headers=system)
    changed = client.post(address, json={**BODY, "volume": "3 แฟ้ม"}, headers=system)

    assert [each.status_code for each in (first, again, changed)] == [201, 200, 200]
    assert len({each.headers["location"] for each in (first, again, changed)}) == 1
    assert [each.headers["etag"] for each in (first, again, changed)] == ['"1"', '"1"', '"2"']
    batch = {"items": [{**BODY, "volume": "3 แฟ้ม"}, {**BODY, "source_key": "S-2"}]}
    saved = client.post(f"{address}/batch", json=batch, headers=system)
    assert (saved.status_code, saved.json()["created"], saved.json()["same"]) == (200, 1, 1)
    bad = client.post(f"{address}/batch", json={"items": [BODY, BODY, {"title": " "}]}, headers=system)
    assert bad.status_code == 422
    assert {each["pointer"] for each in bad.json()["errors"]} == {"/items/2/title"}
    listed = client.get("/api/v1/holdings?due=overdue&words=แฟ้ม", headers=system).json()
    assert [each["holding"]["source_key"] for each in listed["items"]] == ["S-1", "S-2"]
    assert client.get("/api/v1/holdings?state=gone", headers=system).status_code == 422
    assert client.get("/api/v1/holdings?cursor=x_y", headers=system).status_code == 422


def test_a_sheet_goes_through_the_api_and_others_do_not_see_it(client, register, system, add_activity):
    activity = add_activity("5 ปี")
    ref = client.get(f"/api/v1/activities/{activity}", headers=system).json()["ref"]
    template = client.get("/api/v1/holdings/template.xlsx", headers=system)
    book = openpyxl.load_workbook(io.BytesIO(template.content))
    assert [str(cell.value).removesuffix(" *") for cell in book[SHEET][1]] == [column.th for column in COLUMNS]
    book[SHEET]["A3"], book[SHEET]["B3"] = ref, "แฟ้ม"
    out = io.BytesIO()
    book.save(out)
    sent = client.post("/api/v1/holdings/imports?name=a.xlsx", content=out.getvalue(), headers=system)
    assert (sent.status_code, sent.json()["new"], sent.json()["faults"]) == (201, 1, [])
    place = sent.headers["location"]
    other = bearer(register, Role.SERVICE, PRACHUAP)
    assert client.get(place, headers=other).status_code == 404
    assert client.post(f"{place}/commit", json={}, headers=other).status_code == 404
    assert client.post(f"{place}/commit", json={}, headers=system).json()["committed_at"] is not None
    assert len(client.get(f"/api/v1/activities/{activity}/holdings", headers=system).json()["items"]) == 1
    assert client.get(f"/api/v1/activities/{activity}/holdings/proposals", headers=system).json()["items"] == []
