"""Queries on the work of owners: lists, numbers by office, and taking note of a change."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.tables import retention_rules
from ropa.retention.tables_checks import retention_work
from schemas.retention_work import WorkKind

Offices = Select[tuple[int]] | None
"""The query of the offices that a list is about; None means all."""
AnyRow = Row[*tuple[Any, ...]]
_W = retention_work.c


def _with_office(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(retention_work).join(retention_rules, is_form_rule(_W.activity_id))


def _within(offices: Sequence[Offices]) -> list[ColumnElement[bool]]:
    return [retention_rules.c.office_id.in_(each) for each in offices if each is not None]


def page(
    uow: UnitOfWork, offices: Sequence[Offices], kind: WorkKind | None, activity_id: str | None, after: int, limit: int
) -> Sequence[AnyRow]:
    """Return open work with its office, oldest first, after the one named."""
    query = _with_office(retention_work, retention_rules.c.office_id).where(
        _W.closed_at.is_(None), _W.id > after, *_within(offices)
    )
    if kind is not None:
        query = query.where(_W.kind == str(kind))
    if activity_id is not None:
        query = query.where(_W.activity_id == activity_id)
    return uow.connection.execute(query.order_by(_W.id).limit(limit)).all()


def counts(uow: UnitOfWork, offices: Sequence[Offices], activity_id: str | None = None) -> Sequence[AnyRow]:
    """Return (kind, reason, pieces of open work, what they are about)."""
    query = _with_office(_W.kind, _W.reason, func.count().label("pieces"), func.sum(_W.count).label("total"))
    query = query.where(_W.closed_at.is_(None), *_within(offices))
    if activity_id is not None:
        query = query.where(_W.activity_id == activity_id)
    return uow.connection.execute(query.group_by(_W.kind, _W.reason).order_by(_W.kind, _W.reason)).all()


def totals_by_office(uow: UnitOfWork, kinds: Sequence[WorkKind]) -> list[tuple[int, WorkKind, int]]:
    """Return (office, kind, what its open work is about), for all offices in one query."""
    query = _with_office(retention_rules.c.office_id, _W.kind, func.sum(_W.count))
    query = query.where(_W.closed_at.is_(None), _W.kind.in_([str(kind) for kind in kinds]))
    rows = uow.connection.execute(query.group_by(retention_rules.c.office_id, _W.kind))
    return [(row[0], WorkKind.of(row[1]), int(row[2])) for row in rows]


def open_changes(uow: UnitOfWork) -> int:
    """Return how many changes of dates nobody has taken note of."""
    query = select(func.count()).where(_W.closed_at.is_(None), _W.kind == str(WorkKind.CHANGED))
    return int(uow.connection.scalar(query) or 0)


def find(uow: UnitOfWork, work_id: int) -> AnyRow | None:
    """Return one piece of work, open or closed, with its office."""
    query = _with_office(retention_work, retention_rules.c.office_id).where(_W.id == work_id)
    return uow.connection.execute(query).first()


def take_note(uow: UnitOfWork, work_id: int) -> bool:
    """Close a piece of work by the actor; False when it was closed before."""
    query = update(retention_work).where(_W.id == work_id, _W.closed_at.is_(None))
    return uow.connection.execute(query.values(closed_at=uow.now, closed_by=uow.actor.id)).rowcount == 1
