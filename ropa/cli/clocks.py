"""`ropa retention check`, `ropa breach list` and `ropa requests list`: what time drives."""

import argparse

from ropa.cli import breaches, requests, retention
from ropa.cli.output import UsageError, explain
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid


def add_retention_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--month", metavar="YYYY-MM", help="Gregorian; default: the present month in Bangkok")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_retention_check(arguments: argparse.Namespace) -> int:
    """Check what has ended; the same month twice changes nothing."""
    try:
        with opened(arguments) as context:
            return retention.check(
                context.database, context.now, month=arguments.month, dry_run=arguments.dry_run, as_json=arguments.json
            )
    except Invalid as error:
        raise UsageError("\n".join(map(explain, error.problems))) from None


def add_breach_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_breach_list(arguments: argparse.Namespace) -> int:
    """Show the clocks of breaches whose notice to the Office is open."""
    with opened(arguments) as context:
        return breaches.list_breaches(context.database, context.now, as_json=arguments.json)


def add_requests_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_requests_list(arguments: argparse.Namespace) -> int:
    """Show the last days of open requests of data subjects."""
    with opened(arguments) as context:
        return requests.list_requests(context.database, context.now, as_json=arguments.json)
