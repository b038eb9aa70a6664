"""The holidays of a year in a real browser: proposals are taken, a pasted table is looked over and entered."""

from playwright.sync_api import expect

from tests.support.two_widths import Both
from tests.support.visitor import DESKTOP, PHONE

YEAR = 2574
PATH = f"/working-days?year={YEAR}"


def test_proposals_are_taken_and_a_pasted_table_is_looked_over(visit):
    officer = Both(visit("dpo.sps", DESKTOP), visit("dpo.sps", PHONE))
    page = officer.page
    officer.look("working-days-proposed", PATH)
    page.get_by_label("1 ม.ค. 2574", exact=False).first.check()
    page.locator("#f-proposal_source_ref").fill("มติสมมุติ 1/2573")
    officer.press("ใส่วันที่เลือก")
    officer.hears("บันทึกแล้ว")
    page.locator("#f-lines").fill(
        "1\tวันพุธ\t1 มกราคม 2574\tวันขึ้นปีใหม่\n2\t\t13/4/2573\tวันสงกรานต์\n3\t\t2574-04-14\tวันสงกรานต์"
    )
    officer.desk.expects(422)
    officer.press("ตรวจดูก่อน")
    expect(page.get_by_role("heading", name="ผลการตรวจรายการ")).to_be_visible()
    expect(page.get_by_text("บรรทัด 2:", exact=False).first).to_be_visible()
    officer.desk.has_no_barriers()
    officer.desk.shot("working-days-faults")
    page.locator("#f-lines").fill("1\tวันพุธ\t1 มกราคม 2574\tวันขึ้นปีใหม่\n2\tวันอาทิตย์\t13 เมษายน 2574\tวันสงกรานต์")
    officer.press("ตรวจดูก่อน")
    expect(page.locator("#f-lines")).to_have_value("13 เม.ย. 2574 วันสงกรานต์")
    officer.desk.shot("working-days-looked-over")
    page.locator("#f-source_ref").fill("มติสมมุติ 1/2573")
    page.locator("#enter").get_by_role("button", name="ใส่วันหยุด", exact=True).click()
    officer.hears("บันทึกแล้ว")
    expect(page.locator("tr[id^=day-]")).to_have_count(2)
