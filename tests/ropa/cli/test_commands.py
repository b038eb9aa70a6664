"""The command line as its user meets it: output, exit codes, refusals; on both databases."""

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from ropa.cli import COMMANDS, help_text, main
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.thai_dates import format_thai_date

SAMPLES = [str(file) for file in filled_forms()]
PROGRAM = Path(sys.executable).with_name("ropa")
HEAVY = {"litestar", "sqlalchemy", "openpyxl", "msgspec", "alembic", "granian", "argparse"}


def test_the_help_imports_nothing_heavy():
    probe = (
        "import sys; from ropa.cli import main; main(['--help']); print(sorted(set(sys.modules) & set(sys.argv[1:])))"
    )
    done = subprocess.run([sys.executable, "-c", probe, *HEAVY], capture_output=True, text=True, check=True)

    assert done.stdout.endswith("[]\n")
    assert "ropa COMMAND" in done.stdout


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_explains_itself(words: str, capsys):
    assert words in help_text()
    assert main([*words.split(), "--help"]) == 0
    assert f"ropa {words}" in capsys.readouterr().out


@pytest.mark.parametrize("line", [["nonsense"], ["db", "nonsense"], [], ["db"], ["import"], ["check", "--nonsense"]])
def test_what_is_no_command_is_bad_usage(line: list[str]):
    assert main(line) == 2


def test_the_samples_are_imported_once(register: Database, capsys):
    assert main(["import", *SAMPLES]) == 0
    first = capsys.readouterr().out
    assert main(["import", "--json", *SAMPLES]) == 0
    again = json.loads(capsys.readouterr().out)

    assert first.count("saved ROPA-") == 2
    assert [record["outcome"] for record in again["records"]] == ["unchanged", "unchanged"]


