"""Copies of a whole database, and putting one back: all of it or nothing."""

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import sqlalchemy

from ropa import clock
from ropa.db import migrate
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Busy, Conflict, StorageFull, Unavailable
from schemas.access import COMMAND_LINE

#: How long a restore waits for the last connection to go.
IN_USE_SECONDS = 0.5
_FULL = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}
_NOT_OURS = re.compile(r" (?:EXTENSION|SCHEMA) - |COMMENT - (?:EXTENSION|SCHEMA) ")
_LOOKS = 20
_OTHER_SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)
_HELD = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}


def sqlite_path(url: str) -> Path | None:
    """Return the file of an address `sqlite:///path`, None for another kind of database."""
    path = url.removeprefix("sqlite:///")
    return Path(path) if path != url else None


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a database into a new file while others use it; the copy is one moment of it.

    Raises: StorageFull.
    """
    try:
        with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
            live.backup(copy)
            # One file that needs no companions beside it.
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise _told(error) from error


def restore_sqlite(source: Path, target: Path) -> None:
    """Put the contents of a backup in the place of a database, in one transaction.

    Raises: Conflict when the file is no whole backup of a register that this program knows; Busy when anybody uses the
    database; StorageFull.
    """
    # `?` and `#` in a file's name would end the path of the address.
    with closing(sqlite3.connect(f"file:{quote(str(source))}?mode=ro", uri=True)) as copy:
        _refuse_other_files(source, copy)
        with closing(sqlite3.connect(target, timeout=IN_USE_SECONDS, isolation_level=None)) as live:
            try:
                # Outside WAL an exclusive lock needs every other connection gone: a running server keeps one.
                live.execute("PRAGMA locking_mode=EXCLUSIVE")
                live.execute("PRAGMA journal_mode=DELETE")
                live.execute("BEGIN EXCLUSIVE")
                live.execute("ROLLBACK")  # the mode keeps the lock, so nobody comes in between
                copy.backup(live)
            except sqlite3.Error as error:
                raise _told(error) from error


def _refuse_other_files(source: Path, copy: sqlite3.Connection) -> None:
    try:
        verdict = copy.execute("PRAGMA integrity_check").fetchone()[0]
        found = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise Conflict(f"{source} ไม่ใช่ไฟล์สำรอง: {error}", f"{source} is no backup: {error}") from None
    if verdict != "ok" or found is None:
        raise Conflict(f"{source} ไม่ใช่ไฟล์สำรองที่สมบูรณ์", f"{source} is no whole backup of a register")
    _refuse_newer(source, found[0])


def _refuse_newer(source: Path, version: str) -> None:
    if not migrate.is_known(version):
        raise Conflict(
            f"{source} สร้างด้วยโปรแกรมรุ่นใหม่กว่านี้ ({version})",
            f"{source} was made by a newer version of this program ({version})",
        )


def _told(error: sqlite3.Error) -> Exception:
    primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if primary in _FULL:
        return StorageFull()
    if primary in _HELD:
        return Busy(
            "ฐานข้อมูลกำลังถูกใช้งาน โปรดหยุดเซิร์ฟเวอร์ก่อนกู้คืน", "The database is in use; stop the server before a restore"
        )
    return Unavailable(f"ฐานข้อมูลไม่พร้อมใช้งาน: {error}", f"The database is not available: {error}")


def dump_postgresql(url: str, target: Path) -> None:
    """Copy a database into a new file with pg_dump.

    Raises: Unavailable when the program is missing or fails, with its words.
    """
    _run(url, "pg_dump", "--format=custom", f"--file={target}")


def restore_postgresql(url: str, source: Path) -> None:
    """Put the contents of a backup in the place of a database, in one transaction, with pg_restore.

    Raises: Conflict when the file is no backup of a register, or of another schema version than the database has;
    Busy when anybody uses the database; Unavailable.
    """
    contents, version = _contents(source)
    _prepare(url, version, wants_trgm=" EXTENSION - pg_trgm" in contents)
    # Extensions and the schema belong to the server's administrator; the owner of one database cannot make them anew.
    ours = [line for line in contents.splitlines() if not _NOT_OURS.search(line)]
    # Ownership is the restoring role's: a backup may come from a server with other roles.
    options = ("--clean", "--if-exists", "--no-owner", "--no-acl", "--single-transaction", "--exit-on-error")
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".list") as chosen:
        chosen.write("\n".join(ours))
        chosen.flush()
        _run(url, "pg_restore", *options, f"--use-list={chosen.name}", str(source))


def _contents(source: Path) -> tuple[str, str]:
    """Return what a backup lists, and its schema version.

    Raises: Conflict when it is no backup of a register, or one of a newer program.
    """
    program, found = _program("pg_restore"), []
    for question in (["--list"], ["--data-only", "--table=alembic_version", "--file=-"]):
        done = subprocess.run([program, *question, str(source)], capture_output=True, text=True, check=False)
        found.append(done.stdout if done.returncode == 0 else "")
    copied = re.search(r"^COPY public\.alembic_version .*;\n(\S+)\n", found[1], re.MULTILINE)
    if copied is None:
        raise Conflict(f"{source} ไม่ใช่ไฟล์สำรองของทะเบียน", f"{source} is no backup of a register")
    _refuse_newer(source, copied[1])
    return found[0], copied[1]


def _others(uow: UnitOfWork) -> int:
    """Return how many others use the database. Who has just left is seen for a moment longer; this waits for it."""
    others = 0
    for _ in range(_LOOKS):
        # Within a transaction the server answers from what it saw first, unless it is told to look anew.
        uow.connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        others = int(uow.connection.exec_driver_sql(_OTHER_SESSIONS).scalar_one())
        if not others:
            return 0
        uow.connection.exec_driver_sql("SELECT pg_sleep(0.1)")
    return others


def _prepare(url: str, version: str, *, wants_trgm: bool) -> None:
    """Refuse what a restore would spoil, and have the extension there that the backup's indexes need."""
    database = Database(url, pool_size=1)
    try:
        with database.write(COMMAND_LINE, clock.now()) as uow:
            present = migrate.present(uow)
            others = _others(uow)
            if wants_trgm and present is None:
                uow.connection.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    finally:
        database.close()
    if others:
        raise Busy(
            f"มี {others} การเชื่อมต่อกำลังใช้ฐานข้อมูล โปรดหยุดเซิร์ฟเวอร์ก่อนกู้คืน",
            f"The database is in use by {others} connections; stop the server before a restore",
        )
    if present not in {None, version}:
        # Tables that the backup does not know would stay behind, and the next upgrade would trip over them.
        raise Conflict(
            f"ฐานข้อมูลเป็นรุ่น {present} แต่ไฟล์สำรองเป็นรุ่น {version} โปรดกู้คืนลงฐานข้อมูลใหม่ที่ว่าง",
            f"The database has schema {present}, the backup {version}; restore into a new, empty database",
        )


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"ไม่พบโปรแกรม {name}", f"{name} is not installed")
    return found


def _run(url: str, name: str, *options: str) -> None:
    parsed = sqlalchemy.make_url(url).set(drivername="postgresql")
    # The password goes by the environment: a command line is readable by every user of the machine.
    secret = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    # The address is rebuilt without it; SQLAlchemy's `set` takes None for "leave it".
    bare = sqlalchemy.URL.create(
        "postgresql", parsed.username, None, parsed.host, parsed.port, parsed.database, parsed.query
    )
    done = subprocess.run(
        [_program(name), f"--dbname={bare.render_as_string()}", *options],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Unavailable(f"{name} ไม่สำเร็จ: {done.stderr.strip()[-300:]}", f"{name} failed")
