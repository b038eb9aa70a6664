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
    """Load the ministry's shipped office table when any of its offices is missing; return how many were added.

    What a reorganisation decided of an office stays as it was decided.
    """
    text = files("ropa.offices").joinpath("offices.csv").read_text(encoding="utf-8-sig")
    listed = read_offices(text.splitlines())
    missing = {office.id for office in listed} - store.existing_ids(uow)
    if missing:
        had = {office.id: office for office in store.all_offices(uow)}
        decided = store.changed_ids(uow)
        store.add_all(uow, [office for office in listed if office.id in missing])
        for office in listed:
            before = had.get(office.id)
            if before is not None and before != office and office.id not in decided:
                store.add_past(uow, before, uow.now)
                store.replace(uow, office, changed=False)
        access.replace_reach(uow, closure(store.all_offices(uow)))
        record(uow, "offices.loaded", "offices", {"added": len(missing), "listed": len(listed)})
    return len(missing)


def list_offices(uow: UnitOfWork) -> list[Office]:
    """Return every office, office 0 first, then in the Thai order of names, those that ended too.

    Names of offices are not secret.
    """
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


def fault_of(uow: UnitOfWork, office_id: int) -> tuple[str, str] | None:
    """Return why nothing new may be put into an office, in Thai and English; None when it may.

    The office cannot end before the caller's unit of work does.
    """
    is_open = store.lock_open(uow, office_id)
    if is_open is None:
        return f"ไม่พบหน่วยงานรหัส {office_id}", f"There is no office {office_id}"
    if not is_open:
        return f"หน่วยงานรหัส {office_id} ถูกยุบหรือรวมแล้ว", f"Office {office_id} has ended"
    return None
