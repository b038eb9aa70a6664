"""The clock of a breach, and times that cannot be true. Pure.

Legal source: PDPA s.37(4): 72 hours from awareness; PDPC breach notification B.E. 2565: late with reasons in 15 days.
"""

import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import Struct

from ropa.breaches.rules_clock import was_late
from schemas.breach import BreachClock, BreachInput, BreachState, RiskLevel, WasLate
from schemas.findings import Problem
from schemas.reading import control_characters

BANGKOK = ZoneInfo("Asia/Bangkok")
NOTIFY_WITHIN = timedelta(hours=72)
#: Counted strictly, 15 times 24 hours: the reading by calendar days ends later, and a warning must not.
REPORT_LATE_WITHIN = timedelta(hours=15 * 24)
#: A suspicion has no deadline of the law; the house warns when it has stood undecided as long as one.
DECIDE_WITHIN = timedelta(hours=72)
SOON = timedelta(hours=24)

LAW = "PDPA s.37(4)"
#: No computer system of a ministry is older; an earlier year is a slip of the keyboard (0069, 1469).
EARLIEST = datetime(1950, 1, 1, tzinfo=UTC)
_BUDDHIST_YEARS = range(2400, 2700)
_TIMES = {
    "aware_at": ("เวลาที่ทราบเหตุ", "The time of awareness"),
    "suspected_at": ("เวลาที่เริ่มสงสัย", "The time of suspicion"),
    "received_at": ("เวลาที่ได้รับแจ้ง", "The time at which word was received"),
    "processor_told_at": ("เวลาที่ผู้ประมวลผลแจ้ง", "The time at which the processor told"),
    "detected_at": ("เวลาที่ตรวจพบ", "The time of detection"),
    "occurred_from": ("เวลาที่เริ่มเกิดเหตุ", "The start of the breach"),
    "occurred_to": ("เวลาที่เหตุสิ้นสุด", "The end of the breach"),
}
#: (earlier, later). The end of the breach is free: it may still go on after somebody became aware of it.
_MUST_FOLLOW = (
    ("occurred_from", "occurred_to"),
    ("occurred_from", "detected_at"),
    ("suspected_at", "aware_at"),
)
#: The same, but clocks of systems and accounts of people differ: an explanation is enough.
_FOLLOWS_OR_IS_EXPLAINED = (
    ("occurred_from", "aware_at"),
    ("detected_at", "aware_at"),
    ("occurred_from", "suspected_at"),
)
_TEXTS = ("title", "description", "aware_by", "aware_how", "times_note", "processor_name", "details")


class Standing(Struct, frozen=True, kw_only=True):
    """What stops, replaces or ends the clock of awareness."""

    suspected_at: datetime | None = None
    received_at: datetime | None = None
    level: str | None = None
    excused_at: datetime | None = None
    dismissed_at: datetime | None = None
    stopped_at: datetime | None = None
    reopened_at: datetime | None = None


_NEW = Standing()


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


def warning_due_at(suspected_at: datetime | None, received_at: datetime | None = None) -> datetime | None:
    """Return when a suspicion, or word that was received, has stood for 72 hours, in Bangkok; None without either.

    A warning of the house, no deadline: a mailbox left unread is no defence (law.md F.1, cases 12 and 13).
    Raises: ValueError for a naive datetime.
    """
    known = [each for each in (suspected_at, received_at) if each is not None]
    return _after(min(known), DECIDE_WITHIN) if known else None


def _after(moment: datetime, span: timedelta) -> datetime:
    if moment.tzinfo is None:
        raise ValueError(f"naive datetime {moment!r}")
    return (moment.astimezone(UTC) + span).astimezone(BANGKOK)


def clock(
    aware_at: datetime | None,
    now: datetime,
    *,
    notified_at: datetime | None = None,
    standing: Standing = _NEW,
) -> BreachClock:
    """Return where the clock stands at `now`; `notified_at` is when the first notice went to the Office.

    The deadline itself is in time, the next instant is late. Supplementary notices do not start the clock again.
    Without `aware_at` it is a suspicion, which has a warning and no deadline.
    Raises: ValueError for a naive datetime, and for a suspicion without any time. Legal source: PDPA s.37(4).
    """
    warning = warning_due_at(standing.suspected_at, standing.received_at)
    due = None if aware_at is None else notify_office_due_at(aware_at)
    limit = None if aware_at is None else late_report_limit_at(aware_at)
    end = due or warning
    if end is None:
        raise ValueError("neither aware nor suspected")
    if standing.dismissed_at is not None:
        state = BreachState.DISMISSED
    elif due is None or limit is None:
        state = BreachState.SUSPECTED
    else:
        state = _settled(due, notified_at, standing) or _running(due, limit, now)
    # The Office excuses the liability, not the fact: what it excused was late and is counted as late.
    late = state in {BreachState.OVERDUE, BreachState.LATE_BEYOND_15D, BreachState.NOTIFIED_LATE, BreachState.EXCUSED}
    stopped, reopened = standing.stopped_at, standing.reopened_at
    judged = WasLate.NO
    if due is not None:
        judged = was_late(due, late=late, notified_at=notified_at, stopped_at=stopped, reopened_at=reopened)
    return BreachClock(
        notify_office_due_at=due,
        late_report_limit_at=limit,
        warning_due_at=warning,
        state=state,
        late=late,
        was_late=judged,
        remaining_seconds=math.floor((end - now).total_seconds()),
    )


