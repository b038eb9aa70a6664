"""`ropa token create` and `ropa settings`."""

import argparse

from ropa import clock
from ropa.access.service import create_token
from ropa.cli.output import say
from ropa.cli.running import add_now, opened
from ropa.settings import read_settings
from schemas.access import Role


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


def add_settings(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_settings(_: argparse.Namespace) -> int:
    """Print each effective setting."""
    say(*(f"{name}={value}" for name, value in read_settings().redacted().items()))
    return 0
