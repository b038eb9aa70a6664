"""Queries on the counters of forms without an account."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from ropa.access.tables_rates import public_rates
from ropa.db.unit_of_work import UnitOfWork

_R = public_rates
Window = tuple[str, datetime, int]
"""Who, the start of a window, its length in seconds."""


def count(uow: UnitOfWork, form: str, windows: Sequence[Window]) -> dict[Window, int]:
    """Return how often a form was sent in each of some windows; one that nobody used is not there."""
    one = [and_(_R.c.who == who, _R.c.starts_at == begins, _R.c.seconds == size) for who, begins, size in windows]
    query = select(_R.c.who, _R.c.starts_at, _R.c.seconds, _R.c.count.label("times")).where(
        _R.c.form == form, or_(*one)
    )
    return {(row.who, row.starts_at, row.seconds): row.times for row in uow.connection.execute(query)}


def add(uow: UnitOfWork, form: str, windows: Sequence[Window]) -> dict[Window, int]:
    """Count once more in each window, and return the counts. In one order, so that no two wait for each other."""
    found = {}
    make = (sqlite if uow.dialect == "sqlite" else postgresql).insert
    for who, starts_at, seconds in sorted(windows):
        row = {"form": form, "who": who, "starts_at": starts_at, "seconds": seconds, "count": 1}
        key = [_R.c.form, _R.c.who, _R.c.starts_at, _R.c.seconds]
        query = make(_R).values(row).on_conflict_do_update(index_elements=key, set_={"count": _R.c.count + 1})
        found[who, starts_at, seconds] = int(uow.connection.execute(query.returning(_R.c.count)).scalar_one())
    return found


def forget(uow: UnitOfWork, before: datetime) -> int:
    """Delete the counters of windows that began before a moment; return how many."""
    return uow.connection.execute(delete(_R).where(_R.c.starts_at < before)).rowcount
