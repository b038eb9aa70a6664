"""The way in, through the portal, and out again."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import DESKTOP, PHONE, WAYS, Way, words


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_person_of_the_portal_comes_in_and_goes_out(visit, way: Way):
    visitor = visit(None, way)
    page = visitor.page
    visitor.open("/")
    expect(page).to_have_url(words("/sign-in"))
    visitor.shot("sign-in")

    visitor.sign_in("recorder.npt")
    expect(page.get_by_role("navigation", name="เมนูหลัก")).to_be_visible()
    visitor.shot("home-of-a-recorder")
    page.get_by_role("banner").locator("summary").click()
    expect(page.get_by_role("banner").get_by_text("ผู้บันทึก นครปฐม").last).to_be_visible()
    page.get_by_role("button", name="ออกจากระบบ").click()

    expect(page).to_have_url(words("/sign-in"))
    visitor.open("/")
    expect(page).to_have_url(words("/sign-in"))


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
@pytest.mark.parametrize("persona", [None, "recorder.npt", "newcomer.npt"])
def test_the_first_page_has_no_barriers(visit, persona, way: Way):
    visitor = visit(persona, way)
    visitor.open("/")
    visitor.has_no_barriers()


def test_a_reader_of_english_reads_english(visit):
    visitor = visit(None)
    visitor.open("/sign-in")
    visitor.page.get_by_role("link", name="English").click()
    expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text(words("Register"))
