"""When a job is due. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")


class Every(StrEnum):
    """How often a job runs."""

    TIME = "time"
    """Whenever somebody looks."""
    HOUR = "hour"
    DAY = "day"
    """Once on each day of Bangkok, as early as somebody looks."""
    WEEK = "week"
    """Once from each Monday, 08:00 in Bangkok, on."""


def is_due(every: Every, done_at: datetime | None, now: datetime) -> bool:
    """Tell whether a job is due that was last done at a moment (None: never). Both moments are aware."""
    if done_at is None or every is Every.TIME:
        return True
    if every is Every.DAY:
        return done_at.astimezone(BANGKOK).date() < now.astimezone(BANGKOK).date()
    if every is Every.WEEK:
        return done_at < week_start(now)
    return now - done_at >= timedelta(hours=1)


def week_start(now: datetime) -> datetime:
    """Return the latest Monday, 08:00 in Bangkok, that is not after `now`."""
    local = now.astimezone(BANGKOK)
    monday = (local - timedelta(days=local.weekday())).replace(hour=8, minute=0, second=0, microsecond=0)
    return monday if monday <= local else monday - timedelta(days=7)
