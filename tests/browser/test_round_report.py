"""The DPO reads the report of a round, follows a figure to its lines, and takes it away as Excel and PDF."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from ropa.procedures import service_rounds, service_steps, store_rounds
from schemas.procedure import BranchAnswer
from schemas.rounds import LateCause, RoundInput, StepEnd
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.rounds import DPO
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, Way

NAKHON_PATHOM = "สำนักงานอุตสาหกรรมจังหวัดนครปฐม"
OFFICES = list(range(4, 60, 4))


def lived(site: Site, now: datetime) -> str:
    """Return a round that began two hundred days ago: offices done, sent back, late, never begun."""
    steps = [step(1, 5), decision(2, 3, 1, days=3), step(3, 10), step(4, 5, [])]
    began = now - timedelta(days=203 + clock.bangkok(now).weekday())
    made = approved(site.database, began, title="คู่มือของรายงานรอบ", steps=steps)
    with site.database.write(DPO, began) as uow:
        given = RoundInput(title="รอบที่มีรายงาน", starts_on=clock.bangkok(began).date(), office_ids=OFFICES)
        round_id = service_rounds.start(uow, made.id, given)
    for number, office in enumerate(OFFICES[3:]):
        at, refuses = began + timedelta(days=4 + number), number % 3
        for _ in range(number):
            with site.database.write(DPO, at) as uow:
                run = store_rounds.read_run(uow, round_id, office)
                assert run is not None
                row = next(
                    (each for each in store_rounds.steps_of(uow, [run.id])[run.id] if each.state == "open"), None
                )
                if row is None:
                    break
                answer = None
                if row.step == 2:
                    answer = BranchAnswer.NOT_AGREED if refuses and row.visit == 1 else BranchAnswer.AGREED
                cause = (LateCause.WORKLOAD, LateCause.COORDINATION, LateCause.INCOMPLETE)[refuses]
                service_steps.end(uow, row.id, StepEnd(version=row.version, answer=answer, cause=cause))
            at += timedelta(days=9 + number)
    return round_id


@pytest.mark.parametrize("way", [DESKTOP, PHONE], ids=str)
def test_the_report_of_a_round_leads_from_each_figure_to_its_lines(visit, site: Site, way: Way):
    round_id = lived(site, clock.now())
    dpo = visit("dpo.sps", way)
    page = dpo.page
    dpo.open(f"/rounds/{round_id}")
    page.get_by_role("link", name="รายงาน", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("รายงานผลการดำเนินงานตามรอบ")
    dpo.shot("round-report")
    dpo.has_no_barriers()
    tile = page.get_by_role("navigation", name="หน่วยงานตามสถานะ").get_by_role("link", name="ล่าช้า")
    number = tile.locator(".number").inner_text()
    tile.click()
    expect(page.get_by_role("heading", name=f"ผลตามหน่วยงาน ({number})")).to_be_visible()
    page.get_by_label("ช่วงของรายงาน").select_option("6")
    page.get_by_role("button", name="แสดง", exact=True).click()
    expect(page.get_by_text("รอบ 6 เดือน")).to_be_visible()
    dpo.has_no_barriers()
    dpo.expects(422)
    page.get_by_label("หรือถึงวันที่").fill("31 กุมภา")
    page.get_by_role("button", name="แสดง", exact=True).click()
    expect(page.locator("#e-as_of")).to_be_visible()
    dpo.shot("round-report-fault")
    dpo.has_no_barriers()
