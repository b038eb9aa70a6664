"""The DPO looks at who exchanges what with whom, follows one system, and finds where a kind of data goes."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.visitor import WAYS, Way


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_dpo_follows_a_system_and_a_kind_of_data_through_the_map(visit, way: Way):
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/systems/map")
    expect(page.get_by_role("heading", level=1)).to_have_text("แผนผังการแลกเปลี่ยนข้อมูล")
    picture = page.locator(".viewer-window")
    expect(picture.locator("[data-node]").first).to_be_visible()
    officer.shot("exchange-map")
    officer.has_no_barriers()

    if way.javascript:
        row = page.locator("tr[data-arrow]").first
        row.hover()
        arrow = picture.locator(f'.flow[data-line="{row.get_attribute("data-arrow")}"]')
        expect(arrow).to_have_class(re.compile(r"\blit\b"))
    page.locator("tr[data-arrow]").get_by_role("link", name=re.compile("i.industry.go.th")).first.click()
    expect(page).to_have_url(re.compile(r"[?&]system=[0-9a-f]{16}"))
    if way.javascript:
        # Among all systems each may stand folded behind its owner: other tests of the site have made many more.
        around = page.url
        picture.locator("[data-node]", has_not_text="i.industry.go.th").first.dispatch_event("click")
        expect(page).not_to_have_url(around)
        expect(page).to_have_url(re.compile(r"[?&]system=[0-9a-f]{16}"))
        page.go_back()
    expect(page.get_by_role("heading", level=2, name=re.compile("ระบบทะเบียนลูกค้า")).first).to_be_visible()
    expect(page).to_have_url(re.compile(r"[?&]system=[0-9a-f]{16}"))
    officer.shot("exchange-map-around-a-system")
    officer.has_no_barriers()

    narrow = way.width < 600
    if narrow:  # folded above the picture
        page.locator(".narrow-fold > summary").click()
    page.get_by_role("link", name="ล้างเงื่อนไข").click()
    if narrow:
        page.locator(".narrow-fold > summary").click()
    page.get_by_label("ข้อมูลที่แลกเปลี่ยน").fill("เลขประจำตัวประชาชน")
    page.get_by_role("button", name="แสดง", exact=True).click()
    expect(page.locator(".chip")).to_contain_text("เลขประจำตัวประชาชน")
    expect(page.locator("tr[data-arrow]", has_text="กรมการปกครอง").first).to_be_visible()
    officer.shot("exchange-map-of-national-ids")

    if narrow:
        page.locator(".narrow-fold > summary").click()
    page.get_by_label("ข้อมูลที่แลกเปลี่ยน").fill("ไม่มีข้อมูลนี้")
    page.get_by_role("button", name="แสดง", exact=True).click()
    expect(page.get_by_text("ไม่มีระบบที่ตรงกับเงื่อนไข")).to_be_visible()
    officer.has_no_barriers()
