"""`ropa export` into PDFs."""

from pathlib import Path

import pytest

from ropa.cli import main
from ropa.db.unit_of_work import Database
from tests.ropa.cli.test_commands import _year
from tests.support.pdf_text import text_of


@pytest.mark.only_on("sqlite")
def test_the_command_line_writes_both_pdfs(filled: Database, tmp_path: Path, capsys):
    ref = f"ROPA-{_year()}-0001"
    assert main(["export", "form", ref, "--out", str(tmp_path / "form.pdf")]) == 0
    assert main(["export", "register", "--out", str(tmp_path / "register.pdf")]) == 0
    assert ref in text_of((tmp_path / "form.pdf").read_bytes())
    register = text_of((tmp_path / "register.pdf").read_bytes())
    assert ref in register
    assert f"ROPA-{_year()}-0002" in register
    assert "2 กิจกรรม" in capsys.readouterr().out


@pytest.mark.only_on("sqlite")
def test_a_record_that_is_not_there_leaves_no_file(filled: Database, tmp_path: Path):
    assert main(["export", "form", "ROPA-2569-9999", "--out", str(tmp_path / "form.pdf")]) == 1
    assert main(["export", "form", "ROPA-2569-9999", "--out", str(tmp_path / "form.odt")]) == 2
    assert list(tmp_path.iterdir()) == []
