"""Reminders of requests: what is put out to whom it concerns."""

from datetime import date, datetime, timedelta

from msgspec import Struct

from schemas.request_terms import Right

#: Days after which a pause that goes on is looked at again, then each week: while it lasts nothing else reminds of the
#: request.
REVIEW = timedelta(days=14)
#: The series, and time after an answer, in which somebody is asked to close what has nothing left to do.
CLOSE = "close"
UNCLOSED = timedelta(days=30)


class RequestReminder(Struct, frozen=True, kw_only=True):
    """A stage that has come and was not put out. Names nobody who asked."""

    request_id: str
    ref: str
    office_id: int
    owner_id: str | None
    rights: list[Right]
    """Whose clocks run."""
    series: str
    """`due`, `ask:1` by the number of what was asked of the citizen, `pause:1` of a pause that lasts long; or `close`:
    answered, with nothing left to do.
    """
    due_on: date
    stage: int
    """Days before the last day (14), or after it (-1, -8)."""
    is_late: bool
    """It is put out after its own day."""


class ReminderShown(Struct, frozen=True, kw_only=True):
    """A stage that was put out."""

    series: str
    due_on: date
    stage: int
    put_out_at: datetime
    is_late: bool
    people: int


class RequestCounts(Struct, frozen=True, kw_only=True):
    """What waits of the actor's offices: for the first page."""

    open: int
    late: int
    week: int
    """Last day within a week, today included."""
    paused: int
    next_due_on: date | None
