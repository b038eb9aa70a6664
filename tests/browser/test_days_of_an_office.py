"""Whole days in an office, from the first page to the last stop: who records, who approves, who heads the province."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from ropa import clock
from ropa.activities import service_life
from schemas.life import LifeStep
from schemas.thai_dates import format_thai_date
from schemas.vocabulary import RevisionStatus
from tests.support.days import (
    save_section_over_a_dropped_line,
    save_section_while_the_server_errs,
    send_over_a_dropped_line,
    stop,
)
from tests.support.lives import OFFICER
from tests.support.office_day import changed_after_approval, sent_back, wrote
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Visitor, Way
from tests.support.walks import OFFICE

BOTH = pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
ITEMS = "ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม"
CHIANG_MAI = 328


def submit(visitor: Visitor) -> None:
    page = visitor.page
    page.get_by_role("link", name="ส่งตรวจสอบ", exact=True).first.click()
    stop(visitor, "officer-submit")
    page.get_by_role("button", name="ส่งตรวจสอบ").click()
    expect(page.get_by_role("status").get_by_text("ส่งตรวจสอบแล้ว")).to_be_visible()


def status_of(site: Site, key: str) -> RevisionStatus:
    with site.database.read(OFFICER, clock.now()) as uow:
        return service_life.newest(uow, key).status


@BOTH
def test_an_officer_mends_what_came_back_and_sends_a_new_record_from_a_template(visit, site: Site, way: Way):
    key = sent_back(site.database, clock.now(), f"วันของผู้บันทึก {way.words}")
    visitor = visit("recorder.npt", way)
    page = visitor.page
    visitor.open("/")
    expect(page.get_by_role("region", name="ส่งกลับให้แก้ไข")).to_be_visible()
    stop(visitor, "officer-home")
    item = f"เลขบัตรผู้รับเหมา {way.words}"
    _mend(visitor, key, item)
    assert status_of(site, key) is RevisionStatus.SUBMITTED

    visitor.open("/")
    page.get_by_role("link", name="รายการใหม่").first.click()
    record = _from_a_template(visitor)
    visitor.open(f"{record}/edit/data_category")
    # What was typed this morning is offered by a part of it.
    field = page.get_by_label(ITEMS)
    field.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type(f"\n{item[3:]}")
    option = page.get_by_role("listbox", name="คำที่เคยใช้").get_by_role("option").filter(has_text=item)
    expect(option).to_be_visible()
    stop(visitor, "officer-suggestions")
    option.click()
    expect(field).to_have_value(re.compile(re.escape(item)))
    save_section_while_the_server_errs(visitor, field)
    visitor.open(record)
    expect(page.get_by_text(item).first).to_be_visible()
    stop(visitor, "officer-record")
    submit(visitor)
    assert status_of(site, record.rpartition("/")[2]) is RevisionStatus.SUBMITTED


def _mend(visitor: Visitor, key: str, item: str) -> None:
    page = visitor.page
    page.get_by_role("link", name="ที่ส่งกลับทั้งหมด").click()
    stop(visitor, "officer-returned")
    page.locator(f'a[href^="/activities/{key}/edit/header"]').first.click()
    name = page.get_by_label("ชื่อกระบวนการย่อย/ระบบย่อย")
    name.fill("การขึ้นทะเบียนที่ปรึกษา ตามคำสั่งที่ 12/2569")
    save_section_over_a_dropped_line(visitor, name)
    visitor.open(f"/activities/{key}/edit/data_category")
    items = page.get_by_label(ITEMS)
    items.fill(f"{items.input_value()}\n{item}")
    page.keyboard.press("Escape")
    save_section_while_the_server_errs(visitor, items)
    visitor.open(f"/activities/{key}")
    stop(visitor, "officer-mended")
    submit(visitor)


def _from_a_template(visitor: Visitor) -> str:
    page = visitor.page
    stop(visitor, "officer-new")
    page.get_by_role("searchbox", name="ค้นหาแบบสำเร็จรูป").fill("กล้อง")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="ใช้แบบนี้").first.click()
    page.get_by_label(OFFICE).check()
    page.get_by_role("button", name="สร้างร่าง").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("สิ่งที่ต้องตอบ")
    stop(visitor, "officer-open-questions")
    written = _answer(page)
    send_over_a_dropped_line(visitor, page.get_by_role("button", name="บันทึก", exact=True).last, *written)
    expect(page.get_by_role("status").filter(has_text="บันทึกแล้ว")).to_be_visible()
    address = re.search(r"/activities/[0-9a-f-]{36}", page.url)
    assert address is not None
    return address.group()


def _answer(page: Page) -> list[Locator]:
    """Type into the questions that nothing answers yet; return their fields."""
    written = []
    for name, words in (
        ("parent_org_unit", "สำนักงานปลัดกระทรวงอุตสาหกรรม"),
        ("controller_contact.name", "ส่วนกลาง"),
        ("dpo_contact.name", "เจ้าหน้าที่คุ้มครองข้อมูลส่วนบุคคล"),
        ("recorder_name", "ผู้บันทึก นครปฐม"),
    ):
        field = page.locator(f'[name="{name}"]')
        if field.count():
            field.fill(field.input_value() or words)
            page.keyboard.press("Escape")
            written.append(field)
    assert written
    return written


@BOTH
def test_an_approver_reads_the_differences_and_decides_from_the_keyboard(visit, site: Site, way: Way):
    good = changed_after_approval(site.database, clock.now(), f"อนุมัติได้ {way.words}")
    bad = changed_after_approval(site.database, clock.now(), f"ต้องแก้ {way.words}")
    head = visit("head.npt", way)
    page, keys = head.page, head.page.keyboard
    head.open("/")
    stop(head, "approver-home")
    page.get_by_role("link", name="เปิดคิวอนุมัติ").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("งานรอ")
    _reach(page, good)
    keys.press("Enter")
    differences = page.locator(f"#i-{good} .whole-diff")
    expect(differences.locator("ins").filter(has_text="ปรับปรุง").first).to_be_visible()
    stop(head, "approver-differences")
    keys.press("a")
    confirm = page.locator(f"#i-{good}").get_by_role("button", name="ยืนยันอนุมัติ")
    expect(confirm).to_be_focused()
    send_over_a_dropped_line(head, confirm)
    expect(page.get_by_role("status").get_by_text("อนุมัติแล้ว")).to_be_visible()
    assert status_of(site, good) is RevisionStatus.APPROVED

    _reach(page, bad)
    keys.press("r")
    reason = page.locator(f"#r-{bad}")
    expect(reason).to_be_focused()
    keys.type("ระยะเวลาเก็บไม่ตรงกับประกาศ โปรดตรวจกับกลุ่มกฎหมาย")
    stop(head, "approver-reason")
    back = page.locator(f"#i-{bad}").get_by_role("button", name="ส่งกลับให้แก้ไข")
    send_over_a_dropped_line(head, back, reason)
    expect(page.get_by_role("status").get_by_text("ส่งกลับ")).to_be_visible()
    assert status_of(site, bad) is RevisionStatus.DRAFT
    stop(head, "approver-done")


def _reach(page: Page, key: str) -> None:
    """Press j until a record has the focus."""
    expect(page.locator(f"#i-{key}")).to_be_attached()
    for _ in range(page.locator("[data-item]").count() + 1):
        if page.evaluate("document.activeElement.id") == f"i-{key}":
            return
        page.keyboard.press("j")
    # The list does not begin anew at its end.
    for _ in range(page.locator("[data-item]").count() + 1):
        if page.evaluate("document.activeElement.id") == f"i-{key}":
            return
        page.keyboard.press("k")
    raise AssertionError(f"{key} is not reached by j and k")


@BOTH
def test_a_head_of_province_looks_over_the_office_prints_the_list_and_appoints_a_deputy(visit, site: Site, way: Way):
    name = f"รอหัวหน้า {way.words}"
    key = wrote(site.database, clock.now(), name, LifeStep.REVIEW, office=CHIANG_MAI)
    head = visit("head.cmi", way)
    page = head.page
    head.open("/")
    offices = page.get_by_role("region", name="หน่วยงานของท่าน")
    expect(offices.get_by_role("row").nth(1)).to_be_visible()
    stop(head, "head-home")
    number = offices.get_by_role("row").nth(1).get_by_role("link").first
    records = int(number.inner_text())
    with page.expect_download() as printed:
        page.get_by_role("region", name="บัญชีลงนาม").get_by_role("link", name=re.compile("พิมพ์บัญชี")).click()
    assert printed.value.path().read_bytes().startswith(b"%PDF")
    number.click()
    expect(page.get_by_role("status").filter(has_text=re.compile(rf"^พบ(อย่างน้อย)? {records} รายการ"))).to_be_visible()
    stop(head, "head-records")

    head.open("/")
    page.get_by_role("link", name="ให้สิทธิ", exact=True).first.click()
    _deputy(head, way)
    deputy = visit("reviewer.cmi", way)
    deputy.open("/queue/sign")
    expect(deputy.page.locator(f"#i-{key}").get_by_role("link", name=name)).to_be_visible()
    stop(deputy, "head-deputy")

    head.open("/people?mark=acting")
    stop(head, "head-acting")
    page.get_by_role("link", name=re.compile("^สิ้นสุดสิทธิ")).first.click()
    page.get_by_role("button", name="สิ้นสุดสิทธิ").click()
    expect(page.get_by_text("สิ้นสุดสิทธิแล้ว").first).to_be_visible()
    head.open("/queue/sign")
    item = page.locator(f"#i-{key}")
    item.locator("[data-act=approve] > summary").click()
    item.get_by_role("button", name="ยืนยันอนุมัติ").click()
    expect(page.get_by_role("status").get_by_text("อนุมัติแล้ว")).to_be_visible()
    assert status_of(site, key) is RevisionStatus.APPROVED


def _deputy(head: Visitor, way: Way) -> None:
    """Let somebody act for the head; the line drops while it is sent."""
    page = head.page
    number = page.get_by_label("เลขประจำตัวประชาชน")
    number.fill("1000000000319")
    page.get_by_role("radio", name="ผู้อนุมัติ").check()
    page.get_by_role("combobox", name="หน่วยงาน").select_option(str(CHIANG_MAI))
    reason = page.get_by_label("เหตุผลหรือเลขคำสั่ง")
    reason.fill(f"คำสั่งจังหวัดที่ 7/2569 {way.words}")
    page.get_by_label("ใช้ได้ถึงวันที่").fill(format_thai_date((clock.bangkok(clock.now()) + timedelta(days=30)).date()))
    page.get_by_label("เป็นการรักษาการแทนหัวหน้าหน่วยงาน").check()
    stop(head, "head-appoints")
    send_over_a_dropped_line(head, page.get_by_role("button", name="ให้สิทธิ"), number, reason)
    expect(page.get_by_text("ให้สิทธิแล้ว").first).to_be_visible()
