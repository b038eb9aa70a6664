"""`ropa token create`, `ropa grant add` and `ropa settings`."""

import argparse
import getpass
import sys
from datetime import date

from ropa import clock
from ropa.access.service import create_token
from ropa.cli.output import UsageError, say
from ropa.cli.running import add_now, opened
from ropa.settings import read_settings
from schemas.access import Role
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date


def add_token_create(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--role", required=True, choices=[str(role) for role in Role])
    parser.add_argument("--office", required=True, type=int, metavar="ID", help="this office and all below; 0 is all")
    parser.add_argument("--days", type=int, default=90, metavar="N", help="days that it is valid (default 90)")
    add_now(parser)


def run_token_create(arguments: argparse.Namespace) -> int:
    """Print the token as the last word; it is not stored and cannot be shown again."""
    with opened(arguments) as context, context.write() as uow:
        made = create_token(uow, Role.of(arguments.role), arguments.office, arguments.days)
    until = clock.bangkok(made.expires_at).isoformat(timespec="minutes")
    say(f"{made.role} office {made.office_id} until {until} {made.secret}")
    return 0


def add_grant_add(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    roles = [str(role) for role in Role if role is not Role.SERVICE]
    parser.add_argument("--role", required=True, choices=roles)
    parser.add_argument("--office", required=True, type=int, metavar="ID", help="this office and all below; 0 is all")
    parser.add_argument("--until", metavar="DATE", help="last day, for example 2027-09-30 or 30/9/2570")
    parser.epilog = (
        "The national ID is read from standard input, one line / เลขประจำตัวประชาชนอ่านจาก standard input หนึ่งบรรทัด"
    )
    add_now(parser)


def run_grant_add(arguments: argparse.Namespace) -> int:
    """Give the role. The number comes in by standard input, so it stands in no list of processes and no history.

    Raises: UsageError for a date that is none or can be read in two ways, and for an empty input.
    """
    from ropa.access.service_grants import add_grant
    from ropa.keys import read_keys

    until = _last_day(arguments.until)
    with opened(arguments) as context:
        number = _number()
        with context.write() as uow:
            keys = read_keys(context.settings)
            made = add_grant(uow, keys, number, Role.of(arguments.role), arguments.office, until)
    last = f" until {until.isoformat()} ({format_thai_date(until)})" if until else ""
    say(f"ให้สิทธิแล้ว / granted: {made.role} office {made.office_id}{last}")
    return 0


def _last_day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        found = read_thai_date(text)
    except ThaiDateError as error:
        raise UsageError(f"--until: {error}") from None
    if found.flags:
        shown = f"{found.value.isoformat()} ({format_thai_date(found.value)})"
        raise UsageError(f"--until: หมายถึง {shown} หรือไม่ โปรดเขียนปีเต็ม / is {shown} meant? Write the full year")
    return found.value


def _number() -> str:
    """Return the first line of the input; at a terminal it is asked for and not shown while it is typed."""
    asked = "เลขประจำตัวประชาชน / national ID: "
    number = getpass.getpass(asked) if sys.stdin.isatty() else sys.stdin.readline()
    if not number.strip():
        raise UsageError("ต้องส่งเลขประจำตัวประชาชนทาง standard input / the national ID is read from standard input")
    return number.strip()


def add_settings(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_settings(_: argparse.Namespace) -> int:
    """Print each effective setting."""
    say(*(f"{name}={value}" for name, value in read_settings().redacted().items()))
    return 0
