"""`ropa breach list`: the clocks of open breaches, the most urgent first."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from ropa.breaches import service, service_desk
from ropa.cli.output import say
from ropa.clock import bangkok
from ropa.db.unit_of_work import Database, UnitOfWork
from schemas.access import COMMAND_LINE
from schemas.breach import BreachPhase, BreachRecord, RiskLevel
from schemas.breach_desk import DeskFilter, DeskRow
from schemas.thai_dates import format_thai_date


def list_breaches(database: Database, now: datetime, *, as_json: bool) -> int:
    """Print the clocks of all open breaches, of suspicions, and what is open without an hour; return the exit code 0.

    Legal source: PDPA s.37(4).
    """
    with database.read(COMMAND_LINE, now) as uow:
        found = service.running_clocks(uow)
        untold = _untold(uow)
    if as_json:
        print(msgspec.json.encode({"now": bangkok(now), "breaches": found, "subjects": untold}).decode())
        return 0
    say(*lines_of(found, now, untold))
    return 0


def _untold(uow: UnitOfWork) -> list[DeskRow]:
    """Return the breaches of high risk of which the data subjects were not told; most of them wait for nothing else."""
    found: list[DeskRow] = []
    cursor = None
    while True:
        got = service_desk.rows(uow, DeskFilter(level=RiskLevel.HIGH), cursor, service_desk.MAX_LIMIT)
        found += [each for each in got.items if each.subjects_open_hours is not None]
        cursor = got.next_cursor
        if cursor is None:
            return found


def lines_of(found: list[BreachRecord], now: datetime, untold: Sequence[DeskRow] = ()) -> Iterator[str]:
    """Yield the list as people read it: hours left or past, deadlines in Bangkok and the Buddhist Era."""
    real = [item for item in found if not item.is_drill]
    breaches = [item for item in real if item.phase is not BreachPhase.SUSPECTED]
    suspected, drills = len(real) - len(breaches), len(found) - len(real)
    late = sum(item.late for item in breaches)
    th = f"เหตุละเมิดที่ยังไม่ได้แจ้งสำนักงาน {len(breaches)} รายการ เกินกำหนด {late}"
    en = f"{len(breaches)} open breaches, {late} late"
    for count, name_th, name_en in ((suspected, "เหตุต้องสงสัย", "suspected"), (drills, "ฝึกซ้อม", "drills")):
        if count:
            th, en = f"{th} {name_th} {count}", f"{en}, {count} {name_en}"
    yield f"{th} ณ {_moment(now)} / {en}"
    for item in found:
        state = f"{item.state.th} / {item.state.en}"
        ends = "นาฬิกาเตือนครบ" if item.phase is BreachPhase.SUSPECTED else "ครบกำหนด"
        line = f"{item.ref}  {_span(item.remaining_seconds)}  {ends} {_moment(item.counts_to)}  [{state}]"
        yield f"{line}  {_named(item)}"
    for each in untold:
        hours = each.subjects_open_hours
        yield f"{each.ref}  ยังไม่ได้แจ้งเจ้าของข้อมูล {hours} ชม. (โดยไม่ชักช้า / without delay)  {_named(each)}"


def _named(item: BreachRecord | DeskRow) -> str:
    return ("[ฝึกซ้อม] " if item.is_drill else "") + " ".join(item.title.split())


def _span(seconds: int) -> str:
    """Return the hours and whole minutes; never more time left, nor less time past, than there is."""
    minutes = seconds // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'เหลือ' if seconds >= 0 else 'เกินมา'} {hours} ชม. {rest:02} นาที"


def _moment(moment: datetime) -> str:
    there = bangkok(moment)
    return f"{format_thai_date(there.date())} {there:%H:%M} น."
