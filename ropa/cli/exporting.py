"""`ropa export register`, `ropa export form` and `ropa diagram`."""

import argparse
from pathlib import Path
from typing import cast

from diagrams.errors import DiagramError
from ropa import renderings
from ropa.activities import service
from ropa.activities.service_exports import exported
from ropa.cli.output import Progress, UsageError, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import Unavailable
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
    parser.add_argument("--as-of", metavar="DATE", help="refused by this version")
    add_now(parser)


def run_export_register(arguments: argparse.Namespace) -> int:
    """Write approved revisions, and drafts where nothing was approved yet."""
    if arguments.as_of is not None:
        # A draft is written over when it is saved: what stood in the register on a past day is not known yet.
        raise UsageError(
            "--as-of: รุ่นนี้ส่งออกได้เฉพาะทะเบียนปัจจุบัน / this version exports the register of the present moment only"
        )
    path = _out(arguments, (".xlsx",))
    wanted = ActivityFilter(
        office=arguments.office, status=RevisionStatus.of(arguments.status) if arguments.status else None
    )
    with opened(arguments) as context:
        with (
            written(path) as beside,
            beside.open("wb") as out,
            context.read() as uow,
            Progress("export") as shown,
        ):
            summary = renderings.register_workbook(uow, wanted, out, shown.done)
        with context.write() as uow:
            exported(uow, "register.xlsx", "register", activities=summary.activities)
    say(f"{path}: {summary.activities} กิจกรรม/activities")
    return 0


def add_export_form(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--out", required=True, metavar="FILE.xlsx")
    add_now(parser)


def run_export_form(arguments: argparse.Namespace) -> int:
    """Write the ministry's form of one activity."""
    path = Path(arguments.out)
    if path.suffix.lower() == ".pdf":
        raise UsageError(
            f"--out {path}: รุ่นนี้เขียนแบบฟอร์มเป็น .xlsx เท่านั้น / this version writes the form as .xlsx only, not yet as .pdf"
        )
    path = _out(arguments, (".xlsx",))
    with opened(arguments) as context:
        with context.read() as uow:
            prepared = renderings.prepare_form(uow, service.read_by_ref(uow, arguments.ref).id)
        _draw(prepared, path)
        with context.write() as uow:
            exported(uow, "form.xlsx", prepared.ref)
    say(str(path))
    return 0


def add_diagram(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--kind", choices=["dfd", "exchange"], default="dfd")
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.svg, .png, .pdf or .dot")
    add_now(parser)


def run_diagram(arguments: argparse.Namespace) -> int:
    """Draw one activity."""
    path = _out(arguments, DRAWINGS)
    drawing = cast("renderings.Drawing", path.suffix.lower()[1:])
    with opened(arguments) as context:
        with context.read() as uow:
            activity_id = service.read_by_ref(uow, arguments.ref).id
            prepared = renderings.prepare_diagram(uow, activity_id, arguments.kind, drawing)
        _draw(prepared, path)
        with context.write() as uow:
            exported(uow, f"{arguments.kind}.{drawing}", prepared.ref)
    say(str(path))
    return 0


def _draw(prepared: renderings.Prepared, path: Path) -> None:
    """Write a rendering; the database is not asked any more."""
    try:
        content = prepared.render()
    except DiagramError as error:
        raise Unavailable(f"{prepared.ref}: วาดแผนภาพไม่ได้", f"cannot be drawn: {error}") from None
    with written(path) as beside:
        beside.write_bytes(content)
