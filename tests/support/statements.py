"""Which statements a unit of work sends to its database."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from ropa.db.unit_of_work import UnitOfWork


@contextmanager
def counted(uow: UnitOfWork) -> Iterator[list[str]]:
    """Give the list that the statements go into; many rows sent at once are one."""
    sent: list[str] = []

    def note(*given: object) -> None:
        sent.append(str(given[2]))

    event.listen(uow.connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(uow.connection, "before_cursor_execute", note)
