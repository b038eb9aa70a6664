"""`ropa procedure ...`: a procedure goes out as a file and comes back as a draft; what is wrong is named."""

import json

import pytest

from ropa.cli import main
from ropa.procedures import service
from schemas.procedure_record import ProcedureFilter
from tests.support.actors import PHETCHABURI
from tests.support.procedure_steps import step
from tests.support.procedures import WRITER, approved, procedure_input


@pytest.fixture
def line(register, monkeypatch):
    monkeypatch.setenv("ROPA_DATABASE_URL", register.url)
    return main


def test_a_procedure_goes_out_and_comes_back_as_a_draft(register, now, line, tmp_path, capsys):
    stored = approved(register, now)
    assert line(["procedure", "list", "--q", "ทบทวน"]) == 0
    assert capsys.readouterr().out == f"{stored.ref}  approved  1  16  55  คู่มือการทบทวนบันทึกรายการ\n"
    for ending, starts in ((".pdf", b"%PDF"), (".xlsx", b"PK"), (".json", b"{"), (".svg", b"<"), (".dot", b"digraph")):
        path = tmp_path / f"out{ending}"
        assert line(["procedure", "export", stored.ref, "--out", str(path)]) == 0
        assert path.read_bytes().lstrip().startswith(starts)
    assert line(["procedure", "import", str(tmp_path / "out.json"), "--office", str(PHETCHABURI)]) == 0
    with register.read(WRITER, now) as uow:
        newest = service.page(uow, ProcedureFilter(), None, 1).items[0]
        assert newest.ref != stored.ref
        assert service.read(uow, newest.id).content_hash == stored.content_hash


def test_a_check_tells_what_stops_the_approval(register, now, line, capsys):
    with register.write(WRITER, now) as uow:
        wrong = service.create(uow, procedure_input(steps=[step(1, 0, [])]))
    assert line(["procedure", "check", wrong.ref]) == 1
    assert "/steps/0/working_days" in capsys.readouterr().out
    assert line(["procedure", "check", approved(register, now).ref]) == 0


def test_a_wrong_file_names_its_places_and_leaves_nothing(register, now, line, tmp_path, capsys):
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"title": 5, "steps": [{"number": 0, "title": "ก"}]}), "utf-8")
    assert line(["procedure", "import", str(wrong), "--office", str(PHETCHABURI)]) == 1
    told = capsys.readouterr().err
    assert "/title" in told
    assert "/steps/0/number" in told
    assert line(["procedure", "export", "SOP-2569-0001", "--out", str(tmp_path / "x.gif")]) == 2
    assert line(["procedure", "export", "SOP-2569-0001", "--out", str(tmp_path / "x.pdf")]) == 1
    assert not (tmp_path / "x.pdf").exists()
    with register.read(WRITER, now) as uow:
        assert service.page(uow, ProcedureFilter(), None, 1).items == []
