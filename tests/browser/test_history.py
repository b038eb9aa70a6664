"""The history of a record, the words that changed, and what changed in the register, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service
from schemas.access import Role
from schemas.document import ActivityUpdate
from schemas.life import LifeStep
from tests.support.actors import person
from tests.support.histories import whole_record
from tests.support.lives import step
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Way

#: The office of the recorder of the portal's people.
OFFICE = 59
PEOPLE = (
    (person("ผู้บันทึก ทดสอบ", Role.RECORDER, OFFICE), LifeStep.SUBMIT),
    (person("ผู้พิจารณา ทดสอบ", Role.REVIEWER, OFFICE), LifeStep.REVIEW),
    (person("ผู้อนุมัติ ทดสอบ", Role.APPROVER, OFFICE), LifeStep.APPROVE),
)


def with_history(site: Site, name: str) -> str:
    """Return the id of a record that was approved twice: fields, steps and lines differ."""
    writer, now = PEOPLE[0][0], clock.now()
    data = whole_record(OFFICE, name)
    data.form.storage.retention_period = "เก็บข้อมูลห้าปี นับแต่วันที่สิ้นสุดการดำเนินการ"
    with site.database.write(writer, now - timedelta(days=60)) as uow:
        key = service.create(uow, data).id
    for who, which in PEOPLE:
        step(site.database, now - timedelta(days=60), who, key, which)
    data.form.storage.retention_period = "เก็บข้อมูลสิบปี นับแต่วันที่สิ้นสุดการดำเนินการ"
    data.form.data_category.personal_data_items = [*(data.form.data_category.personal_data_items or []), "เลขทะเบียนรถ"]
    data.steps[0].title += "และตรวจสอบเบื้องต้น"
    data.marks = {key: mark for key, mark in data.marks.items() if "/exchanges/" not in key}
    data.systems[0].exchanges.reverse()
    with site.database.write(writer, now - timedelta(days=3)) as uow:
        said = {field: getattr(data, field) for field in data.__struct_fields__}
        service.replace(uow, key, service.read(uow, key).version, ActivityUpdate(**said))
    for who, which in PEOPLE:
        step(site.database, now - timedelta(days=3), who, key, which)
    return key


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_words_that_changed_are_seen_and_two_revisions_chosen(visit, site: Site, way: Way):
    key = with_history(site, f"ประวัติ {way.words}")
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open(f"/activities/{key}/history")
    expect(page.locator("del").filter(has_text="ห้า").first).to_be_visible()
    expect(page.locator("ins").filter(has_text="สิบ").first).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("history")
    page.get_by_text("ดูรวมในข้อความเดียว").first.click()
    page.get_by_role("radio", name="เดิม ฉบับที่ 2").check()
    page.get_by_role("radio", name="ใหม่ ฉบับที่ 1").check()
    page.get_by_role("button", name="เปรียบเทียบสองฉบับนี้").click()
    expect(page.get_by_role("heading", name="จากฉบับที่ 2 เป็นฉบับที่ 1")).to_be_visible()
    expect(page.locator("ins").filter(has_text="ห้า").first).to_be_visible()
    visitor.has_no_barriers()

    visitor.open("/activities/changes")
    expect(page.get_by_role("row").filter(has_text=f"ประวัติ {way.words}")).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("changes")
    page.get_by_label("ตั้งแต่วันที่").fill("เมื่อวาน")
    page.get_by_role("button", name="แสดง").click()
    expect(page.get_by_label("ตั้งแต่วันที่")).to_have_attribute("aria-invalid", "true")
    visitor.has_no_barriers()
    page.get_by_label("ตั้งแต่วันที่").fill("1 ม.ค. 2569")
    page.get_by_role("button", name="แสดง").click()
    expect(page.get_by_role("row").filter(has_text=f"ประวัติ {way.words}")).to_contain_text("อนุมัติใหม่")
