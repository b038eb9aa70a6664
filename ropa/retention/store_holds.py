"""Queries on holds."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, func, insert, or_, select, true, tuple_, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store_held import ACTIVE, held_places, is_held
from ropa.retention.tables import holdings, retention_holds
from ropa.retention.tables_holds import hold_offices, hold_reviews

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
_HOLD = retention_holds.c
_activities, _closure = metadata.tables["activities"], metadata.tables["office_closure"]
_ACTIVITY = func.coalesce(_HOLD.activity_id, holdings.c.activity_id)
_OFFICE = func.coalesce(_HOLD.office_id, _activities.c.office_id)


def _holds() -> Select[Any]:
    """Return holds with the office and the activity that they are about; an office's own hold has no activity."""
    return (
        select(retention_holds, _OFFICE.label("at_office_id"), _ACTIVITY.label("of_activity_id"))
        .outerjoin(holdings, holdings.c.id == _HOLD.holding_id)
        .outerjoin(_activities, _activities.c.id == _ACTIVITY)
    )


def _seen(offices: Offices) -> list[ColumnElement[bool]]:
    """A hold on an office is seen by whoever sees an office under it: it holds what they keep."""
    if offices is None:
        return []
    above = select(_closure.c.ancestor_id).where(_closure.c.descendant_id.in_(offices))
    return [or_(_OFFICE.in_(offices), _HOLD.office_id.in_(above))]


