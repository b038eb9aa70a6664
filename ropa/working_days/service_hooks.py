"""Who is told, in the same transaction, that a table of holidays was changed: parts that this one may not import."""

from collections.abc import Callable

from ropa.db.unit_of_work import UnitOfWork

#: Called with the source of what was entered, removed or confirmed.
AFTER_CHANGE: list[Callable[[UnitOfWork, str], None]] = []


def changed(uow: UnitOfWork, source: str) -> None:
    """Tell the parts in `AFTER_CHANGE`."""
    for told in AFTER_CHANGE:
        told(uow, source)
