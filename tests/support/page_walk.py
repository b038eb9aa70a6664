"""A look at one page after another in one window a person: what axe finds, and what it does not look for."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from tests.support.every_page import Place
from tests.support.full_site import FullSite
from tests.support.visitor import AXE, PATIENCE_MS, Way

CHECKS = Path(__file__).with_name("page_checks.js")
#: Every rule of WCAG 2.2 A and AA, and what axe counts as best practice; minor or serious, all count.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: A menu that is open lies over others; they are large enough when it is not.
SIZES = "target-size"
VIOLATIONS = """async (asked) => (await axe.run(document, {resultTypes: ['violations'], ...asked})).violations
    .map(found => ({...found, nodes: found.nodes.filter(
        // What lies under a bar that stays at the window's edge is scrolled clear of it; `focus` sees to that.
        (node) => ![...node.any, ...node.all].some(
            (each) => `${each.data?.messageKey}`.startsWith('partiallyObscured')))}))
    .filter(found => found.nodes.length)
    .map(found => `${found.id} (${found.impact}): ` + found.nodes.slice(0, 3).map(node => node.html).join(' | '))"""
#: Adds up what moved after it was drawn. Chromium counts each shift once, as the part of the window that moved.
SHIFTS = """window.moved = 0; window.what = []; new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) {
        window.moved += each.value;
        what.push(...each.sources.map(({node}) => (node?.outerHTML ?? node?.textContent ?? '').slice(0, 80)));
    }
}).observe({type: 'layout-shift', buffered: true});"""
#: Two frames after the typeface is there (or is known to stay away), all that moves by itself has moved.
SETTLED = """document.fonts.ready.then(() => new Promise(
    (done) => requestAnimationFrame(() => requestAnimationFrame(() => done(window.moved)))))"""
MOST_MOVED = 0.005
#: What differs with the width, the colours and the language. The rest is the same page read again.
OF_THE_WAY = ["color-contrast", "scrollable-region-focusable", "html-has-lang", "html-lang-valid", "valid-lang"]
#: In this order: what is folded away stays so for the focus, and is opened for the rest.
BEFORE, AFTER = ("focus",), ("frame", "labels", "names", "reflow", "cut", "spaced", "motion")
PHONE_320 = Way("phone-320", "โทรศัพท์ 320", 320, 640, javascript=True)
"""Also what a desktop of 1280 pixels shows at 400 % (WCAG 1.4.10)."""


class Walker:
    """Goes along pages. `language` and `colours` are those of all its windows."""

    def __init__(self, browser: Browser, site: FullSite, way: Way, language: str, colours: Any) -> None:
        self._browser, self._site, self._way = browser, site, way
        self._language, self._colours = language, colours
        self._windows: dict[str, Page] = {}
        self.rules = TAGS
        """What axe is asked after: tags or rules."""
        self._scripts = AXE.read_text("utf-8") + ";" + CHECKS.read_text("utf-8")
        self.titles: dict[str, set[str]] = {}

    def window(self, who: str) -> Page:
        """Return the window of a person; the same one again."""
        if who not in self._windows:
            context = self._browser.new_context(
                base_url=self._site.address,
                locale="th-TH",
                timezone_id="Asia/Bangkok",
                viewport={"width": self._way.width, "height": self._way.height},
                reduced_motion="reduce",
                color_scheme=self._colours,
                storage_state=self._site.cookies(who, self._language),
            )
            context.set_default_timeout(PATIENCE_MS)
            context.add_init_script(SHIFTS)
            self._windows[who] = context.new_page()
            # The typefaces come with the first page; what a first visit shows is for its line to say.
            self._windows[who].goto("/request-rights")
        return self._windows[who]

    def look(self, place: Place, *, status: int = 200) -> list[str]:
        """Return all that is wrong with a page, each in a line that begins with its address."""
        page = self.window(place.who)
        answer = page.goto(place.address)
        assert answer is not None
        if answer.status != status:
            return [f"{place.address} ({place.who}): {answer.status}"]
        self.titles.setdefault(page.title(), set()).add(place.path)
        return [f"{place.address} ({place.who}): {each}" for each in self.barriers(page)]

    def barriers(self, page: Page) -> list[str]:
        """Return what is wrong with a page as it stands."""
        found = []
        moved: float = page.evaluate(SETTLED)
        if moved > MOST_MOVED:
            found.append(f"layout moved by {moved:.3f}: {page.evaluate('what')[:3]}")
        page.evaluate(self._scripts)
        page.keyboard.press("Tab")  # from here on the browser shows where the focus is
        found += self._checked(page, BEFORE)
        page.evaluate("pageChecks.unfold(false)")
        found += page.evaluate(VIOLATIONS, {"runOnly": [SIZES]})
        page.evaluate("pageChecks.unfold(true)")
        found += page.evaluate(VIOLATIONS, self._asked())
        return found + self._checked(page, AFTER)

    def violations(self, page: Page) -> list[str]:
        """Return what axe finds on a page as it stands, moving no focus and opening nothing: a dialog stays open."""
        page.evaluate(self._scripts)
        found: list[str] = page.evaluate(VIOLATIONS, self._asked())
        return found

    def _asked(self) -> dict[str, Any]:
        return {"runOnly": self.rules} | ({"rules": {SIZES: {"enabled": False}}} if self.rules is TAGS else {})

    def _checked(self, page: Page, names: tuple[str, ...]) -> list[str]:
        made: list[str] = page.evaluate("(names) => names.flatMap((name) => pageChecks[name]())", list(names))
        return made

    def leave(self) -> None:
        """Close all windows."""
        for page in self._windows.values():
            page.context.close()
