"""Queries on what breaches have to do with one another."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, or_, select, update

from ropa.breaches.store import SINCE
from ropa.breaches.tables import breach_activities, breaches
from ropa.breaches.tables_work import breach_relations
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
Offices = Select[tuple[int]] | None
#: Breaches with their activities that are compared; more within a year would be no help to anybody.
_MOST_COMPARED = 5_000
_HEAD = (breaches.c.id, breaches.c.ref, breaches.c.title, breaches.c.office_id, SINCE.label("since"))


def live(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return the relations of a breach that were not ended, those that were written down at the other one, too."""
    ours = or_(breach_relations.c.breach_id == breach_id, breach_relations.c.other_id == breach_id)
    query = select(breach_relations).where(ours, breach_relations.c.ended_at.is_(None))
    return uow.connection.execute(query.order_by(breach_relations.c.id)).all()


def by_id(uow: UnitOfWork, relation_ids: Collection[str]) -> dict[str, AnyRow]:
    """Return relations by their ids, ended ones, too."""
    query = select(breach_relations).where(breach_relations.c.id.in_(relation_ids))
    return {row.id: row for row in uow.connection.execute(query)}


def heads(uow: UnitOfWork, breach_ids: Collection[str], visible: Offices) -> dict[str, AnyRow]:
    """Return those of some breaches that the caller may see."""
    query = select(*_HEAD).where(breaches.c.id.in_(breach_ids), *_within(visible))
    return {row.id: row for row in uow.connection.execute(query)}


def of_incident(uow: UnitOfWork, incident_id: str, visible: Offices) -> tuple[Sequence[AnyRow], int]:
    """Return the breaches of an incident that the caller may see, and how many there are."""
    whole = select(breaches.c.id).where(breaches.c.incident_id == incident_id)
    query = select(*_HEAD).where(breaches.c.incident_id == incident_id, *_within(visible)).order_by(breaches.c.id)
    return uow.connection.execute(query).all(), len(uow.connection.execute(whole).all())


def _within(visible: Offices) -> list[Any]:
    return [] if visible is None else [breaches.c.office_id.in_(visible)]


def near(
    uow: UnitOfWork, first: datetime, last: datetime, visible: Offices, *, is_drill: bool
) -> list[tuple[AnyRow, str]]:
    """Return (breach, activity) of the breaches of some time that the caller may see, the newest first."""
    query = (
        select(*_HEAD, breach_activities.c.activity_id)
        .join(breach_activities, breach_activities.c.breach_id == breaches.c.id)
        .where(
            SINCE.between(first, last),
            breaches.c.is_drill == is_drill,
            breaches.c.phase != "dismissed",
            *_within(visible),
        )
        .order_by(breaches.c.id.desc(), breach_activities.c.place)
        .limit(_MOST_COMPARED)
    )
    return [(row, row.activity_id) for row in uow.connection.execute(query)]


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a relation."""
    uow.connection.execute(insert(breach_relations), values)


def end(uow: UnitOfWork, relation_id: str, reason: str) -> bool:
    """End a relation; False when it was ended already."""
    changed = uow.connection.execute(
        update(breach_relations)
        .where(breach_relations.c.id == relation_id, breach_relations.c.ended_at.is_(None))
        .values(ended_at=uow.now, ended_by=uow.actor.id, end_reason=reason)
    )
    return changed.rowcount == 1
