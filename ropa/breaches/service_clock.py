"""Clocks of breaches for the agenda, the calendar and the first page: only those that still run.

Legal source: PDPA s.37(4); law.md F.1, cases 13, 14 and 20.
"""

from datetime import datetime

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import store_clock
from ropa.breaches.rules import BANGKOK, DECIDE_WITHIN, NOTIFY_WITHIN, notify_office_due_at
from ropa.db.unit_of_work import UnitOfWork


class Running(Struct, frozen=True, kw_only=True):
    """A breach whose clock runs. Times are in Bangkok."""

    id: str
    ref: str
    title: str
    office_id: int
    is_drill: bool
    is_suspected: bool
    due_at: datetime
    """The end of the 72 hours: of the law, or of the warning clock of a suspicion."""
    updated_at: datetime


def due_between(
    uow: UnitOfWork, start: tuple[datetime, str], last: datetime, limit: int, *, suspected: bool = False
) -> list[Running]:
    """Return the breaches that the actor may see whose 72 hours end after a place (moment, id) and up to a moment.

    Those whose notice was sent, excused or is not required are not among them. `suspected`: suspicions instead.
    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    span = DECIDE_WITHIN if suspected else NOTIFY_WITHIN
    place = (start[0] - span, start[1])
    rows = store_clock.due_between(uow, place, last - span, limit, visible, suspected=suspected)
    return [_running(row, suspected=suspected) for row in rows]


def _running(row: store_clock.AnyRow, *, suspected: bool) -> Running:
    return Running(
        id=row.id,
        ref=row.ref,
        title=row.title,
        office_id=row.office_id,
        is_drill=row.is_drill,
        is_suspected=suspected,
        due_at=(row.suspected_at + DECIDE_WITHIN).astimezone(BANGKOK)
        if suspected
        else notify_office_due_at(row.aware_at),
        updated_at=row.updated_at,
    )
