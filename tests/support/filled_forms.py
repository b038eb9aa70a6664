"""The ministry's two filled forms as plain text. They name real people, so they are never part of this repository."""

import os
import re
from functools import cache
from pathlib import Path

import pytest

from schemas.document import ActivityInput, Source
from schemas.form import form_fields, value_at
from tests.support.source_tree import ROOT

_BESIDE = ROOT.parent / "shared" / "reference" / "seeds"
#: Which filled form (the beginning of its file name) each sample was made from.
FORM_OF = {"contact_us.json": "002", "industry_registration.json": "003"}
#: Copies of the same texts with the samples' invented names: what every machine can test with.
COPIES = ROOT / "tests" / "samples" / "texts"
NUMBERING = re.compile(r"(?:^|(?<=\s))\d+\.\s*(?=\D)")
_PLACE = re.compile(r"line (\d+), column (\d+)")
_PEOPLE = [info.pointer for info in form_fields() if info.note.names_people]


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


def place_of(source: Source) -> tuple[int, int]:
    """Return line and column of a source."""
    found = _PLACE.fullmatch(source.place or "")
    assert found, source
    return int(found[1]), int(found[2])


def people_of(document: ActivityInput, paper: dict[tuple[int, int], str]) -> dict[str, str]:
    """Return the invented name of each real one, by comparing the places where names stand."""
    known: dict[str, str] = {}
    for pointer in _PEOPLE:
        value = value_at(document, pointer)
        ours = value if isinstance(value, list) else [value]
        cell = re.split(r"\s(?=1\.)", paper[place_of(document.sources[pointer])])[-1]  # two lists can share one cell
        theirs = [part.strip() for part in NUMBERING.split(cell) if part.strip()]
        assert len(ours) == len(theirs), pointer
        for real, invented in zip(theirs, ours, strict=True):
            if real != invented:
                assert known.setdefault(real, invented) == invented, f"two invented names for one person at {pointer}"
    assert len(set(known.values())) == len(known), "one invented name for two people"
    return known


def renamed(text: str, people: dict[str, str]) -> str:
    """Return a text with the invented names in the places of the real ones."""
    for real in sorted(people, key=len, reverse=True):
        text = text.replace(real, people[real])
    return text
