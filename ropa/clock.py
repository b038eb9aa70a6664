"""The only place that asks what time it is. Everything else is handed `now`."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BANGKOK = ZoneInfo("Asia/Bangkok")
BUDDHIST_OFFSET = 543


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def bangkok(moment: datetime) -> datetime:
    """Return the same moment on a clock in Bangkok."""
    return moment.astimezone(BANGKOK)


def span(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """Return the moment at which the first of two days of Bangkok begins, and the one at which the last is over."""
    return (
        None if first is None else datetime.combine(first, time(), BANGKOK),
        None if last is None else datetime.combine(last + timedelta(days=1), time(), BANGKOK),
    )


def buddhist_year(moment: datetime) -> int:
    """Return the Buddhist Era year of a moment in Bangkok: 2026-12-31T17:30Z is already 2570."""
    return bangkok(moment).year + BUDDHIST_OFFSET


def parse_now(text: str) -> datetime:
    """Return the moment written as ISO 8601 with an offset, in UTC.

    Raises: ValueError when the text is no date-time or has no offset.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = f"{text}: วันเวลาต้องระบุเขตเวลา เช่น +07:00 / the date-time needs an offset such as +07:00"
        raise ValueError(message)
    return moment.astimezone(UTC)
