"""Names of what holds are on."""

from collections.abc import Iterable

from msgspec import Struct

from ropa.access.rules import Permission
from ropa.activities import service_listing
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.retention import store_states
from ropa.retention.service_readings import office_of
from schemas.holding import Hold
from schemas.listing import ActivityItem


class Names(Struct, frozen=True):
    """What the things that holds are on are called."""

    activities: dict[str, ActivityItem]
    holdings: dict[str, tuple[str, str]]
    """(activity, title) by data set."""


def names_of(uow: UnitOfWork, holds: Iterable[Hold]) -> Names:
    """Return the names of what some holds are on. Says nothing about rights: the caller may see the holds."""
    listed = list(holds)
    rows = store_states.rows(uow, {each.holding_id for each in listed if each.holding_id})
    found = {row.id: (row.activity_id, row.title) for row in rows}
    wanted = {each.activity_id for each in listed if each.activity_id} | {place for place, _ in found.values()}
    return Names(service_listing.named(uow, wanted) if wanted else {}, found)


def scope_names(uow: UnitOfWork, activity_id: str | None, holding_id: str | None) -> Names:
    """Return the names of the data set or activity that a hold is to be placed on.

    Raises: NotFound, Forbidden.
    """
    rows = store_states.rows(uow, [holding_id] if holding_id else [])
    if holding_id and not rows:
        raise NotFound
    found = {row.id: (row.activity_id, row.title) for row in rows}
    wanted = {row.activity_id for row in rows} | ({activity_id} if activity_id else set())
    for each in wanted:
        office_of(uow, each, Permission.PLACE_HOLD)
    return Names(service_listing.named(uow, wanted) if wanted else {}, found)
