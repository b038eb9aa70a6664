"""The clock of a breach, and times that cannot be true. Pure.

Legal source: PDPA s.37(4): 72 hours from awareness; PDPC breach notification B.E. 2565: late with reasons in 15 days.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from schemas.breach import BreachClock, BreachInput, BreachState
from schemas.findings import Problem
from schemas.reading import control_characters

BANGKOK = ZoneInfo("Asia/Bangkok")
NOTIFY_WITHIN = timedelta(hours=72)
#: Counted strictly, 15 times 24 hours: the reading by calendar days ends later, and a warning must not.
REPORT_LATE_WITHIN = timedelta(hours=15 * 24)
SOON = timedelta(hours=24)

LAW = "PDPA s.37(4)"
#: No computer system of a ministry is older; an earlier year is a slip of the keyboard (0069, 1469).
EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
_BUDDHIST_YEARS = range(2400, 2700)
_TIMES = {
    "aware_at": ("เวลาที่ทราบเหตุ", "The time of awareness"),
    "detected_at": ("เวลาที่ตรวจพบ", "The time of detection"),
    "occurred_from": ("เวลาที่เริ่มเกิดเหตุ", "The start of the breach"),
    "occurred_to": ("เวลาที่เหตุสิ้นสุด", "The end of the breach"),
}
#: (earlier, later). The end of the breach is free: it may still go on after somebody became aware of it.
_MUST_FOLLOW = (
    ("occurred_from", "occurred_to"),
    ("occurred_from", "detected_at"),
    ("occurred_from", "aware_at"),
    ("detected_at", "aware_at"),
)


def notify_office_due_at(aware_at: datetime) -> datetime:
    """Return the last moment to notify the Office in time, in Bangkok: 72 clock hours after awareness.

    Added in UTC, so no zone's summer time stretches or cuts it; holidays and weekends do not move it.
    Raises: ValueError for a naive datetime. Legal source: PDPA s.37(4).
    """
    return _after(aware_at, NOTIFY_WITHIN)


def late_report_limit_at(aware_at: datetime) -> datetime:
    """Return the last moment of a late report with reasons, in Bangkok: 15 times 24 hours after awareness.

    Raises: ValueError for a naive datetime. Legal source: PDPC breach notification B.E. 2565.
    """
    return _after(aware_at, REPORT_LATE_WITHIN)


def _after(moment: datetime, span: timedelta) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment!r}")
    return (moment.astimezone(UTC) + span).astimezone(BANGKOK)


def clock(aware_at: datetime, now: datetime, *, notified_at: datetime | None = None) -> BreachClock:
    """Return where the clock stands at `now`; `notified_at` is when the first notice went to the Office.

    The deadline itself is in time, the next instant is late. Supplementary notices do not start the clock again.
    Raises: ValueError for a naive datetime. Legal source: PDPA s.37(4).
    """
    due = notify_office_due_at(aware_at)
    limit = late_report_limit_at(aware_at)
    late = (notified_at or now) > due
    return BreachClock(
        notify_office_due_at=due,
        late_report_limit_at=limit,
        state=_state(due, limit, now, notified_at),
        late=late,
        remaining_seconds=math.floor((due - now).total_seconds()),
    )


def _state(due: datetime, limit: datetime, now: datetime, notified_at: datetime | None) -> BreachState:
    if notified_at is not None:
        return BreachState.NOTIFIED if notified_at <= due else BreachState.NOTIFIED_LATE
    if now > limit:
        return BreachState.LATE_BEYOND_15D
    if now > due:
        return BreachState.OVERDUE
    return BreachState.DUE_SOON if due - now <= SOON else BreachState.OPEN


def problems_of(given: BreachInput, now: datetime) -> list[Problem]:
    """Return every fault of a report: naive, future and impossible times, times in the wrong order, control characters.

    Legal source: PDPA s.37(4); the clock must rest on times that can be true.
    """
    faulty = {name: problem for name in _TIMES if (problem := _impossible(given, name, now)) is not None}
    words = {"title": given.title, "description": given.description}
    return [
        *control_characters(msgspec.to_builtins(words)),
        *faulty.values(),
        *_in_wrong_order(given, frozenset(faulty)),
    ]


def _impossible(given: BreachInput, name: str, now: datetime) -> Problem | None:
    moment: datetime | None = getattr(given, name)
    if moment is None:
        return None
    if moment.tzinfo is None:
        return _problem(name, "{0}ต้องระบุเขตเวลา เช่น +07:00", "{0} needs an offset such as +07:00")
    if moment.year in _BUDDHIST_YEARS:
        return _problem(
            name, "{0}ต้องเป็นปี ค.ศ. (พ.ศ. ลบ 543)", "{0} must have a Gregorian year (Buddhist Era minus 543)"
        )
    if moment > now:
        return _problem(name, "{0}อยู่ในอนาคต", "{0} lies in the future")
    if moment < EARLIEST:
        return _problem(name, "{0}เก่าเกินไป โปรดตรวจสอบปี", "{0} is too long ago; check the year")
    return None


def _in_wrong_order(given: BreachInput, faulty: frozenset[str]) -> Iterator[Problem]:
    for earlier, later in _MUST_FOLLOW:
        first, second = getattr(given, earlier), getattr(given, later)
        if first is None or second is None or faulty & {earlier, later}:
            continue
        if second < first:
            names_th, names_en = _TIMES[earlier]
            yield _problem(later, f"{{0}}มาก่อน{names_th}", f"{{0}} lies before {names_en[0].lower()}{names_en[1:]}")


def _problem(name: str, message_th: str, message_en: str) -> Problem:
    name_th, name_en = _TIMES[name]
    return Problem(
        pointer=f"/{name}", message_th=message_th.format(name_th), message_en=message_en.format(name_en), law=LAW
    )


def in_bangkok(moment: datetime | None) -> datetime | None:
    """Return the same moment on a clock in Bangkok; None stays None."""
    return None if moment is None else moment.astimezone(BANGKOK)
