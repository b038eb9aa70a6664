"""The page on which readings are tried, confirmed and taken back."""

import re

import pytest

from schemas.access import Role
from schemas.vocabulary import StartEvent
from tests.ropa.retention.conftest import SAMPLES
from tests.support.actors import PHETCHABURI
from tests.support.hostile import HOSTILE
from tests.support.web import browser, mark_of

pytestmark = pytest.mark.only_on("sqlite")
HX = {"HX-Request": "true"}


@pytest.fixture
def officer(register):
    with browser(register, (Role.DPO, 0)) as client:
        yield client


def send(client, path, **fields):
    page = client.get(path)
    reading = re.search(r'name="reading" value="([^"]+)"', page.text)
    known = {"csrf_token": mark_of(page), "slot": "", "reading": reading[1] if reading else ""}
    headers = fields.pop("headers", {})
    return client.post(path, data={**known, **fields}, headers=headers, follow_redirects=False)


def test_a_typed_day_shows_until_when_data_are_kept(officer, add_activity):
    path = f"/activities/{add_activity(SAMPLES, StartEvent.COLLECTED)}/retention"
    page = officer.get(f"{path}?start=19 พ.ย. 2559", headers=HX).text
    plain = re.sub(r"<[^>]+>|\s+", " ", page)
    assert "<html" not in page
    assert "ถ้าเริ่ม 19 พ.ย. 2559 → เก็บถึง 19 พ.ย. 2569 , เสนอทำลายได้ตั้งแต่ 20 พ.ย. 2569" in re.sub(" +", " ", plain)
    assert "“/” หรือคำว่า" in page
    assert "อ่านวันที่" in officer.get(f"{path}?start=เมื่อวาน").text or "วันที่" in officer.get(f"{path}?start=x").text


def test_a_choice_is_tried_before_it_is_confirmed(officer, add_activity):
    path = f"/activities/{add_activity(SAMPLES)}/retention"
    fields = {"act": "try", "start_event": "fiscal_year_end", "start": "1 ต.ค. 2558"}
    tried = send(officer, path, headers=HX, **fields).text
    assert "30 ก.ย. 2569" in tried
    assert "<html" not in tried
    refused = send(officer, path, act="confirm", requires_order="no", reason="ตามบันทึกข้อความ")
    assert refused.status_code == 422
    assert 'value="order_removed"' in refused.text
    done = send(officer, path, act="confirm", start_event="collected", reason="ตามบันทึกข้อความ")
    assert (done.status_code, done.headers["location"]) == (303, f"{path}?said=reading-confirmed")
    shown = officer.get(path).text
    assert "ยืนยันแล้ว" in shown
    assert "ตามบันทึกข้อความ" in shown
    back = send(officer, path, act="withdraw", reason="ยืนยันผิดรายการ")
    assert back.status_code == 303
    assert "รอการยืนยัน" in officer.get(path).text


def test_faults_stand_at_their_fields_and_typed_words_stay(officer, add_activity):
    path = f"/activities/{add_activity('ประมาณ 10 ปี')}/retention"
    refused = send(officer, path, act="confirm", period="สิบกว่าปี", reason="เพราะ", kind="")
    assert refused.status_code == 422
    assert "อ่านระยะเวลาไม่ได้" in refused.text
    assert "สิบกว่าปี" in refused.text
    good = send(officer, path, act="confirm", period="๑๐ ปี", start_event="collected", reason="ตามบันทึกข้อความ")
    assert good.status_code == 303


def test_hostile_words_stay_words_and_others_only_read(officer, register, add_activity):
    path = f"/activities/{add_activity(HOSTILE['html_image'])}/retention"
    assert HOSTILE["html_image"] not in officer.get(path).text
    with browser(register, (Role.RECORDER, PHETCHABURI), number=2) as recorder:
        page = recorder.get(path)
        assert page.status_code == 200
        assert 'name="reason"' not in page.text
        assert send(recorder, path, act="confirm", reason="ตามบันทึกข้อความ").status_code == 403


def test_the_year_end_of_a_cycle_is_confirmed(officer, register, now):
    from ropa.activities import service as activities
    from schemas.activity import Form
    from schemas.activity_keeping import Destruction
    from schemas.document import ActivityInput
    from tests.ropa.retention.conftest import DPO

    form = Form(destruction=Destruction(destruction_cycle="วันสิ้นปี"))
    with register.write(DPO, now) as uow:
        key = activities.create(uow, ActivityInput(office_id=PHETCHABURI, form=form)).id
    path = f"/activities/{key}/retention"
    said = {"act": "confirm-cycle", "part": "destruction", "words": "วันสิ้นปี", "reason": "ตามบันทึกข้อความ"}
    assert send(officer, path, anchor="fiscal_year_end", **said).status_code == 303
    assert "ทุก 1 ปี ณ สิ้นปีงบประมาณ (30 ก.ย.)" in officer.get(path).text
    assert send(officer, path, act="withdraw-cycle", part="destruction", reason="ยืนยันผิดรายการ").status_code == 303
