"""Where people are reached. `ropa.wiring` joins it to the notices, which come before access in the order."""

import re
from collections.abc import Iterable, Sequence

from ropa.access import store_people as store
from ropa.access.rules_people import is_suspended
from ropa.db.unit_of_work import UnitOfWork
from schemas.matching import squeezed
from schemas.notices import Contact
from schemas.person_names import names_in

_WHOLE_NAME = re.compile(r"[ก-๎A-Za-z.'’-]{2,30}(?:\s+[ก-๎A-Za-z.'’-]{1,30}){1,2}")


def contacts(uow: UnitOfWork, person_ids: Sequence[str]) -> dict[str, Contact]:
    """Return name and e-mail address by person; unknown people are not there."""
    return {row.id: Contact(name=row.display_name or "", email=row.email) for row in store.reached(uow, person_ids)}


def name_keys(line: str) -> dict[str, str]:
    """Return the names that a line may mean by what they are compared by: without title, position and spaces."""
    return {squeezed(name): name for name in names_in(line)}


def names_among(uow: UnitOfWork, texts: Iterable[str]) -> set[str]:
    """Return those of some texts that are the whole name of somebody known to the register, without title; one query.

    Only what may be one is looked for: two or three words of letters.
    """
    likely = {text: text.split() for text in texts if _WHOLE_NAME.fullmatch(text.strip())}
    known = {key for line in store.named_like(uow, list(likely.values())) for key in name_keys(line)}
    return {text for text in likely if squeezed(text) in known}


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
