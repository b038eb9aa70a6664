"""When a notice goes out, when it is tried again, and when that is given up. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
QUIET_FROM, QUIET_UNTIL = time(20, 0), time(7, 0)
#: A row is tried this often: over about a day and a half.
MOST_TRIES = 10
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=12)
#: What could not even be tried for so long (the mail server was never set, say) is no news any more.
STALE = timedelta(days=7)
#: What is due and has waited for so long is told to administrators.
LATE = timedelta(hours=1)
#: The weekly digest: Monday, 08:00 in Bangkok (`ropa.jobs.rules.Every.WEEK`).
DIGEST_HOUR = 8


def is_quiet(moment: datetime, quiet_from: time, quiet_until: time) -> bool:
    """Tell whether a moment lies in somebody's quiet hours, which may go over midnight; equal times are none."""
    at = moment.astimezone(BANGKOK).time()
    if quiet_from <= quiet_until:
        return quiet_from <= at < quiet_until
    return at >= quiet_from or at < quiet_until


def after_quiet(moment: datetime, quiet_from: time, quiet_until: time) -> datetime:
    """Return the first moment from `moment` on that does not lie in the quiet hours."""
    if not is_quiet(moment, quiet_from, quiet_until):
        return moment
    local = moment.astimezone(BANGKOK)
    end = local.replace(
        hour=quiet_until.hour, minute=quiet_until.minute, second=quiet_until.second, microsecond=quiet_until.microsecond
    )
    if end <= local:
        end += timedelta(days=1)
    return end.astimezone(moment.tzinfo)


def next_try(tries: int, now: datetime, chance: float) -> datetime | None:
    """Return when a row is tried again after `tries` failures; None: never.

    The pause doubles from a minute to twelve hours. `chance` (0 to 1) shortens it by up to a half, so that rows that
    failed together do not all come back together.
    """
    if tries >= MOST_TRIES:
        return None
    pause = min(FIRST_PAUSE * (1 << (tries - 1)), LONGEST_PAUSE)
    return now + pause * (1 - chance / 2)


def after_outage(now: datetime, chance: float) -> datetime:
    """Return when a row is tried again whose server was away: soon, and never given up; `chance` as for `next_try`.

    One row a pass finds out that the server is still away, so an outage of days costs one try a minute.
    """
    return now + FIRST_PAUSE * (1 - chance / 2)


def digest_cause(person_id: str, now: datetime) -> str:
    """Return the cause of a person's digest of the week that the latest Monday, 08:00 in Bangkok, began."""
    shifted = now.astimezone(BANGKOK) - timedelta(hours=DIGEST_HOUR)
    year, week, _ = shifted.isocalendar()
    return f"digest:{person_id}:{year}-W{week:02d}"
