"""How long the register knows who made a request: counted from its end, by the settings."""

from datetime import date, timedelta

from ropa.settings import requests_person_days


def forget_on(ended_on: date) -> date:
    """Return the day in Bangkok on which the requester of a request that ended on a day is forgotten.

    Legal source: PDPA s.37(3).
    """
    return ended_on + timedelta(days=requests_person_days())
