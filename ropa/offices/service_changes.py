"""How offices change: names, places, ends; and what they were on a past day."""

from collections.abc import Iterable
from datetime import datetime

from ropa.access import service as access
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import store
from ropa.offices.rules import closure
from schemas.office import Office


def lock(uow: UnitOfWork) -> None:
    """Let whoever puts something into an office wait until this unit of work ends."""
    store.lock_for_change(uow)


def apply(uow: UnitOfWork, created: Iterable[Office], changed: Iterable[Office], until_at: datetime) -> None:
    """Store new offices and offices as they are from a moment on, and what each grant reaches then.

    `created`: parents first. `until_at`: until when the offices were as they are now; aware.
    """
    before = {office.id: office for office in store.all_offices(uow)}
    store.add_all(uow, created, changed=True)
    for office in changed:
        was = before[office.id]
        if (was.name, was.parent_id) != (office.name, office.parent_id):
            store.add_past(uow, was, until_at)
        store.replace(uow, office, changed=True)
    access.replace_reach(uow, closure(store.all_offices(uow)))


def as_of(uow: UnitOfWork, moment: datetime) -> tuple[dict[int, str], dict[int, int | None]]:
    """Return the name and the parent of every office just before a moment (aware)."""
    names: dict[int, str] = {}
    parents: dict[int, int | None] = {}
    for office in store.all_offices(uow):
        names[office.id], parents[office.id] = office.name, office.parent_id
    for office_id, name, parent_id in store.past_since(uow, moment):
        names[office_id], parents[office_id] = name, parent_id
    return names, parents
