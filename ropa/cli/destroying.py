"""`ropa destroy run|status|advise`: carries an ordered list out in the databases of its items. It decides nothing.

This process is the only one that reads ROPA_TARGET_<NAME>_URL. No output, log, trail or error ever holds its text.
"""

import argparse
import json
import sys

import msgspec

from ropa.cli import OK, PROBLEM
from ropa.cli.destroying_runs import Runner
from ropa.cli.destroying_shown import advice_lines, dry_run_lines, run_lines, status_lines
from ropa.cli.destroying_tries import DryRunner, advised
from ropa.cli.destroying_work import address_of
from ropa.cli.output import UsageError, say
from ropa.cli.running import Context, add_now, opened, refuse_demonstration
from ropa.erasure import service_state, service_targets
from ropa.errors import NotFound
from ropa.keys import read_keys

_REF = "DL-2569-0001"


def add_destroy_run(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("list", metavar="LIST", help=f"reference of the list, such as {_REF}")
    parser.add_argument(
        "--dry-run", action="store_true", help="look, count and plan; change nothing / ทดลองโดยไม่เปลี่ยนข้อมูล"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    add_now(parser)


def run_destroy_run(arguments: argparse.Namespace) -> int:
    """Carry out a list's order, or try it; return 0 when all of it is destroyed, 1 when it stopped.

    Raises: UsageError for a reference that the register does not have, and in a demonstration.
    """
    with opened(arguments) as context:
        # What is destroyed stands in other databases, which are real whatever this one is.
        refuse_demonstration(context)
        keys = read_keys(context.settings)
        if arguments.dry_run:
            tried = DryRunner(context, keys).run(_ref(context, arguments.list))
            _print(arguments.json, {"list": arguments.list, "dry_run": True, "items": tried}, dry_run_lines(tried))
            return PROBLEM if any(each.report.faults for each in tried) or not tried else OK
        done = Runner(context, keys).run(_ref(context, arguments.list))
        _print(arguments.json, {"list": arguments.list, "dry_run": False, "result": done}, run_lines(done))
        return OK if done.is_done else PROBLEM


def add_destroy_status(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("list", metavar="LIST", help=f"reference of the list, such as {_REF}")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    add_now(parser)


def run_destroy_status(arguments: argparse.Namespace) -> int:
    """Print where a list stands in the databases of its items. Asks no database but the register's own."""
    with opened(arguments) as context:
        ref = _ref(context, arguments.list)
        with context.read() as uow:
            found = service_state.of_ref(uow, ref)
    _print(arguments.json, found, status_lines(found))
    return OK


def add_destroy_advise(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("target", metavar="TARGET", help="name of the database, such as HR_ARCHIVE")
    parser.add_argument("--role", default="ropa_destroy", metavar="NAME", help="role that the statements name")
    parser.add_argument("--json", action="store_true", help="print it as JSON")
    add_now(parser)


def run_destroy_advise(arguments: argparse.Namespace) -> int:
    """Print the GRANT statements that a target's role needs, and, where its address is known, what the role has.

    Raises: UsageError for a name to which no data set is bound.
    """
    with opened(arguments) as context:
        with context.read() as uow:
            targets = service_targets.in_database(uow, arguments.target)
        if not targets:
            raise UsageError(f"ไม่มีชุดข้อมูลที่ผูกกับ {arguments.target} / no data set is bound to {arguments.target}")
        address = address_of(arguments.target)
        found = [advised(each, address, arguments.role) for each in targets]
    _print(arguments.json, found, advice_lines(found, asked=address is not None))
    return PROBLEM if any(each.faults for each in found) else OK


def _ref(context: Context, ref: str) -> str:
    with context.read() as uow:
        try:
            return service_state.known(uow, ref.strip().upper())
        except NotFound:
            raise UsageError(f"ไม่พบบัญชี {ref} / there is no list {ref}") from None


def _print(as_json: bool, value: object, lines: list[str]) -> None:  # noqa: FBT001 - an option of the command
    if as_json:
        sys.stdout.write(json.dumps(msgspec.to_builtins(value), ensure_ascii=False) + "\n")
    else:
        say(*lines)
