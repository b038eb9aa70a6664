"""`make demo`: the main job without a server, twice."""

import json
from pathlib import Path

import openpyxl
import pytest

from diagrams.kinds import RECORD_DIAGRAMS
from ropa import demo
from ropa.activities import service
from ropa.cli import main
from ropa.samples import procedure_files, sample_files
from schemas.access import COMMAND_LINE
from schemas.document import ActivityUpdate
from schemas.reading import read_json

PICTURES = [f"{kind}.{drawing}" for kind in RECORD_DIAGRAMS for drawing in demo.DRAWINGS]


@pytest.fixture
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without a database and without settings, as on a fresh clone."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ROPA_ENV")
    monkeypatch.delenv("ROPA_DATABASE_URL", raising=False)
    return tmp_path


def test_a_repeated_demo_writes_everything_and_adds_nothing(somewhere: Path, capsys, monkeypatch: pytest.MonkeyPatch):
    drawings = demo.DRAWINGS
    assert demo.main() == 0
    capsys.readouterr()
    # Its pictures are there; most of the time goes into their PNGs.
    monkeypatch.setattr(demo, "DRAWINGS", ("svg",))
    assert demo.main() == 0
    printed = capsys.readouterr().out
    refs = [line.rpartition(" ")[2] for line in printed.splitlines() if " sample " in line][: len(sample_files())]
    written = {file.name for file in (somewhere / "var" / "demo").iterdir()}

    assert written == {
        "register.xlsx",
        "findings.json",
        "examples.db",
        *(f"{ref}.xlsx" for ref in refs),
        *(f"{ref}-{picture}" for ref in refs for picture in PICTURES),
        *(f"{file.stem}-workflow.{drawing}" for file in procedure_files() for drawing in drawings),
    }
    for words in ("retention check", "ครบกำหนด/due 2", "2 open breaches"):
        assert words in printed
    findings = json.loads((somewhere / "var/demo/findings.json").read_bytes())
    assert [record["ref"] for record in findings["records"]] == refs
    register = openpyxl.load_workbook(somewhere / "var/demo/register.xlsx", read_only=True)
    cells = {cell.value for row in register.worksheets[0].iter_rows() for cell in row}
    register.close()
    assert set(refs) <= cells
    _every_command_works_and_no_example_is_in_the_register(capsys)


def _every_command_works_and_no_example_is_in_the_register(capsys) -> None:
    assert main(["breach", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["breaches"] == []
    assert main(["retention", "check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["months"][0]["due"] == 0
    for line in (["check"], ["reindex"], ["token", "create", "--role", "dpo", "--office", "0"]):
        assert main(line) == 0


def test_a_sample_that_somebody_changed_is_not_added_again(database, now, capsys):
    first = demo._load(database, now, sample_files())
    with database.write(COMMAND_LINE, now) as uow:
        stored = service.read_by_ref(uow, first[0])
        data = read_json(sample_files()[0].read_bytes(), ActivityUpdate)
        data.form.data_category.lawful_basis = None
        service.replace(uow, stored.id, stored.version, data)

    assert demo._load(database, now, sample_files()) == first
