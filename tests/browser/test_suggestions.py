"""Words typed before are offered below a field, by keyboard, mouse and touch; a section comes from another record."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, WAYS, Visitor, Way
from tests.support.walks import new_draft, save

ITEMS = "ระบุข้อมูลส่วนบุคคลที่มีการเก็บรวบรวม"
OPTIONS = "คำที่เคยใช้"


def item(visitor: Visitor, *entries: str) -> str:
    """Return a draft with these data items in it."""
    draft = new_draft(visitor, "งานคำแนะนำ", "ให้คำ")
    visitor.open(f"{draft}/edit/data_category")
    visitor.page.get_by_label(ITEMS).fill("\n".join(entries))
    save(visitor.page)
    return draft


def offered(page: Page):
    return page.get_by_role("listbox", name=OPTIONS).get_by_role("option")


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_what_was_typed_before_is_taken_line_by_line_without_a_mouse(visit, way: Way):
    visitor = visit("recorder.npt", way)
    item(visitor, "เลขทะเบียนเครื่องจักรพิเศษ", "เลขทะเบียนเครื่องจักรสำรอง")
    draft = new_draft(visitor, "งานคำแนะนำ", "รับคำ")
    page = visitor.page
    visitor.open(f"{draft}/edit/data_category")
    field = page.get_by_label(ITEMS)
    field.focus()
    page.keyboard.type("เครื่องจักร")
    expect(offered(page)).to_have_count(2)
    expect(page.get_by_role("status").filter(has_text="มีคำแนะนำ 2 รายการ")).to_be_attached()
    page.keyboard.press("ArrowDown")
    expect(offered(page).first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("suggestion-"))
    visitor.shot("suggestions")
    visitor.has_no_barriers()
    below, above = offered(page).first.bounding_box(), field.bounding_box()
    assert below is not None
    assert above is not None
    assert below["y"] >= above["y"] + above["height"] or below["y"] + below["height"] <= above["y"]
    first = offered(page).first.get_attribute("data-value")
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"{first}\n")
    page.keyboard.type("เครื่องจักร")
    expect(offered(page)).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert sorted(field.input_value().split()) == ["เลขทะเบียนเครื่องจักรพิเศษ", "เลขทะเบียนเครื่องจักรสำรอง"]
    save(page)


def test_esc_closes_the_list_and_enter_without_a_choice_is_only_a_new_line(visit):
    visitor = visit("recorder.npt")
    draft = item(visitor, "คำที่มีอยู่ก่อนแล้ว")
    draft = new_draft(visitor, "งานคำแนะนำ", "ปิด")
    page = visitor.page
    visitor.open(f"{draft}/edit/data_category")
    field = page.get_by_label(ITEMS)
    field.focus()
    page.keyboard.type("มีอยู่ก่อน")
    expect(offered(page)).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_have_value("มีอยู่ก่อน\n")
    page.keyboard.type("มีอยู่ก่อน")
    expect(offered(page).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(offered(page)).to_have_count(0)
    expect(field).to_have_value("มีอยู่ก่อน\nมีอยู่ก่อน")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_cells_of_the_flow_table_offer_systems_also_in_a_row_that_was_just_added(visit):
    visitor = visit("recorder.npt")
    draft = new_draft(visitor, "งานคำแนะนำ", "ผัง")
    page = visitor.page
    visitor.open(f"{draft}/edit/systems")
    page.get_by_role("button", name="เพิ่มระบบ").click()
    page.get_by_role("textbox", name=re.compile("^ชื่อระบบ")).first.fill("ระบบทดสอบคำแนะนำ")
    save(page)
    visitor.open(f"{draft}/edit/flow")
    page.get_by_role("button", name="เพิ่มขั้นตอน").click()
    cell = page.locator("[name=steps-0-it_systems]")
    cell.click()
    page.keyboard.type("ทดสอบคำ")
    expect(offered(page)).to_have_count(1)
    visitor.shot("suggestions-in-a-cell")
    offered(page).first.click()
    expect(cell).to_have_value(re.compile("^ระบบทดสอบคำแนะนำ"))


def test_typing_goes_on_when_the_line_to_the_server_is_gone(visit):
    visitor = visit("recorder.npt")
    draft = new_draft(visitor, "งานคำแนะนำ", "สายขาด")
    page = visitor.page
    visitor.open(f"{draft}/edit/data_category")
    page.route("**/suggestions?*", lambda route: route.abort())
    with page.expect_request("**/suggestions?*"):
        page.get_by_label(ITEMS).focus()
        page.keyboard.type("ชื่อ")
    page.keyboard.type("-สกุล")
    expect(page.get_by_label(ITEMS)).to_have_value("ชื่อ-สกุล")
    expect(offered(page)).to_have_count(0)
    visitor.faults[:] = [fault for fault in visitor.faults if "/suggestions?" not in fault]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_answers_of_a_section_are_copied_from_another_record_and_wait_to_be_saved(visit, way: Way):
    visitor = visit("recorder.npt", way)
    name = f"รายการต้นทาง {way.words}"
    draft = new_draft(visitor, "งานคัดลอก", name)
    page = visitor.page
    visitor.open(f"{draft}/edit/data_category")
    page.get_by_label(ITEMS).fill("ชื่อ\nเลขที่ใบอนุญาต")
    save(page)
    target = new_draft(visitor, "งานคัดลอก", f"ปลายทาง {way.words}")
    visitor.open(f"{target}/edit/data_category")
    page.get_by_role("link", name="คัดลอกจากรายการอื่น").click()
    page.get_by_role("searchbox", name="ค้นหารายการ").fill(name)
    page.get_by_role("search").get_by_role("button", name="ค้นหา").click()
    visitor.shot("copy-search")
    visitor.has_no_barriers()
    page.get_by_role("link", name=name).first.click()
    expect(page.get_by_role("checkbox", name=ITEMS)).to_be_checked()
    visitor.shot("copy-section")
    visitor.has_no_barriers()
    page.get_by_role("button", name="ใส่ในแบบฟอร์ม (ยังไม่บันทึก)").click()
    expect(page.get_by_label(ITEMS)).to_have_value("ชื่อ\nเลขที่ใบอนุญาต")
    visitor.shot("copy-in-the-form")
    save(page)


def test_rows_of_a_template_are_put_behind_the_steps_that_are_there(visit):
    visitor = visit("recorder.npt", PLAIN_PHONE)
    draft = new_draft(visitor, "งานคัดลอก", "ผังจากแบบ")
    page = visitor.page
    visitor.open(f"{draft}/copy/flow?from=template:cctv")
    visitor.shot("copy-rows")
    boxes = page.get_by_role("checkbox")
    rows = boxes.count()
    boxes.last.uncheck()
    page.get_by_role("button", name="ใส่ในแบบฟอร์ม (ยังไม่บันทึก)").click()
    expect(page.get_by_text("ท่านมีข้อความที่พิมพ์ค้างไว้")).to_be_visible()
    expect(page.locator("[name$='-title']")).to_have_count(rows - 1)
