"""Approved records with their documents, for the parts that make proposals of them. Nothing here asks for rights."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Row, Select

from ropa.activities import store_implied
from ropa.db.unit_of_work import UnitOfWork
from schemas.document import ActivityDocument
from schemas.upcast import read_stored


class ApprovedRecord(Struct, frozen=True, kw_only=True):
    """An approved record that is not retired."""

    activity_id: str
    office_id: int
    document: ActivityDocument
    first_approved_at: datetime | None


def approved(uow: UnitOfWork, activity_id: str) -> ApprovedRecord | None:
    """Return an activity's approved record; None where there is none or its work has ended."""
    row = store_implied.one(uow, activity_id)
    return None if row is None else _record(row)


def approved_in(
    uow: UnitOfWork, offices: Sequence[Select[tuple[int]] | None], after: str | None, limit: int
) -> list[ApprovedRecord]:
    """Return the next approved records of offices that are in every one of `offices` (None: all), oldest first."""
    return [_record(row) for row in store_implied.among(uow, offices, after, limit)]


def _record(row: Row[Any]) -> ApprovedRecord:
    return ApprovedRecord(
        activity_id=row.id,
        office_id=row.office_id,
        document=read_stored(row.document, row.schema_version),
        first_approved_at=row.first_approved_at,
    )
