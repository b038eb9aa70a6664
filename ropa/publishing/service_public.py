"""The published extract as anybody reads it: without an account, and without a look at any record."""

from ropa.access import service as access
from ropa.access import service_rates
from ropa.access.rules_rates import Limit
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import NotFound
from ropa.keys import Keys
from ropa.publishing import store
from schemas.publishing import PublicFilter, PublicLine

PAGE = 30
#: Activities that a download reads at a time.
BATCH = 200
SEARCH, FILES, LIST = "public-register-search", "public-register-notice", "public-register-extract"
#: A search looks through all that is public; a file takes a tenth of a second; a list is everything.
LIMITS = {
    SEARCH: (Limit(seconds=3600, each=300, all=20_000),),
    FILES: (Limit(seconds=3600, each=60, all=6_000),),
    LIST: (Limit(seconds=3600, each=10, all=600),),
}


def spend(uow: UnitOfWork, keys: Keys, what: str, address: str | None) -> None:
    """Count one search or file of a place. Raises: TooManyRequests."""
    service_rates.spend(uow, keys, what, address, LIMITS[what])


def page(uow: UnitOfWork, wanted: PublicFilter, before: int | None, limit: int = PAGE) -> tuple[list[PublicLine], bool]:
    """Return published activities, the newest first, behind a place; and whether there are more."""
    within = None if wanted.office is None else access.at_or_below(wanted.office)
    found = store.public_page(uow, wanted.q, within, before, limit + 1)
    return found[:limit], len(found) > limit


def one(uow: UnitOfWork, activity_id: str, *, notice: bool = False) -> PublicLine:
    """Return what is public of an activity; with `notice`, only when its privacy notice is.

    Raises: NotFound.
    """
    found = store.public_one(uow, activity_id)
    if found is None or (notice and not found.with_notice):
        raise NotFound
    return found
