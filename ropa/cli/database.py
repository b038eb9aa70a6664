"""`ropa db upgrade`, `ropa db backup` and `ropa db restore`."""

import argparse
from pathlib import Path

from ropa.audit.service import record
from ropa.cli import backups
from ropa.cli.output import UsageError, say, written
from ropa.cli.running import add_now, opened
from ropa.db import migrate
from ropa.offices.service import load_offices
from ropa.settings import read_settings


def add_db_upgrade(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    add_now(parser)


def run_db_upgrade(arguments: argparse.Namespace) -> int:
    """Bring the schema up to date and load the offices; safe to repeat."""
    migrate.upgrade(read_settings().database_url)
    with opened(arguments) as context, context.write() as uow:
        added = load_offices(uow)
    say(f"{migrate.newest()}: หน่วยงานใหม่ {added} / {added} offices added")
    return 0


def add_db_backup(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_backup(arguments: argparse.Namespace) -> int:
    """Copy the database while it is in use."""
    target = Path(arguments.file)
    with opened(arguments) as context:
        url = context.settings.database_url
        source = backups.sqlite_path(url)
        if source is not None and target.exists() and target.samefile(source):
            raise UsageError(f"{target} คือฐานข้อมูลที่ใช้อยู่ / is the database itself")
        with written(target) as beside:
            if source is None:
                backups.dump_postgresql(url, beside)
            else:
                backups.copy_sqlite(source, beside)
    say(str(target))
    return 0


def add_db_restore(parser: argparse.ArgumentParser) -> None:
    """Add the file."""
    parser.add_argument("file", metavar="FILE")


def run_db_restore(arguments: argparse.Namespace) -> int:
    """Replace the database by a backup; refused while anybody else uses it."""
    settings, source = read_settings(), Path(arguments.file)
    if not source.is_file():
        raise UsageError(f"{source}: ไม่พบไฟล์ / no such file")
    target = backups.sqlite_path(settings.database_url)
    if target is None:
        backups.restore_postgresql(settings.database_url, source)
    else:
        backups.restore_sqlite(source, target)
    # A backup may be older than this program.
    migrate.upgrade(settings.database_url)
    with opened(arguments) as context, context.write() as uow:
        record(uow, "database.restored", "database", {"file": source.name})
    say(f"กู้คืนจาก {source} แล้ว / restored")
    return 0
