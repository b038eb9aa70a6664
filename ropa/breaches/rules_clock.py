"""Whether the Office was told late, and how long something has been waiting: beside the clock of `rules`. Pure.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565; law.md F.1.
"""

from datetime import datetime, timedelta

from ropa.breaches.rules import notify_office_due_at
from schemas.breach import BreachPhase, RiskLevel
from schemas.breach_duties import DutyFacts, WasLate

_HOUR = timedelta(hours=1)


def hours(since: datetime, until: datetime) -> int:
    """Return the whole hours between two moments; 0 where the second one is earlier."""
    return max((until - since) // _HOUR, 0)


def warning_from(suspected_at: datetime | None, received_at: datetime | None) -> datetime | None:
    """Return where the warning clock begins: with the suspicion, or with word of it that nobody read, if earlier."""
    return min((moment for moment in (suspected_at, received_at) if moment is not None), default=None)


def is_stopped(facts: DutyFacts) -> bool:
    """Tell whether "no risk", with evidence, stops the duty to tell the Office. Without evidence it stays open."""
    return facts.level is RiskLevel.NONE and facts.has_evidence


def was_late(facts: DutyFacts, now: datetime) -> WasLate:
    """Return whether the Office was told late, or is late to be told.

    Where the 72 hours ended while "no risk" stood and new facts came later, the Office judges: nobody else may say
    that it was late, or that it was not. Legal source: law.md F.1, case 15.
    """
    if facts.aware_at is None or facts.phase is BreachPhase.DISMISSED:
        return WasLate.NO
    due = notify_office_due_at(facts.aware_at)
    told = facts.notified_at
    if told is None and (is_stopped(facts) or facts.excused_at is not None):
        return WasLate.NO
    if (told or now) <= due:
        return WasLate.NO
    if facts.reopened_at is not None and facts.reopened_at > due and (told is None or told >= facts.reopened_at):
        return WasLate.OFFICE_JUDGES
    return WasLate.YES
