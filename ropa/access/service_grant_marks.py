"""Use case of an overview of rights: how many stand out at the offices whose people the actor looks after."""

from ropa import clock
from ropa.access import store_grant_marks as store
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden
from schemas.grant_marks import GrantCounts
from schemas.office import WHOLE_MINISTRY


def counts(uow: UnitOfWork) -> GrantCounts:
    """Return how many grants count today at the actor's offices, and how many stand out; one query.

    Each number is that of `service_grants.list_grants` with the same mark.

    Raises: Forbidden.
    """
    held = offices_for(uow.actor, Permission.READ_GRANTS)
    if not held:
        raise Forbidden
    reach = None if WHOLE_MINISTRY in held else held
    return store.counts(uow, reach, clock.bangkok(uow.now).date())
