"""Queries on contact details."""

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ropa.contact_details.tables import contact_details
from ropa.db.unit_of_work import UnitOfWork
from schemas.contact_details import ContactDetails

_CONTENT = msgspec.json.Decoder(ContactDetails)
_C = contact_details.c


class Said(Struct, frozen=True):
    """What an office says."""

    version: int
    details: ContactDetails
    changed_at: datetime


def said(uow: UnitOfWork, offices: Iterable[int] | None = None) -> dict[int, Said]:
    """Return what offices say, by office; None: all that ever said something."""
    query = select(_C.office_id, _C.version, _C.content, _C.changed_at)
    if offices is not None:
        query = query.where(_C.office_id.in_(list(offices)))
    rows = uow.connection.execute(query)
    return {row.office_id: Said(row.version, _CONTENT.decode(row.content), row.changed_at) for row in rows}


def put(uow: UnitOfWork, office_id: int, version: int, details: ContactDetails) -> bool:
    """Store what an office says as the version behind `version`; tell whether that was the present one (0: none)."""
    values = {
        "version": version + 1,
        "content": msgspec.json.encode(details),
        "changed_at": uow.now,
        "changed_by": uow.actor.id,
        "changed_by_name": uow.actor.name,
    }
    if version:
        query = update(contact_details).where(_C.office_id == office_id, _C.version == version).values(**values)
        return uow.connection.execute(query).rowcount == 1
    try:
        with uow.connection.begin_nested():
            uow.connection.execute(insert(contact_details), {"office_id": office_id, **values})
    except IntegrityError:  # somebody else said the first thing
        return False
    return True
