"""Whether the Office was told late, and how long something has been waiting: beside the clock of `rules`. Pure.

Legal source: PDPA s.37(4); PDPC breach notification B.E. 2565; law.md F.1.
"""

from datetime import datetime, timedelta

from schemas.breach import WasLate

_HOUR = timedelta(hours=1)


def hours(since: datetime, until: datetime) -> int:
    """Return the whole hours between two moments; 0 where the second one is earlier."""
    return max((until - since) // _HOUR, 0)


def was_late(
    due: datetime,
    *,
    late: bool,
    notified_at: datetime | None,
    stopped_at: datetime | None,
    reopened_at: datetime | None,
) -> WasLate:
    """Return whether the Office was told late, or is late to be told; `late` is what the clock of awareness says.

    Where "no risk" stood when the 72 hours ended and new facts came later, the Office judges: nobody else may say that
    it was late, or that it was not. What was late before "no risk" was decided stays late.
    Legal source: law.md F.1, case 15.
    """
    if not late:
        return WasLate.NO
    stood = stopped_at is not None and reopened_at is not None and stopped_at <= due < reopened_at
    is_after = notified_at is None or (reopened_at is not None and notified_at >= reopened_at)
    return WasLate.OFFICE_JUDGES if stood and is_after else WasLate.YES
