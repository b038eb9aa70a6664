"""Somebody looks for a thing from wherever they are: by keys, by touch, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE, Way

WORDS = "ลูกค้ากระทรวง"


def test_from_any_page_by_keys_alone(visit):
    visitor = visit("dpo.sps", DESKTOP)
    page = visitor.page
    visitor.open("/retention")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="คำค้น")
    expect(field).to_be_focused()
    page.keyboard.type(WORDS)
    first = page.get_by_role("dialog").get_by_role("option").first
    expect(first).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("group", name="ระบบสารสนเทศ")).to_be_visible()
    visitor.shot("search-finder")
    visitor.has_no_barriers()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("dialog").get_by_role("option").last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    system = page.get_by_role("dialog").get_by_role("option", name=re.compile("ระบบทะเบียนลูกค้า")).first
    while system.get_attribute("aria-selected") != "true":
        page.keyboard.press("ArrowDown")
    address = system.get_attribute("href")
    assert field.get_attribute("aria-activedescendant") == system.get_attribute("id")
    with page.expect_response("**/search/places") as kept:
        page.keyboard.press("Enter")
    assert kept.value.status == 204
    page.wait_for_url(f"**{address}")

    page.keyboard.press("Control+k")
    expect(page.get_by_role("group", name="เปิดล่าสุด").get_by_role("option").first).to_have_attribute("href", address)
    visitor.shot("search-recent")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("Object.keys({...localStorage, ...sessionStorage}).length") == 0


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE], ids=str)
def test_by_the_link_of_the_head_and_the_page(visit, way: Way):
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open("/")
    page.get_by_role("banner").get_by_role("link", name="ค้นหา").click()
    if way.javascript:
        page.get_by_role("combobox", name="คำค้น").fill(WORDS)
        expect(page.get_by_role("dialog").get_by_role("group", name="ระบบสารสนเทศ")).to_be_visible()
        visitor.shot("search-finder-by-touch")
        visitor.has_no_barriers()
        page.get_by_role("button", name="ปิด").click()
    visitor.open("/search")
    visitor.shot("search-empty")
    page.get_by_label("คำค้น").fill(WORDS)
    page.locator("main").get_by_role("button", name="ค้นหา").click()
    expect(page.get_by_role("heading", name="ระบบสารสนเทศ")).to_be_visible()
    assert "/search?q=" in page.url
    visitor.shot("search")
    visitor.has_no_barriers()
    page.get_by_role("link", name=re.compile("ระบบทะเบียนลูกค้า")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    visitor.open("/search?q=ไม่มีแน่นอน")
    visitor.shot("search-none")
    visitor.has_no_barriers()


def test_a_lost_network_is_said_and_the_words_stay(visit):
    visitor = visit("dpo.sps", DESKTOP)
    page = visitor.page
    visitor.open("/")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.route("**/search/found**", lambda route: route.abort("aborted"))
    page.get_by_role("combobox").fill(WORDS)
    expect(page.get_by_text("ติดต่อระบบไม่ได้")).to_be_visible()
    assert page.get_by_role("combobox").input_value() == WORDS
