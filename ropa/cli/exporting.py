"""`ropa export register`, `ropa export form` and `ropa diagram`."""

import argparse
from datetime import date, datetime
from pathlib import Path
from typing import cast

from diagrams.errors import DiagramError
from diagrams.kinds import RECORD_DIAGRAMS
from diagrams.outputs import Paper
from ropa import pictures, renderings
from ropa.activities import service, service_as_of
from ropa.activities.service_exports import exported
from ropa.cli.drawing import draw_procedure, names_a_file
from ropa.cli.mapping import add_map_options, check_map_options, draw_register
from ropa.cli.output import Progress, UsageError, explain, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid, Unavailable
from schemas.listing import ActivityFilter
from schemas.vocabulary import RevisionStatus

WORKBOOK_OR_PDF = (".xlsx", ".pdf")
DRAWINGS = (".svg", ".png", ".pdf", ".dot")


def _out(arguments: argparse.Namespace, allowed: tuple[str, ...]) -> Path:
    path = Path(arguments.out)
    if path.suffix.lower() not in allowed:
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with {', '.join(allowed)}")
    return path


def add_export_register(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.xlsx, FILE.pdf, FILE.zip (volumes)")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    parser.add_argument("--status", choices=[str(status) for status in RevisionStatus])
    parser.add_argument("--as-of", metavar="DATE", help="as it stood at the end of this day, YYYY-MM-DD, Gregorian")
    add_now(parser)


def run_export_register(arguments: argparse.Namespace) -> int:
    """Write approved revisions, and drafts where nothing was approved yet; of a past day what was approved then."""
    path = _out(arguments, (*WORKBOOK_OR_PDF, ".zip"))
    with opened(arguments) as context:
        wanted = ActivityFilter(
            office=arguments.office,
            status=RevisionStatus.of(arguments.status) if arguments.status else None,
            as_of=_as_of(arguments, context.now),
        )
        with (
            written(path) as beside,
            beside.open("wb") as out,
            context.read() as uow,
            Progress("export") as shown,
        ):
            if path.suffix.lower() == ".zip":
                volumes = renderings.register_volumes(uow, wanted, out, shown.done, zipped=True)
                file, count = "register.pdf", volumes.activities
            elif path.suffix.lower() == ".pdf":
                made = renderings.register_pdf(uow, wanted, shown.done)
                out.write(made.content)
                file, count = "register.pdf", made.activities
            else:
                file, count = "register.xlsx", renderings.register_workbook(uow, wanted, out, shown.done).activities
        with context.write() as uow:
            day = {"as_of": wanted.as_of.isoformat()} if wanted.as_of else {}
            exported(uow, file, "register", activities=count, **day)
    say(f"{path}: {count} กิจกรรม/activities")
    return 0


def _as_of(arguments: argparse.Namespace, now: datetime) -> date | None:
    if arguments.as_of is None:
        return None
    if arguments.status not in {None, str(RevisionStatus.APPROVED)}:
        raise UsageError(
            "--as-of: ทะเบียนย้อนหลังมีเฉพาะรายการที่อนุมัติแล้ว / the register of a past day holds approved records only"
        )
    try:
        return service_as_of.read_day(arguments.as_of, now)
    except Invalid as error:
        raise UsageError("\n".join(map(explain, error.problems))) from None


def add_export_form(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF")
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.xlsx or FILE.pdf")
    add_now(parser)


def run_export_form(arguments: argparse.Namespace) -> int:
    """Write the ministry's form of one activity."""
    path = _out(arguments, WORKBOOK_OR_PDF)
    as_pdf = path.suffix.lower() == ".pdf"
    with opened(arguments) as context:
        with context.read() as uow:
            prepare = renderings.prepare_form_pdf if as_pdf else renderings.prepare_form
            prepared = prepare(uow, service.read_by_ref(uow, arguments.ref).id)
        _draw(prepared, path)
        with context.write() as uow:
            exported(uow, "form.pdf" if as_pdf else "form.xlsx", prepared.ref)
    say(str(path))
    return 0


def add_diagram(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument(
        "ref", metavar="REF", nargs="?", help="an activity; with --kind workflow also FILE.json, a procedure"
    )
    parser.add_argument("--kind", choices=list(RECORD_DIAGRAMS), default="dfd")
    parser.add_argument("--paper", type=Paper, choices=list(Paper), default=Paper.AUTO, help="the page of a PDF")
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.svg, .png, .pdf or .dot")
    add_map_options(parser)
    add_now(parser)


def run_diagram(arguments: argparse.Namespace) -> int:
    """Draw one activity, a procedure of a file, or the map of all systems."""
    path = _out(arguments, DRAWINGS)
    drawing = cast("pictures.Drawing", path.suffix.lower()[1:])
    check_map_options(arguments)
    if arguments.register:
        return draw_register(arguments, path, drawing)
    if names_a_file(arguments.ref):
        return draw_procedure(arguments, path, drawing)
    with opened(arguments) as context:
        with context.read() as uow:
            activity_id = service.read_by_ref(uow, arguments.ref).id
            prepared = pictures.prepare_diagram(uow, activity_id, arguments.kind, drawing, paper=arguments.paper)
        _draw(prepared, path)
        with context.write() as uow:
            exported(uow, f"{arguments.kind}.{drawing}", prepared.ref)
    say(str(path))
    return 0


def _draw(prepared: pictures.Prepared, path: Path) -> None:
    """Write a rendering; the database is not asked any more."""
    try:
        content = prepared.render()
    except DiagramError as error:
        raise Unavailable(f"{prepared.ref}: วาดแผนภาพไม่ได้", f"cannot be drawn: {error}") from None
    with written(path) as beside:
        beside.write_bytes(content)
