"""Queries on tasks and lessons."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from ropa.breaches.tables import breaches
from ropa.breaches.tables_work import breach_lessons, breach_tasks
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
_OPEN = breach_tasks.c.done_at.is_(None) & breach_tasks.c.dropped_at.is_(None)


def lock(uow: UnitOfWork, breach_id: str) -> None:
    """Let nobody close a breach, or write its next task, until the end of this unit of work."""
    uow.connection.execute(select(breaches.c.id).where(breaches.c.id == breach_id).with_for_update())


def tasks(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return the tasks of a breach in their order."""
    query = select(breach_tasks).where(breach_tasks.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_tasks.c.place, breach_tasks.c.id)).all()


def task(uow: UnitOfWork, breach_id: str, task_id: str) -> AnyRow | None:
    """Return one task of a breach, or None."""
    query = select(breach_tasks).where(breach_tasks.c.id == task_id, breach_tasks.c.breach_id == breach_id)
    return uow.connection.execute(query).first()


def open_of_owner(uow: UnitOfWork, owner_id: str, limit: int) -> Sequence[AnyRow]:
    """Return the open tasks of a person in breaches that are not closed, the earliest due first, with their breach."""
    query = (
        select(breach_tasks, breaches.c.ref, breaches.c.is_drill, breaches.c.office_id)
        .join(breaches, breaches.c.id == breach_tasks.c.breach_id)
        .where(breach_tasks.c.owner_id == owner_id, _OPEN, breaches.c.phase.in_(("open", "suspected")))
        .order_by(breach_tasks.c.due_at.is_(None), breach_tasks.c.due_at, breach_tasks.c.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def counts(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return (open tasks, all tasks that were not dropped) of breaches that have some."""
    query = (
        select(
            breach_tasks.c.breach_id,
            func.count().filter(_OPEN),
            func.count().filter(breach_tasks.c.dropped_at.is_(None)),
        )
        .where(breach_tasks.c.breach_id.in_(breach_ids))
        .group_by(breach_tasks.c.breach_id)
    )
    return {breach_id: (waiting, total) for breach_id, waiting, total in uow.connection.execute(query)}


def next_place(uow: UnitOfWork, breach_id: str) -> tuple[int, int]:
    """Return the place behind the last task, and how many tasks there are."""
    query = select(func.coalesce(func.max(breach_tasks.c.place), 0), func.count())
    place, count = uow.connection.execute(query.where(breach_tasks.c.breach_id == breach_id)).one()
    return place + 1, count


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a task."""
    uow.connection.execute(insert(breach_tasks), values)


def change(uow: UnitOfWork, task_id: str, version: int, values: dict[str, object]) -> bool:
    """Save values of a task that still has `version`; False when somebody saved in between."""
    changed = uow.connection.execute(
        update(breach_tasks)
        .where(breach_tasks.c.id == task_id, breach_tasks.c.version == version)
        .values(version=version + 1, **values)
    )
    return changed.rowcount == 1


def lessons(uow: UnitOfWork, breach_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return the lessons of breaches, oldest first."""
    query = select(breach_lessons).where(breach_lessons.c.breach_id.in_(breach_ids))
    return uow.connection.execute(query.order_by(breach_lessons.c.id)).all()


def add_lesson(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a lesson."""
    uow.connection.execute(insert(breach_lessons), values)
