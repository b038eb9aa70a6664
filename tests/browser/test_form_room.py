"""The form of a record leaves its room to what is asked: in a laptop's window and on a telephone, in both languages."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser

from schemas.form import sections
from tests.support.full_site import FullSite
from tests.support.page_walk import Walker
from tests.support.visitor import DESKTOP, PHONE, Way

SECTIONS = [each.key for each in sections()]
#: Where the first question begins and its control ends, and what the bars that stay at the window's edges cover.
ROOM = """() => {
    const ask = document.querySelector('.ask'), box = ask.getBoundingClientRect();
    const control = ask.querySelector('input:not([type=hidden]), textarea, select').getBoundingClientRect();
    const bars = [...document.querySelectorAll('.top, .form-end, .main-nav .thumbs')]
        .filter((each) => each.offsetWidth > innerWidth / 2);
    const low = document.querySelector('.form-end').getBoundingClientRect();
    return {asked: box.top, control: control.top, low: low.top,
            bars: bars.reduce((all, each) => all + each.offsetHeight, 0)};
}"""
#: Rows of an editor that stand whole between the table's head and the bar of the buttons.
ROWS = """() => {
    const top = document.querySelector('.typed-rows thead').getBoundingClientRect().bottom;
    const low = document.querySelector('.form-end').getBoundingClientRect().top;
    return [...document.querySelectorAll('.typed-rows tbody tr')].map((each) => each.getBoundingClientRect())
        .filter((each) => each.top >= top - 1 && each.bottom <= low + 1).length;
}"""


def opened(browser: Browser, site: FullSite, way: Way, language: str, part: str) -> Any:
    walker = Walker(browser, site, way, language, "light")
    page = walker.window("recorder")
    page.goto(f"/activities/{site.full.ids['draft_id']}/edit/{part}")
    page.evaluate("document.fonts.ready.then(() => true)")
    return walker, page


@pytest.mark.parametrize("language", ["th", "en"])
def test_the_first_question_of_each_section_stands_on_the_first_screen(
    browser: Browser, every_page: FullSite, language: str
):
    for way, lowest in ((DESKTOP, None), (PHONE, 0.6 * PHONE.height)):
        walker, page = opened(browser, every_page, way, language, SECTIONS[0])
        for key in SECTIONS:
            page.goto(re.sub(r"[^/]+$", key, page.url))
            found = page.evaluate(ROOM)
            if lowest is None:
                assert found["control"] < found["low"] - 30, (key, found)
            else:
                assert found["asked"] <= lowest, (key, found)
                assert found["bars"] <= way.height / 4, (key, found)
        walker.leave()


@pytest.mark.parametrize("language", ["th", "en"])
@pytest.mark.parametrize("part", ["flow", "systems"])
def test_six_rows_of_a_table_stand_on_the_first_screen(
    browser: Browser, every_page: FullSite, part: str, language: str
):
    walker, page = opened(browser, every_page, DESKTOP, language, part)
    assert page.evaluate(ROWS) >= 6
    walker.leave()


def test_writing_a_long_text_in_a_table_moves_no_row(browser: Browser, every_page: FullSite):
    walker, page = opened(browser, every_page, DESKTOP, "th", "flow")
    places = "[...document.querySelectorAll('.typed-rows tbody tr')].map((each) => each.getBoundingClientRect().top)"
    before = page.evaluate(places)
    long = page.locator("textarea[id='steps-2-collection']")
    small = long.bounding_box()["height"]
    long.focus()

    assert long.bounding_box()["height"] > 2 * small, "the text is not shown in full while it is written"
    assert page.evaluate(places) == before
    walker.leave()


@pytest.mark.parametrize("part", ["flow", "systems"])
def test_the_bars_of_a_table_cover_a_quarter_of_a_telephone_at_most(browser: Browser, every_page: FullSite, part: str):
    walker, page = opened(browser, every_page, PHONE, "th", part)
    covered = page.evaluate(ROOM.replace("'.ask'", "'.typed-rows'"))["bars"]
    assert 0 < covered <= PHONE.height / 4
    walker.leave()
