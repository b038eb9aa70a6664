"""The documents say what the code says."""

from pathlib import Path

from schemas.glossary import markdown

DOCS = Path(__file__).parents[1] / "docs"


def test_the_glossary_is_the_vocabulary() -> None:
    written = (DOCS / "glossary.md").read_text(encoding="utf-8")

    assert written == "\n".join(markdown()) + "\n", "run: python -m schemas.glossary > docs/glossary.md"
