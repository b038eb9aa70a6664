"""Long work that only one process may do at a time: a turn, taken for a while and given back."""

from datetime import datetime, timedelta

from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.jobs import store


def take(uow: UnitOfWork, name: str, length: timedelta) -> str | None:
    """Return the mark of whoever has the turn now; None when another process has it.

    A process that dies keeps it until `length` is over.
    """
    holder = new_id(uow.now)
    return holder if store.take(uow, name, holder, uow.now + length) else None


def taken_until(uow: UnitOfWork, name: str) -> datetime | None:
    """Return until when somebody has the turn at the longest; None: nobody has it."""
    row = store.every(uow).get(name)
    return row.held_until if row is not None and row.held_until is not None and row.held_until > uow.now else None


def give_back(uow: UnitOfWork, name: str, holder: str) -> None:
    """Let the next one have the turn."""
    store.give_back(uow, name, holder, done=False)
