"""`ropa round list`, `show`, `start`, `end`, `pause`, `resume` and `cancel`: rounds of procedures without a browser.

A step that decides something is ended by a person at a browser: the command line decides nothing.
"""

import argparse
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from ropa import clock
from ropa.cli.output import UsageError, say
from ropa.cli.running import add_now, opened
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.offices import service as offices
from ropa.procedures import (
    service,
    service_found,
    service_pauses,
    service_round_offices,
    service_rounds,
    service_rounds_shown,
    service_steps,
)
from schemas.reading import Unreadable, read_value
from schemas.round_record import RoundItem, RunLine, RunShown, RunStep
from schemas.rounds import LateCause, OfficeGroup, RoundInput, RoundState, RunPause, StepEnd, StepState
from schemas.thai_dates import ThaiDateError, format_thai_date, read_thai_date

T = TypeVar("T")
_PAGE = 200
ROUND_REF = "such as ROUND-2569-0001"


def add_round_list(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--state", choices=[str(each) for each in RoundState], help="only rounds that stand so")
    add_now(parser)


def run_round_list(arguments: argparse.Namespace) -> int:
    """Print a line for each round: reference, state, first day, offices done of all, late ones, title."""
    state, cursor = None if arguments.state is None else RoundState.of(arguments.state), None
    with opened(arguments) as context, context.read() as uow:
        while True:
            page = service_rounds.page(uow, state, None, cursor, _PAGE)
            say(*map(_item, page.items))
            cursor = page.next_cursor
            if cursor is None:
                return 0


def _item(item: RoundItem) -> str:
    late = f"  เกินกำหนด {item.late} หน่วย / {item.late} late" if item.late else ""
    return f"{item.ref}  {item.state}  {item.starts_on}  {item.done}/{item.offices}{late}  {item.title}"


def add_round_show(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF", help=ROUND_REF)
    parser.add_argument("--office", type=int, metavar="ID", help="the steps of this office's run")
    add_now(parser)


def run_round_show(arguments: argparse.Namespace) -> int:
    """Print where each office of a round stands, or every visit of the steps of one office."""
    with opened(arguments) as context, context.read() as uow:
        key = service_found.round_by_ref(uow, arguments.ref)
        if arguments.office is not None:
            head, run = service_rounds_shown.head(uow, key), service_rounds_shown.run_shown(uow, key, arguments.office)
            say(_item(head), f"{_name(uow, run.office_id)}  {run.state}", *map(_step, run.steps))
            return 0
        found = service_rounds_shown.shown(uow, key)
        names = {each.id: each.name for each in offices.list_offices(uow)}
    say(_item(found.item), *(_line(run, names.get(run.office_id, "")) for run in found.runs))
    return 0


def _line(run: RunLine, name: str) -> str:
    steps = ",".join(map(str, run.open_steps)) or "-"
    return f"{run.office_id}  {run.state}  {steps}  {_due(run.due_on)}{_late(run.late_days)}  {name}"


def _step(step: RunStep) -> str:
    visit = f"  ครั้งที่ {step.visit} / visit {step.visit}" if step.visit > 1 else ""
    took = "" if step.actual_days is None else f"  ใช้ {step.actual_days} วันทำการ / took {step.actual_days} working days"
    return f"{step.step}  {step.state}  {_due(step.due_on)}{_late(step.late_days)}{took}{visit}  {step.title}"


def _due(day: date | None) -> str:
    return "-" if day is None else f"{day} ({format_thai_date(day)})"


def _late(days: int) -> str:
    return f"  เกิน {days} วันทำการ / {days} working days late" if days else ""


def _name(uow: UnitOfWork, office_id: int) -> str:
    return offices.office_name(uow, office_id) or str(office_id)


def add_round_start(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("procedure", metavar="PROCEDURE", help="reference of a procedure in force: SOP-2569-0001")
    parser.add_argument("--title", required=True, metavar="WORDS", help="what the round is called")
    parser.add_argument(
        "--from", dest="starts_on", metavar="DATE", help="first day, 2027-10-01 or 1/10/2570; else today"
    )
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--office", type=int, metavar="ID", help="this office alone")
    whom.add_argument("--below", type=int, metavar="ID", help="every office directly below this one")
    whom.add_argument("--provinces", action="store_true", help="the office of every province")
    whom.add_argument("--top", action="store_true", help="every office at the top")
    add_now(parser)


def run_round_start(arguments: argparse.Namespace) -> int:
    """Start a round and print its reference and how many offices it has."""
    group, office_id = _group(arguments)
    asked = _day("--from", arguments.starts_on)
    with opened(arguments) as context, context.write() as uow:
        procedure = service.read_by_ref(uow, arguments.procedure)
        chosen = service_round_offices.offices_of(uow, group, office_id)
        first = asked or clock.bangkok(context.now).date()
        given = given_as({"title": arguments.title, "starts_on": str(first), "office_ids": chosen}, RoundInput)
        made = service_rounds_shown.head(uow, service_rounds.start(uow, procedure.id, given))
    say(f"{made.ref}  {made.offices} หน่วยงาน / offices  {made.title}")
    return 0


def _group(arguments: argparse.Namespace) -> tuple[OfficeGroup, int | None]:
    if arguments.provinces:
        return OfficeGroup.PROVINCES, None
    if arguments.top:
        return OfficeGroup.TOP, None
    if arguments.below is not None:
        return OfficeGroup.BELOW, arguments.below
    return OfficeGroup.ONE, arguments.office


def _day(option: str, text: str | None) -> date | None:
    if text is None:
        return None
    try:
        found = read_thai_date(text)
    except ThaiDateError as error:
        raise UsageError(f"{option}: {error}") from None
    if found.flags:
        shown = f"{found.value} ({format_thai_date(found.value)})"
        raise UsageError(f"{option}: หมายถึง {shown} หรือไม่ โปรดเขียนปีเต็ม / is {shown} meant? Write the full year")
    return found.value


def add_round_end(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("ref", metavar="REF", help=ROUND_REF)
    parser.add_argument("step", type=int, metavar="STEP", help="number of an open step that decides nothing")
    parser.add_argument("--office", type=int, required=True, metavar="ID", help="whose run")
    parser.add_argument("--on", metavar="DATE", help="the day on which it was done; else today")
    parser.add_argument("--cause", choices=[str(each) for each in LateCause], help="why, where it is late")
    parser.add_argument("--note", metavar="WORDS", help="kept with the step")
    add_now(parser)


def run_round_end(arguments: argparse.Namespace) -> int:
    """End an open step of an office's run and print what is open after it."""
    done_on = _day("--on", arguments.on)
    with opened(arguments) as context, context.write() as uow:
        key = service_found.round_by_ref(uow, arguments.ref)
        step = _open_step(service_rounds_shown.run_shown(uow, key, arguments.office), arguments.step)
        said = {"done_on": None if done_on is None else str(done_on), "cause": arguments.cause, "note": arguments.note}
        service_steps.end(uow, step.id, given_as({"version": step.version, **said}, StepEnd))
        run = service_rounds_shown.run_shown(uow, key, arguments.office)
    say(*_after(run))
    return 0


def _open_step(run: RunShown, number: int) -> RunStep:
    found = next((each for each in run.steps if each.step == number and each.state is StepState.OPEN), None)
    if found is None:
        raise NotFound(f"ไม่มีขั้นตอนที่ {number} ที่กำลังทำ", f"Step {number} is not open")
    if found.answers:
        raise Conflict(
            f"ขั้นตอนที่ {number} เป็นการตัดสินใจ ผู้มีอำนาจต้องบันทึกเองในหน้าเว็บ",
            f"Step {number} is a decision; a person makes it on the round's page",
        )
    return found


def _after(run: RunShown) -> Iterator[str]:
    if run.state is RoundState.DONE:
        yield "เสร็จทั้งรอบของหน่วยงานนี้ / the run of this office is done"
    for each in run.steps:
        if each.state in {StepState.OPEN, StepState.WAITING}:
            yield _step(each)


def _add_hold(parser: argparse.ArgumentParser, *, of_office: bool = True) -> None:
    parser.add_argument("ref", metavar="REF", help=ROUND_REF)
    parser.add_argument("--reason", required=True, metavar="WORDS", help="why; kept with the round")
    if of_office:
        parser.add_argument("--office", type=int, metavar="ID", help="the run of this office alone")
    add_now(parser)


def add_round_pause(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    _add_hold(parser)


def run_round_pause(arguments: argparse.Namespace) -> int:
    """Let a round, or the run of one office, stand still from today; print how many runs do."""
    with opened(arguments) as context, context.write() as uow:
        key, version = _at(uow, arguments.ref)
        count = service_pauses.pause(uow, key, version, _pause(arguments))
    say(f"พัก {count} หน่วยงาน / {count} paused")
    return 0


def add_round_resume(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    _add_hold(parser)


def run_round_resume(arguments: argparse.Namespace) -> int:
    """Go on with a round, or the run of one office, from today; print how many runs go on."""
    with opened(arguments) as context, context.write() as uow:
        key, version = _at(uow, arguments.ref)
        count = service_pauses.resume(uow, key, version, _pause(arguments))
    say(f"ทำต่อ {count} หน่วยงาน / {count} going on")
    return 0


def add_round_cancel(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    _add_hold(parser, of_office=False)


def run_round_cancel(arguments: argparse.Namespace) -> int:
    """End a round before its time; what was done stays."""
    with opened(arguments) as context, context.write() as uow:
        key, version = _at(uow, arguments.ref)
        service_rounds.cancel(uow, key, version, arguments.reason)
    say(f"{arguments.ref}  ยกเลิกแล้ว / cancelled")
    return 0


def _at(uow: UnitOfWork, ref: str) -> tuple[str, int]:
    key = service_found.round_by_ref(uow, ref)
    return key, service_rounds_shown.head(uow, key).version


def _pause(arguments: argparse.Namespace) -> RunPause:
    return given_as({"reason": arguments.reason, "office_id": arguments.office}, RunPause)


def given_as(values: dict[str, object], kind: type[T]) -> T:
    """Return what the API would take of the same values. Raises: Invalid with every fault."""
    try:
        return read_value(values, kind)
    except Unreadable as error:
        raise Invalid(error.problems) from None
