"""Where people are reached. `ropa.wiring` joins it to the notices, which come before access in the order."""

from collections.abc import Sequence

from ropa.access import store_people as store
from ropa.access.rules_people import is_suspended
from ropa.db.unit_of_work import UnitOfWork
from schemas.matching import squeezed
from schemas.notices import Contact
from schemas.person_names import names_in


def contacts(uow: UnitOfWork, person_ids: Sequence[str]) -> dict[str, Contact]:
    """Return name and e-mail address by person; unknown people are not there."""
    return {row.id: Contact(name=row.display_name or "", email=row.email) for row in store.reached(uow, person_ids)}


def name_keys(line: str) -> dict[str, str]:
    """Return the names that a line may mean by what they are compared by: without title, position and spaces."""
    return {squeezed(name): name for name in names_in(line)}


def by_name(uow: UnitOfWork) -> dict[str, str]:
    """Return who may sign in by `name_keys` of the whole name; a name that two of them have is nobody's."""
    found: dict[str, set[str]] = {}
    for row in store.named(uow):
        seen_at = max(each for each in (row.created_at, row.signed_in_at, row.activated_at) if each is not None)
        if is_suspended(seen_at, uow.now):
            continue
        for key, name in name_keys(row.display_name).items():
            if " " in name.strip():  # a given name alone is many people's
                found.setdefault(key, set()).add(row.id)
    return {key: next(iter(ids)) for key, ids in found.items() if len(ids) == 1}
