"""Pictures of every page, for docs/gallery: the real site, a register in which everything is there, its people.

`make gallery` takes all anew (some fifteen minutes); `ARGS="--only breaches --out /tmp/look"` a part, elsewhere.
Each picture holds a page at three widths side by side, one in Thai and one in English. docs/gallery.md lists them.
"""

import argparse
import base64
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct
from playwright.sync_api import Browser, BrowserContext, Page

from ropa import clock
from ropa.db.unit_of_work import Database
from ropa.wiring import wire
from tests.support.chromium import launched
from tests.support.every_page import PARTS, Place, places
from tests.support.full_register import fill
from tests.support.server import ROOT, Server, own_environment
from tests.support.site import PUBLIC
from tests.support.world import settings_for

LANGUAGES = ("th", "en")
#: Width and the height that is shown at most, in CSS pixels; a picture is `SCALE` of it.
WIDTHS = ((360, 1440), (1366, 1440), (2560, 1440))
SCALE = 0.45
#: Takes three pictures, gives one: `canvas` knows WebP, so no library is needed for it.
JOIN = """async ([pictures, kind, quality]) => {
  const images = await Promise.all(pictures.map(async (each) => {
    const image = new Image();
    image.src = "data:image/jpeg;base64," + each;
    await image.decode();
    return image;
  }));
  const gap = 12;
  const wide = images.reduce((sum, image) => sum + image.width + gap, gap);
  const high = Math.max(...images.map((image) => image.height)) + 2 * gap;
  const canvas = Object.assign(document.createElement("canvas"), {width: wide, height: high});
  const brush = canvas.getContext("2d");
  brush.fillStyle = "#8595a2";
  brush.fillRect(0, 0, wide, high);
  let left = gap;
  for (const image of images) {
    brush.drawImage(image, left, gap);
    left += image.width + gap;
  }
  return canvas.toDataURL("image/" + kind, quality).split(",")[1];
}"""
QUALITY, LEAST_QUALITY = 0.5, 0.1
MOST_BYTES = 60_000


class Shown(Struct, frozen=True):
    """A register that runs, and who is signed in to it."""

    address: str
    ids: Mapping[str, str]
    sessions: Mapping[str, str]


@contextmanager
def site() -> Iterator[Shown]:
    """Give a running register in which everything is there at least once."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/gallery.db"
        os.environ["ROPA_ENV"] = "test"
        environment = {**own_environment(), "ROPA_DATABASE_URL": url}
        subprocess.run([sys.executable, "-m", "ropa", "db", "upgrade"], cwd=ROOT, env=environment, check=True)
        wire()
        database = Database(url)
        made = fill(database, clock.now())
        database.close()
        files = {"ROPA_FILES_URL": str(settings_for(url).files_url)}
        with Server(url, Path(folder) / "server.log", settings={**PUBLIC, **files}) as server:
            yield Shown(server.address, made.ids, made.sessions)


def wanted(ids: Mapping[str, str], only: str | None, *, every: bool) -> Iterator[tuple[str, Place]]:
    """Yield the name of the picture and the place of each page: its first address, or `every` one."""
    seen = set[str]()
    for part in PARTS:
        for place in places(ids, part):
            name = re.sub(r"[^a-z]+", "-", re.sub(r"\{[^}]*\}", "one", place.path)).strip("-") or "home"
            name = f"{name}-{place.who}" if name == "home" else name
            if name in seen and every:
                name = f"{name}-{sum(each.startswith(name) for each in seen) + 1}"
            if name in seen or (only and only not in place.path):
                continue
            seen.add(name)
            yield name, place


def take(page: Page, address: str) -> list[str]:
    """Return the page at each width as JPEG in base64."""
    page.set_viewport_size({"width": WIDTHS[0][0], "height": WIDTHS[0][1]})
    page.goto(address)
    page.evaluate("Promise.all([...document.fonts].map((face) => face.load())).then(() => true)")
    pictures = []
    for width, high in WIDTHS:
        page.set_viewport_size({"width": width, "height": high})
        page.evaluate("scrollTo(0, 0)")
        pictures.append(base64.b64encode(page.screenshot(type="jpeg", quality=92)).decode())
    return pictures


class Windows:
    """One window for each person and language."""

    def __init__(self, browser: Browser, shown: Shown) -> None:
        self.browser, self.shown = browser, shown
        self.opened: dict[tuple[str, str], BrowserContext] = {}

    def of(self, who: str, language: str) -> Page:
        """Return the window of somebody in a language."""
        if (who, language) not in self.opened:
            made = self.browser.new_context(
                locale="th-TH", timezone_id="Asia/Bangkok", reduced_motion="reduce", device_scale_factor=SCALE
            )
            cookies = {"ropa_language": language}
            if who != "stranger":
                cookies["ropa_session"] = self.shown.sessions[who]
            made.add_cookies(
                [{"name": name, "value": value, "url": self.shown.address} for name, value in cookies.items()]
            )
            made.new_page()
            self.opened[who, language] = made
        return self.opened[who, language].pages[0]


def write_index(names: Iterable[tuple[str, Place]], target: Path) -> None:
    """Write docs/gallery.md."""
    lines = [
        "# Every page as a picture\n",
        "Each picture holds a page at 360, 1366 and 2560 px, as the person named sees it, in a register in which",
        "everything is there at least once. `make gallery` takes them anew from the real pages (tools/gallery.py); the",
        "components are on the page `/design` (design.md). What the pages are for stands in pages.md.\n",
        "| page | who | ไทย | English |",
        "|---|---|---|---|",
    ]
    for name, place in names:
        shots = " | ".join(f"[{language}](gallery/{name}-{language}.webp)" for language in LANGUAGES)
        lines.append(f"| `{place.path}` | {place.who} | {shots} |")
    target.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    """Take the pictures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--out", type=Path, default=ROOT / "docs" / "gallery")
    asked.add_argument("--only", help="pages whose path holds these letters")
    asked.add_argument("--every", action="store_true", help="each address of a page, not the first alone")
    asked.add_argument("--language", choices=LANGUAGES)
    asked.add_argument("--kind", choices=("webp", "png"), default="webp")
    given = asked.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    with site() as shown, launched() as browser:
        windows, table = Windows(browser, shown), browser.new_page()
        names = list(wanted(shown.ids, given.only, every=given.every))
        for name, place in names:
            for language in [given.language] if given.language else LANGUAGES:
                pictures = take(windows.of(place.who, language), f"{shown.address}{place.address}")
                quality = QUALITY
                content = joined(table, pictures, given.kind, quality)
                while given.kind == "webp" and len(content) > MOST_BYTES and quality > LEAST_QUALITY:
                    quality -= 0.1
                    content = joined(table, pictures, given.kind, quality)
                (given.out / f"{name}-{language}.{given.kind}").write_bytes(content)
            print(name, flush=True)
    if not (given.only or given.every or given.language):
        write_index(names, ROOT / "docs" / "gallery.md")


def joined(table: Page, pictures: list[str], kind: str, quality: float) -> bytes:
    """Return one picture of three."""
    return base64.b64decode(table.evaluate(JOIN, [pictures, kind, quality]))


if __name__ == "__main__":
    main()
