"""Queries on breaches."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, tuple_, update

from ropa.breaches.tables import breach_activities, breaches
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach import BreachOrder

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""


#: The start of a breach's clock: awareness, or suspicion. One of them is never null.
SINCE = func.coalesce(breaches.c.aware_at, breaches.c.suspected_at, breaches.c.reported_at)
#: The Office must still be told, or it must still be decided whether this is a breach at all.
RUNNING = (
    breaches.c.phase.in_(("suspected", "open")),
    breaches.c.notified_at.is_(None),
    breaches.c.excused_at.is_(None),
    # "No risk" stops the duty of a breach; of a suspicion it decides nothing.
    or_(breaches.c.phase == "suspected", func.coalesce(breaches.c.level, "") != "none"),
)


def add(uow: UnitOfWork, values: dict[str, object], activity_ids: Sequence[str]) -> None:
    """Insert a breach and the activities that it concerns, in their order."""
    uow.connection.execute(insert(breaches), values)
    _add_activities(uow, str(values["id"]), activity_ids)


def _add_activities(uow: UnitOfWork, breach_id: str, activity_ids: Sequence[str]) -> None:
    if activity_ids:
        rows = [
            {"breach_id": breach_id, "place": place, "activity_id": activity_id}
            for place, activity_id in enumerate(activity_ids)
        ]
        uow.connection.execute(insert(breach_activities), rows)


def change(uow: UnitOfWork, breach_id: str, version: int, values: dict[str, object]) -> bool:
    """Save values over one version of a breach; return False when that is not its version any more."""
    query = update(breaches).where(breaches.c.id == breach_id, breaches.c.version == version)
    return uow.connection.execute(query.values(values)).rowcount == 1


def lock(uow: UnitOfWork, breach_id: str) -> None:
    """Let nobody save a breach until the end of this unit of work; what is read from here on is its newest version."""
    # As strong as the lock of an UPDATE: rows that only point to the breach do not wait for it.
    uow.connection.execute(select(breaches.c.id).where(breaches.c.id == breach_id).with_for_update(key_share=True))


def replace_activities(uow: UnitOfWork, breach_id: str, activity_ids: Sequence[str]) -> None:
    """Save which activities a breach concerns, in their order."""
    uow.connection.execute(delete(breach_activities).where(breach_activities.c.breach_id == breach_id))
    _add_activities(uow, breach_id, activity_ids)


def find(uow: UnitOfWork, breach_id: str) -> Row[tuple[object, ...]] | None:
    """Return one breach, or None."""
    return uow.connection.execute(select(breaches).where(breaches.c.id == breach_id)).first()


def since(uow: UnitOfWork, breach_id: str, visible: Offices) -> datetime | None:
    """Return the start of the clock of a breach that the caller may see, or None."""
    query = select(SINCE).where(breaches.c.id == breach_id, *_within(visible))
    found: datetime | None = uow.connection.scalar(query)
    return found


def page(
    uow: UnitOfWork,
    tests: Sequence[ColumnElement[bool]],
    order: BreachOrder,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Row[tuple[object, ...]]]:
    """Return up to `limit` breaches that pass every test, after the place `after`."""
    query = select(breaches).where(*tests).limit(limit)
    if order is BreachOrder.NEWEST:
        # An id begins with the moment of its creation.
        query = query.order_by(breaches.c.id.desc())
        return uow.connection.execute(query.where(breaches.c.id < after[1]) if after else query).all()
    query = query.order_by(SINCE, breaches.c.id)
    if after is not None:
        query = query.where(tuple_(SINCE, breaches.c.id) > after)
    return uow.connection.execute(query).all()


def within(*scopes: Offices) -> list[ColumnElement[bool]]:
    """Return the tests that an office is in every one of `scopes`."""
    return [test for offices in scopes for test in _within(offices)]


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
