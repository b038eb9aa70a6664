"""Which agencies get, or got, data of some activities by a request of their own."""

from collections.abc import Collection

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
