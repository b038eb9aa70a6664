"""Nothing moves by itself while a page comes in over a slow line, at a first visit and with a slow processor."""

import pytest
from playwright.sync_api import Browser

from tests.support.full_site import FullSite
from tests.support.page_walk import MOST_MOVED, PHONE_320, SETTLED, SHIFTS
from tests.support.visitor import DESKTOP, PHONE, Way

#: About a telephone at the edge of its cell: bytes a second, and milliseconds there and back.
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 60_000, "uploadThroughput": 60_000}
#: Lists whose scripts show something that is not there without them, or that once moved.
PAGES = ("/activities", "/packs", "/holdings", "/requests", "/queue/sign", "/breaches/all")
#: How far the fields of a form of filters go sideways while it comes in, field after field.
PUSHED = """() => Math.max(0, ...[...document.querySelectorAll('.filters')].map((form) => {
    const fields = [...form.children], place = (each) => each.getBoundingClientRect().x;
    const whole = fields.map(place);
    let most = 0;
    for (let last = fields.length - 1; last > 0; last--) {
        fields[last].remove();
        most = Math.max(most, ...fields.slice(0, last).map((each, at) => Math.abs(place(each) - whole[at])));
    }
    form.append(...fields);
    return most;
}))"""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("way", [PHONE, PHONE_320, DESKTOP], ids=str)
def test_no_line_moves_over_a_slow_line(browser: Browser, every_page: FullSite, way: Way):
    moved = {}
    for path in PAGES:
        context = browser.new_context(
            base_url=every_page.address,
            viewport={"width": way.width, "height": way.height},
            reduced_motion="reduce",
            storage_state=every_page.cookies("head" if path == "/queue/sign" else "dpo"),
        )
        context.add_init_script(SHIFTS)
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)
        wire.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(path, wait_until="networkidle")
        moved[path] = (page.evaluate(SETTLED), page.evaluate("what")[:3])
        context.close()

    assert not {path: told for path, told in moved.items() if told[0] > MOST_MOVED}, moved


def test_a_filter_that_comes_in_later_does_not_push_those_before_it(browser: Browser, every_page: FullSite):
    context = browser.new_context(
        base_url=every_page.address,
        viewport={"width": DESKTOP.width, "height": DESKTOP.height},
        storage_state=every_page.cookies("dpo"),
    )
    page = context.new_page()
    pushed = {}
    for path in ("/activities", "/holdings", "/requests", "/breaches/all", "/dashboard", "/trail", "/systems"):
        page.goto(path)
        assert page.locator(".filters > *").count() > 1, path
        pushed[path] = page.evaluate(PUSHED)
    context.close()

    assert not {path: pixels for path, pixels in pushed.items() if pixels > 0}
