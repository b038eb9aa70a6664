"""Queries on holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.tables import holdings, retention_holds, retention_rules

_ACTIVITY = func.coalesce(retention_holds.c.activity_id, holdings.c.activity_id)


def _with_office() -> Select[Any]:
    return (
        select(retention_holds, retention_rules.c.office_id)
        .outerjoin(holdings, holdings.c.id == retention_holds.c.holding_id)
        .join(retention_rules, is_form_rule(_ACTIVITY))
    )


def add(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a new hold."""
    uow.connection.execute(insert(retention_holds), dict(values))


def find(uow: UnitOfWork, hold_id: str) -> Row[Any] | None:
    """Return one hold with the office it belongs to, or None."""
    return uow.connection.execute(_with_office().where(retention_holds.c.id == hold_id)).first()


def lift(uow: UnitOfWork, hold_id: str, values: Mapping[str, object]) -> bool:
    """End a hold; False when it had ended already."""
    query = update(retention_holds).where(retention_holds.c.id == hold_id, retention_holds.c.lifted_at.is_(None))
    return uow.connection.execute(query.values(**values)).rowcount == 1


def page(uow: UnitOfWork, offices: Select[tuple[int]] | None, before: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return holds, newest first, before the one named; `offices` None is all."""
    query = _with_office()
    if offices is not None:
        query = query.where(retention_rules.c.office_id.in_(offices))
    if before is not None:
        query = query.where(retention_holds.c.id < before)
    return uow.connection.execute(query.order_by(retention_holds.c.id.desc()).limit(limit)).all()
