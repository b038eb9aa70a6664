"""The pages of targets and of a list in its databases."""

from datetime import UTC, datetime

import pytest

from ropa.cli import main
from ropa.erasure import service_targets
from schemas.access import Role
from tests.ropa.erasure.runs.conftest import NOW
from tests.support.erasures import Erasure
from tests.support.web import browser, form_key_of, mark_of
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")
TARGETS = "/destruction/targets"


@pytest.fixture
def officer(register):
    """Somebody other than who binds and who decides."""
    with browser(register, (Role.DPO, 0), number=9) as client:
        yield client


def post(client, path, fields):
    shown = client.get(path)
    return client.post(path, data={**fields, "form_key": form_key_of(shown), "csrf_token": mark_of(shown)})


def typed(holding_id, **more):
    return {
        "holding_id": holding_id,
        "target": "HR",
        "dialect": "sqlite",
        "table": "people",
        "key": "id",
        "date_column": "entered",
        "date_from": "1 ม.ค. 2553",
        "date_through": "31 ธ.ค. 2558",
        "method": "overwrite_zero",
        "columns": "name\nphone",
        "children": "notes: person = id; body",
        "batch_size": "5",
        "allowed_percent": "0.5",
    } | more


@pytest.fixture
def unbound(register, target, now):
    return Erasure(register, now, target)


def test_a_target_is_bound_by_lines_changed_as_json_and_ended(unbound, officer):
    refused = post(officer, f"{TARGETS}/new", typed(unbound.holding_id, children="notes: person", date_column=""))
    assert refused.status_code == 422
    assert "บรรทัดที่ 1" in refused.text
    assert "ไม่ได้ระบุคอลัมน์วันที่" in post(officer, f"{TARGETS}/new", typed(unbound.holding_id, date_column="")).text

    made = post(officer, f"{TARGETS}/new", typed(unbound.holding_id))
    assert made.status_code == 303, made.text
    place = made.headers["location"].partition("?")[0]
    page = officer.get(place).text
    assert "ROPA_TARGET_HR_URL" in page
    assert "notes: person = id; body" in page
    with unbound.database.read(unbound.officer, unbound.now) as uow:
        [stored] = service_targets.everything(uow).items
    assert (stored.allowed_deviation, stored.binding) == (0.005, unbound.target.binding())

    other = stored.binding.table.join(["", "_of_2558"])
    body = page.partition('id="f-json"')[2].partition(">")[2].partition("</textarea>")[0].replace("&#34;", '"')
    body = body.replace('"people"', f'"{other}"')
    changed = post(officer, place, {"as": "json", "json": body, "version": "1"})
    assert changed.status_code == 303, changed.text
    assert other in officer.get(TARGETS).text
    assert "บันทึกรายการนี้ไปก่อนแล้ว" in post(officer, place, {"as": "json", "json": body + " ", "version": "9"}).text
    assert post(officer, place, {"act": "end", "version": "2"}).status_code == 303
    assert officer.get(place).status_code == 404


def test_the_run_is_ordered_and_withdrawn_at_the_page_of_the_list(erasure, officer, capsys):
    main(["destroy", "run", ref := erasure.read().ref, "--dry-run", "--now", NOW])
    place = f"/destruction/{ref}/erasure"
    assert "ทดลองแล้ว" in officer.get(place).text
    erasure.to_decided()
    erasure.now = datetime.now(UTC)
    assert "ดูผลทดลอง" in officer.get(f"/destruction/{ref}").text
    fields = {"position": "เจ้าหน้าที่", "valid_hours": "5", "ground": "period_ended", "witness_1": "กรรมการ ทดสอบ"}
    assert "กรอกทั้งชื่อและตำแหน่ง" in post(officer, place, fields).text
    assert post(officer, place, fields | {"witness_1_position": "นักวิชาการ"}).status_code == 303
    page = officer.get(place).text
    assert "ropa destroy run" in page
    assert "สั่งให้ทำลาย" not in page
    done = officer.post(
        place, data={"act": "withdraw", "end_reason": "รอตรวจสอบ", "csrf_token": mark_of(officer.get(place))}
    )
    assert done.status_code == 303
    assert "สั่งให้ทำลาย" in officer.get(place).text


def test_a_machine_binds_and_orders_nothing(erasure, client):
    token = bearer(erasure.database, Role.DPO)
    assert client.post("/api/v1/retention/targets", json={}, headers=token).status_code == 403
    place = f"/api/v1/retention/destruction-lists/{erasure.list_id}/erasure"
    assert client.post(f"{place}/order", json={}, headers=token).status_code == 403
    found = client.get(place, headers=token).json()
    assert [each["target"] for each in found["items"]] == ["HR"]
    [stored] = client.get("/api/v1/retention/targets", headers=token).json()["items"]
    assert client.get(f"/api/v1/retention/targets/{stored['id']}", headers=token).headers["etag"] == '"1"'
