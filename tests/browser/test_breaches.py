"""A breach is reported in a minute, and its clock runs."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, WAYS, Way


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_recorder_reports_a_breach_and_the_officer_sees_its_clock(visit, way: Way):
    title = f"ส่งรายชื่อผิดคน {way.words}"
    recorder = visit("recorder.npt", way)
    page = recorder.page
    recorder.open("/breaches/new")
    recorder.has_no_barriers()
    page.get_by_label("ทราบเหตุเมื่อ (วันที่)").fill("31 กุมภาพันธ์ 2569")
    page.get_by_role("button", name="บันทึกเหตุละเมิด").click()
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    expect(page.get_by_label("ทราบเหตุเมื่อ (วันที่)")).to_have_attribute("aria-invalid", "true")
    recorder.shot("breach-with-faults")
    recorder.has_no_barriers()

    recorder.open("/breaches/new")
    page.get_by_label("เกิดอะไรขึ้น (สั้น ๆ)").fill(title)
    page.get_by_label("หน่วยงานที่เกิดเหตุ").select_option("59")
    page.get_by_label("ลักษณะของเหตุโดยสังเขป").fill("รายชื่อผู้สมัครราวห้าสิบคน ส่งทางอีเมล")
    page.get_by_role("button", name="บันทึกเหตุละเมิด").click()
    expect(page.get_by_text("นาฬิกา 72 ชั่วโมงเริ่มนับ").first).to_be_visible()

    officer = visit("dpo.sps", way)
    officer.open("/breaches")
    page = officer.page
    entry = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title))
    expect(entry).to_contain_text("เหลือเวลาแจ้ง")
    officer.shot("breaches")
    officer.has_no_barriers()
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    clock = page.get_by_role("time").filter(has_text="ชม.").first
    expect(clock).to_contain_text("2 วัน 23 ชม.")
    if way.javascript:
        before = clock.inner_text()
        expect(clock).not_to_have_text(before)
    officer.shot("breach")
    officer.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP], ids=str)
def test_activities_are_found_and_named_in_a_report(visit, way: Way):
    visitor = visit("recorder.sps", way)
    page = visitor.page
    visitor.open("/breaches/new")
    page.get_by_label("เกิดอะไรขึ้น (สั้น ๆ)").fill(f"เอกสารหาย {way.words}")
    page.get_by_role("searchbox", name="ค้นหากิจกรรม").fill("ลงทะเบียนลูกค้า")
    page.get_by_role("group", name="กิจกรรมที่เกี่ยวข้อง").get_by_role("button").click()
    page.get_by_role("checkbox").first.check()
    expect(page.get_by_label("เกิดอะไรขึ้น (สั้น ๆ)")).to_have_value(f"เอกสารหาย {way.words}")
    page.get_by_label("หน่วยงานที่เกิดเหตุ").select_option("435")
    page.get_by_role("button", name="บันทึกเหตุละเมิด").click()
    expect(page.get_by_text("นาฬิกา 72 ชั่วโมงเริ่มนับ").first).to_be_visible()
