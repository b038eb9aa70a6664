"""The DPO begins a round for an office, the office ends its step, and the round shows how far it is."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ropa import clock
from schemas.procedure import StepDoer
from schemas.thai_dates import format_thai_date
from tests.support.procedure_steps import decision, step
from tests.support.procedures import approved
from tests.support.site import Site
from tests.support.visitor import DESKTOP, PHONE, PLAIN_PHONE, Way

NAKHON_PATHOM = "สำนักงานอุตสาหกรรมจังหวัดนครปฐม"


@pytest.mark.parametrize("way", [DESKTOP, PHONE, PLAIN_PHONE], ids=str)
def test_a_round_is_begun_worked_on_and_followed(visit, site: Site, way: Way):
    steps = [step(1, 5, doer=StepDoer.OFFICE), decision(2, 3, 1), step(3, 1, [])]
    title = f"คู่มือของรอบ {way.words}"
    made = approved(site.database, clock.now(), title=title, steps=steps)
    dpo = visit("dpo.sps", way)
    page = dpo.page
    dpo.open("/rounds")
    dpo.has_no_barriers()
    page.get_by_role("link", name="เริ่มรอบใหม่").first.click()
    page.locator("#f-procedure").select_option(made.id)
    page.get_by_label("ชื่อรอบ").fill(f"รอบ {way.words}")
    page.get_by_role("button", name="เริ่มรอบ", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("ระบุวันเริ่ม")
    dpo.has_no_barriers()
    dpo.shot("round-new")
    page.get_by_label("วันเริ่ม").fill(format_thai_date(clock.bangkok(clock.now()).date() - timedelta(days=3)))
    page.get_by_role("button", name="เริ่มรอบ", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"รอบ {way.words}")
    dpo.shot("round")
    dpo.has_no_barriers()
    page.get_by_text("พัก ทำต่อ หรือยกเลิกรอบ").click()
    page.get_by_label("หน่วยงานที่พักหรือทำต่อ").select_option(label=NAKHON_PATHOM)
    page.get_by_label("เหตุผล").fill("น้ำท่วม")
    dpo.shot("round-manage")
    dpo.has_no_barriers()
    for button in ("พักการดำเนินงาน", "ทำต่อ"):
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_text("บันทึกแล้ว")).to_be_visible()
        if button != "ทำต่อ":
            page.get_by_text("พัก ทำต่อ หรือยกเลิกรอบ").click()
            page.get_by_label("เหตุผล").fill("น้ำลด")
    page.get_by_role("link", name=NAKHON_PATHOM).click()
    address = page.url.partition("?")[0]
    dpo.shot("round-run")
    dpo.has_no_barriers()

    recorder = visit("recorder.npt", way)
    recorder.open(address)
    recorder.page.get_by_role("button", name="เสร็จขั้นตอนนี้").first.click()
    expect(recorder.page.get_by_text("บันทึกแล้ว")).to_be_visible()
    recorder.has_no_barriers()
    dpo.open(address)
    dpo.shot("round-run-after")
    expect(page.get_by_text("ขั้นตอนเสร็จ").first).to_be_visible()


def test_progress_comes_by_itself_and_leaves_what_one_is_at(visit, site: Site):
    steps = [step(1, 5, doer=StepDoer.OFFICE), decision(2, 3, 1), step(3, 1, [])]
    made = approved(site.database, clock.now(), title="คู่มือของรอบสด", steps=steps)
    dpo = visit("dpo.sps", DESKTOP)
    page = dpo.page
    dpo.open(f"/rounds/new?procedure={made.id}")
    page.get_by_label("ชื่อรอบ").fill("รอบสด")
    page.get_by_label("วันเริ่ม").fill(format_thai_date(clock.bangkok(clock.now()).date() - timedelta(days=3)))
    page.get_by_role("button", name="เริ่มรอบ", exact=True).click()
    address = page.url.partition("?")[0]
    page.clock.install()
    dpo.open(address)
    page.get_by_text("พัก ทำต่อ หรือยกเลิกรอบ").click()
    page.get_by_label("เหตุผล").fill("ยังพิมพ์อยู่")
    row = page.get_by_role("row").filter(has_text=NAKHON_PATHOM)
    expect(row).to_contain_text("เสร็จแล้ว 0 ครั้ง")
    row.get_by_role("link", name=NAKHON_PATHOM).focus()

    recorder = visit("recorder.npt", DESKTOP)
    recorder.open(f"{address}/offices/{row.get_by_role('link').first.get_attribute('href').rpartition('/')[2]}")
    recorder.page.get_by_role("button", name="เสร็จขั้นตอนนี้").first.click()
    expect(recorder.page.get_by_text("บันทึกแล้ว")).to_be_visible()

    page.clock.fast_forward(31_000)
    expect(row).to_contain_text("เสร็จแล้ว 1 ครั้ง")
    expect(row.get_by_role("link", name=NAKHON_PATHOM)).to_be_focused()
    expect(page.get_by_label("เหตุผล")).to_have_value("ยังพิมพ์อยู่")
    assert page.get_by_role("row").filter(has_text=NAKHON_PATHOM).count() == 1
    dpo.has_no_barriers()
