"""Dates that a rule would give for a day that somebody tries."""

from datetime import date

from msgspec import Struct

from ropa.retention.rules import EARLIEST, LATEST, due
from schemas.holding import DueState
from schemas.retention import RetentionRule
from schemas.vocabulary import StartEvent


class Example(Struct, frozen=True, kw_only=True):
    """What a rule gives for one day."""

    started_on: date
    event: StartEvent | None
    """The event that the day is taken for."""
    assumed: bool
    """The rule names no event: the day is taken for the one that the data set itself states."""
    state: DueState
    last_day_kept: date | None
    due_on: date | None


def example(rule: RetentionRule, started_on: date) -> Example:
    """Return the dates of a data set whose start event fell on a day.

    A rule without an event counts from the one that each data set states; here the day is taken for that one.
    """
    event = rule.start_event
    assumed = event is None
    if not EARLIEST <= started_on <= LATEST:
        return Example(
            started_on=started_on,
            event=event,
            assumed=assumed,
            state=DueState.NOT_STARTED,
            last_day_kept=None,
            due_on=None,
        )
    found = due(rule, event or StartEvent.OTHER, started_on)
    return Example(
        started_on=started_on,
        event=event,
        assumed=assumed,
        state=found.state,
        last_day_kept=found.last_day_kept,
        due_on=found.due_on,
    )