def test_a_dry_run_saves_nothing(register: Database, capsys):
    assert main(["import", "--dry-run", "--json", *SAMPLES]) == 0
    report = json.loads(capsys.readouterr().out)

    assert [record["outcome"] for record in report["records"]] == ["would_save", "would_save"]
    assert main(["check", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"records": []}


def test_if_empty_leaves_a_register_alone(filled: Database, capsys):
    assert main(["import", "--if-empty", "--office", "59", *SAMPLES]) == 0
    assert capsys.readouterr().out == ""


def test_findings_come_with_place_law_and_words_in_two_languages(filled: Database, capsys):
    assert main(["check", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["records"]

    assert [set(record) for record in found] == [{"ref", "sub_process", "findings"}] * 2
    assert {
        "code",
        "severity",
        "pointer",
        "message_th",
        "message_en",
        "law",
        "suggestion",
        "suggestion_en",
        "since",
        "is_new",
    } == set(found[0]["findings"][0])
    assert main(["check", found[0]["ref"]]) == 0
    assert "PDPA s." in capsys.readouterr().out


def test_an_error_level_finding_makes_the_check_fail(register: Database, tmp_path: Path, capsys):
    empty = tmp_path / "empty.json"
    empty.write_text('{"form": {"header": {"sub_process": "ทดสอบ"}}}', encoding="utf-8")

    assert main(["import", str(empty)]) == 0
    assert main(["check"]) == 1
    assert "error" in capsys.readouterr().out


def test_an_unknown_reference_is_named(filled: Database, capsys):
    assert main(["check", "ROPA-2569-9999"]) == 1
    assert "ROPA-2569-9999" in capsys.readouterr().err


def test_a_token_is_the_last_word_and_opens_the_register(register: Database, capsys):
    assert main(["token", "create", "--role", "auditor", "--office", "59", "--days", "3"]) == 0
    assert capsys.readouterr().out.split()[-1].startswith("ropa_")
    assert main(["token", "create", "--role", "auditor", "--office", "99999"]) == 1
    assert "99999" in capsys.readouterr().err
    assert main(["token", "create", "--role", "emperor", "--office", "0"]) == 2


def test_the_retention_check_prints_its_contract(filled: Database, capsys):
    assert main(["retention", "check", "--json", "--now", "2026-11-20T09:00:00+07:00"]) == 0
    result = json.loads(capsys.readouterr().out)

    assert result["dry_run"] is False
    assert {"month", "late", "due", "held", "undatable"} <= set(result["months"][0])
    assert result["months"][-1]["undatable"] == 0  # data sets; the two readings stand among the reasons
    assert sum(result["months"][-1]["reasons"].values()) == 2


@pytest.mark.parametrize("month", ["2569-11", "2026-13", "soon"])
def test_a_month_that_cannot_be_meant_is_bad_usage(filled: Database, month: str, capsys):
    assert main(["retention", "check", "--month", month]) == 2
    assert month in capsys.readouterr().err


def test_the_breach_list_is_empty_at_first(register: Database, capsys):
    assert main(["breach", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["breaches"] == []


@pytest.mark.parametrize("line", [["breach", "list"], ["retention", "check"]])
def test_production_refuses_another_moment(register: Database, line: list[str], monkeypatch, capsys):
    monkeypatch.setenv("ROPA_ENV", "production")

    assert main([*line, "--now", "2026-11-20T09:00:00+07:00"]) == 2
    assert "--now" in capsys.readouterr().err


def test_a_moment_without_an_offset_is_bad_usage(register: Database, capsys):
    assert main(["breach", "list", "--now", "2026-11-20T09:00:00"]) == 2
    assert "+07:00" in capsys.readouterr().err


def test_an_empty_database_names_the_command_that_helps(empty_database_url: str, monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", empty_database_url)

    assert main(["check"]) == 1
    assert "ropa db upgrade" in capsys.readouterr().err
    assert main(["db", "upgrade"]) == 0
    assert main(["check"]) == 0


def test_reindex_counts_what_it_rebuilt(filled: Database, capsys):
    assert main(["reindex"]) == 0
    assert "2 revisions" in capsys.readouterr().out


def test_secrets_are_not_shown(monkeypatch, capsys):
    monkeypatch.setenv("ROPA_SECRET_KEY", "very-secret")
    monkeypatch.setenv("ROPA_DATABASE_URL", "postgresql+psycopg://user:pass-word@host/name")

    assert main(["settings"]) == 0
    shown = capsys.readouterr().out
    assert "very-secret" not in shown
    assert "pass-word" not in shown
    assert "user:***@host" in shown


def test_a_slip_in_a_setting_is_bad_usage(monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABSE_URL", "sqlite://")

    assert main(["settings"]) == 2
    assert "ROPA_DATABSE_URL" in capsys.readouterr().err


@pytest.mark.only_on("sqlite")
def test_files_are_written_whole_and_named(filled: Database, tmp_path: Path, capsys):
    for line in (
        ["export", "register", "--out", str(tmp_path / "register.xlsx")],
        ["export", "form", "ROPA-%s-0001", "--out", str(tmp_path / "form.xlsx")],
        ["diagram", "ROPA-%s-0001", "--out", str(tmp_path / "dfd.svg")],
        ["diagram", "ROPA-%s-0002", "--kind", "exchange", "--out", str(tmp_path / "exchange.svg")],
        ["diagram", "ROPA-%s-0002", "--out", str(tmp_path / "dfd.dot")],
    ):
        assert main([part % _year() if "%s" in part else part for part in line]) == 0

    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "dfd.dot",
        "dfd.svg",
        "exchange.svg",
        "form.xlsx",
        "register.xlsx",
    ]
    assert openpyxl.load_workbook(tmp_path / "register.xlsx").sheetnames


def _year() -> str:
    from ropa import clock

    return format_thai_date(clock.bangkok(clock.now()).date(), style="numeric").rpartition("/")[2]


@pytest.mark.only_on("sqlite")
def test_an_ending_that_cannot_be_written_is_bad_usage(filled: Database, tmp_path: Path, capsys):
    assert main(["export", "register", "--out", str(tmp_path / "register.csv")]) == 2
    assert main(["diagram", "ROPA-2569-0001", "--out", str(tmp_path / "dfd.gif")]) == 2
    assert ".svg" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only_on("sqlite")
def test_a_failed_export_leaves_no_file(filled: Database, tmp_path: Path):
    assert main(["export", "form", "ROPA-2569-9999", "--out", str(tmp_path / "form.xlsx")]) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.only_on("sqlite")
def test_a_reader_who_goes_away_is_no_fault(filled: Database):
    done = subprocess.run(
        ["sh", "-c", f"{PROGRAM} check | head -1"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )

    assert done.stdout.startswith("ROPA-")
    assert "Traceback" not in done.stderr
