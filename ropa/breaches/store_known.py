"""Which revisions tell of the data that a breach touches."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, select

from ropa.breaches.tables import breach_activities
from ropa.db.unit_of_work import UnitOfWork


def activity_ids(uow: UnitOfWork, breach_id: str) -> list[str]:
    """Return the activities that a breach names, in their order."""
    named = breach_activities.c
    query = select(named.activity_id).where(named.breach_id == breach_id).order_by(named.place)
    return list(uow.connection.scalars(query))


def heads(uow: UnitOfWork, revisions: Select[Any]) -> Sequence[Row[Any]]:
    """Return the rows of a query of revisions (`ropa.activities.service_live`)."""
    return uow.connection.execute(revisions).all()
