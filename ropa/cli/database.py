"""`ropa db upgrade`, `ropa db backup` and `ropa db restore`."""

import argparse
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import sqlalchemy

from ropa import clock
from ropa.audit.service import record
from ropa.cli.running import UsageError, opened, written
from ropa.db import migrate
from ropa.errors import Busy, Conflict, Unavailable
from ropa.offices.service import load_offices
from ropa.settings import Settings, read_settings
from schemas.access import COMMAND_LINE


def add_db_upgrade(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_db_upgrade(_: argparse.Namespace) -> int:
    """Bring the schema up to date and load the offices; safe to repeat."""
    settings = read_settings()
    migrate.upgrade(settings.database_url)
    with opened(settings) as database, database.write(COMMAND_LINE, clock.now()) as uow:
        added = load_offices(uow)
    print(f"{migrate.newest()}: หน่วยงานใหม่ {added} / {added} offices added")
    return 0


def _sqlite_path(settings: Settings) -> Path | None:
    path = settings.database_url.removeprefix("sqlite:///")
    return Path(path) if path != settings.database_url else None


def add_db_backup(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_backup(arguments: argparse.Namespace) -> int:
    """Copy the database while it is in use."""
    settings, target = read_settings(), Path(arguments.file)
    source = _sqlite_path(settings)
    with opened(settings), written(target) as beside:
        if source is None:
            _run_postgres("pg_dump", "--format=custom", f"--file={beside}", settings=settings)
        else:
            with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(beside)) as copy:
                live.backup(copy)
                # One file that needs no companions beside it.
                copy.execute("PRAGMA journal_mode=DELETE")
    print(target)
    return 0


def add_db_restore(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_restore(arguments: argparse.Namespace) -> int:
    """Replace the database by a backup; refused while anybody else uses it."""
    settings, source = read_settings(), Path(arguments.file)
    if not source.is_file():
        raise UsageError(f"{source}: ไม่พบไฟล์ / no such file")
    target = _sqlite_path(settings)
    if target is None:
        _run_postgres("pg_restore", "--clean", "--if-exists", "--single-transaction", str(source), settings=settings)
    else:
        _restore_sqlite(source, target)
    migrate.upgrade(settings.database_url)
    with opened(settings) as database, database.write(COMMAND_LINE, clock.now()) as uow:
        record(uow, "database.restored", "database", {"file": source.name})
    print(f"กู้คืนจาก {source} แล้ว / restored")
    return 0


def _restore_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
        try:
            verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
            known = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'revisions'").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise Conflict(f"{source} ไม่ใช่ไฟล์สำรอง: {error}", f"{source} is no backup: {error}") from None
        if verdict != "ok" or not known:
            raise Conflict(f"{source} ไม่ใช่ไฟล์สำรองที่สมบูรณ์", f"{source} is no whole backup of a register")
        _refuse_in_use(target)
        with closing(sqlite3.connect(target)) as live:
            copy.backup(live)


def _refuse_in_use(target: Path) -> None:
    if not target.exists():
        return
    with closing(sqlite3.connect(target, timeout=0.5, isolation_level=None)) as live:
        try:
            # An exclusive lock outside WAL needs every other connection gone: a running server keeps one.
            live.execute("PRAGMA locking_mode=EXCLUSIVE")
            live.execute("PRAGMA journal_mode=DELETE")
            live.execute("BEGIN EXCLUSIVE")
            live.execute("ROLLBACK")
        except sqlite3.OperationalError:
            raise Busy(
                "ฐานข้อมูลกำลังถูกใช้งาน โปรดหยุดเซิร์ฟเวอร์ก่อนกู้คืน",
                "The database is in use; stop the server before a restore",
            ) from None


def _run_postgres(program: str, *options: str, settings: Settings) -> None:
    found = shutil.which(program)
    if found is None:
        raise Unavailable(f"ไม่พบโปรแกรม {program}", f"{program} is not installed")
    url = sqlalchemy.make_url(settings.database_url).set(drivername="postgresql")
    # The password goes by the environment: a command line is readable by every user of the machine.
    environment = {"PGPASSWORD": url.password or "", "PATH": "/usr/bin:/bin"}
    address = url.set(password=None).render_as_string(hide_password=False)
    done = subprocess.run(
        [found, f"--dbname={address}", *options], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Unavailable(f"{program} ไม่สำเร็จ", f"{program} failed: {done.stderr.strip()[-300:]}")
