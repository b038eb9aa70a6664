"""`ropa export register`, `ropa export form` and `ropa diagram`."""

import argparse
from pathlib import Path
from typing import cast

from ropa import clock, renderings
from ropa.activities import service
from ropa.cli.running import Progress, UsageError, opened, written
from schemas.access import COMMAND_LINE
from schemas.listing import ActivityFilter
from schemas.vocabulary import RevisionStatus

DRAWINGS = (".svg", ".png", ".pdf", ".dot")


def _out(arguments: argparse.Namespace, allowed: tuple[str, ...]) -> Path:
    path = Path(arguments.out)
    if path.suffix.lower() not in allowed:
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with {', '.join(allowed)}")
    return path


def add_export_register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", required=True, metavar="FILE.xlsx")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    parser.add_argument("--status", choices=[str(status) for status in RevisionStatus])


def run_export_register(arguments: argparse.Namespace) -> int:
    """Write approved revisions, and drafts where nothing was approved yet."""
    path = _out(arguments, (".xlsx",))
    status = RevisionStatus.of(arguments.status) if arguments.status else None
    shown = Progress("export")
    with opened() as database, written(path) as beside, database.read(COMMAND_LINE, clock.now()) as uow:
        with beside.open("wb") as out:
            wanted = ActivityFilter(office=arguments.office, status=status)
            summary = renderings.register_workbook(uow, wanted, out, shown.done)
        shown.close()
    print(f"{path}: {summary.activities} กิจกรรม/activities")
    return 0


def add_export_form(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--out", required=True, metavar="FILE.xlsx")


def run_export_form(arguments: argparse.Namespace) -> int:
    """Write the ministry's form of one activity."""
    path = _out(arguments, (".xlsx",))
    with opened() as database:
        with database.read(COMMAND_LINE, clock.now()) as uow:
            prepared = renderings.prepare_form(uow, service.read_by_ref(uow, arguments.ref).id)
        with written(path) as beside:
            beside.write_bytes(prepared.render())
    print(path)
    return 0


def add_diagram(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--kind", choices=["dfd", "exchange"], default="dfd")
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.svg, .png, .pdf or .dot")


def run_diagram(arguments: argparse.Namespace) -> int:
    """Draw one activity."""
    path = _out(arguments, DRAWINGS)
    drawing = cast("renderings.Drawing", path.suffix.lower()[1:])
    with opened() as database:
        with database.read(COMMAND_LINE, clock.now()) as uow:
            activity_id = service.read_by_ref(uow, arguments.ref).id
            prepared = renderings.prepare_diagram(uow, activity_id, arguments.kind, drawing)
        with written(path) as beside:
            beside.write_bytes(prepared.render())
    print(path)
    return 0
