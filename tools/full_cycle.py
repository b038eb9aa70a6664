"""`python -m tools.full_cycle`: docs/full-cycle.md and its pictures, made by living through the whole way.

The table between the two marks is written; the pictures are the papers as the register makes them (needs pdftoppm).
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "full-cycle.md"
BEGIN, END = "<!-- made by tools.full_cycle -->", "<!-- end -->"


def table(told: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Yield the lines of the table of steps."""
    yield "| วันที่ | ใคร | ทำอะไร | ชุดข้อมูลอยู่ขั้น |"
    yield "|---|---|---|---|"
    for line in told:
        yield f"| {' | '.join(line)} |"


def page(before: str, told: Sequence[tuple[str, str, str, str]]) -> str:
    """Return the page with its table as it was lived through."""
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    return "\n".join([head + BEGIN, "", *table(told), "", END]) + tail


def main() -> int:
    """Live through it, write the table and the pictures."""
    from ropa.db.migrate import upgrade
    from ropa.wiring import wire
    from tests.support.full_cycle import Cycle, begins
    from tests.support.world import open_register

    wire()
    with tempfile.TemporaryDirectory(prefix="ropa-cycle-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/register.db"
        upgrade(url)
        cycle = Cycle(open_register(url, begins()), folder)
        try:
            cycle.run()
            for title, content in cycle.papers():
                _picture(content, folder, title)
        finally:
            cycle.database.close()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), cycle.story), encoding="utf-8")
    return 0


def _picture(content: bytes, folder: Path, title: str) -> None:
    """Write the first page of a PDF as docs/pictures/full-cycle-TITLE.png."""
    paper = folder / f"{title}.pdf"
    paper.write_bytes(content)
    target = DOCS / "pictures" / f"full-cycle-{title}"
    words = ["pdftoppm", "-singlefile", "-png", "-r", "80", str(paper), str(target)]
    subprocess.run(words, check=True)


if __name__ == "__main__":
    sys.exit(main())
