"""Queries on breaches."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, insert, select, tuple_

from ropa.breaches.tables import breach_activities, breaches
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach import BreachOrder

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""


def add(uow: UnitOfWork, values: dict[str, object], activity_ids: Sequence[str]) -> None:
    """Insert a breach and the activities that it concerns, in their order."""
    uow.connection.execute(insert(breaches), values)
    if activity_ids:
        rows = [
            {"breach_id": values["id"], "place": place, "activity_id": activity_id}
            for place, activity_id in enumerate(activity_ids)
        ]
        uow.connection.execute(insert(breach_activities), rows)


def find(uow: UnitOfWork, breach_id: str) -> Row[tuple[object, ...]] | None:
    """Return one breach, or None."""
    return uow.connection.execute(select(breaches).where(breaches.c.id == breach_id)).first()


def aware_at(uow: UnitOfWork, breach_id: str, visible: Offices) -> datetime | None:
    """Return when the agency became aware of a breach that the caller may see, or None."""
    query = select(breaches.c.aware_at).where(breaches.c.id == breach_id, *_within(visible))
    return uow.connection.scalar(query)


def page(
    uow: UnitOfWork,
    visible: Sequence[Offices],
    order: BreachOrder,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Row[tuple[object, ...]]]:
    """Return up to `limit` breaches of offices that are in every one of `visible`, after the place `after`."""
    query = select(breaches).where(*(test for offices in visible for test in _within(offices))).limit(limit)
    if order is BreachOrder.NEWEST:
        # An id begins with the moment of its creation.
        query = query.order_by(breaches.c.id.desc())
        return uow.connection.execute(query.where(breaches.c.id < after[1]) if after else query).all()
    query = query.order_by(breaches.c.aware_at, breaches.c.id)
    if after is not None:
        query = query.where(tuple_(breaches.c.aware_at, breaches.c.id) > after)
    return uow.connection.execute(query).all()


def _within(offices: Offices) -> list[ColumnElement[bool]]:
    return [] if offices is None else [breaches.c.office_id.in_(offices)]


def activities_of(uow: UnitOfWork, breach_ids: Iterable[str]) -> dict[str, list[str]]:
    """Return the activities of each breach in their order; a breach without any is not in the answer."""
    query = (
        select(breach_activities.c.breach_id, breach_activities.c.activity_id)
        .where(breach_activities.c.breach_id.in_(tuple(breach_ids)))
        .order_by(breach_activities.c.breach_id, breach_activities.c.place)
    )
    found: dict[str, list[str]] = {}
    for breach_id, activity_id in uow.connection.execute(query):
        found.setdefault(breach_id, []).append(activity_id)
    return found
