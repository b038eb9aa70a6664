"""What can go wrong around a command: each ends with a message and an exit code, and nothing is half done."""

import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import pytest

from ropa.activities import service_listing
from ropa.cli import main
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE
from schemas.listing import ActivityFilter

SAMPLES = [str(file) for file in filled_forms()]


def _records(register: Database, now) -> int:
    with register.read(COMMAND_LINE, now) as uow:
        return service_listing.register(uow, ActivityFilter())[0]


def _with_room(megabytes: float, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `ropa` where no file may grow past a size: the system refuses as a full disk does.

    Without bytecode: Python would put a module cut off at that size beside the others, for every process after it.
    """
    size = int(megabytes * 1024 * 1024)
    return subprocess.run(
        [sys.executable, "-B", "-m", "ropa", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


@pytest.mark.only_on("sqlite")
def test_a_full_disk_leaves_the_old_file_and_no_half_one(filled: Database, tmp_path: Path):
    path = tmp_path / "register.xlsx"
    path.write_bytes(b"old")
    for line in (["export", "register", "--out"], ["db", "backup"]):
        done = _with_room(0.01, *line, str(path))
        assert done.returncode == 1
        assert "disk is full" in _said(done)

    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.only_on("sqlite")
def test_control_c_in_the_middle_of_an_export_leaves_the_old_file_and_nothing_aside(
    filled: Database, tmp_path: Path, monkeypatch
):
    folder, aside = tmp_path / "out", tmp_path / "aside"
    folder.mkdir()
    aside.mkdir()
    path = folder / "register.xlsx"
    path.write_bytes(b"old")
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    real = service_listing.register
    seen: list[list[str]] = []

    def pressed(uow, wanted):
        total, records = real(uow, wanted)

        def each():
            for number, record in enumerate(records):
                if number == 1:
                    seen.append([file.name for file in folder.iterdir() if file != path])
                    signal.raise_signal(signal.SIGINT)
                yield record

        return total, each()

    monkeypatch.setattr(service_listing, "register", pressed)

    # A run of the tests in the background of a shell is started with Ctrl+C ignored.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        assert main(["export", "register", "--out", str(path)]) == 130
    finally:
        signal.signal(signal.SIGINT, handler)
    assert [len(each) for each in seen] == [1]  # it was in the middle
    assert path.read_bytes() == b"old"
    assert list(folder.iterdir()) == [path]
    assert list(aside.iterdir()) == []


@pytest.mark.only_on("sqlite")
def test_a_full_disk_stops_an_import_and_keeps_its_report(register: Database, now, tmp_path: Path):
    many = tmp_path / "many.json"
    sample = json.loads(filled_forms()[0].read_bytes())
    records = []
    for number in range(40):
        sample["form"]["header"]["sub_process"] = f"ติดต่อเรา {number}"
        records.append(json.loads(json.dumps(sample)))
    many.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    register.close()
    done = _with_room(1.0, "import", "--json", str(many))

    assert done.returncode == 1
    _said(done)
    reported = json.loads(done.stdout)["records"]
    assert {record["outcome"] for record in reported[:-1]} == {"saved"}
    assert reported[-1]["outcome"] == "refused"
    assert "disk is full" in reported[-1]["problems"][0]["message_en"]
    # What was reported as saved is there, nothing else is, and the rest goes in when there is room again.
    assert _records(register, now) == len(reported) - 1
    assert main(["import", str(many)]) == 0
    assert _records(register, now) == 40


@pytest.mark.only_on("sqlite")
def test_a_locked_database_is_told_as_busy(register: Database, now, capsys, monkeypatch):
    monkeypatch.setattr(Database.__init__, "__kwdefaults__", {"pool_size": 8, "busy_seconds": 0.1})
    with register.write(COMMAND_LINE, now) as uow:
        uow.connection.exec_driver_sql("SELECT 1")  # begins the transaction
        assert main(["import", "--json", *SAMPLES]) == 1
    (record,) = json.loads(capsys.readouterr().out)["records"]

    assert "busy" in record["problems"][0]["message_en"]
    assert _records(register, now) == 0


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("line", [["check"], ["db", "upgrade"], ["db", "backup", "copy.bak"], ["serve"]])
def test_a_file_that_is_no_database_is_told(line: list[str], database_url, tmp_path: Path, monkeypatch, capsys):
    wrong = tmp_path / "wrong.db"
    wrong.write_bytes(b"not a database " * 1000)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ROPA_DATABASE_URL", f"sqlite:///{wrong}")

    assert main(line) == 1
    assert "restore it from a backup" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == [wrong]


def test_a_database_of_a_newer_program_is_left_alone(register: Database, now, capsys):
    with register.write(COMMAND_LINE, now) as uow:
        uow.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999_future'")

    for line in (["check"], ["db", "upgrade"]):
        assert main(line) == 1
        told = capsys.readouterr().err
        assert "9999_future" in told
        assert "ropa db upgrade" not in told


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("mysql://x@127.0.0.1/x", 2),
        ("ropa.db", 2),
        ("postgresql+psycopg://nobody@127.0.0.1:1/none", 1),
        ("sqlite:////proc/none/ropa.db", 1),
    ],
)
@pytest.mark.parametrize("line", [["check"], ["db", "upgrade"]])
def test_an_address_that_leads_nowhere_is_told(address: str, code: int, line: list[str], monkeypatch, capsys):
    monkeypatch.setenv("ROPA_DATABASE_URL", address)

    assert main(line) == code
    assert capsys.readouterr().err.startswith("ropa: ")


@pytest.mark.only_on("sqlite")
def test_an_interrupt_is_no_traceback(register: Database, monkeypatch, capsys):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("ropa.cli.register.run_check", interrupted)
    assert main(["check"]) == 130


@pytest.mark.only_on("sqlite")
def test_a_terminal_of_another_alphabet_gets_codes(filled: Database):
    done = subprocess.run(
        [sys.executable, "-m", "ropa", "check"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )

    assert b"\\u0e" in done.stdout


@pytest.mark.only_on("sqlite")
def test_names_and_texts_of_records_do_not_reach_the_terminal_raw(register: Database, tmp_path: Path, capsys):
    hostile = tmp_path / "a\x1b[31m\udcff.json"
    hostile.write_text('{"form": {"header": {"sub_process": "x\u009b31m\u202ey"}}}', encoding="utf-8")

    assert main(["import", str(hostile)]) == 0
    assert main(["import", "--json", str(hostile)]) == 0
    assert main(["check"]) == 1
    printed = capsys.readouterr().out
    assert "\x1b" not in printed
    assert "\\x9b" in printed


@pytest.mark.only_on("sqlite")
def test_a_missing_file_does_not_lose_the_others(register: Database, now, tmp_path: Path, capsys):
    assert main(["import", "--json", SAMPLES[0], str(tmp_path / "none.json"), str(tmp_path), SAMPLES[1]]) == 1
    report = json.loads(capsys.readouterr().out)["records"]

    assert [record["outcome"] for record in report] == ["saved", "refused", "refused", "saved"]
    assert _records(register, now) == 2


@pytest.mark.only_on("sqlite")
def test_a_diagram_that_cannot_be_drawn_leaves_no_file(filled: Database, tmp_path: Path, monkeypatch, capsys, now):
    from diagrams.errors import DiagramTooLarge
    from diagrams.kinds import RECORD_DIAGRAMS, RecordDiagram
    from ropa.pictures import KEPT

    def too_large(*_: object) -> NoReturn:
        raise DiagramTooLarge("too many boxes")

    # Another test of this process may have drawn the same record.
    KEPT.clear()
    monkeypatch.setitem(RECORD_DIAGRAMS, "dfd", RecordDiagram("", "", too_large))
    (ref,) = _refs(filled)[:1]
    assert main(["diagram", ref, "--out", str(tmp_path / "dfd.svg")]) == 1
    assert "too many boxes" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def _refs(register: Database) -> list[str]:
    with closing(sqlite3.connect(register.url.removeprefix("sqlite:///"))) as looked_at:
        return [ref for (ref,) in looked_at.execute("SELECT ref FROM activities ORDER BY ref")]


def test_a_register_as_of_a_day_that_cannot_be_meant_is_refused_in_words(register: Database, tmp_path: Path, capsys):
    for day, hint in (("2569-01-31", "2026-01-31"), ("2999-01-31", "/as_of"), ("31/1/2569", "2026-09-30")):
        assert main(["export", "register", "--out", str(tmp_path / "r.xlsx"), "--as-of", day]) == 2
        assert hint in capsys.readouterr().err
    drafts = ["--as-of", "2026-01-31", "--status", "draft"]
    assert main(["export", "register", "--out", str(tmp_path / "r.xlsx"), *drafts]) == 2
    assert "approved" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_no_form_is_written_as_is_refused_in_words(register: Database, tmp_path: Path, capsys):
    assert main(["export", "form", "ROPA-2569-0001", "--out", str(tmp_path / "f.docx")]) == 2
    assert ".xlsx, .pdf" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_moment_numbers_by_its_year(register: Database, capsys):
    # 31 December 17:30 UTC is New Year's Day of 2570 in Bangkok.
    assert main(["import", "--now", "2026-12-31T17:30:00+00:00", SAMPLES[0]]) == 0
    assert "ROPA-2570-0001" in capsys.readouterr().out
