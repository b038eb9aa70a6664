"""Pages of the register in a round, of last days moved for many offices, and of steps given to others."""

import re
from datetime import timedelta

import pytest

from ropa import clock
from ropa.procedures import service_rounds_shown
from schemas.access import Role
from schemas.procedure import StepDoer
from schemas.thai_dates import format_thai_date
from tests.support.actors import PHETCHABURI, PRACHUAP
from tests.support.procedure_steps import step
from tests.support.procedures import approved
from tests.support.review_rounds import begin_shipped, end_open, record, run_of
from tests.support.rounds import DPO, begin, visits
from tests.support.staff import hire, key
from tests.support.web import browser, mark_of
from tests.support.world import bearer

pytestmark = pytest.mark.only_on("sqlite")
STEPS = [step(1, 20, doer=StepDoer.OFFICE), step(2, 1, [])]
YEAR = timedelta(days=365)


def today():
    return clock.bangkok(clock.now()).date()


def post(client, path, **data):
    return client.post(path, data={"csrf_token": mark_of(client.get("/")), **data}, follow_redirects=False)


@pytest.fixture
def review(register):
    """Two old records of Phetchaburi and a yearly review of them that the DPO has begun."""
    now = clock.now()
    records = [record(register, now - YEAR, title=title) for title in ("งานหนึ่ง", "งานสอง")]
    round_id = begin_shipped(register, now, offices=(PHETCHABURI,), starts_on=today() - timedelta(days=10))
    # On its own first day: whatever day of the week it is today, the second step has begun since.
    begun_on = run_of(register, now, round_id).steps[0].opens_on
    end_open(register, now, round_id, done_on=begun_on)
    return round_id, records


def test_the_open_records_are_listed_and_confirmed_together(register, review):
    round_id, records = review
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}/records"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get(place).text
        assert "ยืนยันหรือแก้ไขแล้ว 0 จาก 2 รายการ" in page
        assert page.count('name="pick"') == 2
        wrong = post(client, place, note="ตรวจแล้ว")
        assert wrong.status_code == 422
        assert "เลือกรายการที่จะยืนยันก่อน" in wrong.text
        assert "ตรวจแล้ว</textarea>" in wrong.text
        stale = post(client, place, pick=[f"{records[0]}@7", f"{records[1]}@1"])
        assert stale.status_code == 409
        assert "ยืนยันแล้ว 1 รายการ" in stale.text
        right = post(client, place, pick=f"{records[0]}@1", note="ตรงกับงานจริง")
        assert right.status_code == 303
        assert "ไม่มีรายการที่ยังเหลือ" in client.get(place).text
        assert "งานหนึ่ง" in client.get(place + "?all=1").text


def test_what_is_counted_for_the_other_acts_leads_where_it_is_done(register, review):
    round_id, records = review
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}/records"
    with browser(register, (Role.DPO, 0)) as client:
        page = client.get(place + "?act=register_published").text
        assert "เผยแพร่แล้ว 0 จาก 2 รายการ" in page
        assert f'href="/activities/{records[0]}/publish"' in page
        assert "อนุมัติแล้ว 0 จาก 2 รายการ" in client.get(place + "?act=records_approved").text
        assert client.get(f"/rounds/{round_id}/offices/{PRACHUAP}/records").status_code == 404


def test_the_records_of_a_round_are_hidden_from_other_offices(register, review):
    with browser(register, (Role.RECORDER, PRACHUAP)) as client:
        assert client.get(f"/rounds/{review[0]}/offices/{PHETCHABURI}/records").status_code == 404


def test_the_run_shows_what_the_register_knows_and_asks_for_a_reason(register, review):
    round_id, _ = review
    place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        page = client.get(place).text
        assert f'href="{place}/records?act=records_confirmed"' in page
        found = re.search(r'name="step" value="([^"]+)"><input type="hidden" name="version" value="(\d+)"', page)
        assert found is not None
        refused = post(client, place, step=found[1], version=found[2])
        assert refused.status_code == 422
        assert "ทะเบียนยังเหลือ 2 จาก 2 รายการ" in refused.text
        assert "ยืนยันหรือแก้ไขแล้ว 0 จาก 2 รายการ" in client.get(f"/rounds/{round_id}").text


