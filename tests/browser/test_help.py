"""Words of the glossary explained where they stand, and a new recorder's first steps from zero to submitted."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP

PAGE = "/breaches"
WORD, MEANING = "72 ชั่วโมง", "นับเป็นชั่วโมงตั้งแต่ทราบเหตุ"


def test_a_word_is_explained_on_hover_and_the_explanation_can_be_reached(visit):
    page = visit("dpo.sps", DESKTOP).page
    page.goto(PAGE)
    tip = page.get_by_role("tooltip")
    page.get_by_role("link", name=WORD, exact=True).hover()
    expect(tip).to_contain_text(MEANING)
    expect(tip).to_contain_text("มาตรา 37(4)")

    tip.hover()
    expect(tip).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    expect(tip).to_be_hidden()


def test_a_word_is_explained_on_focus_until_escape(visit):
    visitor = visit("dpo.sps", DESKTOP)
    page = visitor.page
    page.goto(PAGE)
    word = page.get_by_role("link", name=WORD, exact=True)
    word.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text(MEANING)
    expect(word).to_have_attribute("aria-describedby", "term-tip")
    visitor.has_no_barriers()
    visitor.shot("term-explained")

    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(word).to_be_focused()


def test_the_first_touch_explains_and_the_second_follows(visit):
    visitor = visit("dpo.sps", PHONE)
    page = visitor.page
    page.goto(PAGE)
    word = page.get_by_role("link", name=WORD, exact=True)
    word.tap()
    expect(page.get_by_role("tooltip")).to_contain_text(MEANING)
    assert visitor.overflow() == 0
    assert page.url.endswith(PAGE)

    word.tap()
    page.wait_for_url("**/glossary#72-hours")


def test_without_scripts_a_word_is_a_link_to_its_entry(visit):
    page = visit("dpo.sps", PLAIN_DESKTOP).page
    page.goto(PAGE)
    page.get_by_role("link", name=WORD, exact=True).click()
    page.wait_for_url("**/glossary#72-hours")
    expect(page.locator("#72-hours".replace("#7", "#\\37 "))).to_contain_text(MEANING)


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_DESKTOP], ids=str)
def test_the_first_steps_of_a_recorder_tick_themselves_and_can_be_hidden(visit, way):
    visitor = visit("recorder.cmi", way)
    page = visitor.page
    steps = page.get_by_role("region", name="เริ่มต้นใช้งาน")
    page.goto("/")
    if not steps.count():
        page.goto("/help/first-run")
        page.get_by_role("button", name="แสดงขั้นแรก").click()
    page.get_by_role("link", name="สร้างรายการแรกจากแบบสำเร็จรูป", exact=True).click()
    page.goto("/activities/templates/training/use")
    page.get_by_role("button", name="สร้างร่าง").click()
    page.goto("/")
    expect(steps.get_by_role("listitem").filter(has_text="สร้างรายการแรกจากแบบสำเร็จรูป")).to_contain_text("ทำแล้ว")

    visitor.has_no_barriers()
    visitor.shot("first-steps")
    page.get_by_role("button", name="ซ่อนขั้นแรกเหล่านี้").click()
    expect(page.get_by_text("เรียกกลับได้ที่หน้าคู่มือ")).to_be_visible()
    expect(steps).to_have_count(0)
