"""Runs one command: options, settings, database, and errors as messages and exit codes."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module

from ropa import clock
from ropa.cli import PROBLEM, USAGE
from ropa.cli.output import UsageError, complain, explain, is_full
from ropa.db.unit_of_work import Database, UnitOfWork
from ropa.errors import Invalid, RopaError, SettingsError, StorageFull, Unavailable
from ropa.settings import Settings, read_settings
from ropa.wiring import wire
from schemas.access import COMMAND_LINE


def run(words: str, entry: tuple[str, str, str], rest: list[str]) -> int:
    """Run the command named `words` with the rest of the line; return its exit code."""
    module = import_module(f"ropa.cli.{entry[0]}")
    name = words.replace(" ", "_").replace("-", "_")
    parser = argparse.ArgumentParser(prog=f"ropa {words}", description=f"{entry[1]} / {entry[2]}")
    getattr(module, f"add_{name}")(parser)
    try:
        arguments = parser.parse_args(rest)
    except SystemExit as stop:
        return int(stop.code or 0)
    wire()
    try:
        code: int = getattr(module, f"run_{name}")(arguments)
        sys.stdout.flush()
    except (UsageError, SettingsError) as error:
        complain(str(error))
        return USAGE
    except BrokenPipeError:
        # Whoever read our output went away (`ropa check | head`); nothing is left to tell, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM
    except (RopaError, OSError) as error:
        return _told(error)
    return code


def _told(error: Exception) -> int:
    if isinstance(error, Invalid):
        complain(f"{error.message_th} / {error.message_en}", *map(explain, error.problems))
    elif is_full(error):
        # What is torn down afterwards tries to write once more; nobody needs that told as a traceback.
        sys.unraisablehook = lambda _: None
        complain(str(StorageFull()))
    elif isinstance(error, OSError) and error.filename is not None:
        complain(f"{error.filename}: เปิดหรือเขียนไฟล์ไม่ได้ / {error.strerror}")
    else:
        complain(str(error))
    return PROBLEM


def add_now(parser: argparse.ArgumentParser) -> None:
    """Add --now."""
    parser.add_argument("--now", metavar="ISO-DATETIME", help="a moment with an offset; refused in production")


def moment(arguments: argparse.Namespace, settings: Settings) -> datetime:
    """Return the present moment, or the one of --now.

    Raises: UsageError in production, or when it has no offset.
    """
    given: str | None = getattr(arguments, "now", None)
    if given is None:
        return clock.now()
    if settings.is_production:
        raise UsageError("--now ใช้ในระบบจริงไม่ได้ / --now is refused in production (ROPA_ENV)")
    try:
        return clock.parse_now(given)
    except (ValueError, OverflowError) as error:
        raise UsageError(f"--now: {error}") from None


@dataclass(frozen=True)
class Context:
    """What a command works with. It acts as the operator at the server's own shell, at one moment."""

    settings: Settings
    database: Database
    now: datetime

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Give a reading unit of work."""
        return self.database.read(COMMAND_LINE, self.now)

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Give a writing unit of work."""
        return self.database.write(COMMAND_LINE, self.now)


@contextmanager
def opened(arguments: argparse.Namespace) -> Iterator[Context]:
    """Give the database of the settings, at the schema of this program, and the moment of the command.

    Raises: UsageError, SettingsError; Unavailable when the database is missing, older or newer, naming what helps.
    """
    settings = read_settings()
    now = moment(arguments, settings)
    database = Database(settings.database_url, pool_size=settings.database_pool)
    try:
        context = Context(settings, database, now)
        _require_schema(context)
        yield context
    finally:
        database.close()


def _require_schema(context: Context) -> None:
    from ropa.db import migrate

    with context.read() as uow:
        present = migrate.present(uow)
    if present == migrate.newest():
        return
    if present is not None and not migrate.is_known(present):
        raise Unavailable(
            f"ฐานข้อมูล ({present}) สร้างด้วยโปรแกรมรุ่นใหม่กว่านี้",
            f"The database ({present}) was made by a newer version of this program",
        )
    raise Unavailable(
        f"โครงสร้างฐานข้อมูลเป็น {present or 'ว่าง'} โปรดรัน ropa db upgrade",
        f"The database schema is {present or 'empty'}; run ropa db upgrade",
    )


def refuse_other_kind(context: Context) -> None:
    """Raise UsageError for a register run as a demonstration, and for a demonstration run as a register."""
    from ropa.guided.service_demo_mark import is_marked

    with context.read() as uow:
        marked = is_marked(uow)
    if context.settings.demo and not marked:
        raise UsageError(
            "ROPA_DEMO=1 ใช้ได้กับฐานข้อมูลสาธิตเท่านั้น สร้างด้วย ropa demo load"
            " / ROPA_DEMO=1 needs a demonstration's database: ropa demo load makes one"
        )
    if marked and not context.settings.demo:
        raise UsageError(
            "ฐานข้อมูลนี้เป็นระบบสาธิตที่ล้างได้ ใช้เป็นทะเบียนจริงไม่ได้ ตั้งค่า ROPA_DEMO=1"
            " / this database is a demonstration that anybody may wipe; set ROPA_DEMO=1"
        )


def refuse_demonstration(context: Context) -> None:
    """Raise UsageError in a demonstration, for what reaches beyond it."""
    from ropa.guided.service_demo_mark import is_marked

    with context.read() as uow:
        marked = is_marked(uow)
    if marked or context.settings.demo:
        raise UsageError(
            "ระบบสาธิตไม่แตะฐานข้อมูลอื่น คำสั่งนี้ใช้กับทะเบียนจริงเท่านั้น"
            " / a demonstration touches no other database; this command is for a register"
        )
