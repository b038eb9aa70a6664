"""The inbox, how to be told, and the administrator's page of delivery."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from ropa import clock
from ropa.access.tables import people
from ropa.notices import service
from ropa.wiring import wire
from schemas.access import COMMAND_LINE
from schemas.notices import NoticeKind
from tests.support.notices import notice_for
from tests.support.visitor import DESKTOP, PLAIN_PHONE, Way


@pytest.mark.parametrize("way", [DESKTOP, PLAIN_PHONE], ids=str)
def test_notices_are_read_where_they_lead_and_chosen_how_to_come(visit, site, way: Way):
    reader = visit("admin.sps", way)
    reader.open("/")
    with site.database.write(COMMAND_LINE, clock.now()) as uow:
        wire()
        me = uow.connection.scalar(select(people.c.id).where(people.c.username == "admin.sps"))
        breach = notice_for(
            me,
            f"breach:{way}",
            kind=NoticeKind.BREACH_CLOCK,
            title_th=f"เหตุละเมิดเหลือเวลา 24 ชั่วโมง ({way.words})",
            path="/retention",
            is_urgent=True,
        )
        service.post(uow, [notice_for(me, f"review:{way}"), breach])

    reader.open("/inbox")
    page = reader.page
    expect(page.locator(".bell-count")).to_be_visible()
    reader.has_no_barriers()
    assert reader.overflow() <= 0
    reader.shot("inbox")
    page.get_by_role("button", name=f"เปิดดู เหตุละเมิดเหลือเวลา 24 ชั่วโมง ({way.words})").click()
    expect(page).to_have_url(f"{site.address}/retention")
    reader.open("/inbox")
    page.get_by_role("button", name="อ่านทั้งหมดแล้ว").click()
    expect(page.locator(".bell-count")).to_have_count(0)

    reader.open("/me/notices")
    reader.has_no_barriers()
    assert reader.overflow() <= 0
    reader.shot("notice-settings")
    page.get_by_role("combobox", name="ตั้งแต่").select_option("21:00")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_text("บันทึกแล้ว")).to_be_visible()

    reader.open("/notices")
    page.get_by_label("ที่อยู่ของระบบที่จะเพิ่ม").fill("https://10.0.0.1/")
    reader.expects(422)
    page.get_by_role("button", name="เพิ่ม", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    reader.has_no_barriers()
    address = f"https://hooks.ministry.example/{way.name}"
    page.get_by_label("ที่อยู่ของระบบที่จะเพิ่ม").fill(address)
    page.get_by_role("button", name="เพิ่ม", exact=True).click()
    expect(page.get_by_text("whsec_")).to_be_visible()
    reader.has_no_barriers()
    assert reader.overflow() <= 0
    reader.shot("delivery-of-notices")
    page.get_by_role("button", name=f"นำออก {address}").click()
    expect(page.get_by_text("นำออกจากรายการแล้ว")).to_be_visible()
