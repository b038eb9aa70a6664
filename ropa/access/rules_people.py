"""How long somebody stays a user without signing in, and how a national ID is shown. Pure.

Legal source: seed 001 (an account that nobody signed in with for 60 days is locked); PDPC security notification B.E.
2565, ข้อ 4 (access ends when it is no longer needed).
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
#: Whole days in Bangkok. On the 60th day after the last sign-in one may still sign in.
ACTIVE_DAYS = timedelta(days=60)
_MASKED = "x-xxxx-xxxxx"


def is_suspended(seen_at: datetime, now: datetime) -> bool:
    """Tell whether somebody is suspended who last signed in (or was let in again, or was added) at a moment."""
    return now.astimezone(BANGKOK).date() - seen_at.astimezone(BANGKOK).date() > ACTIVE_DAYS


def masked(digits: str) -> str:
    """Return a national ID as others may see it: `x-xxxx-xxxxx-12-3`, the last three digits."""
    return f"{_MASKED}-{digits[-3:-1]}-{digits[-1]}"
