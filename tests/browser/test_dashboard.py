"""The dashboard in a browser at two widths: pictures, tables and the list behind a number."""

import pytest
from playwright.sync_api import expect

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
