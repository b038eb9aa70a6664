"""A person before the pages: a browser window that notices everything that goes wrong in it."""

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tools.assets import FOR_TESTS, PACKAGES

AXE = PACKAGES / FOR_TESTS
SERIOUS = {"serious", "critical"}
#: How long a busy machine may take until an element is there.
PATIENCE_MS = 15_000
#: Of a picture's height.
MOST_PIXELS = 2400
#: Answers to a form that say what is wrong with it; the page tells the person, so nothing has failed.
ABOUT_THE_INPUT = {409, 412, 422}
#: Only contrast depends on the colours; asking for the rest twice would double the time.
RULES = {"light": None, "dark": ["color-contrast"]}
VIOLATIONS = """async (rules) => (await axe.run(
    document, {resultTypes: ['violations'], ...(rules && {runOnly: rules})}
)).violations.map(
    found => ({id: found.id, impact: found.impact, help: found.help, at: found.nodes.map(node => node.html)}))"""


@dataclass(frozen=True)
class Way:
    """How somebody looks at the pages."""

    name: str
    words: str
    """The same in Thai, for the names of a test's records."""
    width: int
    height: int
    javascript: bool

    def __str__(self) -> str:
        return self.name


DESKTOP = Way("desktop", "จอกว้าง", 1366, 900, javascript=True)
PHONE = Way("phone", "โทรศัพท์", 390, 844, javascript=True)
PLAIN_DESKTOP = Way("plain-desktop", "ปิดสคริปต์ จอกว้าง", 1366, 900, javascript=False)
PLAIN_PHONE = Way("plain-phone", "ปิดสคริปต์ โทรศัพท์", 390, 844, javascript=False)
WAYS = (DESKTOP, PHONE, PLAIN_DESKTOP, PLAIN_PHONE)


@dataclass
class Visitor:
    """One window. `page` is Playwright's; `faults` is what went wrong in it so far."""

    page: Page
    address: str
    way: Way
    faults: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=lambda: set(ABOUT_THE_INPUT))

    @classmethod
    def arrive(cls, browser: Browser, address: str, way: Way, cookies: Any = None) -> "Visitor":
        """Open a window on the register at `address`; `cookies` are those of an earlier `Visitor.keep`."""
        context = browser.new_context(
            base_url=address,
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            viewport={"width": way.width, "height": way.height},
            has_touch=way.width < 600,
            java_script_enabled=way.javascript,
            reduced_motion="reduce",
            storage_state=cookies,
        )
        context.set_default_timeout(PATIENCE_MS)
        visitor = cls(context.new_page(), address, way)
        visitor._listen(context)
        return visitor

    def _listen(self, context: BrowserContext) -> None:
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # A refused answer is judged by its status below; a breach of the Content-Security-Policy comes only here.
        # A typeface asked for early that a short page has no letter of is no fault either.
        if "was preloaded using link preload but not used" in message.text:
            return
        if message.type in {"error", "warning"} and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console at {self.page.url} ({message.location['url']}): {message.text}")

    def _failed(self, request: Request) -> None:
        # A download and a page that is left both end what was being loaded.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.method} {request.url}: {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.faults.append(f"{response.request.method} {response.url}: {response.status}")

    def expects(self, *statuses: int) -> None:
        """Take these error answers as right from now on."""
        self.expected.update(statuses)

    def open(self, path: str) -> Response:
        """Go to a page of the register."""
        answer = self.page.goto(path)
        assert answer is not None
        return answer

    def sign_in(self, persona: str) -> None:
        """Come in through the portal as one of its people, for example `recorder.sps`."""
        self.open("/sign-in")
        self.page.get_by_role("link", name="Industry SSO").click()
        self.page.locator(f'[id="enter-{persona}"]').click()
        self.page.wait_for_url(f"{self.address}/**")

    def keep(self) -> Any:
        """Return the cookies, for another window of the same person."""
        return self.page.context.storage_state()

    def leave(self) -> list[str]:
        """Close the window; return what went wrong in it."""
        self.page.context.close()
        return self.faults

    def serious_barriers(self) -> list[str]:
        """Return what axe finds serious or critical on the page as it stands, in light and in dark (needs JavaScript).

        It is handed over by the debugger, so the page's own Content-Security-Policy stays in force.
        """
        if not self.page.evaluate("typeof axe === 'object'"):
            self.page.evaluate(AXE.read_text("utf-8"))
        found = []
        for colours in ("dark", "light"):
            self.page.emulate_media(color_scheme=colours)
            found += [
                f"{colours}: {each['impact']} {each['id']}: {each['help']}\n      " + "\n      ".join(each["at"][:5])
                for each in self.page.evaluate(VIOLATIONS, RULES[colours])
                if each["impact"] in SERIOUS
            ]
        return found

    def has_no_barriers(self) -> None:
        """Fail on what axe finds serious and on a page wider than the window; nothing without JavaScript."""
        if self.way.javascript:
            assert not (found := self.serious_barriers()), f"{self.page.url} ({self.way}):\n" + "\n".join(found)
            assert self.overflow() == 0, f"{self.page.url} ({self.way}) is wider than the window"

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than the window (needs JavaScript)."""
        wider: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return wider

    def shot(self, name: str) -> None:
        """Save a picture of the page in the folder ROPA_PICTURES, if that is set; very long pages are cut."""
        folder = os.environ.get("ROPA_PICTURES")
        if not folder:
            return
        Path(folder).mkdir(parents=True, exist_ok=True)
        if self.way.javascript:
            self.page.evaluate("document.fonts.ready.then(() => true)")
        tall: int = self.page.evaluate("document.documentElement.scrollHeight")
        # As a window of that height shows it: bars that keep to the window's edge would else stand in the middle.
        height = max(self.way.height, min(tall, MOST_PIXELS))
        self.page.set_viewport_size({"width": self.way.width, "height": height})
        self.page.screenshot(path=Path(folder) / f"{name}-{self.way}.png")
        self.page.set_viewport_size({"width": self.way.width, "height": self.way.height})


def words(*patterns: str) -> re.Pattern[str]:
    """Return a pattern that finds any of the words."""
    return re.compile("|".join(patterns))
