"""Runs one command: options, settings, database, and errors as messages and exit codes."""

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib import import_module
from pathlib import Path

from ropa import clock
from ropa.cli import INTERRUPTED, PROBLEM, USAGE
from ropa.db.unit_of_work import Database
from ropa.errors import RopaError, SettingsError, Unavailable
from ropa.settings import Settings, read_settings
from ropa.wiring import wire
from schemas.access import COMMAND_LINE


class UsageError(Exception):
    """The command cannot be meant like this."""


def run(words: str, entry: tuple[str, str, str], rest: list[str]) -> int:
    """Run the command named `words` with the rest of the line; return its exit code."""
    module = import_module(f"ropa.cli.{entry[0]}")
    name = words.replace(" ", "_")
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
        return _say(error, USAGE)
    except BrokenPipeError:
        # Whoever read our output went away (`ropa check | head`); nothing is left to tell, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PROBLEM
    except (RopaError, OSError) as error:
        return _say(error, PROBLEM)
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _say(error: Exception, code: int) -> int:
    sys.stderr.write(f"ropa: {error}\n")
    return code


def add_now(parser: argparse.ArgumentParser) -> None:
    """Add --now."""
    parser.add_argument("--now", metavar="ISO-DATETIME", help="a moment with an offset; refused in production")


def moment(arguments: argparse.Namespace, settings: Settings) -> datetime:
    """Return the present moment, or the one of --now.

    Raises: UsageError in production, or when it has no offset.
    """
    given: str | None = arguments.now
    if given is None:
        return clock.now()
    if settings.is_production:
        raise UsageError("--now ใช้ในระบบจริงไม่ได้ / --now is refused in production (ROPA_ENV)")
    try:
        return clock.parse_now(given)
    except ValueError as error:
        raise UsageError(f"--now: {error}") from None


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Database]:
    """Give the database of the settings, at the schema of this program.

    Raises: Unavailable when it is missing or older, naming the command that helps.
    """
    from ropa.db import migrate

    settings = settings or read_settings()
    database = Database(settings.database_url, pool_size=settings.database_pool)
    try:
        with database.read(COMMAND_LINE, clock.now()) as uow:
            present = migrate.present(uow)
        if present != migrate.newest():
            raise Unavailable(
                f"โครงสร้างฐานข้อมูลเป็น {present or 'ว่าง'} โปรดรัน ropa db upgrade",
                f"The database schema is {present or 'empty'}; run ropa db upgrade",
            )
        yield database
    finally:
        database.close()


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Give a path beside `path`; what is written there takes its place at the end, or vanishes when something fails."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def progress(what: str) -> "Progress":
    """Return a progress line for a terminal; it is silent elsewhere."""
    return Progress(what)


class Progress:
    """One line on standard error that follows long work. `done(3, 10)` shows 3 of 10."""

    def __init__(self, what: str) -> None:
        """`what` names the work."""
        self._what = what
        self._shown = sys.stderr.isatty()
        self._used = False

    def done(self, count: int, total: int | None = None) -> None:
        """Show how much is done."""
        if self._shown:
            share = "" if not total else " [" + "#" * (20 * count // total) + "." * (20 - 20 * count // total) + "]"
            sys.stderr.write(f"\r{self._what}{share} {count:,}" + (f"/{total:,}" if total else ""))
            sys.stderr.flush()
            self._used = True

    def close(self) -> None:
        """End the line."""
        if self._used:
            sys.stderr.write("\n")
