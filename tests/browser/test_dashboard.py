"""The dashboard in a browser at two widths: pictures, tables and the list behind a number."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.support.full_site import FullSite
from tests.support.page_walk import Walker
from tests.support.visitor import DESKTOP, PHONE, Way


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_a_dpo_opens_the_table_of_a_picture_and_the_list_behind_a_number(visit, way: Way):
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/dashboard")
    expect(page.get_by_role("heading", level=1)).to_have_text("ภาพรวม")
    officer.shot("dashboard")
    officer.has_no_barriers()
    page.locator("#t-bases summary").click()
    expect(page.locator("#t-bases table")).to_be_visible()
    page.locator(".dash-bases .dash-bars a").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    officer.open("/dashboard?tables=1")
    officer.has_no_barriers()


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_dashboard_prints_on_six_pages_with_its_charts_and_tables(
    browser: Browser, every_page: FullSite, language: str
):
    walker = Walker(browser, every_page, DESKTOP, language, "light")
    page = walker.window("dpo")
    page.goto("/dashboard")
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    assert 1 < len(pages) <= 6

    page.emulate_media(media="print")
    # An A4 page less its margins, in pixels.
    page.set_viewport_size({"width": 703, "height": 1009})
    assert page.locator(".dash-numbers").first.is_visible()
    assert page.locator(".dash-coverage .dash-cut").is_visible(), "it is not said that rows are left to the file"
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) == 0
    walker.leave()


def test_the_map_of_exchanges_folds_its_filters_on_a_telephone(browser: Browser, every_page: FullSite):
    for way, folded in ((PHONE, True), (DESKTOP, False)):
        walker = Walker(browser, every_page, way, "th", "light")
        page = walker.window("dpo")
        page.goto("/systems/map")
        expect(page.get_by_label("ไกลกี่ทอด")).to_be_visible(visible=not folded)
        picture = page.locator(".viewer").bounding_box()
        assert picture
        assert picture["y"] < 0.5 * way.height
        walker.leave()
