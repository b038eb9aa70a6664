"""Where people are reached. `ropa.wiring` joins it to the notices, which come before access in the order."""

from collections.abc import Sequence

from ropa.access import store_people as store
from ropa.db.unit_of_work import UnitOfWork
from schemas.notices import Contact


def contacts(uow: UnitOfWork, person_ids: Sequence[str]) -> dict[str, Contact]:
    """Return name and e-mail address by person; unknown people are not there."""
    return {row.id: Contact(name=row.display_name or "", email=row.email) for row in store.reached(uow, person_ids)}
