"""`ropa retention check` and `ropa breach list`: what time drives."""

import argparse

from ropa.cli import breaches, retention
from ropa.cli.running import UsageError, add_now, moment, opened
from ropa.errors import Invalid
from ropa.settings import read_settings


def add_retention_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--month", metavar="YYYY-MM", help="Gregorian; default: the present month in Bangkok")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_retention_check(arguments: argparse.Namespace) -> int:
    """Check what has ended; the same month twice changes nothing."""
    settings = read_settings()
    now = moment(arguments, settings)
    try:
        with opened(settings) as database:
            return retention.check(
                database, now, month=arguments.month, dry_run=arguments.dry_run, as_json=arguments.json
            )
    except Invalid as error:
        raise UsageError(error) from None


def add_breach_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_breach_list(arguments: argparse.Namespace) -> int:
    """Show the clocks of breaches whose notice to the Office is open."""
    settings = read_settings()
    now = moment(arguments, settings)
    with opened(settings) as database:
        return breaches.list_breaches(database, now, as_json=arguments.json)
