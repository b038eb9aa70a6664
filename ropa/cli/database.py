"""`ropa db upgrade`, `ropa db backup` and `ropa db restore`."""

import argparse
from pathlib import Path

from ropa.activities.service_waiting import waiting
from ropa.audit.service import record
from ropa.cli import backups
from ropa.cli.backup_files import has_any, pack, unpacked
from ropa.cli.files import warn_of_missing
from ropa.cli.output import UsageError, complain, say, written
from ropa.cli.running import add_now, opened
from ropa.db import migrate
from ropa.files import open_files
from ropa.offices.service import load_offices
from ropa.settings import read_settings
from schemas.waiting import waiting_words


def add_db_upgrade(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_now(parser)


def run_db_upgrade(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date and load the offices; safe to repeat."""
    migrate.upgrade(read_settings().database_url)
    with opened(arguments) as context, context.write() as uow:
        added = load_offices(uow)
        parts = waiting(uow)
    say(f"{migrate.newest()}: หน่วยงานใหม่ {added} / {added} offices added")
    if parts:
        complain(" / ".join(waiting_words(parts)))
    return 0


def add_db_backup(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_backup(arguments: argparse.Namespace) -> int:
    """Copy the database while it is in use, and the attached files that this machine keeps."""
    target, damaged = Path(arguments.file), 0
    with opened(arguments) as context:
        url = context.settings.database_url
        source = backups.sqlite_path(url)
        if source is not None and target.exists() and target.samefile(source):
            raise UsageError(f"{target} คือฐานข้อมูลที่ใช้อยู่ / is the database itself")
        files = open_files(context.settings)
        with written(target) as beside:
            if not has_any(files):
                _copy_database(url, beside)
            else:
                copy = beside.with_suffix(".copy")
                try:
                    _copy_database(url, copy)
                    damaged = pack(copy, files, beside)
                finally:
                    copy.unlink(missing_ok=True)
    if not files.is_local:
        complain(
            f"ไฟล์แนบอยู่ที่ {files.place} และไม่ได้อยู่ในไฟล์สำรองนี้ ให้สำรองที่เก็บนั้นต่างหาก"
            f" / attached files are at {files.place} and not in this backup; back that place up by its own means"
        )
    say(str(target))
    return 1 if damaged else 0


def _copy_database(url: str, target: Path) -> None:
    source = backups.sqlite_path(url)
    if source is None:
        backups.dump_postgresql(url, target)
    else:
        backups.copy_sqlite(source, target)


def add_db_restore(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_restore(arguments: argparse.Namespace) -> int:
    """Replace the database by a backup, and put its files back; refused while anybody else uses it."""
    settings, source = read_settings(), Path(arguments.file)
    if not source.is_file():
        raise UsageError(f"{source}: ไม่พบไฟล์ / no such file")
    target, files = backups.sqlite_path(settings.database_url), open_files(settings)
    with unpacked(source, files) as database:
        if target is None:
            backups.restore_postgresql(settings.database_url, database)
        else:
            backups.restore_sqlite(database, target)
    # A backup may be older than this program.
    migrate.upgrade(settings.database_url)
    with opened(arguments) as context:
        with context.write() as uow:
            record(uow, "database.restored", "database", {"file": source.name})
        warn_of_missing(context, files)
    say(f"กู้คืนจาก {source} แล้ว / restored")
    return 0
