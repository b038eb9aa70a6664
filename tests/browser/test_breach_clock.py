"""The countdown of a breach is right after the laptop slept, and where the reader's own clock is wrong."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from playwright.sync_api import expect

from ropa import clock
from ropa.breaches import service
from schemas.breach import BreachInput
from tests.support.visitor import DESKTOP
from tests.support.world import DPO

CENTRAL = 435
LEFT = ".breach-clock [data-until]"
#: The browser's wall clock, as a person may have set it; its steady clock runs on.
WRONG = "const real = Date.now; window.wrong = {ms}; Date.now = () => real() + window.wrong;"


def reported(site, hours: float, title: str) -> str:
    """Lay a breach ready that the agency became aware of some hours ago; return its path."""
    now = clock.now()
    given = BreachInput(office_id=CENTRAL, title=title, aware_at=now - timedelta(hours=hours))
    with site.database.write(DPO, now) as uow:
        return f"/breaches/{service.report(uow, given).id}"


def test_a_wrong_clock_of_the_reader_does_not_move_the_countdown(visit, site):
    path = reported(site, 1.5, "นาฬิกาเครื่องผิด")
    officer = visit("dpo.sps", DESKTOP)
    officer.page.add_init_script(WRONG.format(ms=5 * 3600 * 1000))
    officer.open(path)
    expect(officer.page.locator(LEFT)).to_have_text(re.compile("2 วัน 22 ชม. 2[89] นาที"))
    # It is set right by hand while the page is open: the two clocks part, and the server is asked.
    with officer.page.expect_response("**/healthz"):
        officer.page.evaluate("window.wrong = 0")
    expect(officer.page.locator(LEFT)).to_have_text(re.compile("2 วัน 22 ชม. 2[89] นาที"))


def test_the_countdown_is_right_at_once_after_the_laptop_slept(visit, site):
    path = reported(site, 70, "ปิดฝาแล็ปท็อปแล้วเปิดใหม่")
    officer = visit("dpo.sps", DESKTOP)
    page = officer.page
    page.clock.install()
    officer.open(path)
    expect(page.locator(LEFT)).to_have_text(re.compile("^1 ชม. 59 นาที"))
    woken = datetime.now(UTC) + timedelta(hours=3)
    page.route("**/healthz", lambda route: route.fulfill(headers={"Date": format_datetime(woken, usegmt=True)}))
    # The lid was shut for three hours, and the machine's own clock stood still for two of them.
    page.clock.fast_forward("01:00:00")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(LEFT)).to_have_text(re.compile("^พ้นกำหนด (1 ชม. .. วิ|59 นาที)"))
    expect(page.locator(LEFT)).to_have_class(re.compile("late"))
