"""Clocks of breaches for those who warn and for the agenda.

Legal source: PDPA s.37(4); law.md F.1, case 23.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import store_clock
from ropa.breaches.rules import NOTIFY_WITHIN, notify_office_due_at
from ropa.db.unit_of_work import UnitOfWork

#: A breach that came to light longer ago is past every warning.
WARNED_FOR = timedelta(days=30)
_MANY = 10_000


class Running(Struct, frozen=True, kw_only=True):
    """A breach whose clock runs."""

    id: str
    ref: str
    title: str
    office_id: int
    aware_at: datetime
    due_at: datetime
    updated_at: datetime


def to_warn_of(uow: UnitOfWork) -> list[Running]:
    """Return the breaches of the last 30 days, whoever may see them: for the job, which tells only who may."""
    rows = store_clock.between(uow, (uow.now - WARNED_FOR, ""), uow.now, _MANY, None)
    return [_running(row) for row in rows]


def due_between(uow: UnitOfWork, start: tuple[datetime, str], last: datetime, limit: int) -> list[Running]:
    """Return the breaches that the actor may see whose deadline lies after a place (moment, id), up to a moment.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    place = (start[0] - NOTIFY_WITHIN, start[1])
    return [_running(row) for row in store_clock.between(uow, place, last - NOTIFY_WITHIN, limit, visible)]


def _running(row: store_clock.AnyRow) -> Running:
    return Running(
        id=row.id,
        ref=row.ref,
        title=row.title,
        office_id=row.office_id,
        aware_at=row.aware_at,
        due_at=notify_office_due_at(row.aware_at),
        updated_at=row.updated_at,
    )
