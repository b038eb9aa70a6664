"""The data sets of many records, by id alone."""

from collections.abc import Collection

from sqlalchemy import select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings


def ids(uow: UnitOfWork, activity_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (data set, activity) of every data set of some activities."""
    query = select(holdings.c.id, holdings.c.activity_id).where(holdings.c.activity_id.in_(activity_ids))
    return [(key, activity_id) for key, activity_id in uow.connection.execute(query)]
