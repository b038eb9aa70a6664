"""What is due when, for the agenda."""

from datetime import date, datetime

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_agenda


class DueGroup(Struct, frozen=True, kw_only=True):
    """The data sets of an activity whose period has ended with the day before one day."""

    due_on: date
    activity_id: str
    office_id: int
    count: int
    updated_at: datetime


def due_between(uow: UnitOfWork, start: tuple[date, str], last: date, limit: int) -> list[DueGroup]:
    """Return what is due after a place (day, activity) and up to a day, in the actor's offices.

    Raises: Forbidden.
    """
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    return [
        DueGroup(
            due_on=row.due_on, activity_id=row.activity_id, office_id=row.office_id, count=row.total, updated_at=row.at
        )
        for row in store_agenda.due(uow, start, last, limit, visible)
    ]
