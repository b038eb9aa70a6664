"""Which clocks of a request run, and on which day they end with all that paused or extended them. Pure.

Every day is a day in Bangkok. A pause is half-open: its first day does not count, the day on which the clock goes on
does. Asking the citizen something is no pause (law.md C.5); only a confirmed ground of law is (`rules_pauses`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from msgspec import Struct

from ropa.requests import rules_limits
from schemas.request_clock import PauseKind
from schemas.request_terms import Right, RightOutcome

#: Outcomes after which nothing is left but to tell the person.
_TOLD = frozenset({RightOutcome.REFUSED, RightOutcome.NOT_HELD})
#: Rights that are carried out by the answer itself.
BY_ANSWER = frozenset({Right.ACCESS, Right.PORTABILITY})


class Span(Struct, frozen=True):
    """A pause, or an extension, of one right."""

    kind: PauseKind
    right_seq: int
    from_on: date
    days: int | None
    """Of an extension; of a pause the most that the law gives, None: no number."""
    to_on: date | None
    """The first day that counts again; None: it was not ended."""


class Count(Struct, frozen=True):
    """The last day of one right and how it came about."""

    due_on: date
    paused_days: int
    extended_days: int
    is_paused: bool


def runs(right: Right, outcome: RightOutcome | None, *, is_fulfilled: bool, is_answered: bool) -> bool:
    """Tell whether the clock of a right runs: undecided, granted and not carried out yet, or refused and not told of.

    `is_answered`: by a letter about the decision that stands.
    Legal source: PDPA s.30 ("proceed"), PDPC notification B.E. 2567 (erased within 90 days, not decided).
    """
    if outcome is None:
        return True
    if outcome is RightOutcome.WITHDRAWN or is_fulfilled:
        return False
    return not (is_answered and (outcome in _TOLD or right in BY_ANSWER))


def ends_on(span: Span) -> date | None:
    """Return the first day that counts again after a pause: when it was ended, or when the law's days were over."""
    most = None if span.days is None else span.from_on + timedelta(days=span.days)
    return min((day for day in (span.to_on, most) if day is not None), default=None)


def is_running(span: Span, today: date) -> bool:
    """Tell whether a pause stops the clock today."""
    end = ends_on(span)
    return span.kind is PauseKind.PAUSE and span.from_on <= today and (end is None or today < end)


def taken(span: Span, today: date) -> int:
    """Return the days that a pause has lasted up to today, or those of an extension."""
    if span.kind is PauseKind.EXTEND:
        return span.days or 0
    end = ends_on(span)
    return max(((today if end is None else min(end, today)) - span.from_on).days, 0)


def count(received_on: date, limit_days: int, spans: Sequence[Span], today: date) -> Count:
    """Return the last day of a right for which all `spans` hold.

    A pause that goes on counts up to today, so the days that are left stay the same while it lasts. Days that two
    pauses share count once.
    """
    extended = sum(span.days or 0 for span in spans if span.kind is PauseKind.EXTEND)
    paused = _days(_pauses(received_on, spans, today))
    return Count(
        due_on=rules_limits.due_on(received_on, limit_days + extended + paused),
        paused_days=paused,
        extended_days=extended,
        is_paused=any(is_running(span, today) for span in spans),
    )


def _pauses(received_on: date, spans: Iterable[Span], today: date) -> list[tuple[date, date]]:
    first = received_on + timedelta(days=1)  # the day of receipt does not count anyway
    found = []
    for span in spans:
        if span.kind is PauseKind.PAUSE:
            end = ends_on(span)
            through = max(today, span.from_on) if end is None else min(end, max(today, span.from_on))
            begin = max(span.from_on, first)
            if begin < through:
                found.append((begin, through))
    return sorted(found)


def _days(intervals: Iterable[tuple[date, date]]) -> int:
    total, reached = 0, date.min
    for begin, end in intervals:
        begin_here = max(begin, reached)
        if begin_here < end:
            total += (end - begin_here).days
            reached = end
    return total


def of_right(spans: Iterable[Span], seq: int) -> list[Span]:
    """Return the pauses and extensions that hold for a right."""
    return [span for span in spans if span.right_seq == seq]


def of_request(counts: Sequence[Count]) -> tuple[date | None, bool]:
    """Return the last day of a request whose running clocks are given, and whether all of them are paused.

    A right whose clock is paused does not hide one that runs.
    """
    if not counts:
        return None, False
    moving = [each for each in counts if not each.is_paused]
    return min(each.due_on for each in moving or counts), not moving
