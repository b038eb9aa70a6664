"""What other parts are told when records change their office, inside the same transaction."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from ropa.db.unit_of_work import UnitOfWork


class RecordMoved(Struct, frozen=True, kw_only=True):
    """An activity that is in another office now; every listed table (`rules_tables`) says so already."""

    activity_id: str
    from_id: int
    to_id: int


AFTER_MOVE: list[Callable[[UnitOfWork, Sequence[RecordMoved]], None]] = []
#: Told before anything moves of each office that ends and its successor; what it returns is called when all has moved.
BEFORE_END: list[Callable[[UnitOfWork, Mapping[int, int]], Callable[[UnitOfWork], None]]] = []
