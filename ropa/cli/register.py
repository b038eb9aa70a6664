"""`ropa check` and `ropa reindex`."""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator

import msgspec
from msgspec import Struct

from ropa.activities import service, service_findings, service_listing
from ropa.cli.findings import recheck
from ropa.cli.output import Progress, say
from ropa.cli.running import opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.reminders import service_dates
from schemas.findings import Finding, Severity
from schemas.listing import ActivityFilter, StoredRevision


class CheckedRecord(Struct):
    """One record of `ropa check --json`."""

    ref: str
    sub_process: str | None
    findings: list[Finding]


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "refs",
        nargs="*",
        metavar="REF",
        help="default: every approved revision, and drafts where nothing was approved yet",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_check(arguments: argparse.Namespace) -> int:
    """Show findings; 1 when one of them is an error."""
    found_error = False
    # Lines of results and a line that redraws itself do not share one terminal.
    with (
        opened(arguments) as context,
        context.read() as uow,
        Progress("check", wanted=not sys.stdout.isatty()) as shown,
    ):
        total, stored = _chosen(uow, arguments.refs)
        say_as = _print_json if arguments.json else _print_findings
        found_error = say_as(_checked(uow, stored, lambda done: shown.done(done, total)))
    return int(found_error)


def _chosen(uow: UnitOfWork, refs: list[str]) -> tuple[int, Iterable[StoredRevision]]:
    if refs:
        # All are looked up before the first is shown: a slip in the last one must not look like half a result.
        return len(refs), [service.read_by_ref(uow, ref) for ref in refs]
    return service_listing.register(uow, ActivityFilter())


def _checked(
    uow: UnitOfWork, stored: Iterable[StoredRevision], progress: Callable[[int], None]
) -> Iterator[CheckedRecord]:
    for number, one in enumerate(checked_records(uow, stored), start=1):
        yield one
        progress(number)


def checked_records(uow: UnitOfWork, stored: Iterable[StoredRevision]) -> Iterator[CheckedRecord]:
    """Yield the findings of stored records as `ropa check --json` prints them."""
    for one, document, found in service_findings.checked(uow, stored):
        yield CheckedRecord(ref=one.ref, sub_process=document.form.header.sub_process, findings=found)


def _has_error(one: CheckedRecord) -> bool:
    return any(found.severity is Severity.ERROR for found in one.findings)


def _print_json(checked: Iterator[CheckedRecord]) -> bool:
    """Print one object, a record at a time: a register of any size fits."""
    found_error, comma = False, ""
    sys.stdout.write('{"records":[')
    for one in checked:
        sys.stdout.write(comma + msgspec.json.encode(one).decode())
        found_error, comma = found_error or _has_error(one), ","
    sys.stdout.write("]}\n")
    return found_error


def _print_findings(checked: Iterator[CheckedRecord]) -> bool:
    found_error = False
    for one in checked:
        found_error = found_error or _has_error(one)
        say(f"{one.ref} {one.sub_process or ''}: {len(one.findings)} ข้อ/findings")
        for found in one.findings:
            law = f" [{found.law}]" if found.law else ""
            say(f"  {found.severity.value:<8}{found.pointer}{law}")
            say(f"          {found.message_th}", f"          {found.message_en}")
            if found.is_new:
                say("          กฎใหม่กว่าฉบับที่อนุมัติแล้ว การอนุมัติยังมีผล / newer rule: the approval stands")
            if found.suggestion:
                say(f"          → {found.suggestion}", f"          → {found.suggestion_en}")
    return found_error


def add_reindex(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_reindex(arguments: argparse.Namespace) -> int:
    """Rebuild every projection."""
    with opened(arguments) as context:
        with Progress("reindex") as shown, context.write() as uow:
            done = service_listing.reindex(uow, shown.done)
            service_dates.rebuild(uow)
        say(f"สร้างดัชนีใหม่ {done} ฉบับ / {done} revisions indexed")
        say(recheck(context, everything=True))
    return 0
