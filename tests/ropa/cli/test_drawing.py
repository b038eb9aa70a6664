"""`ropa diagram FILE.json --kind workflow`: a procedure of a file, and files that are none."""

import json
from pathlib import Path

import pytest

from ropa.cli import main
from ropa.samples import procedure_files
from schemas.work_flow import WorkFlow

FILE = str(procedure_files()[0])


@pytest.fixture(autouse=True)
def no_register(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A database that is not there: a file is drawn without one."""
    monkeypatch.setenv("ROPA_DATABASE_URL", f"sqlite:///{tmp_path}/nowhere.db")


@pytest.mark.parametrize("ending", ["svg", "png", "pdf", "dot"])
def test_a_procedure_of_a_file_is_drawn_without_a_register(tmp_path: Path, ending: str, capsys):
    out = tmp_path / f"chart.{ending}"

    assert main(["diagram", FILE, "--kind", "workflow", "--out", str(out)]) == 0
    assert out.read_bytes()[:4] == {"svg": b"<svg", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digr"}[ending]
    assert capsys.readouterr().out == f"{out}\n"


def test_the_same_file_on_the_same_day_gives_the_same_bytes(tmp_path: Path):
    line = ["diagram", FILE, "--kind", "workflow", "--now", "2026-11-21T09:00:00+07:00"]

    drawn = []
    for out in (tmp_path / "a.svg", tmp_path / "b.svg"):
        assert main([*line, "--out", str(out)]) == 0
        drawn.append(out.read_bytes())

    assert drawn[0] == drawn[1]
    assert "21 พ.ย. 2569".encode() in drawn[0]
    assert b"agency_assessment" in drawn[0]


def test_every_fault_of_a_file_is_told_with_its_place_and_nothing_is_written(tmp_path: Path, capsys):
    steps = [{"number": "1", "title": "ก", "shape": "circle"}, {"number": 2, "title": "ข", "next": [{"to": 0}]}]
    file, out = tmp_path / "bad.json", tmp_path / "bad.svg"
    file.write_text(json.dumps({"title": "ก", "steps": steps, "colour": "red"}), encoding="utf-8")

    assert main(["diagram", str(file), "--kind", "workflow", "--out", str(out)]) == 1
    told = capsys.readouterr().err
    for place in ("/steps/0/number", "/steps/0/shape", "/steps/1/next/0/to", "/colour"):
        assert f"{file}: {place}: " in told
    assert "Unknown field colour" in told
    assert not out.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no json", "This is not valid JSON"),
        (b"\xff\xfe", "This is not valid JSON"),
        (b'{"title":"x","steps":[{"number":3,"title":"x"},{"number":3,"title":"x"}]}', "There is a step 3 already"),
        (b'{"title":"x","steps":[{"number":1,"title":" "}]}', "/steps/0/title: "),
        (b'{"title":"x","title":"y"}', "twice"),
        (b" " * 10_500_000, "too large"),
    ],
)
def test_a_file_that_is_no_procedure_is_refused_in_words(tmp_path: Path, content: bytes, said: str, capsys):
    file = tmp_path / "file.json"
    file.write_bytes(content)

    assert main(["diagram", str(file), "--kind", "workflow", "--out", str(tmp_path / "x.svg")]) == 1
    assert said in capsys.readouterr().err


def test_a_file_that_is_not_there_and_a_kind_that_is_not_for_files_are_told(tmp_path: Path, capsys):
    out = str(tmp_path / "x.svg")
    assert main(["diagram", str(tmp_path / "none.json"), "--kind", "workflow", "--out", out]) == 1
    assert "none.json" in capsys.readouterr().err
    assert main(["diagram", FILE, "--out", out]) == 2
    assert "--kind workflow" in capsys.readouterr().err


def test_a_file_with_the_mark_of_utf_8_is_read(tmp_path: Path):
    file = tmp_path / "windows.json"
    file.write_bytes(b"\xef\xbb\xbf" + Path(FILE).read_bytes())

    assert main(["diagram", str(file), "--kind", "workflow", "--out", str(tmp_path / "x.dot")]) == 0


def test_the_file_of_the_product_says_all_that_the_type_holds():
    assert set(json.loads(Path(FILE).read_bytes())) == set(WorkFlow.__struct_fields__)
