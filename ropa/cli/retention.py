"""`ropa retention check`: the monthly check. It lists what has ended; it never destroys."""

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ropa.audit import service_seals
from ropa.cli.output import say
from ropa.db.unit_of_work import Database
from ropa.errors import RopaError
from ropa.retention import service_check
from schemas.access import COMMAND_LINE
from schemas.holding import CheckResult, DueState
from schemas.retention import RuleStatus
from schemas.thai_dates import BE_OFFSET, SHORT_MONTHS

_REASONS = {
    f"activity_{RuleStatus.UNPARSED}": ("กิจกรรมที่อ่านระยะเวลาจัดเก็บไม่ได้", "activities whose words were not understood"),
    f"activity_{RuleStatus.NEEDS_CONFIRMATION}": (
        "กิจกรรมที่รอยืนยันการอ่านระยะเวลาจัดเก็บ",
        "activities whose reading waits for confirmation",
    ),
}


def check(database: Database, now: datetime, *, month: str | None, dry_run: bool, as_json: bool) -> int:
    """Run the check of a month (`YYYY-MM`, Gregorian; None: the present one in Bangkok), print it, return 0.

    Raises: Invalid for a month that is none, is a Buddhist one or has not begun (bad usage: exit code 2).
    """
    try:
        with database.write(COMMAND_LINE, now) as uow:
            found = service_check.check(uow, month, dry_run=dry_run)
            head = service_seals.head(uow)
    except RopaError:
        raise
    except Exception as error:
        with database.write(COMMAND_LINE, now) as uow:
            service_check.note_failure(uow, month, error)
        raise
    if as_json:
        print(msgspec.json.encode(found).decode())
        return 0
    say(*lines_of(found))
    if head is not None:
        # Published with each month's report, it is what finds an end of the trail that was cut off.
        say(f"ผนึกล่าสุดของบันทึกเหตุการณ์ / newest seal of the trail: {head}")
    return 0


def lines_of(found: CheckResult) -> Iterator[str]:
    """Yield the result as people read it: one line a month, then why things have no date."""
    if found.dry_run:
        yield "ทดลองเท่านั้น ไม่มีการบันทึก / dry run, nothing was written"
    for result in found.months:
        year, _, number = result.month.partition("-")
        late = "  [ทำย้อนหลัง / run late]" if result.late else ""
        yield (
            f"{SHORT_MONTHS[int(number) - 1]} {int(year) + BE_OFFSET} ({result.month})"
            f"  ครบกำหนด/due {result.due} (ใหม่/new {result.added})"
            f"  ระงับ/held {result.held}  ไม่มีวันครบกำหนด/undatable {result.undatable}{late}"
        )
    for reason, count in (found.months[-1].reasons if found.months else {}).items():
        thai, english = _words(reason)
        yield f"  {count} × {thai} / {english}"
    yield "รายการเหล่านี้เป็นข้อเสนอ ระบบไม่ทำลายข้อมูลเอง / proposals only: nothing is destroyed"


def _words(reason: str) -> tuple[str, str]:
    if reason in _REASONS:
        return _REASONS[reason]
    state = DueState.of(reason.removeprefix("holding_"))
    return f"ชุดข้อมูล: {state.th}", f"holdings: {state.en}"
