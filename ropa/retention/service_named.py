"""What other parts need to know of data sets that they name by id."""

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_named
from schemas.destruction import HoldingState


class NamedHolding(Struct, frozen=True):
    """A data set as others name it."""

    id: str
    activity_id: str
    office_id: int
    title: str
    state: HoldingState
    data_from: date | None = None
    data_through: date | None = None
    started_on: date | None = None
    last_day_kept: date | None = None


def named(uow: UnitOfWork, holding_ids: Collection[str]) -> dict[str, NamedHolding]:
    """Return the data sets that exist, by id. Whoever asks has checked the rights."""
    return {
        row.id: NamedHolding(
            row.id,
            row.activity_id,
            row.office_id,
            row.title,
            HoldingState.of(row.state),
            row.data_from,
            row.data_through,
            row.started_on,
            row.last_day_kept,
        )
        for row in store_named.named(uow, holding_ids)
    }


def visible(uow: UnitOfWork, permission: Permission, holding_ids: Collection[str]) -> set[str]:
    """Return which of some data sets are of offices where the actor has a permission.

    Raises: Forbidden when it has it nowhere.
    """
    offices = access.visible_offices(uow, permission)
    return set(holding_ids) if offices is None else store_named.within(uow, holding_ids, offices)
