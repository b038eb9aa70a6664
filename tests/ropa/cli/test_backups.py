"""Backup and restore: all of a register or nothing, and never under somebody's hands."""

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy

from ropa.cli import main
from ropa.db import migrate
from ropa.db.unit_of_work import Database
from ropa.samples import filled_forms
from schemas.access import COMMAND_LINE
from tests.support import cluster

SAMPLES = [str(file) for file in filled_forms()]


@pytest.fixture(autouse=True)
def postgresql_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the server that the tests use."""
    found = cluster._bundled() or cluster._installed()
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")


def _count(capsys) -> int:
    capsys.readouterr()
    assert main(["check", "--json"]) == 0
    return len(json.loads(capsys.readouterr().out)["records"])


def test_a_backup_is_put_back_and_the_trail_says_so(filled: Database, tmp_path: Path, capsys, now):
    copy = str(tmp_path / "สำเนา ?#1.bak")
    assert main(["db", "backup", copy]) == 0
    assert main(["import", "--office", "59", *SAMPLES]) == 0
    assert _count(capsys) == 4
    filled.close()

    assert main(["db", "restore", copy]) == 0
    assert _count(capsys) == 2
    with filled.read(COMMAND_LINE, now) as uow:
        actions = uow.connection.exec_driver_sql("SELECT action FROM audit_events ORDER BY id DESC").scalars().all()
    assert actions[0] == "database.restored"
    assert [file.name for file in tmp_path.iterdir()] == [Path(copy).name]


def test_a_restore_is_refused_while_somebody_is_connected(filled: Database, tmp_path: Path, now, capsys):
    copy = str(tmp_path / "copy.bak")
    assert main(["db", "backup", copy]) == 0
    with filled.read(COMMAND_LINE, now) as uow:
        uow.connection.exec_driver_sql("SELECT count(*) FROM activities").all()
    # No transaction is open: a server between two requests.
    assert main(["db", "restore", copy]) == 1
    assert "in use" in capsys.readouterr().err
    assert _count(capsys) == 2


def test_what_is_no_backup_is_refused_and_changes_nothing(filled: Database, tmp_path: Path, capsys):
    wrong, other = tmp_path / "wrong.bak", tmp_path / "other.bak"
    wrong.write_bytes(b"not a database at all" * 100)
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE something_else (id INTEGER)")
    filled.close()

    for file in (wrong, other):
        assert main(["db", "restore", str(file)]) == 1
        assert "backup" in capsys.readouterr().err
    assert main(["db", "restore", str(tmp_path / "missing.bak")]) == 2
    assert _count(capsys) == 2


@pytest.mark.only_on("sqlite")
def test_half_a_backup_is_refused(filled: Database, tmp_path: Path, capsys):
    copy = tmp_path / "copy.bak"
    assert main(["db", "backup", str(copy)]) == 0
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    filled.close()

    assert main(["db", "restore", str(copy)]) == 1
    assert "backup" in capsys.readouterr().err
    assert _count(capsys) == 2


def test_a_backup_of_a_newer_program_is_refused(filled: Database, tmp_path: Path, now, capsys):
    copy = tmp_path / "copy.bak"
    _set_version(filled, now, "9999_future")
    # This program would not make such a file; a newer one does.
    with pytest.MonkeyPatch.context() as newer:
        newer.setattr(migrate, "newest", lambda: "9999_future")
        assert main(["db", "backup", str(copy)]) == 0
    _set_version(filled, now, migrate.newest())
    filled.close()

    assert main(["db", "restore", str(copy)]) == 1
    assert "newer version" in capsys.readouterr().err
    assert _count(capsys) == 2


def _set_version(register: Database, now, version: str | None) -> None:
    with register.write(COMMAND_LINE, now) as uow:
        uow.connection.execute(sqlalchemy.text("UPDATE alembic_version SET version_num = :to"), {"to": version})


@pytest.mark.only_on("sqlite")
def test_a_backup_never_overwrites_the_database(filled: Database, capsys):
    path = filled.url.removeprefix("sqlite:///")

    assert main(["db", "backup", path]) == 2
    assert _count(capsys) == 2


@pytest.mark.only_on("postgresql")
def test_a_backup_is_put_into_an_empty_database(filled: Database, databases, tmp_path: Path, monkeypatch, capsys):
    copy = str(tmp_path / "copy.bak")
    assert main(["db", "backup", copy]) == 0
    new = databases.make("postgresql", state="empty")
    monkeypatch.setenv("ROPA_DATABASE_URL", new)

    assert main(["db", "restore", copy]) == 0
    assert _count(capsys) == 2
    assert main(["import", "--office", "59", *SAMPLES]) == 0
    databases.drop(new)


@pytest.mark.only_on("postgresql")
def test_a_backup_of_another_schema_goes_into_an_empty_database_only(filled: Database, tmp_path: Path, now, capsys):
    copy = str(tmp_path / "copy.bak")
    assert main(["db", "backup", copy]) == 0
    _set_version(filled, now, "0001_core")
    filled.close()

    assert main(["db", "restore", copy]) == 1
    assert "empty database" in capsys.readouterr().err


@pytest.mark.only_on("postgresql")
def test_the_password_is_on_no_command_line(filled: Database, tmp_path: Path, monkeypatch):
    seen = tmp_path / "arguments"
    program = tmp_path / "pg_dump"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" "$PGPASSWORD" > {seen}\nexit 1\n')
    program.chmod(0o755)
    url = sqlalchemy.make_url(filled.url).set(password="very-secret")
    monkeypatch.setenv("ROPA_DATABASE_URL", url.render_as_string(hide_password=False))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert main(["db", "backup", str(tmp_path / "copy.bak")]) == 1
    *arguments, password = seen.read_text().splitlines()
    assert password == "very-secret"
    assert not [word for word in arguments if "very-secret" in word]
    assert not list(tmp_path.glob("*.bak")) + list(tmp_path.glob(".*"))


@pytest.mark.only_on("postgresql")
def test_a_missing_program_is_named(filled: Database, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["db", "backup", str(tmp_path / "copy.bak")]) == 1
    assert "pg_dump is not installed" in capsys.readouterr().err