def add(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a new hold; of one on an office, which offices stand below it now."""
    uow.connection.execute(insert(retention_holds), dict(values))
    if values.get("office_id") is not None:
        below = select(_closure.c.descendant_id).where(_closure.c.ancestor_id == values["office_id"])
        rows = [{"hold_id": values["id"], "office_id": each} for each in uow.connection.scalars(below)]
        uow.connection.execute(insert(hold_offices), rows)


def add_many(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store new holds on activities."""
    uow.connection.execute(insert(retention_holds), [dict(row) for row in rows])


def find(uow: UnitOfWork, hold_id: str, offices: Offices = None) -> Row[Any] | None:
    """Return one hold with its office, or None; also when it is about none of `offices`."""
    return uow.connection.execute(_holds().where(_HOLD.id == hold_id, *_seen(offices))).first()


def of_ids(uow: UnitOfWork, hold_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return holds by id."""
    return uow.connection.execute(_holds().where(_HOLD.id.in_(hold_ids))).all()


def on_whole_activity(uow: UnitOfWork, activity_id: str) -> Sequence[Row[Any]]:
    """Return the active holds on an activity, or on its office or one above; not those on single data sets."""
    where = (ACTIVE, _HOLD.holding_id.is_(None), is_on_activity(activity_id))
    return uow.connection.execute(_holds().where(*where).order_by(_HOLD.id)).all()


def holds_set_of(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether any data set of an activity is held."""
    held = select(holdings.c.id).where(holdings.c.activity_id == activity_id, is_held()).limit(1)
    return uow.connection.execute(held).first() is not None


def lift(uow: UnitOfWork, hold_id: str, values: Mapping[str, object]) -> bool:
    """End a hold and what follows it; False when it had ended already."""
    query = update(retention_holds).where(_HOLD.id == hold_id, ACTIVE)
    if uow.connection.execute(query.values(**values)).rowcount != 1:
        return False
    uow.connection.execute(update(retention_holds).where(_HOLD.follows_id == hold_id, ACTIVE).values(**values))
    return True


def add_review(uow: UnitOfWork, hold_id: str, values: Mapping[str, object]) -> bool:
    """Note a look at a hold and when it is looked at next; False when it was lifted."""
    dates = {name: values[name] for name in ("review_on", "no_review_reason")}
    query = update(retention_holds).where(_HOLD.id == hold_id, ACTIVE).values(**dates)
    if uow.connection.execute(query).rowcount != 1:
        return False
    uow.connection.execute(insert(hold_reviews), {**values, "hold_id": hold_id})
    return True


def reviews(uow: UnitOfWork, hold_id: str) -> Sequence[Row[Any]]:
    """Return the looks at a hold, newest first."""
    query = select(hold_reviews).where(hold_reviews.c.hold_id == hold_id).order_by(hold_reviews.c.id.desc())
    return uow.connection.execute(query).all()


def _scope(row: Row[Any]) -> ColumnElement[bool]:
    """Return the test whether a row of `holdings` is under a hold."""
    hold_on: str | None = row.holding_id
    if hold_on is not None:
        return holdings.c.id == hold_on
    hold_on = row.activity_id
    if hold_on is not None:
        return holdings.c.activity_id == hold_on
    now = select(_closure.c.descendant_id).where(_closure.c.ancestor_id == row.office_id)
    then = select(hold_offices.c.office_id).where(hold_offices.c.hold_id == row.id)
    places = or_(_activities.c.office_id.in_(now), _activities.c.office_id.in_(then))
    return holdings.c.activity_id.in_(select(_activities.c.id).where(places))


def protected(uow: UnitOfWork, row: Row[Any], most: int) -> tuple[int, int]:
    """Return how many data sets are under a hold (at most so many are looked at), and how many another one holds."""
    some = select(holdings).where(_scope(row), holdings.c.disposed_on.is_(None)).limit(most).subquery()
    inside = holdings.c.id.in_(select(some.c.id))
    query = select(func.count(), func.count().filter(is_held(without=row.id))).select_from(holdings).where(inside)
    total, others = uow.connection.execute(query).one()
    return total, others


def page(
    uow: UnitOfWork, offices: Sequence[Offices], before: str | None, limit: int, where: Sequence[ColumnElement[bool]]
) -> Sequence[Row[Any]]:
    """Return holds, newest first, before the one named, that are about offices of every one of `offices`."""
    query = _holds().where(*where, *(each for some in offices for each in _seen(some)))
    if before is not None:
        query = query.where(_HOLD.id < before)
    return uow.connection.execute(query.order_by(_HOLD.id.desc()).limit(limit)).all()


def is_active() -> ColumnElement[bool]:
    """Return the test whether a hold goes on."""
    return ACTIVE


def is_past() -> ColumnElement[bool]:
    """Return the test whether a hold was lifted."""
    return _HOLD.lifted_at.is_not(None)


def is_overdue(today: date) -> ColumnElement[bool]:
    """Return the test whether a hold should have been looked at before today."""
    return ACTIVE & (_HOLD.review_on < today)


def is_of_kind(kind: str) -> ColumnElement[bool]:
    """Return the test of a hold's kind."""
    return _HOLD.kind == kind


def is_on_activity(activity_id: str) -> ColumnElement[bool]:
    """Return the test whether a hold is on an activity, on one of its data sets, or on its office or one above."""
    places = held_places().subquery()
    above = select(places.c.hold_id).join(_activities, _activities.c.office_id == places.c.office_id)
    return or_(_ACTIVITY.in_([activity_id]), _HOLD.id.in_(above.where(_activities.c.id == activity_id)))


def is_on_holding(holding_id: str, activity_id: str) -> ColumnElement[bool]:
    """Return the test whether a hold is on a data set, on its activity, or on its office or one above."""
    return is_on_activity(activity_id) & or_(_HOLD.holding_id.is_(None), _HOLD.holding_id == holding_id)


def reviews_between(
    uow: UnitOfWork,
    offices: Sequence[Offices],
    owner_id: str | None,
    start: tuple[date, str],
    last: date,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return active holds to be looked at after a place (day, hold) and up to a day, in that order.

    Of the offices that `offices` names (none: of none), and those of one owner.
    """
    mine = [_HOLD.owner_person_id == owner_id] if owner_id is not None else []
    seen = [true() if each is None else _OFFICE.in_(each) for each in offices]
    query = _holds().where(
        ACTIVE,
        _HOLD.review_on >= start[0],
        _HOLD.review_on <= last,
        tuple_(_HOLD.review_on, _HOLD.id) > start,
        or_(false(), *seen, *mine),
    )
    return uow.connection.execute(query.order_by(_HOLD.review_on, _HOLD.id).limit(limit)).all()


def places(uow: UnitOfWork) -> dict[int, set[str]]:
    """Return the active holds on offices by each office that they hold."""
    found: dict[int, set[str]] = {}
    for row in uow.connection.execute(held_places()):
        found.setdefault(row.office_id, set()).add(row.hold_id)
    return found


def following(uow: UnitOfWork, activity_ids: Sequence[str]) -> set[tuple[str, str]]:
    """Return (activity, hold that is followed) of active holds that follow one on an office."""
    query = select(_HOLD.activity_id, _HOLD.follows_id).where(
        ACTIVE, _HOLD.follows_id.is_not(None), _HOLD.activity_id.in_(activity_ids)
    )
    return {(row.activity_id, row.follows_id) for row in uow.connection.execute(query)}
