"""Somebody looks up a system, sees with whom it exchanges what, and goes on to the map."""

import pytest
from playwright.sync_api import expect

from tests.support.visitor import WAYS, Way


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_system_is_found_and_its_exchanges_are_read(visit, way: Way):
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open("/systems")
    visitor.shot("systems")
    visitor.has_no_barriers()
    page.get_by_label("ค้นหาระบบ").fill("ลูกค้า")
    page.get_by_role("button", name="ค้นหา").click()
    expect(page.get_by_text("พบ 1 ระบบ")).to_be_visible()
    page.get_by_role("link", name="ระบบทะเบียนลูกค้ากระทรวงอุตสาหกรรม").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("i.industry.go.th")
    expect(page.get_by_role("link", name="กรมการปกครอง")).to_have_count(0)
    expect(page.get_by_role("link", name="ระบบยื่นกู้").first).to_be_visible()
    visitor.shot("system")
    visitor.has_no_barriers()
    assert page.get_by_role("link", name="ดูในแผนผัง").get_attribute("href").startswith("/systems/map?system=")
    visitor.open("/systems?q=ไม่มีแน่นอน&hosting=on_cloud&abroad=1")
    expect(page.get_by_text("ไม่พบระบบที่ตรงกับเงื่อนไข")).to_be_visible()
    visitor.shot("systems-none")
    visitor.has_no_barriers()