def test_last_days_are_moved_as_previewed(register):
    now = clock.now()
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=today() - timedelta(days=7))
    before = visits(register, now, round_id)[0].due_on
    with browser(register, (Role.DPO, 0)) as client:
        place = f"/rounds/{round_id}/plan"
        empty = post(client, place, do="preview")
        assert empty.status_code == 422
        assert 'href="#f-reason"' in empty.text
        wrong = post(client, place, do="preview", working_days="ห้า", reason="น้ำท่วม")
        assert "กรอกจำนวนวันเป็นตัวเลข" in wrong.text
        seen = post(
            client, place, do="preview", working_days="๕", reason="น้ำท่วม", which="some", office_ids=str(PHETCHABURI)
        )
        assert "จะเลื่อน 1 ขั้นตอน" in seen.text
        assert format_thai_date(before) in seen.text
        assert visits(register, now, round_id)[0].due_on == before
        hidden = dict(re.findall(r'name="(seen|version)" value="([^"]+)"', seen.text))
        said = {"working_days": "๕", "reason": "น้ำท่วม", "which": "some", "office_ids": str(PHETCHABURI), **hidden}
        assert post(client, place, do="move", **(said | {"working_days": "6"})).status_code == 409
        assert post(client, place, do="move", **said).status_code == 303
    assert visits(register, now, round_id)[0].due_on > before
    assert visits(register, now, round_id, PRACHUAP)[0].due_on == before


def test_only_who_runs_the_whole_round_opens_its_plan(register):
    now = clock.now()
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=today() - timedelta(days=7))
    with browser(register, (Role.APPROVER, PHETCHABURI)) as client:
        assert client.get(f"/rounds/{round_id}/plan").status_code == 403


def test_the_steps_of_who_left_are_given_in_one_go(register):
    now = clock.now()
    leaves = hire(register, now, 41, (Role.RECORDER, PHETCHABURI), (Role.RECORDER, PRACHUAP))
    stays = hire(register, now, 42, (Role.REVIEWER, PHETCHABURI))
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=today() - timedelta(days=7))
    with browser(register, (Role.DPO, 0)) as client:
        place = "/rounds/hand-over"
        assert key(leaves) in client.get(place).text
        assert post(client, place, do="preview").status_code == 422
        said = {"from_person_id": key(leaves), "to_person_id": key(stays), "reason": "ย้าย"}
        seen = post(client, place, do="preview", **said)
        assert "จะมอบ 1 ขั้นตอน" in seen.text
        assert "อีก 1 ขั้นตอนคงเดิม" in seen.text
        found = re.search(r'name="seen" value="([^"]+)"', seen.text)
        assert found is not None
        assert post(client, place, do="give", seen=found[1], **said).status_code == 303
    assert visits(register, now, round_id)[0].person_id == key(stays)
    assert visits(register, now, round_id, PRACHUAP)[0].person_id is None


def test_a_step_is_handed_to_a_person_of_its_office(register):
    now = clock.now()
    other = hire(register, now, 43, (Role.REVIEWER, PHETCHABURI))
    round_id = begin(register, now, approved(register, now, steps=STEPS), starts_on=today() - timedelta(days=7))
    row = visits(register, now, round_id)[0]
    with browser(register, (Role.RECORDER, PHETCHABURI)) as client:
        place = f"/rounds/{round_id}/offices/{PHETCHABURI}"
        assert f'<option value="{key(other)}"' in client.get(place).text
        refused = post(client, place, step=row.id, version="1", do="hand", office_id=str(PRACHUAP), reason="ก")
        assert refused.status_code == 422
        assert "มอบได้เฉพาะหน่วยงานที่ท่านเห็น" in refused.text
        assert (
            post(client, place, step=row.id, version="1", do="hand", person_id=key(other), reason="ก").status_code
            == 303
        )
    with register.read(DPO, now) as uow:
        assert service_rounds_shown.run_shown(uow, round_id, PHETCHABURI).steps[0].person_id == key(other)


def test_the_api_tells_the_same(register, review, client):
    round_id, _ = review
    headers = bearer(register)
    found = client.get(f"/api/v1/rounds/{round_id}/offices/{PHETCHABURI}/records", headers=headers).json()
    assert (found["count"]["done"], found["count"]["total"], len(found["items"])) == (0, 2, 2)
    assert {each["wait"] for each in found["items"]} == {"confirm"}
    wrong = client.get(
        f"/api/v1/rounds/{round_id}/offices/{PHETCHABURI}/records?act=retention_checked", headers=headers
    )
    assert wrong.status_code == 422
