"""The pass over packs that `ropa tick` and `ropa worker` make: files that nobody may look into any more.

The file itself goes with the next cleaning of the store; what was exported, by whom and why stays.
"""

from ropa import clock
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.packs import store


def waits(uow: UnitOfWork) -> bool:
    """Tell whether there is anything to do."""
    return store.has_over(uow, clock.bangkok(uow.now).date())


def expire(uow: UnitOfWork) -> int:
    """Keep no longer what nobody may look into any more; return how many packs."""
    gone = store.let_go(uow, clock.bangkok(uow.now).date())
    for each in gone:
        record(uow, "pack.expired", f"pack:{each}")
    return len(gone)
