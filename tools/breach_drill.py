"""`python -m tools.breach_drill`: the table and the papers of docs/breach-drill.md, made by living through the drill.

The pictures of pages come from `ROPA_PICTURES=FOLDER pytest tests/browser/test_breach_desk.py -n 0`.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = DOCS / "breach-drill.md"
BEGIN, END = "<!-- made by tools.breach_drill -->", "<!-- end -->"


def table(told: Sequence[tuple[str, str, str, str]]) -> Iterator[str]:
    """Yield the lines of the table of steps."""
    yield "| เวลา | ใคร | ทำอะไร | นาฬิกา |"
    yield "|---|---|---|---|"
    for line in told:
        yield f"| {' | '.join(line)} |"


def page(before: str, told: Sequence[tuple[str, str, str, str]]) -> str:
    """Return the page with its table as it was lived through."""
    head, _, rest = before.partition(BEGIN)
    tail = rest.partition(END)[2]
    return "\n".join([head + BEGIN, "", *table(told), "", END]) + tail


def main() -> int:
    """Live through it, write the table and the pictures of its papers (needs pdftoppm, and soffice for Word)."""
    from ropa import renderings
    from ropa.breaches import service_letters_printed, service_notices, service_situation
    from ropa.db.migrate import upgrade
    from ropa.files import LocalFiles
    from ropa.renderings_breaches import breach_letters_pdf
    from ropa.wiring import wire
    from tests.support.breach_drill import Drill, begins
    from tests.support.web import keys_for
    from tests.support.world import open_register

    wire()
    with tempfile.TemporaryDirectory(prefix="ropa-drill-") as name:
        folder = Path(name)
        url = f"sqlite:///{folder}/register.db"
        upgrade(url)
        drill = Drill(open_register(url, begins()), LocalFiles(folder / "files"))
        try:
            drill.run()
            with drill.database.read(drill.dpo, drill.now) as uow:
                paper = service_notices.printing(uow, drill.breach_id, drill.notice)
                letters = service_letters_printed.letters(
                    uow, keys_for(drill.database), drill.breach_id, drill.letter, 10
                )
                situation = service_situation.facts(uow, drill.breach_id)
        finally:
            drill.database.close()
        _picture(renderings.breach_notice_pdf(paper), folder, "notice")
        _word(renderings.breach_notice_docx(paper), folder)
        _picture(breach_letters_pdf(letters), folder, "letter")
        _picture(renderings.breach_situation(situation), folder, "situation")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), drill.story), encoding="utf-8")
    return 0


def _word(content: bytes, folder: Path) -> None:
    """Write the first page of a Word file as LibreOffice shows it."""
    (folder / "word.docx").write_bytes(content)
    home = f"-env:UserInstallation=file://{folder}/office"
    words = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "word.docx")]
    subprocess.run(words, check=True, capture_output=True)
    _picture((folder / "word.pdf").read_bytes(), folder, "word")


def _picture(content: bytes, folder: Path, title: str) -> None:
    """Write the first page of a PDF as docs/pictures/breach-drill-TITLE.png."""
    paper = folder / f"{title}.pdf"
    paper.write_bytes(content)
    target = DOCS / "pictures" / f"breach-drill-{title}"
    words = ["pdftoppm", "-singlefile", "-png", "-r", "80", str(paper), str(target)]
    subprocess.run(words, check=True)


if __name__ == "__main__":
    sys.exit(main())
