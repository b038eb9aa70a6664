"""Where other parts join the decisions on destruction (`ropa.wiring`)."""

from collections.abc import Callable

from ropa.db.unit_of_work import UnitOfWork
from schemas.destruction_lists import DestructionList, Frozen

#: Asked by the head's decision, before anything is written, with the list whose `items` are those that he decides to
#: destroy: what is frozen beside it, by item, or the problems that refuse the whole decision.
FREEZES: list[Callable[[UnitOfWork, DestructionList], Frozen]] = []

#: Told when items that were decided on leave their list (cancelled, removed, extended, transferred); `items` are those.
#: May raise Conflict when something runs that cannot be stopped.
THAWED: list[Callable[[UnitOfWork, DestructionList], None]] = []
