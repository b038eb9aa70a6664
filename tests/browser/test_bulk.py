"""Many records at once: chosen in the list, previewed, confirmed and undone, with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service as activities
from ropa.activities.service import document_of
from tests.ropa.bulk.test_rename import said
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way
from tests.support.walks import search
from tests.support.world import DPO

CENTRAL = 435


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_units_name_is_changed_in_chosen_records_and_changed_back(visit, site: Site, way: Way):
    old, new = f"กลุ่มเดิม {way.words}", f"กลุ่มใหม่ {way.words}"
    with site.database.write(DPO, clock.now()) as uow:
        ids = [activities.create(uow, said(CENTRAL, old, f"งานย่อย {number} {way.words}")).id for number in range(3)]
    visitor = visit("recorder.sps", way)
    page = visitor.page
    visitor.open("/activities")
    search(page, old)
    boxes = page.get_by_role("checkbox", name=re.compile("เลือก ROPA"))
    expect(boxes).to_have_count(3)
    for number in range(2):
        boxes.nth(number).check()
    if way.javascript:
        expect(page.get_by_text("เลือกแล้ว 2 รายการ")).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("bulk-chosen")
    page.get_by_role("button", name="เปลี่ยนชื่อหน่วยงาน").click()

    page.get_by_label("ชื่อเดิม").fill(old)
    page.get_by_label("ชื่อใหม่").fill(new)
    visitor.shot("bulk-terms")
    page.get_by_role("button", name="ดูตัวอย่างก่อน").click()
    expect(page.get_by_role("heading", name="จะเปลี่ยน 2 รายการ 6 แห่ง")).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("bulk-preview")
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(page.get_by_text("ทำแล้ว 2 รายการ")).to_be_visible()
    visitor.shot("bulk-done")
    assert _units(site, ids).count(new) == 2

    page.get_by_role("button", name="เลิกทำ").click()
    expect(page.get_by_role("heading", name="จะเปลี่ยน 2 รายการ 6 แห่ง")).to_be_visible()
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(page.get_by_text("ทำแล้ว 2 รายการ")).to_be_visible()
    assert _units(site, ids) == [old] * 3
    visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_an_empty_field_is_filled_in_chosen_records(visit, site: Site, way: Way):
    mark = f"งานช่องว่าง {way.words}"
    with site.database.write(DPO, clock.now()) as uow:
        ids = [activities.create(uow, said(CENTRAL, "กลุ่มงาน", f"{mark} {number}")).id for number in range(2)]
    visitor = visit("recorder.sps", way)
    page = visitor.page
    visitor.open("/activities")
    search(page, mark)
    for box in page.get_by_role("checkbox", name=re.compile("เลือก ROPA")).all():
        box.check()
    page.get_by_role("button", name="เติมช่องที่ว่าง").click()
    visitor.has_no_barriers()
    visitor.shot("bulk-fill-choose")
    page.get_by_label("ช่อง", exact=True).select_option("/form/beyond/dpo_contact")
    page.get_by_role("button", name="ตอบช่องนี้").click()
    page.get_by_label("โทรศัพท์").fill("0 2000 0000")
    visitor.has_no_barriers()
    visitor.shot("bulk-fill-answer")
    page.get_by_role("button", name="ดูตัวอย่างก่อน").click()
    expect(page.get_by_role("heading", name="จะเปลี่ยน 2 รายการ 2 แห่ง")).to_be_visible()
    visitor.has_no_barriers()
    visitor.shot("bulk-fill-preview")
    page.get_by_role("button", name="ยืนยัน", exact=True).click()
    expect(page.get_by_text("ทำแล้ว 2 รายการ")).to_be_visible()
    with site.database.read(DPO, clock.now()) as uow:
        found = [document_of(activities.read(uow, key)).form.beyond.dpo_contact for key in ids]
    assert [each.telephone for each in found if each] == ["0 2000 0000"] * 2


def _units(site: Site, ids: list[str]) -> list[str | None]:
    with site.database.read(DPO, clock.now()) as uow:
        return [document_of(activities.read(uow, key)).form.header.responsible_org_unit for key in ids]
