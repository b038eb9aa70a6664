"""Queries on reorganisations themselves and on the records that wait for a decision."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.reorganisations.tables import office_change_items as items
from ropa.reorganisations.tables import office_changes as changes
from schemas.reorganisation import ChangeStatus

MOST = 200


def add(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a reorganisation."""
    uow.connection.execute(insert(changes), dict(values))


def find(uow: UnitOfWork, change_id: str, *, lock: bool = False) -> Row[Any] | None:
    """Return a reorganisation, or None; `lock`: others wait until this unit of work ends."""
    query = select(changes).where(changes.c.id == change_id)
    return uow.connection.execute(query.with_for_update() if lock else query).first()


def newest(uow: UnitOfWork) -> Sequence[Any]:
    """Return the newest reorganisations without what they hold."""
    named = (
        changes.c.id,
        changes.c.status,
        changes.c.file_name,
        changes.c.effective_on,
        changes.c.created_at,
        changes.c.created_by_name,
    )
    return uow.connection.execute(select(*named).order_by(changes.c.id.desc()).limit(MOST)).all()


def save(uow: UnitOfWork, change_id: str, values: Mapping[str, object]) -> None:
    """Change a reorganisation."""
    uow.connection.execute(update(changes).where(changes.c.id == change_id).values(**values))


def due(uow: UnitOfWork, today: date) -> list[str]:
    """Return the reorganisations that wait for a day that has come, in the order of their days."""
    query = select(changes.c.id).where(changes.c.status == str(ChangeStatus.SCHEDULED), changes.c.effective_on <= today)
    return list(uow.connection.scalars(query.order_by(changes.c.effective_on, changes.c.id)))


def add_items(uow: UnitOfWork, change_id: str, waiting: Sequence[tuple[str, int]]) -> None:
    """Note the records (activity, former office) that wait for a decision."""
    rows = [{"change_id": change_id, "activity_id": activity, "from_office_id": office} for activity, office in waiting]
    if rows:
        uow.connection.execute(insert(items), rows)


def open_items(uow: UnitOfWork, change_id: str) -> list[tuple[str, int]]:
    """Return the records that wait, with their former offices."""
    query = select(items.c.activity_id, items.c.from_office_id).where(
        items.c.change_id == change_id, items.c.decided_at.is_(None)
    )
    return [tuple(row) for row in uow.connection.execute(query.order_by(items.c.activity_id))]


def count_open(uow: UnitOfWork) -> dict[str, int]:
    """Return how many records wait for each reorganisation that has any."""
    query = select(items.c.change_id, func.count()).where(items.c.decided_at.is_(None)).group_by(items.c.change_id)
    return {row[0]: row[1] for row in uow.connection.execute(query)}


def decide(uow: UnitOfWork, change_id: str, activity_id: str, office_id: int) -> None:
    """Note where a waiting record goes."""
    _decide(uow, items.c.change_id == change_id, activity_id, office_id)


def decide_everywhere(uow: UnitOfWork, activity_id: str, office_id: int) -> None:
    """Note that a record was placed by hand: no worklist asks for it any more."""
    _decide(uow, items.c.change_id.is_not(None), activity_id, office_id)


def _decide(uow: UnitOfWork, which: Any, activity_id: str, office_id: int) -> None:
    uow.connection.execute(
        update(items)
        .where(which, items.c.activity_id == activity_id, items.c.decided_at.is_(None))
        .values(decided_office_id=office_id, decided_at=uow.now, decided_by_name=uow.actor.name)
    )
