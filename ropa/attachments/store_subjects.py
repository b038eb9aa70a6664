"""The documents of many records, by id alone."""

from collections.abc import Collection

from sqlalchemy import select

from ropa.attachments.tables import attachments
from ropa.db.unit_of_work import UnitOfWork


def ids(uow: UnitOfWork, activity_ids: Collection[str]) -> list[tuple[str, str]]:
    """Return (document, activity) of every document of some activities, removed ones too."""
    query = select(attachments.c.id, attachments.c.activity_id).where(attachments.c.activity_id.in_(activity_ids))
    return [(key, activity_id) for key, activity_id in uow.connection.execute(query)]
