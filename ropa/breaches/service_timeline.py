"""The timeline of a breach: every act writes one entry beside the trail, and people write notes.

Entries are never changed (triggers refuse it); a correction is another entry that names the one it puts right.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from ropa.breaches import store_timeline
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach_work import BreachEventKind

_NOTHING: Mapping[str, object] = MappingProxyType({})


def add(
    uow: UnitOfWork,
    breach_id: str,
    kind: BreachEventKind,
    *,
    happened_at: datetime | None = None,
    note: str | None = None,
    details: Mapping[str, object] = _NOTHING,
    corrects: int | None = None,
) -> None:
    """Write one entry. `happened_at` (aware) is when it was so, by default now; the clock's own moment is kept beside.

    Whoever changes a breach calls this in the same unit of work. `details` hold plain values (text, numbers, moments)
    and no contact of a data subject.
    Raises: ValueError for a naive moment.
    """
    store_timeline.add(uow, breach_id, kind, happened_at or uow.now, note, details, corrects)
