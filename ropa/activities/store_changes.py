"""Queries on what changed in the register since a moment: which approvals stood then, which stand now."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Select, and_, case, func, or_, select, union

from ropa.activities.tables import activities, revisions
from ropa.activities.tables_life import approvals
from ropa.db.unit_of_work import UnitOfWork

_NOW, _THEN = approvals.alias("approved_now"), approvals.alias("approved_then")


class Changed(Struct, frozen=True):
    """A record whose approved revision is another one than at the moment, or that retired since."""

    id: str
    ref: str
    office_id: int
    retired_at: datetime | None
    now_id: str | None
    now_number: int | None
    now_at: datetime | None
    now_by: str | None
    then_id: str | None
    then_number: int | None
    then_office: int | None


Scope = Select[tuple[int]] | None


def _changed(since: datetime, scopes: Collection[Scope], *columns: Any) -> Select[Any]:
    """Return the query of the records that changed. Few did, so those are found first, by their dates."""
    retired = activities.c.retired_at
    stood = and_(
        _THEN.c.activity_id == activities.c.id,
        _THEN.c.approved_at < since,
        or_(_THEN.c.superseded_at.is_(None), _THEN.c.superseded_at >= since),
    )
    touched = union(
        select(approvals.c.activity_id).where(approvals.c.approved_at >= since),
        select(activities.c.id).where(retired >= since),
    ).subquery()
    query = (
        select(*columns)
        .select_from(activities)
        .outerjoin(_NOW, and_(_NOW.c.activity_id == activities.c.id, _NOW.c.superseded_at.is_(None)))
        .outerjoin(_THEN, stood)
        .where(
            activities.c.id.in_(select(touched.c[0])),
            # Approved and retired since then: it was not in the register that day and is not now.
            or_(
                and_(retired.is_(None), _NOW.c.approved_at >= since),
                and_(retired >= since, _THEN.c.revision_id.is_not(None)),
            ),
        )
    )
    for scope in scopes:
        if scope is not None:
            query = query.where(activities.c.office_id.in_(scope))
    return query


def count(uow: UnitOfWork, since: datetime, scopes: Collection[Scope]) -> tuple[int, int, int]:
    """Return how many records are new, changed and retired since a moment."""
    retired = activities.c.retired_at.is_not(None)
    kinds = (
        case((and_(~retired, _THEN.c.revision_id.is_(None)), 1), else_=0),
        case((and_(~retired, _THEN.c.revision_id.is_not(None)), 1), else_=0),
        case((retired, 1), else_=0),
    )
    row = uow.connection.execute(_changed(since, scopes, *(func.coalesce(func.sum(kind), 0) for kind in kinds))).one()
    return int(row[0]), int(row[1]), int(row[2])


def page(uow: UnitOfWork, since: datetime, scopes: Collection[Scope], after: str, limit: int) -> list[Changed]:
    """Return up to `limit` records that changed since a moment, by reference, from after the reference `after`."""
    query = _changed(
        since,
        scopes,
        activities.c.id,
        activities.c.ref,
        activities.c.office_id,
        activities.c.retired_at,
        _NOW.c.revision_id,
        _NOW.c.number,
        _NOW.c.approved_at,
        _NOW.c.approved_by_name,
        _THEN.c.revision_id,
        _THEN.c.number,
        _THEN.c.office_id,
    )
    rows = uow.connection.execute(query.where(activities.c.id > after).order_by(activities.c.id).limit(limit))
    return [Changed(*row) for row in rows]


def documents(uow: UnitOfWork, revision_ids: Collection[str]) -> dict[str, tuple[bytes, int]]:
    """Return document and schema version of frozen revisions, by their ids; one query."""
    columns = revisions.c
    query = select(columns.id, columns.document, columns.schema_version).where(columns.id.in_(revision_ids))
    return {key: (document, version) for key, document, version in uow.connection.execute(query)}
