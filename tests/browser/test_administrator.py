"""An administrator gives a right and ends it; the person notices at once."""

import pytest
from playwright.sync_api import expect

from ropa.portal_simulator.personas import BY_USERNAME
from tests.support.visitor import DESKTOP, PHONE, PLAIN_DESKTOP, WAYS, Way

NEWCOMER = BY_USERNAME["newcomer.npt"]


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_right_is_given_used_and_ended(visit, way: Way):
    newcomer = visit("newcomer.npt", way)
    newcomer.open("/")
    newcomer.shot("home-without-rights")
    newcomer.has_no_barriers()
    expect(newcomer.page.get_by_role("link", name="รายการใหม่")).to_have_count(0)

    admin = visit("admin.sps", way)
    page = admin.page
    admin.open("/people/new")
    page.get_by_label("เลขประจำตัวประชาชน").fill("100000000033")
    page.get_by_role("radio", name="ผู้บันทึก").check()
    page.get_by_role("combobox", name="หน่วยงาน").select_option("59")
    page.get_by_role("button", name="ให้สิทธิ").click()
    expect(page.get_by_label("เลขประจำตัวประชาชน")).to_have_attribute("aria-invalid", "true")
    admin.shot("give-a-right-with-faults")
    admin.has_no_barriers()
    expect(page.get_by_role("radio", name="ผู้บันทึก")).to_be_checked()
    page.get_by_label("เลขประจำตัวประชาชน").fill(NEWCOMER.national_id)
    page.get_by_role("button", name="ให้สิทธิ").click()
    expect(page.get_by_text("ให้สิทธิแล้ว").first).to_be_visible()

    newcomer.open("/activities")
    expect(newcomer.page.get_by_role("link", name="รายการใหม่").first).to_be_visible()

    admin.open("/people")
    admin.shot("people")
    admin.has_no_barriers()
    assert NEWCOMER.national_id not in page.content()
    row = page.get_by_role("row").filter(has_text=NEWCOMER.name)
    row.get_by_role("link", name="สิ้นสุดสิทธิ").click()
    admin.shot("end-a-right")
    admin.has_no_barriers()
    page.get_by_role("button", name="สิ้นสุดสิทธิ").click()
    expect(page.get_by_text("สิ้นสุดสิทธิแล้ว").first).to_be_visible()

    newcomer.expects(403)
    assert newcomer.open("/activities/new").status == 403


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_DESKTOP], ids=str)
def test_an_office_administrator_sees_the_own_office_and_no_other(visit, way: Way):
    visitor = visit("head.npt", way)
    visitor.open("/people")
    table = visitor.page.get_by_role("table")
    expect(table).to_contain_text("นครปฐม")
    expect(table).not_to_contain_text("เชียงใหม่")
    visitor.has_no_barriers()
