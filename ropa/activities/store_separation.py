"""Queries on exceptions from the separation of duties."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, insert, select, update

from ropa.activities.tables_life import separation_exceptions as table
from ropa.db.unit_of_work import UnitOfWork
from schemas.life import SeparationException

_COLUMNS = (
    table.c.id,
    table.c.office_id,
    table.c.reason,
    table.c.given_by_name,
    table.c.given_at,
    table.c.valid_through,
    table.c.ended_at,
    table.c.ended_by_name,
)


def _read(uow: UnitOfWork, query: Select[Any]) -> list[SeparationException]:
    names = SeparationException.__struct_fields__
    return [SeparationException(**dict(zip(names, row, strict=True))) for row in uow.connection.execute(query)]


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert an exception."""
    uow.connection.execute(insert(table), values)


def one(uow: UnitOfWork, exception_id: str) -> SeparationException | None:
    """Return an exception by its id, or None."""
    return next(iter(_read(uow, select(*_COLUMNS).where(table.c.id == exception_id))), None)


def end(uow: UnitOfWork, exception_id: str) -> bool:
    """End an exception; False when it has ended."""
    changed = uow.connection.execute(
        update(table)
        .where(table.c.id == exception_id, table.c.ended_at.is_(None))
        .values(ended_at=uow.now, ended_by_name=uow.actor.name)
    )
    return changed.rowcount == 1


def valid_for(uow: UnitOfWork, office_id: int, today: date, *, not_by: str | None = None) -> SeparationException | None:
    """Return the exception that holds today for exactly this office, or None; `not_by`: none that this one gave."""
    query = (
        select(*_COLUMNS)
        .where(table.c.office_id == office_id, table.c.ended_at.is_(None), table.c.valid_through >= today)
        .order_by(table.c.id.desc())
        .limit(1)
    )
    if not_by is not None:
        query = query.where(table.c.given_by != not_by)
    return next(iter(_read(uow, query)), None)


def listed(
    uow: UnitOfWork, offices: Select[tuple[int]] | None, today: date, *, ended: bool
) -> list[SeparationException]:
    """Return exceptions at the offices (None: everywhere), newest first; without `ended` those that hold today."""
    query = select(*_COLUMNS).order_by(table.c.id.desc()).limit(200)
    if offices is not None:
        query = query.where(table.c.office_id.in_(offices))
    if not ended:
        query = query.where(table.c.ended_at.is_(None), table.c.valid_through >= today)
    return _read(uow, query)


def named(uow: UnitOfWork, ids: Collection[str]) -> dict[str, SeparationException]:
    """Return exceptions by their ids."""
    if not ids:
        return {}
    return {each.id: each for each in _read(uow, select(*_COLUMNS).where(table.c.id.in_(sorted(ids))))}
