"""The numbers of the register that a list can be opened for; each counts what the list of the same filter shows."""

from ropa.activities import service_listing, store_numbers
from ropa.activities.store_index import Test
from ropa.db.unit_of_work import UnitOfWork
from schemas.listing import ActivityFilter


def by_office(uow: UnitOfWork, office: int | None = None) -> dict[int, dict[str, int]]:
    """Return how many records in use of each status stand at each office that the actor reads; one query.

    `office` narrows it to that office and all below. Raises: Forbidden.
    """
    return store_numbers.by_office(uow, _tests(uow, office))


def by_code(uow: UnitOfWork, office: int | None = None) -> dict[str, int]:
    """Return how many records in use have each lawful basis and each mark (`schemas.record_marks`); one query.

    Raises: Forbidden.
    """
    return store_numbers.by_code(uow, _tests(uow, office))


def _tests(uow: UnitOfWork, office: int | None) -> list[Test]:
    return service_listing.tests_of(uow, ActivityFilter(office=office, in_use=True))
