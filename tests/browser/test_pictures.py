"""Pages look as they did: pictures of a register of one moment, compared with those in tests/browser/pictures.

A page that was changed on purpose: `make pictures` takes them anew; look at each before it is committed. What a failing
comparison saw stands in the folder that its message names: reference, picture, and in white what differs.
"""

import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from tests.support.databases import Databases
from tests.support.full_site import FullSite, full_site
from tests.support.same_picture import fault, is_same, small, store
from tests.support.server import ROOT
from tests.support.visitor import DESKTOP, PHONE, Visitor, Way

#: Friday 2026-11-20, 09:00 in Bangkok, as the fixture `now`.
MOMENT = datetime.fromisoformat("2026-11-20T02:00:00+00:00")
REFERENCES = Path(__file__).parent / "pictures"
#: The height of each picture: what a person sees before scrolling, and half as much again; of some, more.
HEIGHT, HEIGHTS = 1400, {"dashboard": 2600}
#: Name: who looks, where, how. Ids are those of tests/support/full_register.py.
PICTURES = {
    "home-recorder": ("recorder", "/", (PHONE,)),
    "home-reviewer": ("reviewer", "/", (DESKTOP,)),
    "home-head": ("head", "/", (DESKTOP, PHONE)),
    "home-dpo": ("dpo", "/", (DESKTOP,)),
    "home-auditor": ("auditor", "/", (DESKTOP,)),
    "home-admin": ("admin", "/", (PHONE,)),
    "home-newcomer": ("newcomer", "/", (PHONE,)),
    "list": ("dpo", "/activities", (DESKTOP, PHONE)),
    "record": ("recorder", "/activities/{approved_id}", (DESKTOP,)),
    "form-section": ("recorder", "/activities/{draft_id}/edit/data_category", (DESKTOP, PHONE)),
    "queue": ("head", "/queue/sign", (DESKTOP, PHONE)),
    "dashboard": ("dpo", "/dashboard", (DESKTOP, PHONE)),
    "health": ("admin", "/health", (DESKTOP,)),
    "design": ("recorder", "/design", (DESKTOP, PHONE)),
}
CASES = [(name, way) for name, (_, _, ways) in PICTURES.items() for way in ways]
#: What runs on with the reader's clock, and what this machine alone says: its room is kept, its words are not shown.
HIDDEN = """[data-until], [data-since], [data-session-ends], .health-list p:not(:has(.badge)), #jobs td {
  visibility: hidden;
}
code, kbd, pre, samp { font-family: Sarabun; } /* the typeface of a machine's own is another on each */"""
#: As a style sheet of a script: the page's own Content-Security-Policy stays in force.
HIDE = """words => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(words);
  document.adoptedStyleSheets.push(sheet);
}"""
#: Words that differ each time a register is made: keys and check sums.
SAME_WORDS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    node.data = node.data.replace(/\\b(?=[0-9a-f]*\\d)[0-9a-f]{8,64}\\b/g, (found) => "0".repeat(found.length));
  }
}"""


@pytest.fixture(scope="module")
def one_moment(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullSite]:
    """The product on a register in which everything is there, at one moment for ever."""
    url = databases.make("sqlite")
    with full_site(url, tmp_path_factory.mktemp("one-moment"), at=MOMENT) as started:
        yield started
    databases.drop(url)


def picture_of(browser: Browser, site: FullSite, name: str, way: Way, change: str = "") -> bytes:
    """Return a page as a person sees it, in a tall window; `change` is a script that alters it first."""
    persona, path, _ = PICTURES[name]
    visitor = Visitor.arrive(browser, site.address, way, site.cookies(persona))
    page = visitor.page
    page.set_viewport_size({"width": way.width, "height": HEIGHTS.get(name, HEIGHT)})
    page.route("**/app.css*", with_its_letters)
    visitor.open(path.format(**site.full.ids))
    settled(page)
    if change:
        page.evaluate(change)
    taken = page.screenshot(animations="disabled")
    assert visitor.leave() == []
    return taken


def with_its_letters(route: Route) -> None:
    """Make the page wait for its typeface: a reader on a slow line gets another one, and reads at once."""
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("font-display: optional", "font-display: block"))


def settled(page: Page) -> None:
    """Wait until all that comes by itself is there, letters too."""
    # The lower half of the first page takes the place of the link to it.
    expect(page.get_by_role("link", name="กำหนดการ ภาพรวมหน่วยงาน และส่วนที่เหลือ")).to_have_count(0)
    page.evaluate("Promise.all([...document.fonts].map((each) => each.load())).then(() => true)")
    page.evaluate(SAME_WORDS)
    page.evaluate(HIDE, HIDDEN)


@pytest.mark.parametrize(("name", "way"), CASES, ids=[f"{name}-{way}" for name, way in CASES])
def test_a_page_looks_as_it_did(browser: Browser, one_moment: FullSite, name: str, way: Way, tmp_path: Path):
    picture = small(picture_of(browser, one_moment, name, way))
    reference = REFERENCES / f"{name}-{way}.webp"
    if os.environ.get("TAKE_PICTURES"):
        store(reference, picture)
        return
    found = fault(reference, picture, folder_of_failures(tmp_path))
    assert found is None, f"{reference.relative_to(ROOT)}: {found}"


@pytest.mark.parametrize(
    "change",
    [
        "document.querySelectorAll('.dash-bars rect.bar').forEach(each => each.setAttribute('width', '50'))",
        "document.querySelectorAll('.dash-bars rect.bar').forEach(each => (each.style.fill = 'crimson'))",
        "document.querySelector('.dash-places').remove()",
    ],
    ids=["a bar is shorter", "a bar has another colour", "a line is gone"],
)
def test_what_changes_in_the_overview_is_seen(browser: Browser, one_moment: FullSite, change: str):
    picture = small(picture_of(browser, one_moment, "dashboard", DESKTOP, change))
    with Image.open(REFERENCES / "dashboard-desktop.webp") as reference:
        assert not is_same(reference.convert("RGB"), picture)


def folder_of_failures(tmp_path: Path) -> Path:
    """Return where failing pictures go: PICTURES_FAILED names a folder that outlives the run, as CI needs."""
    return Path(os.environ.get("PICTURES_FAILED") or tmp_path)


def test_all_pictures_together_are_small_and_none_is_left_over():
    there = {each.name: each.stat().st_size for each in REFERENCES.iterdir()}
    assert set(there) == {f"{name}-{way}.webp" for name, way in CASES}
    assert sum(there.values()) < 600_000
    assert all(re.fullmatch(r"[a-z-]+\.webp", name) for name in there)
