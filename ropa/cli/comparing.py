"""`ropa diff` and `ropa changes`."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec

from ropa import clock
from ropa.activities import service, service_changes, service_history
from ropa.activities.service_exports import exported
from ropa.cli.output import UsageError, say, written
from ropa.cli.running import Context, add_now, opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import service as offices
from schemas.comparison import ChangedRecord, FieldChange
from schemas.diff import ChangeKind
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date


def add_diff(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--from", dest="start", type=int, metavar="N", help="default: the last approved one before")
    parser.add_argument("--to", dest="end", type=int, metavar="N", help="default: the newest one")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_diff(arguments: argparse.Namespace) -> int:
    """Print what changed between two revisions; [-removed-] and {+added+} words stand in one text."""
    with opened(arguments) as context, context.read() as uow:
        activity_id = service.read_by_ref(uow, arguments.ref).id
        pair = service_history.read_pair(uow, activity_id, arguments.start, arguments.end)
    found = service_history.compared(pair)
    if arguments.json:
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")
        return 0
    sides = f"{found.before.revision} ({found.before.status.th}) → {found.after.revision} ({found.after.status.th})"
    say(f"{found.ref} {found.title}: {sides}: {found.counts.total} แห่ง/differences")
    for change in found.changes:
        _print_change(change)
    return 0


def _print_change(change: FieldChange) -> None:
    say(f"  {change.kind.th}/{change.kind.en:<8}{change.label_th}  {change.pointer}")
    if change.kind is ChangeKind.MOVED:
        say(f"          {change.from_th} → {change.label_th}")
        return
    around = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    text = "".join(around[run.op].format(run.text) for run in change.words)
    say(*(f"          {line}" for line in text.split("\n")))


def add_changes(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--since", required=True, metavar="DATE", help="2026-10-01 or 1 ต.ค. 2569")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    shape = parser.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object")
    shape.add_argument("--out", metavar="FILE.xlsx", help="every difference, as a workbook")
    add_now(parser)


def run_changes(arguments: argparse.Namespace) -> int:
    """List what was newly approved, changed and retired since the beginning of a day."""
    try:
        since = read_thai_date(arguments.since).value
    except ThaiDateError as error:
        raise UsageError(f"--since: {error}") from None
    with opened(arguments) as context:
        if arguments.out is not None:
            return _write(context, since, arguments.office, Path(arguments.out))
        with context.read() as uow:
            return _print(uow, since, arguments.office, as_json=arguments.json)


def _write(context: Context, since: date, office: int | None, path: Path) -> int:
    from exports.changes_workbook import ChangesOptions, write_changes

    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with .xlsx")
    with written(path) as beside, beside.open("wb") as out, context.read() as uow:
        counts, records = service_changes.every_change(uow, since, office)
        options = ChangesOptions(
            since=since,
            printed_on=clock.bangkok(uow.now).date(),
            counts=counts,
            names={each.id: each.name for each in offices.list_offices(uow)},
            office=office,
        )
        number = write_changes(records, out, options)
    with context.write() as uow:
        exported(uow, "changes.xlsx", "register", since=since.isoformat(), office=office)
    say(f"{path}: {number} รายการ/records")
    return 0


def _records(uow: UnitOfWork, since: date, office: int | None) -> Iterator[ChangedRecord]:
    cursor: str | None = None
    while True:
        page = service_changes.changes(uow, since, office, cursor, service_changes.MAX_LIMIT)
        yield from page.items
        cursor = page.next_cursor
        if cursor is None:
            return


def _print(uow: UnitOfWork, since: date, office: int | None, *, as_json: bool) -> int:
    counts = service_changes.changes(uow, since, office, None, 1).counts
    if as_json:
        sys.stdout.write(f'{{"since":"{since}","counts":{msgspec.json.encode(counts).decode()},"items":[')
        comma = ""
        for record in _records(uow, since, office):
            sys.stdout.write(comma + msgspec.json.encode(record).decode())
            comma = ","
        sys.stdout.write("]}\n")
        return 0
    day = format_thai_date(since)
    say(f"{day}: อนุมัติใหม่/new {counts.new}, แก้ไข/changed {counts.changed}, เลิกใช้/retired {counts.retired}")
    for record in _records(uow, since, office):
        revisions = f"{record.before_revision or '-'} → {record.after_revision or '-'}"
        say(f"{record.ref} {record.kind.th}/{record.kind.en} {revisions}: {record.title}")
        for top in record.top:
            say(f"  {top.kind.th}/{top.kind.en:<8}{top.label_th}")
        if record.counts.total > len(record.top):
            say(f"  … {record.counts.total - len(record.top)}")
    return 0
