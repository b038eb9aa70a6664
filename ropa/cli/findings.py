"""`ropa findings recheck`: what the present rules find in every record, written for the worklist."""

import argparse
import time

from ropa.cli.output import Progress, say
from ropa.cli.running import Context, add_now, opened
from ropa.findings import service

#: Records in one writing transaction: others wait for it about a second.
_BATCH = 200


def add_findings_recheck(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "--all", action="store_true", help="also records that the present rules have checked today (default: not)"
    )
    add_now(parser)


def run_findings_recheck(arguments: argparse.Namespace) -> int:
    """Check records anew, a few at a time, so that the pages go on meanwhile."""
    with opened(arguments) as context:
        say(recheck(context, everything=arguments.all))
    return 0


def recheck(context: Context, *, everything: bool) -> str:
    """Check records anew and return one line about it."""
    began, done = time.perf_counter(), 0
    with context.read() as uow:
        wanted = service.to_check(uow, everything=everything)
    with Progress("recheck") as shown:
        for start in range(0, len(wanted), _BATCH):
            with context.read() as uow:
                batch = service.prepare(uow, wanted[start : start + _BATCH])
            with context.write() as uow:
                done += service.write(uow, batch)
            shown.done(done, len(wanted))
    rate = round(done / max(time.perf_counter() - began, 0.001))
    return f"ตรวจใหม่ {done} ฉบับ วินาทีละ {rate} ฉบับ / {done} revisions checked, {rate} a second"
