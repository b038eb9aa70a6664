"""Use cases of offices."""

from importlib.resources import files

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.offices import store
from ropa.offices.rules import closure, read_offices, tree
from schemas.office import Office


def load_offices(uow: UnitOfWork) -> int:
    """Load the ministry's shipped office table when any of its offices is missing; return how many were added."""
    text = files("ropa.offices").joinpath("offices.csv").read_text(encoding="utf-8-sig")
    listed = read_offices(text.splitlines())
    missing = {office.id for office in listed} - store.existing_ids(uow)
    if missing:
        store.save_all(uow, listed)
        access.replace_reach(uow, closure(listed))
        record(uow, "offices.loaded", "offices", {"added": len(missing), "listed": len(listed)})
    return len(missing)


def list_offices(uow: UnitOfWork) -> list[Office]:
    """Return every office, office 0 first, then in the Thai order of names. Names of offices are not secret."""
    return store.all_offices(uow)


def offices_with(uow: UnitOfWork, permission: Permission) -> list[Office]:
    """Return the offices where the actor has a permission, in the order of `list_offices`.

    Raises: Forbidden when there is none.
    """
    return store.all_offices(uow, within=access.visible_offices(uow, permission))


def office_tree(uow: UnitOfWork) -> list[tuple[int, Office]]:
    """Return every office with its depth, parents before children, siblings in the Thai order of names."""
    return tree(store.all_offices(uow))


def office_name(uow: UnitOfWork, office_id: int) -> str | None:
    """Return an office's name, or None when there is none of this id."""
    return store.name_of(uow, office_id)
