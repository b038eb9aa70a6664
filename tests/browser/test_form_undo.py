"""What was done in the form is undone: rows, cells, a save; the main job needs no mouse."""

from typing import Any

import pytest
from playwright.sync_api import expect

from ropa import clock
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PLAIN_DESKTOP, Way
from tests.support.walks import save
from tests.support.world import create

NAKHON_PATHOM = 59


def draft(site: Site, part: str, **more: Any) -> str:
    """Return the address of a draft that somebody made."""
    made = create(
        site.database, clock.now(), office_id=NAKHON_PATHOM, main_process="งานเลิกทำ", sub_process=part, **more
    )
    return f"/activities/{made.id}"


def test_rows_and_cells_are_undone_and_done_again_and_the_browsers_own_undo_stays(visit, site: Site):
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.open(f"{draft(site, 'แถว', steps=2)}/edit/flow")
    title = page.get_by_label("ขั้นตอน ขั้นตอนที่ 2", exact=True)
    title.fill("ชื่อใหม่ของขั้นสอง")
    page.get_by_role("button", name="ลบ ขั้นตอนที่ 1").click()
    expect(page.get_by_label("ขั้นตอน ขั้นตอนที่ 1", exact=True)).to_have_value("ชื่อใหม่ของขั้นสอง")
    expect(page.get_by_role("button", name="เลิกทำ: ลบแถว")).to_be_visible()
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("Control+z")
    expect(title).to_have_value("ชื่อใหม่ของขั้นสอง")
    page.keyboard.press("Control+z")
    expect(title).to_have_value("ขั้นที่ 2")
    page.keyboard.press("Control+y")
    expect(title).to_have_value("ชื่อใหม่ของขั้นสอง")
    title.click()
    page.keyboard.press("End")
    page.keyboard.type("ก")
    page.keyboard.press("Control+z")
    expect(title).to_have_value("ชื่อใหม่ของขั้นสอง")


def test_the_caret_stays_when_a_row_is_added_elsewhere(visit, site: Site):
    visitor = visit("recorder.npt")
    page = visitor.page
    visitor.open(f"{draft(site, 'เคอร์เซอร์', steps=2)}/edit/flow")
    page.get_by_label("ขั้นตอน ขั้นตอนที่ 1", exact=True).focus()
    page.keyboard.press("Alt+PageDown")
    expect(page.get_by_label("ขั้นตอน ขั้นตอนที่ 2", exact=True)).to_be_focused()
    page.keyboard.press("Control+Shift+Enter")
    expect(page.get_by_label("ขั้นตอน ขั้นตอนที่ 3", exact=True)).to_be_focused()
    page.keyboard.press("Control+/")
    expect(page.get_by_role("dialog", name="ปุ่มลัดในแบบฟอร์ม")).to_be_visible()
    visitor.shot("form-keys")
    visitor.has_no_barriers()
    page.keyboard.press("Escape")


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_DESKTOP], ids=str)
@pytest.mark.parametrize("section", ["header", "flow"])
def test_a_save_is_taken_back_as_a_new_save(visit, site: Site, way: Way, section: str):
    visitor = visit("recorder.npt", way)
    page = visitor.page
    record = draft(site, f"ย้อน {section} {way.words}", steps=1)
    visitor.open(f"{record}/edit/{section}")
    at = page.get_by_label("ส่วนงาน").first if section == "header" else page.get_by_label("ขั้นตอน ขั้นตอนที่ 1", exact=True)
    before = at.input_value()
    at.fill("บันทึกผิดไปแล้ว")
    save(page)
    visitor.open(f"{record}/edit/{section}")
    expect(at).to_have_value("บันทึกผิดไปแล้ว")
    page.get_by_role("button", name="กลับไปเป็นก่อนบันทึก").click()
    expect(page.get_by_text("กลับไปเป็นก่อนบันทึกแล้ว")).to_be_visible()
    expect(at).to_have_value(before)


def test_a_row_of_a_section_comes_back_without_a_script(visit, site: Site):
    visitor = visit("recorder.npt", PLAIN_DESKTOP)
    page = visitor.page
    visitor.open(f"{draft(site, 'รายการกลับคืน')}/edit/beyond")
    group = page.get_by_role("group", name="การปฏิเสธคำขอหรือการคัดค้าน").first
    group.get_by_role("button", name="เพิ่มรายการ").click()
    group.get_by_label("เหตุผล").fill("ขอซ้ำเกินสมควร")
    group.get_by_role("button", name="ลบรายการนี้").click()
    expect(group.get_by_label("เหตุผล")).to_have_count(0)
    page.get_by_role("button", name="เอากลับคืน").click()
    expect(group.get_by_label("เหตุผล")).to_have_value("ขอซ้ำเกินสมควร")
