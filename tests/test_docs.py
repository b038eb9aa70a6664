"""The documents say what the code says."""

import re
from pathlib import Path

from ropa.activities import findings_page
from schemas.glossary import markdown
from schemas.vocabulary import RevisionStatus
from tools import life_cycle

DOCS = Path(__file__).parents[1] / "docs"


def test_the_glossary_is_the_vocabulary() -> None:
    written = (DOCS / "glossary.md").read_text(encoding="utf-8")

    assert written == "\n".join(markdown()) + "\n", "run: python -m schemas.glossary > docs/glossary.md"


def test_the_life_cycle_is_drawn_from_its_tables() -> None:
    written = (DOCS / "life-cycle.md").read_text(encoding="utf-8")
    drawn = (DOCS / "pictures" / "life-cycle.svg").read_text(encoding="utf-8")

    assert life_cycle.page(written) == written, "run: python -m tools.life_cycle"
    # What it says, not where: another release of graphviz may place a box elsewhere.
    # And what it says of states and steps: `dot` also gives the whole a title of its own.
    said = re.compile(r'(?<="node">\n)<title>.*?</title>|(?<="edge">\n)<title>.*?</title>|>[^<>\n]+</text>')
    found = said.findall(drawn)
    assert len([each for each in found if each.startswith("<title>")]) > len(RevisionStatus)
    assert found == said.findall(life_cycle.picture()), "run: python -m tools.life_cycle"


def test_the_page_of_findings_is_the_table_of_their_codes() -> None:
    written = (DOCS / "findings.md").read_text(encoding="utf-8")

    wanted = "\n".join(findings_page.markdown()) + "\n"
    assert written == wanted, "run: python -m ropa.activities.findings_page > docs/findings.md"
