"""The ministry's two filled forms as plain text. They name real people, so they are never part of this repository."""

import os
from functools import cache
from pathlib import Path

import pytest

from tests.support.source_tree import ROOT

_BESIDE = ROOT.parent / "shared" / "reference" / "seeds"
#: Which filled form (the beginning of its file name) each sample was made from.
FORM_OF = {"contact_us.json": "002", "industry_registration.json": "003"}


def filled_form(number: str) -> Path:
    """Return the file of a filled form; skips the test, saying why, where there is none."""
    folder = Path(os.environ.get("ROPA_SEEDS") or _BESIDE)
    found = sorted(folder.glob(f"{number}_*.txt"))
    if not found:
        pytest.skip(f"no filled form {number}_*.txt: name the folder that holds the ministry's forms in ROPA_SEEDS")
    return found[0]


def field_list() -> Path:
    """Return the transcript of the form's fields that lies beside the filled forms; skips where there is none."""
    path = filled_form("002").parent.parent / "form_fields.json"
    if not path.is_file():
        pytest.skip(f"no {path.name} beside the folder of the filled forms (ROPA_SEEDS)")
    return path


@cache
def cells(path: Path) -> dict[tuple[int, int], str]:
    """Return the text of each cell that is not empty, by 1-based line and column, without the tags of the scan."""
    return {
        (number, column): text
        for number, line in enumerate(path.read_text("utf-8").split("\n"), 1)
        for column, cell in enumerate(line.split("\t"), 1)
        if (text := cell.replace("<p>", "").replace("</p>", "").strip())
    }
