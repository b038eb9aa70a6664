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
