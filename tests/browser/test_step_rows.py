"""Steps of a procedure are put in, moved by key and by hand, taken out and laid back, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, Way


def titles(page, count=4):
    return [page.locator(f"#f-steps_{at}_title").input_value() for at in range(count)]


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP], ids=str)
def test_steps_are_put_in_moved_taken_out_and_laid_back(visit, way: Way):
    writer = visit("recorder.npt", way)
    page = writer.page
    writer.open("/procedures/new")
    page.get_by_label("ชื่อกระบวนงาน").fill(f"ขั้นตอน {way.words}")
    page.get_by_role("radio", name=re.compile("16 ขั้นตอน")).check()
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    first, second, third, _ = titles(page)
    page.get_by_label("ขอบเขตของงาน").fill("ที่พิมพ์ค้างไว้")

    page.get_by_role("button", name="แทรกหลัง ขั้นตอนที่ 1", exact=True).click()
    expect(page.get_by_text("แทรกขั้นตอนที่ 2 แล้ว")).to_be_visible()
    assert titles(page) == [first, "", second, third]
    if way.javascript:
        expect(page.locator("#f-steps_1_number")).to_be_focused()
    page.locator("#f-steps_1_title").fill("ขั้นที่แทรก")
    expect(page.locator("#f-scope")).to_have_value("ที่พิมพ์ค้างไว้")
    writer.shot("step-rows")
    writer.has_no_barriers()

    up = page.get_by_role("button", name="เลื่อนขึ้น ขั้นตอนที่ 2", exact=True)
    if way.javascript:
        page.locator("#f-steps_1_title").press("Alt+ArrowUp")
    else:
        up.click()
    expect(page.locator("#f-steps_0_title")).to_have_value("ขั้นที่แทรก")
    if way.javascript and way.width > 600:
        page.locator(".step-row[data-place='0'] summary").click()  # closed, so that the rows stand close together
        page.locator(".step-row[data-place='0']").scroll_into_view_if_needed()
        handle = page.locator(".step-row[data-place='0'] [data-drag]").bounding_box()
        target = page.locator(".step-row[data-place='2'] summary").bounding_box()
        page.mouse.move(handle["x"] + 5, handle["y"] + 5)
        page.mouse.down()
        page.mouse.move(target["x"] + 40, target["y"] + target["height"] - 3, steps=4)
        page.mouse.up()
        expect(page.locator("#f-steps_2_title")).to_have_value("ขั้นที่แทรก")
        page.get_by_role("button", name=re.compile("^เลิกทำ: เลื่อนแถว")).click()
        expect(page.locator("#f-steps_0_title")).to_have_value("ขั้นที่แทรก")
    page.get_by_role("button", name="ลบ ขั้นตอนที่ 1", exact=True).click()
    expect(page.get_by_text("ลบแล้ว:")).to_be_visible()
    assert titles(page, 3) == [first, second, third]
    page.locator(".happened").get_by_role("button", name="เอากลับคืน").click()
    expect(page.locator("#f-steps_0_title")).to_have_value("ขั้นที่แทรก")
    page.locator(".form-end").get_by_role("button", name="บันทึก", exact=True).click()
    expect(page).to_have_url(re.compile(r"said=saved"))
    expect(page.locator("#step-17")).to_be_visible()
