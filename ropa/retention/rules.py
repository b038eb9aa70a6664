"""When a holding's period ends, and whether that can be said at all. Pure.

Legal source: PDPA ss. 37(3) and 39(4); Civil and Commercial Code ss. 193/3 and 193/5 (see `rules_calendar`).
"""

from datetime import date, timedelta
from typing import NamedTuple

from ropa.retention.rules_calendar import align
from schemas.holding import DueState
from schemas.periods import calendar_year_end, fiscal_year_end, last_day
from schemas.retention import Disposal, Operator, RetentionKind, RetentionRule
from schemas.vocabulary import StartEvent

#: Days outside this range are slips of the keyboard (a Buddhist year above all), not dates of records.
EARLIEST, LATEST = date(1868, 1, 1), date(2200, 12, 31)

_WITHOUT_DATE = {
    RetentionKind.UNPARSED: DueState.UNPARSED,
    RetentionKind.PERMANENT: DueState.PERMANENT,
    RetentionKind.UNTIL_ORDER: DueState.AWAITS_ORDER,
}


class Due(NamedTuple):
    """The answer for one holding. Both dates are None unless `state` is dated."""

    state: DueState
    last_day_kept: date | None = None
    due_on: date | None = None
    """First day on which destruction or transfer may be proposed: the day after the last day kept."""


def due(rule: RetentionRule, start_event: StartEvent | None, started_on: date | None) -> Due:
    """Return the dates of a holding whose start event fell on `started_on`, or why there are none.

    `start_event` None means: the event that the rule counts from. An order that the rule asks for does not move the
    date: it is the condition of destroying, and what is computed here is when destruction may be proposed.
    """
    if rule.copies_only:
        return Due(DueState.COPIES_ONLY)
    found = _end(rule, start_event or rule.start_event, started_on)
    if isinstance(found, DueState):
        return Due(found)
    return Due(DueState.DATED, found, found + timedelta(days=1))


def _end(rule: RetentionRule, event: StartEvent | None, started_on: date | None) -> date | DueState:
    if rule.kind in _WITHOUT_DATE:
        return _WITHOUT_DATE[rule.kind]
    if rule.kind is RetentionKind.MIXED:
        return _joined_end(rule, event, started_on)
    if rule.kind is RetentionKind.LEGAL_REFERENCE and rule.period is None:
        return DueState.NO_PERIOD
    if rule.start_event not in {None, event}:
        return DueState.OTHER_EVENT
    if event is None or started_on is None:
        return DueState.NO_START_EVENT if event is None else DueState.NOT_STARTED
    counted_from = _event_day(event, started_on)
    end = counted_from if rule.period is None else last_day(rule.period, counted_from)
    return align(end, rule.alignment)


def _event_day(event: StartEvent, day: date) -> date:
    """Return the day from which is counted: for a year-end event the end of the year in which `day` lies."""
    if event is StartEvent.FISCAL_YEAR_END:
        return fiscal_year_end(day)
    return calendar_year_end(day) if event is StartEvent.CALENDAR_YEAR_END else day


def _joined_end(rule: RetentionRule, event: StartEvent | None, started_on: date | None) -> date | DueState:
    """Return the end of joined conditions.

    Where one condition names its event, another that names none does not borrow the holding's: nobody said so.
    "Whichever is earlier" ends by what is known: another event can only end it sooner. All others need every end.
    """
    named = any(part.start_event is not None for part in rule.alternatives)
    ends = [
        DueState.NO_START_EVENT if named and part.period and part.start_event is None else _end(part, event, started_on)
        for part in rule.alternatives
    ]
    dates = [end for end in ends if isinstance(end, date)]
    open_ends = [end for end in ends if isinstance(end, DueState)]
    if rule.operator is Operator.OR_EARLIER:
        return min(dates) if dates else open_ends[0]
    missing = [end for end in open_ends if end is not DueState.AWAITS_ORDER]
    if missing or not dates:
        return (missing or open_ends)[0]
    return max(dates)


def proposed(rule: RetentionRule) -> Disposal:
    """Return what is proposed when the period has ended: destruction, or transfer where the words say so."""
    return rule.disposal
