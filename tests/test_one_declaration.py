"""docs/add-a-field.md promises that one declaration is all; this takes its code block and holds it to that."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("schemas", "ropa", "exports", "diagrams", "tests/support")
#: The places of the promise, each printed by the child when it found the new field there.
PLACES = (
    "the form's fields",
    "an older document opens",
    "an older document is exported",
    "the importer's labels",
    "the findings",
    "the diff",
    "the OpenAPI document",
    "a saved and read record",
    "the record's page",
    "the edit page",
    "what the edit page saved",
    "the form workbook",
    "the register workbook",
)


@pytest.fixture(scope="module")
def copied_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source tree with the declaration of the docs at the end of its section."""
    folder = tmp_path_factory.mktemp("one-declaration")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    guide = (ROOT / "docs" / "add-a-field.md").read_text(encoding="utf-8")
    declaration = re.search(r"```python\n(.*?)```", guide, re.DOTALL)
    assert declaration is not None
    section = folder / "schemas" / "activity_data.py"
    source = section.read_text(encoding="utf-8")
    assert source.rstrip().splitlines()[-1].startswith("    "), "DataCategory must be the last class of the file"
    section.write_text(source.rstrip() + "\n" + declaration.group(1), encoding="utf-8")
    return folder


def test_one_annotated_line_shows_up_everywhere(copied_tree: Path, tmp_path: Path) -> None:
    child = Path(__file__).parent / "support" / "one_declaration.py"
    done = subprocess.run(
        [sys.executable, str(child), str(ROOT), str(tmp_path)],
        cwd=copied_tree,
        env={"PYTHONPATH": str(copied_tree), "ROPA_ENV": "test", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == list(PLACES)


def test_the_tree_as_it_is_does_not_have_the_field() -> None:
    from schemas.form import form_fields

    assert "minors_included" not in {info.key for info in form_fields()}
