"""Approved records that collect data of which nothing is entered as kept: the finding follows the holdings."""

from collections.abc import Collection

from ropa.activities.rules_holdings import MISSING
from ropa.db.unit_of_work import UnitOfWork
from ropa.findings import service as findings
from ropa.retention import store_holdings


def having(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have a data set, also one that is gone by now: what was kept came to its end."""
    return store_holdings.having(uow, activity_ids)


def recheck(uow: UnitOfWork, activity_ids: Collection[str]) -> None:
    """Check those of some activities anew whose first data set came or whose last one went."""
    has = having(uow, activity_ids)
    flagged = findings.flagged(uow, MISSING, activity_ids)
    findings.check_again(uow, [each for each in sorted(set(activity_ids)) if (each in has) == (each in flagged)])
