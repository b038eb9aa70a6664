"""The data protection officer keeps the time: what is kept, until when, and what the monthly check finds."""

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.activities import service
from schemas.access import COMMAND_LINE
from schemas.activity import Form
from schemas.activity_data import Header
from schemas.activity_keeping import Storage
from schemas.beyond import Beyond
from schemas.document import ActivityInput
from schemas.vocabulary import StartEvent
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, WAYS, Way


def kept_two_years(site: Site, name: str) -> str:
    """Return the id of an activity whose form says that data are kept for two years."""
    form = Form(
        header=Header(main_process="งานทะเบียน", sub_process=name),
        storage=Storage(retention_period="2 ปี"),
        beyond=Beyond(retention_start_event=StartEvent.COLLECTED),
    )
    with site.database.write(COMMAND_LINE, clock.now()) as uow:
        return service.create(uow, ActivityInput(office_id=59, form=form)).id


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_set_of_data_past_its_time_is_found_by_the_monthly_check(visit, site: Site, way: Way):
    activity = kept_two_years(site, f"แฟ้มที่ครบเวลา {way.words}")
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open(f"/activities/{activity}/holdings")
    page.get_by_role("button", name="บันทึกชุดข้อมูล").click()
    expect(page.get_by_label("ชื่อชุดข้อมูล")).to_have_attribute("aria-invalid", "true")
    visitor.has_no_barriers()
    page.get_by_label("ชื่อชุดข้อมูล").fill(f"แฟ้มคำขอ {way.words}")
    page.get_by_label("วันที่เกิดเหตุเริ่มนับ").fill("1 มกราคม 2560")
    page.get_by_role("button", name="บันทึกชุดข้อมูล").click()
    expect(page.get_by_role("row").filter(has_text=f"แฟ้มคำขอ {way.words}")).to_contain_text("2562")
    visitor.shot("holdings")

    visitor.open("/retention/runs")
    page.get_by_role("button", name="ดูตัวเลขก่อน").click()
    expect(page.get_by_role("heading", name="ถ้าตรวจตอนนี้จะได้")).to_be_visible()
    visitor.shot("retention-check-tried")
    visitor.has_no_barriers()
    page.get_by_role("button", name="ตรวจจริงและบันทึกผล").click()
    expect(page.get_by_text("ตรวจอายุการเก็บเสร็จแล้ว")).to_be_visible()

    visitor.open("/retention")
    due = page.get_by_role("row").filter(has_text=f"แฟ้มคำขอ {way.words}")
    expect(due).to_be_visible()
    expect(due.get_by_role("link", name=f"แฟ้มที่ครบเวลา {way.words}")).to_be_visible()
    visitor.shot("retention")
    visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_every_view_of_retention_has_no_barriers(visit, way: Way):
    visitor = visit("dpo.sps", way)
    for path in ("undatable", "words", "runs"):
        visitor.open(f"/retention/{path}")
        visitor.shot(f"retention-{path}")
        visitor.has_no_barriers()


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_findings_of_a_record_lead_to_their_fields(visit, site: Site, way: Way):
    visitor = visit("dpo.sps", way)
    page = visitor.page
    visitor.open("/")
    visitor.shot("home-of-an-officer")
    visitor.has_no_barriers()
    visitor.open(f"/activities/{site.samples[1]}")
    page.get_by_role("navigation", name="สารบัญ").get_by_role("link", name="ผลการตรวจ").click()
    finding = page.locator("#s-findings").get_by_role("link").first
    target = finding.get_attribute("href") or ""
    finding.click()
    expect(page.locator(f'[id="{target.removeprefix("#")}"]')).to_be_in_viewport()
