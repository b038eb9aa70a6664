"""Which agencies get, or got, data of some activities by a request of their own."""

from collections.abc import Collection

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures import store
from schemas.disclosures import ExchangeState
from schemas.named_bodies import AgencyUse

#: Connected once, and the deletion of what they got is not confirmed.
_HAVE_DATA = (ExchangeState.CONNECTED, ExchangeState.SUSPENDED, ExchangeState.ENDED)


def uses_of(uow: UnitOfWork, activity_ids: Collection[str]) -> list[AgencyUse]:
    """Return the connections of agencies to some activities, oldest first. Says nothing about rights."""
    if not activity_ids:
        return []
    return [
        AgencyUse(row.activity_id, row.ref, row.agency, row.agency_code, row.valid_from, row.valid_to)
        for row in store.requests_of(uow, activity_ids, [str(each) for each in _HAVE_DATA])
    ]


def agencies_of(uow: UnitOfWork, codes: Collection[str]) -> dict[str, str]:
    """Return the names of agencies by the codes with which they registered, of the requests that the actor may read."""
    if not codes or not offices_for(uow.actor, Permission.READ_DISCLOSURES):
        return {}
    visible = store.seen(access.visible_offices(uow, Permission.READ_DISCLOSURES))
    return store.agencies_of(uow, codes, visible)
