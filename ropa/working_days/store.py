"""Queries on holidays and on the confirmation of their years."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, insert, or_, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.working_days.tables import holiday_years, holidays

AnyRow = Row[*tuple[Any, ...]]
Place = tuple[str, str]
"""A scope and its number."""
_H, _Y = holidays.c, holiday_years.c


def _at(columns: Any, places: Collection[Place]) -> ColumnElement[bool]:
    return or_(*(and_(columns.scope == scope, columns.scope_ref == ref) for scope, ref in places))


def standing(
    uow: UnitOfWork,
    first: date,
    last: date,
    places: Collection[Place] | None = None,
    known_before: datetime | None = None,
) -> Sequence[AnyRow]:
    """Return the days that stand between two days, of some places or of all; earliest first.

    `known_before`: the days that stood just before that moment, whatever was entered or taken out since.
    """
    query = select(holidays).where(_H.day >= first, _H.day <= last)
    if known_before is None:
        query = query.where(_H.removed_at.is_(None))
    else:
        stood = or_(_H.removed_at.is_(None), _H.removed_at >= known_before)
        query = query.where(_H.created_at < known_before, stood)
    if places is not None:
        query = query.where(_at(_H, places))
    return uow.connection.execute(query.order_by(_H.day, _H.scope, _H.scope_ref)).all()


def find(uow: UnitOfWork, holiday_id: str) -> AnyRow | None:
    """Return a day that stands, or None."""
    query = select(holidays).where(_H.id == holiday_id, _H.removed_at.is_(None))
    return uow.connection.execute(query).first()


def add(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Insert days."""
    uow.connection.execute(insert(holidays), list(rows))


def remove(uow: UnitOfWork, ids: Collection[str], values: dict[str, Any]) -> int:
    """Take days out of the table; they keep their rows. Return how many stood."""
    query = update(holidays).where(_H.id.in_(ids), _H.removed_at.is_(None))
    return uow.connection.execute(query.values(values)).rowcount


def years(
    uow: UnitOfWork,
    first: int,
    last: int,
    places: Collection[Place] | None = None,
    known_before: datetime | None = None,
) -> Sequence[AnyRow]:
    """Return what was last said of the tables of some years, of some places or of all; `known_before`: until then."""
    place = (_Y.scope, _Y.scope_ref, _Y.year)
    said = select(*place, func.max(_Y.number).label("number")).group_by(*place)
    latest = (said if known_before is None else said.where(_Y.at < known_before)).subquery()
    same = and_(*(_Y[name] == latest.c[name] for name in ("scope", "scope_ref", "year", "number")))
    query = select(holiday_years).join(latest, same).where(_Y.year >= first, _Y.year <= last)
    if places is not None:
        query = query.where(_at(_Y, places))
    return uow.connection.execute(query.order_by(_Y.year, _Y.scope, _Y.scope_ref)).all()


def next_number(uow: UnitOfWork, place: Place, year: int) -> int:
    """Return the number of the next statement on a year, from 1."""
    query = select(func.coalesce(func.max(_Y.number), 0)).where(_at(_Y, [place]), _Y.year == year)
    return int(uow.connection.scalar(query) or 0) + 1


def add_year(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert a statement on a year."""
    uow.connection.execute(insert(holiday_years), values)
