"""`ropa holidays list`, `propose` and `check`: a year's table without a browser. Years are Buddhist."""

import argparse
from pathlib import Path

from msgspec import structs

from ropa.cli.output import say
from ropa.cli.running import add_now, opened
from ropa.errors import Invalid
from ropa.working_days import service, service_proposals
from schemas.findings import Problem
from schemas.thai_dates import format_thai_date
from schemas.working_days import LinesInput


def add_holidays_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("year", metavar="YEAR", help="Buddhist year, such as 2570")
    add_now(parser)


def run_holidays_list(arguments: argparse.Namespace) -> int:
    """Print every day of a year's tables; 1 when nobody has confirmed the national one."""
    year = service.buddhist_year(arguments.year)
    with opened(arguments) as context, context.read() as uow:
        table = service.table(uow, year)
    for each in table.items:
        place = f"{each.scope} {each.scope_ref}".strip()
        say(f"{each.day}  {format_thai_date(each.day)}  {each.kind}  {place}  {each.name_th}  [{each.source_ref}]")
    say(
        "confirmed / ยืนยันแล้ว"
        if table.is_confirmed
        else "not confirmed: dates are provisional / ยังไม่ยืนยัน วันที่เป็นวันชั่วคราว"
    )
    return int(not table.is_confirmed)


def add_holidays_propose(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("year", metavar="YEAR", help="Buddhist year, such as 2570")
    add_now(parser)


def run_holidays_propose(arguments: argparse.Namespace) -> int:
    """Print what a library proposes for a year, to be compared with the resolution. Nothing is entered."""
    year = service.buddhist_year(arguments.year)
    with opened(arguments) as context, context.read() as uow:
        proposal = service_proposals.proposal(uow, year)
    exact = "" if proposal.is_exact else "; compare every day with the Royal Gazette / ต้องตรวจทุกวันกับราชกิจจานุเบกษา"
    say(f"# {proposal.source}: proposals / ข้อเสนอ{exact}")
    for each in proposal.items:
        say(f"{format_thai_date(each.day)} {each.name_th}")
    for refused in proposal.not_for_agencies:
        say(f"# {format_thai_date(refused.day)} {refused.name_th}: {refused.reason_th} / {refused.reason_en}")
    for name in proposal.missing_th:
        say(f"# ? {name}")
    return 0


def add_holidays_check(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("file", metavar="FILE", help=".xlsx, .csv, or lines such as: 1 ม.ค. 2570 วันขึ้นปีใหม่")
    parser.add_argument("--year", required=True, metavar="YEAR", help="Buddhist year of the table, such as 2570")
    add_now(parser)


def run_holidays_check(arguments: argparse.Namespace) -> int:
    """Print every day of a file that is not in the national table yet; each line with a fault is named.

    Nothing is entered: that is for a person, on the page, with a source.
    """
    year, file = service.buddhist_year(arguments.year), Path(arguments.file)
    with file.open("rb") as source:
        content = source.read(service_proposals.MOST_BYTES + 1)
    try:
        text = service_proposals.read_file(file.name, content)
    except ValueError as error:
        thai, _, english = str(error).partition(" / ")
        raise Invalid([Problem(pointer=str(file), message_th=thai, message_en=english)]) from None
    with opened(arguments) as context, context.read() as uow:
        read = service_proposals.look_over(uow, LinesInput(lines=text, year=year))
    faults = [each.problem for each in read.lines if each.problem is not None]
    if faults:
        raise Invalid([structs.replace(each, pointer=f"{file}:{each.pointer}") for each in faults])
    for each in read.lines:
        if each.day is not None:
            known = "  (in the table / อยู่ในตารางแล้ว)" if each.is_known else ""
            say(f"{each.day.day}  {format_thai_date(each.day.day)}  {each.day.kind}  {each.day.name_th}{known}")
    say(f"new / ใหม่: {read.new}")
    return 0
