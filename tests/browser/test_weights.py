"""What a page costs a slow line: bytes on the wire, for a first visit and for the next page.

With ROPA_PICTURES set, the table is written there as page-weights.md.
"""

import os
from pathlib import Path

from playwright.sync_api import Page

from tests.support.site import Site

#: A first visit brings the typeface, the style and HTMX along; 3G takes some three seconds for this much.
MOST_FIRST = 300_000
#: Every page after it. The record of the larger sample holds the whole form with its findings.
MOST_NEXT = 60_000


class Scales:
    """Adds up what arrives in a window, compressed as it was sent, with headers."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self.requests, self.bytes = 0, 0
        self._session = page.context.new_cdp_session(page)
        self._session.on("Network.loadingFinished", self._arrived)
        self._session.send("Network.enable")

    def _arrived(self, event: dict[str, float]) -> None:
        if event["encodedDataLength"]:  # nothing comes over the wire from the browser's cache
            self.requests += 1
            self.bytes += int(event["encodedDataLength"])

    def weigh(self, path: str, *, first: bool = False) -> tuple[int, int]:
        """Return the requests and the bytes of a visit; of the first one, with nothing in the browser's cache."""
        if first:
            self._session.send("Network.clearBrowserCache")
        self.requests, self.bytes = 0, 0
        self._page.goto(path)
        self._page.wait_for_timeout(200)  # the last "has arrived" may be told after the page is whole
        return self.requests, self.bytes


def places(site: Site) -> dict[str, str]:
    record = f"/activities/{site.samples[1]}"
    return {
        "sign-in": "/sign-in",
        "home": "/",
        "register": "/activities",
        "record (the larger sample)": record,
        "diagrams of a record": f"{record}/diagrams",
        "one section": f"{record}/edit/data_category",
        "flow table with its diagram": f"{record}/edit/flow",
        "exchange table with its diagram": f"{record}/edit/systems",
        "retention": "/retention",
        "breaches": "/breaches",
        "people": "/people",
        "exchange map of the register": "/systems/map",
    }


def test_a_page_is_light_enough_for_a_slow_line(visit, site: Site):
    lines = ["| page | first visit | next visit | requests |", "|---|---|---|---|"]
    heavy = []
    stranger, officer = (Scales(visit(persona).page) for persona in (None, "dpo.sps"))
    for name, path in places(site).items():
        scales = stranger if name == "sign-in" else officer
        requests, first = scales.weigh(path, first=True)
        _, again = scales.weigh(path)
        lines.append(f"| {name} | {first / 1000:.0f} kB | {again / 1000:.0f} kB | {requests} |")
        heavy += [name] if first > MOST_FIRST or again > MOST_NEXT else []
    table = "\n".join(lines)
    folder = os.environ.get("ROPA_PICTURES")
    if folder:
        (Path(folder) / "page-weights.md").write_text(table + "\n", "utf-8")
    assert not heavy, f"too heavy: {', '.join(heavy)}\n{table}"
