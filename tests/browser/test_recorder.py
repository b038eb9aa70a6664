"""A recorder writes down a processing activity: a draft, its sections, its flow, its exchanges."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, WAYS, Way
from tests.support.walks import new_draft, save


def problems(page: Page):
    return page.get_by_role("alert").filter(has_text="โปรดแก้ไข")


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_new_activity_is_written_section_by_section(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    visitor.open("/activities/new")
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    expect(problems(page)).to_contain_text("โปรดระบุชื่อกระบวนการหลักหรือกระบวนการย่อย")
    visitor.shot("new-activity-with-faults")
    visitor.has_no_barriers()

    record = new_draft(visitor, f"งานใบอนุญาต {way.words}", "รับและตรวจคำขอ")
    page.get_by_label("ส่วนงาน", exact=False).first.fill("กลุ่มโรงงานอุตสาหกรรม")
    visitor.shot("edit-header")
    visitor.has_no_barriers()
    page.get_by_role("button", name="บันทึกและไปต่อ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("หมวดหมู่ของข้อมูล")
    page.get_by_label("ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม").fill("ชื่อ นามสกุล\nเลขที่ใบอนุญาต")
    page.get_by_role("group", name="ข้อมูลอ่อนไหว").get_by_label("NO").check()
    visitor.shot("edit-data-category")
    save(page)

    visitor.open(record)
    expect(page.get_by_role("row", name="ส่วนงาน กลุ่มโรงงานอุตสาหกรรม")).to_be_visible()
    expect(page.get_by_text("เลขที่ใบอนุญาต").first).to_be_visible()
    visitor.shot("record-draft")
    visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP], ids=str)
def test_a_mistake_is_shown_at_its_field_and_what_was_typed_stays(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    record = new_draft(visitor, f"งานแก้ไข {way.words}", "วันที่ที่ไม่มีจริง")
    visitor.open(f"{record}/edit/beyond")
    group = page.get_by_role("group", name="การปฏิเสธคำขอหรือการคัดค้าน").first
    group.get_by_role("button", name="เพิ่มรายการ").click()
    group.get_by_label("วันที่ปฏิเสธ").fill("31 กุมภาพันธ์ 2569")
    group.get_by_label("เหตุผล").fill("ขอซ้ำเกินสมควร")
    page.get_by_role("button", name="บันทึก", exact=True).click()

    expect(problems(page)).to_contain_text("วันที่ปฏิเสธ")
    wrong = page.get_by_label("วันที่ปฏิเสธ")
    expect(wrong).to_have_attribute("aria-invalid", "true")
    expect(wrong).to_have_value("31 กุมภาพันธ์ 2569")
    expect(page.get_by_label("เหตุผล")).to_have_value("ขอซ้ำเกินสมควร")
    visitor.shot("edit-with-a-mistake")
    visitor.has_no_barriers()

    wrong.fill("28 กุมภาพันธ์ 2569")
    save(page)
    visitor.open(record)
    expect(page.get_by_text("28 ก.พ. 2569").first).to_be_visible()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_the_picture_follows_the_flow_table(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    record = new_draft(visitor, f"งานภาพ {way.words}", "ภาพตามตาราง")
    visitor.open(f"{record}/edit/flow")
    picture = page.get_by_role("region", name="แผนภาพการไหลของข้อมูล (DFD)").last
    for number, title in enumerate(("ยื่นคำขอ", "ตรวจคำขอ"), 1):
        page.get_by_role("button", name="เพิ่มขั้นตอน").click()
        page.get_by_label(f"ขั้นตอน ขั้นตอนที่ {number}", exact=True).fill(title)
    if way.width < 600:
        page.get_by_role("group", name="แสดง").get_by_text("ภาพ", exact=True).click()
    if not way.javascript:
        page.get_by_role("button", name="วาดภาพใหม่").last.click()
    expect(picture).to_contain_text("ตรวจคำขอ")
    visitor.shot("edit-flow")
    visitor.has_no_barriers()

    save(page)
    visitor.open(record)
    expect(page.get_by_text("ตรวจคำขอ").first).to_be_visible()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_an_exchange_is_added_under_its_system(visit, way: Way):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    record = new_draft(visitor, f"งานแลกเปลี่ยน {way.words}", "ส่งข้อมูลให้กรม")
    visitor.open(f"{record}/edit/systems")
    page.get_by_role("button", name="เพิ่มระบบ").click()
    page.get_by_label("ชื่อระบบ (System Name) ระบบที่ 1").fill("ระบบใบอนุญาตกลาง")
    if page.get_by_role("button", name="เพิ่มรายการ ระบบที่ 1").count():
        page.get_by_role("button", name="เพิ่มรายการ ระบบที่ 1").click()
    page.get_by_label("ข้อมูลที่แลกเปลี่ยนกับภายนอกหน่วยงาน (Exchanged Data) ระบบที่ 1 รายการที่ 1").fill("เลขที่ใบอนุญาต")
    page.get_by_label("หน่วยงานภายนอกที่แลกเปลี่ยนข้อมูล (External Org Unit) ระบบที่ 1 รายการที่ 1").fill("กรมโรงงาน")
    visitor.shot("edit-systems")
    visitor.has_no_barriers()

    save(page)
    visitor.open(record)
    expect(page.get_by_text("ระบบใบอนุญาตกลาง").first).to_be_visible()
    expect(page.get_by_text("กรมโรงงาน").first).to_be_visible()