def clock_of(values: Mapping[str, Any], now: datetime) -> BreachClock:
    """Return the clock at `now` of what a row of `breaches` says.

    Raises: ValueError, as `clock`.
    """
    standing = {name: values[name] for name in Standing.__struct_fields__}
    return clock(values["aware_at"], now, notified_at=values["notified_at"], standing=Standing(**standing))


def suspected_since(
    aware_at: datetime | None, suspected_at: datetime | None, received_at: datetime | None
) -> datetime | None:
    """Return the start of the warning clock to keep: of a mere suspicion the earlier of suspicion and receipt."""
    known = [each for each in (suspected_at, received_at) if each is not None]
    return suspected_at if aware_at is not None or not known else min(known)


def _settled(due: datetime, notified_at: datetime | None, standing: Standing) -> BreachState | None:
    """What a notice has done cannot be taken back by a level that is decided later."""
    if notified_at is not None and notified_at <= due:
        return BreachState.NOTIFIED
    if standing.excused_at is not None:
        return BreachState.EXCUSED
    if notified_at is not None:
        return BreachState.NOTIFIED_LATE
    return BreachState.NOT_REQUIRED if standing.level == RiskLevel.NONE.value else None


def _running(due: datetime, limit: datetime, now: datetime) -> BreachState:
    if now > limit:
        return BreachState.LATE_BEYOND_15D
    if now > due:
        return BreachState.OVERDUE
    return BreachState.DUE_SOON if due - now <= SOON else BreachState.OPEN


def problems_of(given: BreachInput, now: datetime) -> list[Problem]:
    """Return every fault of a report: naive, future and impossible times, times in the wrong order, control characters.

    Legal source: PDPA s.37(4); the clock must rest on times that can be true.
    """
    return faults(msgspec.structs.asdict(given), now)


def faults(values: Mapping[str, Any], now: datetime) -> list[Problem]:
    """Return what `problems_of` returns, of the facts of a breach as it would stand after a change."""
    faulty = {name: problem for name in _TIMES if (problem := _impossible(values, name, now)) is not None}
    words = {name: values[name] for name in _TEXTS if values.get(name) is not None}
    found = [*control_characters(msgspec.to_builtins(words)), *faulty.values()]
    if not any(values.get(name) for name in ("aware_at", "suspected_at", "received_at")):
        found.append(
            Problem(
                pointer="/aware_at",
                message_th="ระบุเวลาที่ทราบเหตุ หรือเวลาที่เริ่มสงสัยถ้ายังไม่แน่ใจ",
                message_en="Give the time of awareness, or of the suspicion when it is not sure yet",
                law=LAW,
            )
        )
    if values.get("occurred_unknown") and (values.get("occurred_from") or values.get("occurred_to")):
        found.append(
            Problem(
                pointer="/occurred_unknown",
                message_th="ระบุว่าไม่ทราบเวลาเกิดเหตุ แต่กรอกเวลาเกิดเหตุไว้ด้วย",
                message_en="The time of the breach is said to be unknown, and is given as well",
            )
        )
    return [*found, *_in_wrong_order(values, frozenset(faulty))]


def _impossible(values: Mapping[str, Any], name: str, now: datetime) -> Problem | None:
    moment: datetime | None = values.get(name)
    return None if moment is None else impossible_moment(name, moment, now, *_TIMES[name])


def impossible_moment(name: str, moment: datetime, now: datetime, name_th: str, name_en: str) -> Problem | None:
    """Return why something that is past cannot have been at a moment; None when it can."""
    if moment.tzinfo is None:
        words = "ต้องระบุเขตเวลา เช่น +07:00", "needs an offset such as +07:00"
    elif moment.year in _BUDDHIST_YEARS:
        words = "ต้องเป็นปี ค.ศ. (พ.ศ. ลบ 543)", "must have a Gregorian year (Buddhist Era minus 543)"
    elif moment > now:
        words = "อยู่ในอนาคต", "lies in the future"
    elif moment < EARLIEST:
        words = "เก่าเกินไป โปรดตรวจสอบปี", "is too long ago; check the year"
    else:
        return None
    return Problem(pointer=f"/{name}", message_th=name_th + words[0], message_en=f"{name_en} {words[1]}", law=LAW)


def _in_wrong_order(values: Mapping[str, Any], faulty: frozenset[str]) -> Iterator[Problem]:
    explained = bool((values.get("times_note") or "").strip())
    for pair in (*_MUST_FOLLOW, *(() if explained else _FOLLOWS_OR_IS_EXPLAINED)):
        earlier, later = pair
        first, second = values.get(earlier), values.get(later)
        if first is None or second is None or faulty & {earlier, later} or second >= first:
            continue
        names_th, names_en = _TIMES[earlier]
        before_th, before_en = f"{{0}}มาก่อน{names_th}", f"{{0}} lies before {names_en[0].lower()}{names_en[1:]}"
        if pair in _FOLLOWS_OR_IS_EXPLAINED:
            before_th += " ถ้าถูกต้องแล้ว โปรดอธิบายลำดับเวลา"
            before_en += "; when that is right, explain the order of the times"
        yield _problem(later, before_th, before_en)


def _problem(name: str, message_th: str, message_en: str) -> Problem:
    name_th, name_en = _TIMES[name]
    return Problem(
        pointer=f"/{name}", message_th=message_th.format(name_th), message_en=message_en.format(name_en), law=LAW
    )


def in_bangkok(moment: datetime | None) -> datetime | None:
    """Return the same moment on a clock in Bangkok; None stays None."""
    return None if moment is None else moment.astimezone(BANGKOK)
