"""Every page, in every state that it has an address for: axe finds nothing, and neither do our own checks.

Each day: all pages by their first reader, wide, light and Thai, and all of them once more narrow, dark and English,
where axe is asked only after what that can change.
Every reader in all eight combinations is the campaign's.
"""

from itertools import product

import pytest
from playwright.sync_api import Browser

from tests.support.every_page import PARTS, Place, places
from tests.support.full_site import FullSite
from tests.support.page_walk import OF_THE_WAY, PHONE_320, Walker
from tests.support.visitor import DESKTOP

WAYS = {"desktop": DESKTOP, "phone": PHONE_320}
DAILY = [
    *(pytest.param(part, "desktop", "th", "light", "first", id=f"{part}-desktop") for part in PARTS),
    *(pytest.param(part, "phone", "en", "dark", "first", id=f"{part}-phone") for part in PARTS),
]
EVERY = [
    pytest.param(*each, "everybody", id="-".join(each), marks=pytest.mark.campaign)
    for each in product(PARTS, WAYS, ("th", "en"), ("light", "dark"))
]
#: What nobody may see, what is not there, and what was sent with faults: the pages of errors.
FAULTY = [
    (403, Place("error", "newcomer", "/people")),
    (403, Place("error", "recorder", "/trail")),
    (404, Place("error", "dpo", "/activities/none")),
    (404, Place("error", "stranger", "/nothing-here")),
    (422, Place("error", "recorder", "/activities?cursor=none")),
]


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("part", "way", "language", "colours", "readers"), [*DAILY, *EVERY])
def test_nothing_is_found_on_any_page(
    browser: Browser, every_page: FullSite, part: str, way: str, language: str, colours: str, readers: str
):
    walker = Walker(browser, every_page, WAYS[way], language, colours)
    everybody = readers == "everybody"
    if way == "phone" and not everybody:
        walker.rules = OF_THE_WAY
    seen: set[str] = set()
    found: list[str] = []
    for place in places(every_page.full.ids, part, everybody=everybody):
        # The narrow walk of each day looks at each page once: its other addresses differ in words.
        if way == "desktop" or everybody or place.path not in seen:
            seen.add(place.path)
            found += walker.look(place)
    walker.leave()

    assert not found, f"{len(found)} found:\n" + "\n".join(found)


def test_nothing_is_found_on_the_pages_of_errors(browser: Browser, every_page: FullSite):
    walker = Walker(browser, every_page, DESKTOP, "th", "light")
    found = [each for status, place in FAULTY for each in walker.look(place, status=status)]
    walker.leave()

    assert not found, "\n".join(found)


#: The forms that are sent most, each as nobody filled it: who sends it, where, and the button.
EMPTY_FORMS = [
    ("recorder", "/activities/new", "สร้างร่างและกรอกต่อ"),
    ("recorder", "/breaches/new", None),
    ("dpo", "/requests/new", None),
    ("reviewer", "/activities/{submitted_id}/life/return", None),
    ("reviewer", "/queue?of=review", "ส่งกลับให้แก้ไข"),
    ("stranger", "/request-rights", None),
    ("stranger", "/report-breach", None),
    ("newcomer", "/rights", None),
]
SEND = """(name) => {
    const button = [...document.querySelectorAll('main form button')].filter((each) => name
        ? each.textContent.includes(name) : each.matches('.primary'))[0];
    if (!button) return false;
    button.form.noValidate = true;
    button.form.requestSubmit(button);
    return true;
}"""


def test_nothing_is_found_on_a_form_that_was_sent_with_faults(browser: Browser, every_page: FullSite):
    found = []
    for colours, way in (("light", DESKTOP), ("dark", PHONE_320)):
        walker = Walker(browser, every_page, way, "th", colours)
        for who, address, button in EMPTY_FORMS:
            place = address.format_map(every_page.full.ids)
            page = walker.window(who)
            page.goto(place)
            with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
                assert page.evaluate(SEND, button), f"{place}: no button"
            assert answer.value.status == 422, place
            page.get_by_role("alert").first.wait_for()  # the page says what is wrong
            found += [f"{place} with faults ({way}, {colours}): {each}" for each in walker.barriers(page)]
        walker.leave()

    assert not found, f"{len(found)} found:\n" + "\n".join(found)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_found_in_the_open_search(browser: Browser, every_page: FullSite, way: str):
    walker = Walker(browser, every_page, WAYS[way], "th", "light" if way == "desktop" else "dark")
    page = walker.window("dpo")
    page.goto("/retention")
    page.keyboard.press("Control+k")
    page.locator("dialog.finder input[name=q]").fill("ติดต่อ")
    page.locator("dialog.finder [role=option]").first.wait_for()
    found = walker.violations(page)
    walker.leave()

    assert not found, "\n".join(found)
