"""No meaning by colour alone (WCAG 1.4.1): a machine looks at every page, and shows that it would find one."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.every_page import PARTS, places
from tests.support.full_site import FullSite
from tests.support.page_walk import Walker
from tests.support.visitor import DESKTOP

CHECKS = Path(__file__).parent.parent / "support" / "colour_checks.js"


def found_on(page: Page) -> list[str]:
    """Return what tells something by colour alone on a page as it stands, folded parts opened."""
    page.evaluate(CHECKS.read_text("utf-8"))
    page.evaluate("document.querySelectorAll('main details:not([open])').forEach((each) => { each.open = true; })")
    made: list[str] = page.evaluate("colourChecks()")
    return made


@pytest.mark.timeout(300)
@pytest.mark.parametrize("part", PARTS)
def test_no_page_tells_anything_by_colour_alone(browser: Browser, every_page: FullSite, part: str):
    walker = Walker(browser, every_page, DESKTOP, "th", "light")
    found = []
    for place in places(every_page.full.ids, part, everybody=False):
        page = walker.window(place.who)
        page.goto(place.address)
        found += [f"{place.address} ({place.who}): {each}" for each in found_on(page)]
    walker.leave()

    assert not found, f"{len(found)} found:\n" + "\n".join(found)


#: What says something by colour alone, and what the check says of it.
BAD = {
    '<ul><li style="border-left: 4px solid var(--bad)">งาน ก</li>'
    '<li style="border-left: 4px solid var(--line)">งาน ข</li></ul>': "bad by colour alone, no sign in the line",
    '<table><tr><td>งาน ก</td></tr><tr style="background: var(--warn-soft)"><td>งาน ก</td></tr></table>': (
        "warn looks like its neighbour but for the colour"
    ),
    '<p>ค้าง <span style="color: var(--bad)">12</span> เรื่อง</p>': "bad by colour alone",
    '<div><i style="display: block; width: 9px; height: 9px; background: var(--good)"></i></div>': (
        "good by colour alone"
    ),
    '<p>อ่าน <a href="/x" style="text-decoration: none; border: 0; font-weight: inherit">ระเบียบ</a> ก่อน</p>': (
        "link in a text by colour alone"
    ),
    '<ul><li><a href="/a" aria-current="page" style="color: var(--brand)">หนึ่ง</a></li>'
    '<li><a href="/b">สอง</a></li></ul>': "chosen by colour alone",
    "<label>ชื่อ <input required></label>": "required and not said",
    '<label>ชื่อ <input aria-invalid="true" style="border-color: var(--bad)"></label>': "a fault by colour alone",
    '<svg width="90" height="40"><polyline points="0,0 90,30" stroke="red" fill="none"/>'
    '<polyline points="0,30 90,0" stroke="green" fill="none"/></svg>': "shapes differ in colour alone",
    '<svg width="90" height="40"><rect width="30" height="30" fill="red"/>'
    '<rect x="40" width="30" height="30" fill="green"/></svg>': "shapes differ in colour alone",
}
#: The same told by something else, too.
GOOD = """<ul><li style="border-left: 4px solid var(--bad)"><b>เกินกำหนด</b> งาน ก</li><li><b>ในกำหนด</b> งาน ข</li></ul>
<table><tr><td>งาน ก</td></tr>
<tr style="background: var(--warn-soft)"><td>งาน ก <span class="badge">ใหม่</span></td></tr></table>
<p>ค้าง <span style="color: var(--bad)">เกินกำหนด 12</span> เรื่อง</p>
<p>อ่าน <a href="/x" style="text-decoration: underline">ระเบียบ</a> ก่อน</p>
<ul><li><a href="/a" aria-current="page" style="font-weight: 700">หนึ่ง</a></li><li><a href="/b">สอง</a></li></ul>
<label>ชื่อ * <input required></label>
<p id="e-x">กรอกชื่อก่อน</p><label>ชื่อ <input aria-invalid="true" aria-describedby="e-x"></label>
<svg width="90" height="40"><polyline points="0,0 90,30" stroke="red" fill="none"/>
<polyline points="0,30 90,0" stroke="green" fill="none" stroke-dasharray="4 2"/></svg>"""
#: By the style's own object, as the page's Content-Security-Policy takes no style out of a text.
PUT = """(text) => {
    const made = new DOMParser().parseFromString(text.replaceAll(' style=', ' data-look='), 'text/html').body;
    for (const each of made.querySelectorAll('[data-look]')) each.style.cssText = each.dataset.look;
    document.querySelector('main').replaceChildren(...made.childNodes);
}"""


@pytest.mark.parametrize(("sample", "told"), BAD.items(), ids=[str(number) for number in range(len(BAD))])
def test_what_is_told_by_colour_alone_is_found(browser: Browser, every_page: FullSite, sample: str, told: str):
    walker = Walker(browser, every_page, DESKTOP, "th", "light")
    page = walker.window("recorder")
    page.goto("/menu")
    page.evaluate(PUT, sample)
    found = found_on(page)
    page.evaluate(PUT, GOOD)
    kept = found_on(page)
    walker.leave()

    assert len(found) == 1, found
    assert found[0].startswith(told), found
    assert not kept, kept


#: Where something is chosen, current or at fault, as Windows draws it for who chose the colours.
CHOSEN = ("/rounds?state=done", "/breaches/triage?stage=waiting", "/rounds", "/design", "/activities", "/queue")
BORDERED = """() => [...document.querySelectorAll('.badge, .chip, .notice, .tile, .field.wrong input')]
    .filter((each) => {
    const style = getComputedStyle(each);
    return each.checkVisibility() && !parseFloat(style.borderTopWidth) && !parseFloat(style.borderLeftWidth);
}).map((each) => `without a border under forced colours: ${each.outerHTML.slice(0, 120)}`)"""


def test_with_forced_colours_nothing_is_told_by_colour_alone_either(browser: Browser, every_page: FullSite):
    walker = Walker(browser, every_page, DESKTOP, "th", "light")
    page = walker.window("dpo")
    page.emulate_media(forced_colors="active")
    found = []
    for address in CHOSEN:
        page.goto(address)
        page.evaluate(CHECKS.read_text("utf-8"))
        found += [f"{address}: {each}" for each in [*page.evaluate("colourChecks()"), *page.evaluate(BORDERED)]]
    walker.leave()

    assert not found, "\n".join(found)
