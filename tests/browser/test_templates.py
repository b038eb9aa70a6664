"""A recorder begins from a template, and from a record that is there already."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import WAYS, Way
from tests.support.walks import OFFICE


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_template_is_found_looked_at_and_used(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    visitor.open("/activities/new")
    page.get_by_role("link", name="เริ่มจากแบบสำเร็จรูป").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("แบบสำเร็จรูป")
    visitor.shot("templates")
    visitor.has_no_barriers()

    page.get_by_role("searchbox", name="ค้นหาแบบสำเร็จรูป").fill("กล้อง")
    page.get_by_role("search").get_by_role("button", name="ค้นหา").click()
    page.get_by_role("link", name="กล้องวงจรปิดในอาคารและบริเวณ", exact=True).click()
    expect(page.get_by_text("โปรดปรับ: รายการจุดติดตั้งกล้องเป็นเอกสารแนบ")).to_be_visible()
    expect(page.get_by_text("เขียนทับภาพที่ครบกำหนด").first).to_be_visible()
    visitor.shot("template")
    visitor.has_no_barriers()

    page.get_by_role("link", name="ใช้แบบนี้").click()
    page.get_by_label(OFFICE).check()
    page.get_by_label("สังกัด: ส่วนราชการที่เป็นผู้ควบคุมข้อมูลส่วนบุคคล").fill("สำนักงานปลัดกระทรวงอุตสาหกรรม")
    visitor.shot("template-use")
    visitor.has_no_barriers()
    page.get_by_role("button", name="สร้างร่าง").click()
    expect(page.get_by_text("สร้างรายการใหม่แล้ว")).to_be_visible()
    address = re.search(r"/activities/[0-9a-f-]{36}", page.url)
    assert address is not None

    visitor.open(address.group())
    expect(page.get_by_text("การบันทึกและตรวจสอบภาพจากกล้องวงจรปิด").first).to_be_visible()
    page.get_by_role("link", name="ทำสำเนา").click()
    expect(page.get_by_role("heading", name="สิ่งที่ไม่ตามไปด้วย")).to_be_visible()
    page.get_by_label(OFFICE).check()
    visitor.shot("clone")
    visitor.has_no_barriers()
    page.get_by_role("button", name="สร้างร่าง").click()
    expect(page.get_by_text("สร้างรายการใหม่แล้ว")).to_be_visible()
