"""The yearly review: an office sees what is open, confirms several records at once, and the step ends by itself."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.offices.service import list_offices
from tests.support.review_rounds import begin_shipped, end_open, record, run_of
from tests.support.rounds import DPO
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way

NAKHON_PATHOM = "สำนักงานอุตสาหกรรมจังหวัดนครปฐม"


@pytest.fixture
def office(site: Site):
    with site.database.read(DPO, clock.now()) as uow:
        offices = list_offices(uow)
    province = next(each.id for each in offices if each.name == NAKHON_PATHOM)
    # A group of the province in which no other test of the shared site leaves drafts.
    return max(each.id for each in offices if each.parent_id == province)


def reviewed(site: Site, office: int, way: Way) -> str:
    """Return a review of an office with three records of last year, whose first step is over."""
    now, today = clock.now(), clock.bangkok(clock.now()).date()
    for title in ("งานทะเบียนโรงงาน", "งานรับเรื่องร้องเรียน", "งานอบรมผู้ประกอบการ"):
        record(site.database, now - timedelta(days=365), office, f"{title} {way.words}")
    round_id = begin_shipped(site.database, now, offices=(office,), starts_on=today - timedelta(days=10))
    begun_on = run_of(site.database, now, round_id, office).steps[0].opens_on
    end_open(site.database, now, round_id, office, done_on=begun_on)
    return f"/rounds/{round_id}"


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_an_office_confirms_its_records_and_the_step_ends(visit, site: Site, office: int, way: Way):
    place = reviewed(site, office, way)
    recorder = visit("recorder.npt", way)
    page = recorder.page
    recorder.open(f"{place}/offices/{office}")
    recorder.shot("review-run")
    recorder.has_no_barriers()
    page.get_by_role("button", name="เสร็จขั้นตอนนี้").first.click()
    expect(page.get_by_role("alert").first).to_contain_text("โปรดระบุเหตุผล")
    page.get_by_role("link", name="ยืนยันหรือแก้ไขแล้ว").first.click()
    recorder.shot("review-records")
    recorder.has_no_barriers()
    page.get_by_role("button", name="ยืนยันรายการที่เลือก").click()
    expect(page.get_by_role("alert").first).to_contain_text("เลือกรายการ")
    for box in page.locator("input[name=pick]").all():
        box.check()
    page.get_by_role("button", name="ยืนยันรายการที่เลือก").click()
    expect(page.get_by_text("ไม่มีรายการที่ยังเหลือ")).to_be_visible()
    recorder.shot("review-records-none")
    recorder.open(f"{place}/offices/{office}")
    expect(page.get_by_text("ทะเบียนบันทึกเอง").first).to_be_visible()
    recorder.shot("review-run-after")
    recorder.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_last_days_are_moved_after_a_look_at_what_changes(visit, site: Site, office: int, way: Way):
    place = reviewed(site, office, way)
    dpo = visit("dpo.sps", way)
    page = dpo.page
    dpo.open(place)
    dpo.shot("review-round")
    dpo.has_no_barriers()
    page.get_by_role("link", name="เลื่อนกำหนดหลายหน่วยงาน").click()
    dpo.has_no_barriers()
    page.get_by_label("เลื่อนออกไป (วันทำการ)").fill("5")
    page.get_by_label("เหตุผล").fill("น้ำท่วมพื้นที่")
    page.get_by_role("button", name="ดูสิ่งที่จะเปลี่ยน").click()
    expect(page.get_by_role("heading", name="จะเลื่อน 1 ขั้นตอน")).to_be_visible()
    dpo.shot("round-plan")
    dpo.has_no_barriers()
    page.get_by_role("button", name="เลื่อนตามนี้").click()
    expect(page.get_by_text("น้ำท่วมพื้นที่").first).to_be_visible()
    dpo.open("/rounds/hand-over")
    dpo.shot("hand-over")
    dpo.has_no_barriers()
