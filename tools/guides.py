"""`make guides`: the pictures of the guides, taken from the real pages of a demonstration, and docs/guides/.

Each step of `ropa/web/guides/*.toml` is taken by its persona in Chromium. Before what is to be pressed is pressed, it
gets a frame and a number, found by its name as a reader has it. The test of the guides takes the same steps.
"""

import argparse
import base64
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Locator, Page

from ropa.web.guides import Guide, Step, Task, guides, picture_of

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "ropa/web/static"
DOCS = ROOT / "docs/guides"
WIDTH, HEIGHT = 880, 560
QUALITY = 0.62
#: All pictures together, in bytes: they go along in the wheel.
MOST_BYTES = 4 * 1024 * 1024

_MARK = """(boxes) => {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  svg.id = "guide-marks";
  const whole = {position: "fixed", left: 0, top: 0, width: "100vw", height: "100vh", zIndex: 99};
  Object.assign(svg.style, whole, {pointerEvents: "none"});
  const put = (name, more) => {
    const made = document.createElementNS(ns, name);
    for (const [key, value] of Object.entries(more)) made.setAttribute(key, value);
    return svg.appendChild(made);
  };
  boxes.forEach((box, at) => {
    const round = {x: box.x - 4, y: box.y - 4, width: box.width + 8, height: box.height + 8, rx: 6};
    put("rect", {...round, fill: "none", stroke: "#d6006c", "stroke-width": 3});
    const x = Math.max(14, box.x - 6), y = Math.max(14, box.y - 6);
    put("circle", {cx: x, cy: y, r: 12, fill: "#d6006c"});
    const middle = {"font-size": 15, "font-weight": 700, "text-anchor": "middle"};
    const text = put("text", {x, y: y + 5, fill: "#fff", ...middle});
    text.textContent = at + 1;
  });
  document.body.append(svg);
}"""
_TO_WEBP = """async ([png, quality]) => {
  const picture = new Image();
  picture.src = "data:image/png;base64," + png;
  await picture.decode();
  const canvas = Object.assign(document.createElement("canvas"), {width: picture.width, height: picture.height});
  canvas.getContext("2d").drawImage(picture, 0, 0);
  return canvas.toDataURL("image/webp", quality);
}"""


class StepError(Exception):
    """A step of a guide that cannot be taken."""


def target(page: Page, words: str) -> Locator:
    """Return what `KIND NAME` of an act means; `heading` alone is the page's own."""
    kind, _, name = words.partition(" ")
    main = page.locator("main")
    if kind == "heading":
        return main.get_by_role("heading", level=1).first
    if kind == "field":
        return main.get_by_label(name).first
    return main.get_by_role("link" if kind == "link" else "button", name=name).first


def walk(page: Page, task: Task, before: Callable[[int, Step, list[Locator]], None] | None = None) -> None:
    """Take a task's steps; `before` is told of each once its page is open, with what it will press or look at.

    Raises: StepError, and playwright's Error where something of that name is not there.
    """
    for number, step in enumerate(task.step, 1):
        acts = [act.partition(" ")[::2] for act in step.do]
        for _, path in (each for each in acts if each[0] == "open"):
            answer = page.goto(path)
            if answer is None or not answer.ok:
                raise StepError(f"{task.key} {number}: {path} does not open")
        wanted = [(verb, target(page, words)) for verb, words in acts if verb != "open"]
        for _, each in wanted:
            each.wait_for(state="visible")
        if before is not None:
            before(number, step, [each for _, each in wanted])
        for verb, each in wanted:
            if verb == "press":
                each.click()
                page.wait_for_load_state("load")


def _shooter(guide: Guide, task: Task, page: Page, drawing: Page) -> Callable[[int, Step, list[Locator]], None]:
    def shoot(number: int, step: Step, marked: list[Locator]) -> None:
        if not step.picture:
            return
        page.evaluate("document.fonts.ready.then(() => true)")
        if marked:
            marked[0].evaluate("each => each.scrollIntoView({block: 'center'})")
        page.evaluate(_MARK, [box for each in marked if (box := each.bounding_box())])
        shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT})
        page.evaluate("document.getElementById('guide-marks').remove()")
        made = drawing.evaluate(_TO_WEBP, [base64.b64encode(shot).decode(), QUALITY])
        target_file = STATIC / picture_of(guide.role, task.key, number)
        target_file.write_bytes(base64.b64decode(made.partition(",")[2]))

    return shoot


def markdown(guide: Guide, language: str) -> Iterator[str]:
    """Yield the lines of a guide for readers of the repository."""
    english = language == "en"
    yield f"# {guide.en if english else guide.th}"
    yield ""
    yield (
        "Made by `make guides` from `ropa/web/guides/`; do not edit."
        if english
        else "สร้างด้วย `make guides` จาก `ropa/web/guides/` ห้ามแก้ด้วยมือ"
    )
    for task in guide.task:
        yield from ("", f"## {task.en if english else task.th}", "")
        for number, step in enumerate(task.step, 1):
            text = step.en if english else step.th
            yield f"{number}. {text}"
            name = picture_of(guide.role, task.key, number)
            if step.picture:
                yield f"   ![{text}](../../ropa/web/static/{name})"


def documents() -> Iterator[tuple[str, str]]:
    """Yield name and text of each file of docs/guides/."""
    for guide in guides().values():
        for language in ("th", "en"):
            yield f"{guide.role}.{language}.md", "\n".join(markdown(guide, language)) + "\n"


@contextmanager
def _demonstration(address: str | None) -> Iterator[str]:
    """Give the address of a demonstration: one that runs already, or one for this purpose."""
    from tests.support.site import running_site

    if address is not None:
        yield address
        return
    with tempfile.TemporaryDirectory(prefix="ropa-guides-") as name:
        folder = Path(name)
        with running_site(f"sqlite:///{folder}/demo.db", folder, demo=True) as site:
            yield site.address


def main() -> int:
    """Take every picture anew and write docs/guides/."""
    from tests.support.chromium import launched
    from tests.support.visitor import Visitor, Way

    parser = argparse.ArgumentParser(description="pictures of the guides, and docs/guides/")
    parser.add_argument("--at", metavar="ADDRESS", help="a demonstration that runs already")
    options = parser.parse_args()
    way = Way("guide", "คู่มือ", WIDTH, HEIGHT, javascript=True)
    (STATIC / "guides").mkdir(exist_ok=True)
    for old in (STATIC / "guides").glob("*.webp"):
        old.unlink()
    with launched() as browser, _demonstration(options.at) as address:
        drawing = browser.new_page()
        for guide in guides().values():
            visitor = Visitor.arrive(browser, address, way)
            visitor.sign_in(guide.persona)
            for task in guide.task:
                walk(visitor.page, task, _shooter(guide, task, visitor.page, drawing))
            visitor.leave()
    DOCS.mkdir(exist_ok=True)
    for file, text in documents():
        (DOCS / file).write_text(text, encoding="utf-8")
    size = sum(each.stat().st_size for each in (STATIC / "guides").glob("*.webp"))
    print(f"{len(list((STATIC / 'guides').glob('*.webp')))} pictures, {size:,} bytes")
    return int(size > MOST_BYTES)


if __name__ == "__main__":
    sys.exit(main())
