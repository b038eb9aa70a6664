"""`ropa offices change`: previews a mapping file, and does it."""

import argparse
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ropa.cli.output import say
from ropa.cli.running import add_now, opened
from ropa.reorganisations import service
from schemas.reorganisation import ChangeStatus, Preview
from schemas.thai_dates import format_thai_date


def add_offices_change(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE", help=".xlsx or .csv: action, old, new, parent, date, rule")
    parser.add_argument("--dry-run", action="store_true", help="show what it would do; write nothing")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    add_now(parser)


def run_offices_change(arguments: argparse.Namespace) -> int:
    """Do a mapping file with the choices that are proposed, or only say what it would do."""
    path = Path(arguments.file)
    content = path.read_bytes()
    with opened(arguments) as context:
        rows = service.read_file(path.name, content)
        if arguments.dry_run:
            with context.read() as uow:
                made, state = service.preview(uow, rows), None
        else:
            with context.write() as uow:
                begun = service.start(uow, path.name, content, rows)
                done = service.confirm(uow, begun.id, begun.preview.hash)
            made, state = done.preview, done
    if arguments.json:
        print(msgspec.json.encode(made if state is None else state).decode())
        return 0
    say(*_lines(made))
    if state is None:
        say("ทดลองเท่านั้น ไม่มีการบันทึก / dry run, nothing was written")
    else:
        say(f"{state.status.th} / {state.status.en}: /offices/changes/{state.id}")
        if state.status is ChangeStatus.SCHEDULED:
            say("ระบบจะทำในวันที่มีผล (ropa tick) / done on its day by ropa tick or ropa worker")
    return 0


def _lines(made: Preview) -> Iterator[str]:
    yield f"มีผล/from {format_thai_date(made.effective_on)} ({made.effective_on})"
    for office in made.created:
        yield f"  + {office.id} {office.name} (สังกัด/below {office.parent_id})"
    for renamed in made.renamed:
        yield f"  = {renamed.office_id} {renamed.before} → {renamed.after}"
    for moved in made.moved:
        yield f"  > {moved.office_id} {moved.name}: {moved.before} → {moved.after}"
    for ended in made.ended:
        yield f"  x {ended.office_id} {ended.name} → {ended.successor}"
    for records in made.records:
        yield f"  {records.records} × {records.from_name} → {records.to_name}"
    yield f"  รอตัดสินใจ/undecided {made.undecided}"
    for right in made.rights:
        whom = "token" if right.is_token else right.person_name or "–"
        gain = f" (+{right.records_gained} รายการ/records)" if right.widens else ""
        yield f"  {right.proposed.th}/{right.proposed.en}: {whom}, {right.role}, {right.from_name}{gain}"
