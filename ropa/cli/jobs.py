"""`ropa tick` and `ropa worker`: what time drives, once and again and again."""

import argparse
import signal
import threading

import msgspec

from ropa import clock
from ropa.cli.output import UsageError, complain, say
from ropa.cli.running import add_now, opened, refuse_other_kind
from ropa.errors import RopaError
from ropa.files import open_files
from ropa.jobs.passes import Done, tick
from ropa.keys import read_keys
from ropa.wiring import carriers_of, scanner_of

SECONDS_BETWEEN = 60


def add_tick(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true")
    add_now(parser)


def run_tick(arguments: argparse.Namespace) -> int:
    """Do what is due, once; again at once does nothing.

    Raises: UsageError where the database is a demonstration and the settings are not, and the other way round.
    """
    with opened(arguments) as context:
        refuse_other_kind(context)
        settings = context.settings
        keys, carriers = read_keys(settings), carriers_of(settings)
        files, scanner = open_files(settings), scanner_of(settings)
        done = list(tick(context.database, keys, context.now, carriers, files, scanner))
    if arguments.json:
        print(msgspec.json.encode({"jobs": done}).decode())
    else:
        say(*map(_line, done) if done else ("ไม่มีงานถึงกำหนด / nothing is due",))
    return 1 if any(each.error for each in done) else 0


def add_worker(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--every",
        type=int,
        default=SECONDS_BETWEEN,
        metavar="SECONDS",
        help=f"between two passes (default {SECONDS_BETWEEN})",
    )


def run_worker(arguments: argparse.Namespace) -> int:
    """Make a pass every minute until stopped; a database that is away for a while ends nothing.

    Raises: UsageError for a span that is none, and where the database is a demonstration and the settings are not, or
    the other way round.
    """
    if arguments.every < 1:
        raise UsageError("--every ต้องเป็น 1 ขึ้นไป / --every must be at least 1")
    stop = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_: stop.set())
    with opened(arguments) as context:
        keys, carriers = read_keys(context.settings), carriers_of(context.settings)
        files, scanner = open_files(context.settings), scanner_of(context.settings)
        say(f"เริ่มงานตามเวลา ทุก {arguments.every} วินาที / a pass every {arguments.every} s")
        while not stop.is_set():
            try:
                # At each pass: an empty database may have become a demonstration since.
                refuse_other_kind(context)
                for done in tick(context.database, keys, clock.now(), carriers, files, scanner):
                    say(_line(done))
            except RopaError as error:
                complain(str(error))
            stop.wait(arguments.every)
    return 0


def _line(done: Done) -> str:
    return f"{done.job}: {done.error or done.told}"
