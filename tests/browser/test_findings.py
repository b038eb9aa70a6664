"""The DPO walks the worklist, accepts a finding with a reason, and sees the scores."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from schemas.thai_dates import format_thai_date
from tests.support.visitor import WAYS, Way

UNTIL = format_thai_date(clock.bangkok(clock.now() + timedelta(days=30)).date())


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_dpo_goes_from_the_worklist_to_an_acceptance_and_back(visit, way: Way):
    officer = visit("dpo.sps", way)
    page = officer.page
    officer.open("/")
    expect(page.get_by_role("heading", name="ข้อสังเกตในรายการที่ท่านเห็น")).to_be_visible()
    officer.open("/findings")
    officer.shot("findings")
    officer.has_no_barriers()
    # Newest first, and other walks lay records of their own into the same register.
    page.get_by_role("region").get_by_role("heading").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ข้อสังเกต")
    officer.shot("findings-of-a-record")
    officer.has_no_barriers()

    page.get_by_role("link", name="ยอมรับโดยมีเหตุผล").first.click()
    page.get_by_label("ยอมรับถึงวันที่").fill("31 กุมภาพันธ์ 2570")
    page.get_by_role("button", name="ยอมรับ").click()
    expect(page.get_by_role("alert").filter(has_text="ยังบันทึกไม่ได้")).to_be_visible()
    officer.shot("accept-a-finding-with-faults")
    officer.has_no_barriers()
    page.get_by_label("เหตุผลที่ยอมรับ").fill("อยู่ระหว่างจัดทำประกาศฉบับใหม่")
    page.get_by_label("ยอมรับถึงวันที่").fill(UNTIL)
    page.get_by_role("button", name="ยอมรับ").click()
    expect(page.get_by_text("ยอมรับแล้วถึง").first).to_be_visible()
    officer.has_no_barriers()
    page.get_by_role("link", name="เลิกการยอมรับ").first.click()
    officer.has_no_barriers()
    page.get_by_role("button", name="เลิกการยอมรับ").click()
    expect(page.get_by_text("เลิกการยอมรับแล้ว").first).to_be_visible()

    for path, name in (("/findings/offices", "findings-by-office"), ("/findings/scores", "scores")):
        officer.open(path)
        officer.shot(name)
        officer.has_no_barriers()
