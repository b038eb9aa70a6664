"""Until when a finding may be accepted. Pure."""

from datetime import date


def last_day(today: date) -> date:
    """Return the last day through which a finding may be accepted: a year from today."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)
