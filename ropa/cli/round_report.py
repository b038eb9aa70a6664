"""`ropa round report`: planned against actual working days of a round, as Excel or PDF."""

import argparse
from datetime import date
from pathlib import Path

from ropa import renderings_procedures
from ropa.cli.output import UsageError, explain, say, written
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid
from ropa.procedures import service_report
from schemas.round_report import ReportAsked
from schemas.round_report_words import period_words

_KINDS = {".xlsx": renderings_procedures.report_workbook, ".pdf": renderings_procedures.report_pdf}


def add_round_report(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF", help="such as ROUND-2570-0001")
    parser.add_argument("--out", required=True, metavar="FILE", help="FILE.xlsx or FILE.pdf")
    when = parser.add_mutually_exclusive_group()
    when.add_argument("--month", type=int, choices=(6, 12), help="months from the round's beginning")
    when.add_argument("--as-of", metavar="YYYY-MM-DD", help="Gregorian; default: today")
    parser.add_argument("--office", type=int, metavar="ID", help="this office and all below")
    add_now(parser)


def run_round_report(arguments: argparse.Namespace) -> int:
    """Write the report as it stood at the end of the period, or of a day; printed again, it says the same."""
    path = Path(arguments.out)
    kind = path.suffix.lower()
    if kind not in _KINDS:
        raise UsageError(f"--out {path}: ต้องลงท้ายด้วย / must end with {', '.join(_KINDS)}")
    asked = ReportAsked(month=arguments.month, as_of=_day(arguments.as_of), office=arguments.office)
    with opened(arguments) as context:
        try:
            with context.read() as uow:
                made = service_report.report(uow, service_report.find(uow, arguments.ref), asked)
        except Invalid as error:
            raise UsageError("\n".join(map(explain, error.problems))) from None
        content = _KINDS[kind](made)
        with written(path) as beside:
            beside.write_bytes(content)
        with context.write() as uow:
            service_report.exported(uow, made, f"report{kind}")
    say(f"{path}: {period_words(made)[0]}")
    return 0


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: เขียนเป็น ปี-เดือน-วัน ค.ศ. / write YYYY-MM-DD") from None
