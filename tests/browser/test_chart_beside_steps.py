"""A procedure's chart stands beside the words of its steps: a step lights its box and brings it along, and back."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, Way


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_step_and_its_box_light_each_other_side_by_side(visit, way: Way):
    reader = visit("recorder.npt", way)
    page = reader.page
    reader.open("/procedures/new")
    page.get_by_label("ชื่อกระบวนงาน").fill(f"ผังคู่ข้อความ {way.words}")
    page.get_by_role("radio", name=re.compile("16 ขั้นตอน")).check()
    page.get_by_role("button", name="สร้างร่างและกรอกต่อ").click()
    page.get_by_role("link", name="กลับไปดูคู่มือ").click()
    chart, last = page.locator(".viewer-window"), page.locator("#step-16")
    expect(chart.locator("svg")).to_be_visible()
    if way.width > 1200:
        beside, words = page.locator(".viewer").bounding_box(), page.locator("#c-steps").bounding_box()
        assert abs(beside["y"] - words["y"]) < 40
        assert beside["x"] + beside["width"] <= words["x"]
        box = chart.locator("[data-step='16']")
        last.scroll_into_view_if_needed()
        last.hover()
        expect(last).to_have_class(re.compile("lit"))
        expect(box).to_have_class(re.compile("lit"))
        window, lit = chart.bounding_box(), box.bounding_box()
        assert window["y"] <= lit["y"]
        assert lit["y"] + lit["height"] <= window["y"] + window["height"] + 1
        page.locator("#step-1").focus()
        expect(chart.locator("[data-step='1']")).to_have_class(re.compile("lit"))
        page.keyboard.press("ArrowDown")
        expect(page.locator("#step-2")).to_be_focused()
        expect(chart.locator("[data-step='2']")).to_have_class(re.compile("lit"))
        chart.locator("[data-step='4']").click()
        expect(page.locator("#step-4")).to_have_class(re.compile("lit"))
    # The letters of the chart can be read where it stands.
    size = page.evaluate(
        "() => { const t = document.querySelector('.viewer-window svg text'); return t.getBoundingClientRect().height }"
    )
    assert size >= (11 if way.width < 600 else 13)
    assert reader.overflow() == 0
    reader.has_no_barriers()
    page.locator(".viewer").scroll_into_view_if_needed()
    reader.shot("chart-beside-steps")
