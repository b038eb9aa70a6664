"""`ropa retention report`: the monthly report, to be signed by the head."""

import argparse
from datetime import datetime
from pathlib import Path

from exports.retention_report_workbook import write_retention_report
from ropa.activities.service_exports import exported
from ropa.cli.output import UsageError, explain, say, written
from ropa.cli.running import add_now, opened
from ropa.db.unit_of_work import Database
from ropa.errors import Invalid
from ropa.renderings import retention_pdf
from ropa.retention import service_report
from schemas.access import COMMAND_LINE
from schemas.retention_work import WorkKind


def add_retention_report(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.xlsx or FILE.pdf")
    parser.add_argument("--month", metavar="YYYY-MM", help="Gregorian; default: the last month that was checked")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    add_now(parser)


def run_retention_report(arguments: argparse.Namespace) -> int:
    """Write the report of a month's last run, with the trail's newest seal, to be signed."""
    path = Path(arguments.out)
    if path.suffix.lower() not in {".xlsx", ".pdf"}:
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with .xlsx, .pdf")
    try:
        with opened(arguments) as context:
            return _write(context.database, context.now, path, month=arguments.month, office=arguments.office)
    except Invalid as error:
        raise UsageError("\n".join(map(explain, error.problems))) from None


def _write(database: Database, now: datetime, path: Path, *, month: str | None, office: int | None) -> int:
    """Write the report of a month's last run (None: of the last one of all) and return 0.

    Raises: Invalid for a month that is none; NotFound when it was never checked, or for an unknown office.
    """
    is_pdf = path.suffix.lower() == ".pdf"
    with written(path) as beside:
        with database.read(COMMAND_LINE, now) as uow, beside.open("wb") as out:
            found = service_report.report(uow, month=month, office=office)
            if is_pdf:
                out.write(retention_pdf(found))
            else:
                write_retention_report(found, out)
        with database.write(COMMAND_LINE, now) as uow:
            exported(uow, f"retention-report{path.suffix.lower()}", f"retention-run:{found.run.id}", office=office)
    say(f"{path}: {found.run.month}, {found.scope}; {found.ended.count} {WorkKind.ENDED.th} / {WorkKind.ENDED.en}")
    return 0
