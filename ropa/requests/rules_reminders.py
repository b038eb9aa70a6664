"""At which stages a request is reminded of. Pure; days are days in Bangkok.

Stages count days: before the last day, on it, on the day after it, and then each week.
"""

from datetime import date

from schemas.request_reminders import CLOSE, REVIEW, UNCLOSED

__all__ = [
    "ASK",
    "BEFORE",
    "CLOSE",
    "DUE",
    "NEAR",
    "PAUSE",
    "REVIEW",
    "UNCLOSED",
    "is_late",
    "of_pause",
    "stage",
    "wanted",
]

#: Days before the last day on which a stage begins, first stage first; 0 is the last day itself.
BEFORE = (14, 7, 3, 1, 0)
_WEEK = 7
#: From here on nobody may have missed it: it is put out however late the request was opened.
NEAR = 3
DUE, ASK, PAUSE = "due", "ask", "pause"


def stage(due_on: date, today: date) -> int | None:
    """Return the stage that a last day has reached: 14 to 0 before it, -1, -8, ... after it; None before the first."""
    left = (due_on - today).days
    if left < 0:
        return -1 - (-left - 1) // _WEEK * _WEEK
    return min((days for days in BEFORE if left <= days), default=None)


def wanted(due_on: date, today: date, opened_on: date) -> int | None:
    """Return the stage to put out; None also for a far one that was over before the request was opened."""
    reached = stage(due_on, today)
    if reached is None or (reached > NEAR and (due_on - opened_on).days < reached):
        return None
    return reached


def of_pause(from_on: date, today: date) -> tuple[date, int] | None:
    """Return the day on which a pause is looked at again and the stage that has come of it; None: it is too early."""
    review_on = from_on + REVIEW
    reached = stage(review_on, today)
    return None if reached is None or reached > 0 else (review_on, reached)


def is_late(due_on: date, reached: int, today: date) -> bool:
    """Tell whether a stage is put out after its own day."""
    return (due_on - today).days < reached
