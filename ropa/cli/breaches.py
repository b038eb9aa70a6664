"""`ropa breach list`: the clocks of open breaches, the most urgent first."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ropa.breaches import service
from ropa.cli.output import say
from ropa.clock import bangkok
from ropa.db.unit_of_work import Database
from schemas.access import COMMAND_LINE
from schemas.breach import BreachRecord
from schemas.thai_dates import format_thai_date


def list_breaches(database: Database, now: datetime, *, as_json: bool) -> int:
    """Print the clocks of all breaches whose notice to the Office is still open; return the exit code 0.

    Legal source: PDPA s.37(4).
    """
    with database.read(COMMAND_LINE, now) as uow:
        found = service.running_clocks(uow)
    if as_json:
        print(msgspec.json.encode({"now": bangkok(now), "breaches": found}).decode())
        return 0
    say(*lines_of(found, now))
    return 0


def lines_of(found: list[BreachRecord], now: datetime) -> Iterator[str]:
    """Yield the list as people read it: hours left or past, deadlines in Bangkok and the Buddhist Era."""
    late = sum(item.late for item in found)
    yield (
        f"เหตุละเมิดที่ยังไม่ได้แจ้งสำนักงาน {len(found)} รายการ เกินกำหนด {late} ณ {_moment(now)}"
        f" / {len(found)} open breaches, {late} late"
    )
    for item in found:
        state = f"{item.state.th} / {item.state.en}"
        due = f"ครบกำหนด {_moment(item.counts_to)}"
        yield f"{item.ref}  {_span(item.remaining_seconds)}  {due}  [{state}]  {' '.join(item.title.split())}"


def _span(seconds: int) -> str:
    """Return the hours and whole minutes; never more time left, nor less time past, than there is."""
    minutes = seconds // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"{'เหลือ' if seconds >= 0 else 'เกินมา'} {hours} ชม. {rest:02} นาที"


def _moment(moment: datetime) -> str:
    there = bangkok(moment)
    return f"{format_thai_date(there.date())} {there:%H:%M} น."
