"""`ropa import`, `ropa check` and `ropa reindex`."""

import argparse
import sys
from pathlib import Path

import msgspec
from msgspec import Struct

from ropa import clock
from ropa.activities import service, service_listing, service_lookups
from ropa.activities.rules_findings import findings_of
from ropa.cli.running import Progress, opened
from ropa.db.unit_of_work import Database
from ropa.imports import service as imports
from schemas.access import COMMAND_LINE
from schemas.document import ActivityInput
from schemas.findings import Finding, Severity
from schemas.imports import ImportedRecord, ImportReport, Outcome
from schemas.listing import ActivityFilter


def add_import(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("files", nargs="+", metavar="FILE", help=".json")
    parser.add_argument("--office", type=int, metavar="ID", help="for all records; default: each file's own")
    parser.add_argument("--dry-run", action="store_true", help="save nothing")
    parser.add_argument("--if-empty", action="store_true", help="only into a register without any activity")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_import(arguments: argparse.Namespace) -> int:
    """Save each record whole or not at all; 1 when something was not saved."""
    with opened() as database:
        if arguments.if_empty:
            with database.read(COMMAND_LINE, clock.now()) as uow:
                if not service_lookups.is_empty(uow):
                    print("ทะเบียนมีข้อมูลอยู่แล้ว ไม่นำเข้า / the register is not empty, nothing imported", file=sys.stderr)
                    return 0
        report = ImportReport(dry_run=arguments.dry_run)
        for name in arguments.files:
            for record, data in imports.read_file(Path(name), office_id=arguments.office):
                if data is not None:
                    _take(database, record, data, dry_run=arguments.dry_run)
                report.records.append(record)
    if arguments.json:
        print(msgspec.json.encode(report).decode())
    else:
        _print_import(report)
    return int(any(record.outcome is Outcome.REFUSED for record in report.records))


class _OnlyTried(Exception):
    """Undoes what a dry run wrote."""


def _take(database: Database, record: ImportedRecord, data: ActivityInput, *, dry_run: bool) -> None:
    """One transaction a record: one that is refused takes no other with it and leaves nothing behind."""
    try:
        with database.write(COMMAND_LINE, clock.now()) as uow:
            imports.take(uow, record, data)
            if dry_run:
                raise _OnlyTried  # noqa: TRY301 - an error is how a unit of work is undone
    except _OnlyTried:
        record.ref = record.ref if record.outcome is Outcome.UNCHANGED else None
        record.outcome = Outcome.WOULD_SAVE if record.outcome is Outcome.SAVED else record.outcome


def _print_import(report: ImportReport) -> None:
    for record in report.records:
        place = f"{record.file}" + (f" #{record.number}" if record.number > 1 else "")
        print(f"{place}: {record.outcome.th} / {record.outcome.en} {record.ref or ''}".rstrip())
        for note in record.notes:
            print(f"  {note}")
        for problem in record.problems:
            print(f"  {problem.pointer or '/'}: {problem.message_th} / {problem.message_en}")


class CheckedRecord(Struct):
    """One record of `ropa check --json`."""

    ref: str
    sub_process: str | None
    findings: list[Finding]


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("refs", nargs="*", metavar="REF", help="default: every activity")
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run_check(arguments: argparse.Namespace) -> int:
    """Show findings; 1 when one of them is an error."""
    checked: list[CheckedRecord] = []
    with opened() as database, database.read(COMMAND_LINE, clock.now()) as uow:
        if arguments.refs:
            stored = iter([service.read_by_ref(uow, ref) for ref in arguments.refs])
        else:
            _, stored = service_listing.register(uow, ActivityFilter())
        for one in stored:
            document = service.document_of(one)
            checked.append(
                CheckedRecord(ref=one.ref, sub_process=document.form.header.sub_process, findings=findings_of(document))
            )
    if arguments.json:
        print(msgspec.json.encode({"records": checked}).decode())
    else:
        _print_findings(checked)
    return int(any(found.severity is Severity.ERROR for one in checked for found in one.findings))


def _print_findings(checked: list[CheckedRecord]) -> None:
    for one in checked:
        print(f"{one.ref} {one.sub_process or ''}: {len(one.findings)} ข้อ/findings")
        for found in one.findings:
            law = f" [{found.law}]" if found.law else ""
            print(f"  {found.severity.value:<8}{found.pointer}{law}")
            print(f"          {found.message_th}")
            print(f"          {found.message_en}")


def add_reindex(_: argparse.ArgumentParser) -> None:
    """There are no options."""


def run_reindex(_: argparse.Namespace) -> int:
    """Rebuild every projection."""
    shown = Progress("reindex")
    with opened() as database, database.write(COMMAND_LINE, clock.now()) as uow:
        done = service_listing.reindex(uow, shown.done)
    shown.close()
    print(f"สร้างดัชนีใหม่ {done} ฉบับ / {done} revisions indexed")
    return 0
