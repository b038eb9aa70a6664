"""The page of where the data are and of tasks: what is out of sight is counted, what waits for the decision says so."""

from datetime import UTC, datetime

import pytest

from ropa.requests import service_tasks_made
from ropa.retention import service as retention
from schemas.access import Role
from schemas.holding import HoldingInput
from schemas.request_tasks import TaskWanted
from schemas.requests import Right
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.held_records import BODIES, holder, keep, sends
from tests.support.subject_requests import take_in
from tests.support.web import browser, keys_for
from tests.support.world import DPO

pytestmark = pytest.mark.only_on("sqlite")


def test_the_page_names_what_is_in_sight_and_counts_the_rest(register):
    now = datetime.now(UTC)
    here = holder(register, now, systems={"ระบบ <ทะเบียน>": sends(24, BODIES)})
    many = holder(register, now, title="งานแฟ้มมาก")
    keep(register, now, here)
    with register.write(DPO, now) as uow:
        for number in range(51):
            retention.create_holding(uow, many, HoldingInput(title=f"แฟ้ม {number}"))
    there = holder(register, now, office_id=PRACHUAP, title="งานลับ", systems={"ระบบลับ": []})
    request = take_in(register, now, Right.ERASURE, activity_ids=[here, many, there], actor=DPO)
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        before = client.get(f"/requests/{request.id}/tasks")
        with register.write(DPO, now) as uow:
            service_tasks_made.make(uow, keys_for(register), request.id, TaskWanted())
        after = client.get(f"/requests/{request.id}/tasks")
    assert (before.status_code, after.status_code) == (200, 200)
    assert "ทะเบียนเสนองานใหม่ 3 งาน" in before.text
    assert "เมื่ออนุญาตตามคำขอแล้วจะมีอีก 9 งาน" in before.text
    assert "ชุดข้อมูล 51 ชุดของ งานแฟ้มมาก" in before.text
    assert "และอีก 1 กิจกรรมที่ท่านไม่มีสิทธิเห็น" in before.text
    assert "ระบบ &lt;ทะเบียน&gt;" in after.text
    assert "ยังไม่เสร็จ 4 จาก 4 งาน" in after.text
    for page in (before.text, after.text):
        assert "งานลับ" not in page
        assert "ระบบลับ" not in page
        assert there not in page
