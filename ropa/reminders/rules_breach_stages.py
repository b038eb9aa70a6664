"""When the people of a breach are reminded: every stage of a clock, exactly once. Pure.

The series of the notice to the Office, in hours after awareness:

- 0 at once, 24, 48, 60, 66, 71, and 72, the deadline: closer together as it comes nearer;
- every 6 hours from 78 on, up to the outer limit of 15 times 24 hours: as long as a late notice with reasons is still
  possible, a delay is counted in hours;
- of the 15 days: 24 hours, 6 hours and 1 hour before their end (336, 354, 359) and their end (360); where such a stage
  falls on one of the 6-hourly ones it takes its place;
- then one a day without end, until somebody acts: nothing nears any more, and what comes every six hours and changes
  nothing would no longer be read.

A stage is due at a moment, not in a span: whoever asks later finds it due and not put out, and puts it out late.
Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565 (15 days); law.md F.1, cases 8, 18, 19 and 23.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

from schemas.breach_reminders import NotNeeded, ReminderClock, ReminderSeries, ReminderStage

DEADLINE = 72
#: Strictly 15 times 24 hours.
OUTER_LIMIT = 15 * 24
_BEFORE_DEADLINE = (0, 24, 48, 60, 66, 71, DEADLINE)
_AFTER_DEADLINE = range(DEADLINE + 6, OUTER_LIMIT, 6)
#: Of the end of the 15 days: these hours before it, and the end.
OUTER_STAGES = (OUTER_LIMIT - 24, OUTER_LIMIT - 6, OUTER_LIMIT - 1, OUTER_LIMIT)
#: Hours of a series; behind the last of them one every 24 hours, where the series goes on.
HOURS: dict[ReminderSeries, tuple[int, ...]] = {
    ReminderSeries.OFFICE: tuple(sorted({*_BEFORE_DEADLINE, *_AFTER_DEADLINE, *OUTER_STAGES})),
    # "Without delay" knows no hour at which it ends, so none of these is a deadline.
    ReminderSeries.SUBJECTS: (0, 6, 12, 24),
    # The hours that the law would count if the suspicion were confirmed at once.
    ReminderSeries.WARNING: _BEFORE_DEADLINE,
    # No hour of the law either; but what "no risk" stopped may have to be sent within the first 72 hours.
    ReminderSeries.REASSESS: (0,),
    # Beside the legal clock: only that a message lay unread, shortly before and when 72 hours from it end.
    ReminderSeries.RECEIVED: (48, 66, DEADLINE),
}
_GOES_ON = frozenset({ReminderSeries.OFFICE, ReminderSeries.SUBJECTS, ReminderSeries.WARNING, ReminderSeries.REASSESS})
_DAY = 24
#: A pass comes every minute; what goes out later than this was held up.
LATE_AFTER = timedelta(minutes=10)


def moment_of(started_at: datetime, hour: int) -> datetime:
    """Return the moment of a stage in UTC, added in UTC so that no summer time moves it.

    Raises: ValueError for a naive datetime.
    """
    if started_at.tzinfo is None:
        message = f"naive datetime {started_at!r}"
        raise ValueError(message)
    return started_at.astimezone(UTC) + timedelta(hours=hour)


def due(clock: ReminderClock, now: datetime) -> list[ReminderStage]:
    """Return the stages of a clock that have come and have no row yet, in their order; mostly none.

    `now` may be earlier than what was served (a clock that was set back): then nothing is due, and when it comes
    forward again nothing is due twice.
    """
    if clock.stopped_at is not None:
        return list(_of_stopped(clock, clock.stopped_at))
    if not _may_be_due(clock, now):
        return []
    stages = []
    if clock.begins_at <= now and _begins(clock):
        stages.append(_beginning(clock, now))
    for hour, at in _between(clock, clock.served_through, now):
        if hour == 0:
            continue  # is the beginning
        if at > clock.begins_at:
            stages.append(_stage(clock, hour, at, is_late=now - at > LATE_AFTER))
        elif hour <= HOURS[clock.series][-1]:  # the daily ones of years before the report tell nothing
            reason = NotNeeded.BEFORE_KNOWN if clock.served_through is None else NotNeeded.PAUSED
            stages.append(_stage(clock, hour, at, not_needed=reason))
    return sorted(stages, key=lambda each: (each.due_at, each.code))


def _may_be_due(clock: ReminderClock, now: datetime) -> bool:
    """Tell in no time that nothing can be due, which is so for nearly every clock at nearly every pass."""
    return clock.served_through is None or clock.served_through < now


def _begins(clock: ReminderClock) -> bool:
    """Tell whether nobody was told that the clock runs, or runs again."""
    if HOURS[clock.series][0] > 0:
        return False  # it runs beside another that says so
    return clock.served_through is None or clock.served_through < clock.begins_at


def _beginning(clock: ReminderClock, now: datetime) -> ReminderStage:
    is_late = now - clock.begins_at > LATE_AFTER
    if clock.served_through is None:
        # Nobody can be told before the register is, however long the agency was aware.
        return ReminderStage(code=f"{clock.series}:0", due_at=clock.begins_at, hour=0, is_late=is_late)
    code = f"{clock.series}:again:{_written(clock.begins_at)}"
    return ReminderStage(code=code, due_at=clock.begins_at, hour=None, is_late=is_late)


def _of_stopped(clock: ReminderClock, stopped_at: datetime) -> Iterator[ReminderStage]:
    """Yield what fell due and nobody put out before the clock stopped, and the stop itself, which ends the count."""
    if clock.served_through is not None and clock.served_through >= stopped_at:
        return
    for hour, at in _between(clock, clock.served_through, stopped_at):
        reason = NotNeeded.BEFORE_KNOWN if hour and at <= clock.begins_at else clock.stopped_by
        if hour <= HOURS[clock.series][-1] or at > clock.begins_at:
            yield _stage(clock, hour, at, not_needed=reason)
    code = f"{clock.series}:stop:{_written(stopped_at)}"
    yield ReminderStage(code=code, due_at=stopped_at, hour=None, not_needed=clock.stopped_by)


def _written(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%S.%f}"


def _between(clock: ReminderClock, after: datetime | None, until: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield the stages after one moment and up to another (included)."""
    for hour in _hours(clock, after):
        at = moment_of(clock.started_at, hour)
        if at > until:
            return
        if after is None or at > after:
            yield hour, at


def _hours(clock: ReminderClock, after: datetime | None) -> Iterator[int]:
    """Yield the hours of the stages, those left out that have certainly passed before a moment."""
    fixed = HOURS[clock.series]
    passed = -1 if after is None else (after - clock.started_at) // timedelta(hours=1)
    yield from fixed[bisect_right(fixed, passed) :]
    if clock.series in _GOES_ON:
        yield from count(fixed[-1] + max((passed - fixed[-1]) // _DAY, 1) * _DAY, _DAY)


def _stage(
    clock: ReminderClock, hour: int, at: datetime, *, is_late: bool = False, not_needed: NotNeeded | None = None
) -> ReminderStage:
    return ReminderStage(
        code=f"{clock.series}:{hour}",
        due_at=at,
        hour=hour,
        is_late=is_late and not_needed is None,
        not_needed=not_needed,
    )
