"""Use case of finding again what one has approved."""

from datetime import timedelta

from ropa.activities import store_signed
from ropa.db.unit_of_work import UnitOfWork
from schemas.signing import OwnSigning

SINCE = timedelta(days=90)


def own(uow: UnitOfWork, limit: int) -> list[OwnSigning]:
    """Return the actor's own signings of 90 days, newest first; one query."""
    return store_signed.own(uow, uow.now - SINCE, limit)
