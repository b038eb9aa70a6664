"""How long the emergency sign-in waits after wrong tries, and how long its uses are shown. Pure."""

from datetime import datetime, timedelta

#: Wrong tries before anybody has to wait: typing slips of somebody in a hurry.
FREE = 3
#: Guessing a passphrase takes ages at one try a minute, and its owner does not wait longer than that.
LONGEST_WAIT = timedelta(minutes=1)
#: After a day without a wrong try the count begins anew.
FORGOTTEN_AFTER = timedelta(days=1)
SHOWN_FOR = timedelta(days=7)


def failures_now(failures: int, failed_at: datetime | None, now: datetime) -> int:
    """Return the wrong tries in a row that still count."""
    return 0 if failed_at is None or now - failed_at >= FORGOTTEN_AFTER else failures


def wait_after(failures: int) -> timedelta:
    """Return how long nobody may try after so many wrong tries in a row: 1, 2, 4 … seconds."""
    if failures <= FREE:
        return timedelta(0)
    # Beyond 2^10 s the longest wait counts anyway, and a power of ten thousand is no number of seconds.
    return min(LONGEST_WAIT, timedelta(seconds=2 ** min(failures - FREE - 1, 10)))


def is_shown(at: datetime | None, now: datetime) -> bool:
    """Tell whether a use or try is still to be shown."""
    return at is not None and now - at < SHOWN_FOR
