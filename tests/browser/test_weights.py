"""What a page costs a slow line: bytes on the wire, for a first visit and for the next page.

Chromium weighs the pages that are used most; every other page is weighed by what it names. With ROPA_PICTURES set, the
table of the former is written there as page-weights.md.
"""

import os
import re
from functools import cache
from pathlib import Path

import httpx
from playwright.sync_api import Page

from tests.support.every_page import places as every_place
from tests.support.full_site import FullSite
from tests.support.site import Site

#: A first visit brings the typeface, the style and HTMX along; 3G takes some two seconds for this much.
MOST_FIRST = 150_000
#: Every page after it.
MOST_NEXT = 30_000
#: What a browser asks for by itself when it reads a page; icons.svg is one file, whichever of its parts is shown.
_NAMED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
_LATER = re.compile(r'<img[^>]*loading="lazy"[^>]*>')
_IN_STYLE = re.compile(r"url\((vendor/[^)]+)\)")
#: Headers of an answer, about; Chromium counts them too.
_HEADERS = 700


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


def test_every_page_is_light_enough(every_page: FullSite):
    with httpx.Client(
        base_url=every_page.address, headers={"Accept": "text/html", "Accept-Encoding": "gzip"}
    ) as client:

        @cache
        def file(path: str) -> tuple[int, frozenset[str]]:
            """Return the bytes of a file on the wire, and the typefaces that it names."""
            with client.stream("GET", path) as answer:
                content = answer.read()
            words = content.decode() if ".css" in path else ""
            faces = frozenset(f"/static/{each}" for each in _IN_STYLE.findall(words))
            return answer.num_bytes_downloaded + _HEADERS, faces

        heavy = []
        for place in every_place(every_page.full.ids):
            cookies = {each["name"]: each["value"] for each in every_page.cookies(place.who)["cookies"]}
            with client.stream("GET", place.address, headers={"Cookie": _cookie(cookies)}) as answer:
                text = answer.read().decode()
            again = answer.num_bytes_downloaded + _HEADERS
            names = set(_NAMED.findall(_LATER.sub("", text)))
            names |= {face for name in list(names) for face in file(name)[1]}
            first = again + sum(file(name)[0] for name in names)
            if again > MOST_NEXT or first > MOST_FIRST:
                heavy.append(f"{place.address} ({place.who}): first {first}, next {again}")
    assert not heavy, "\n".join(heavy)


def _cookie(said: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in said.items())
