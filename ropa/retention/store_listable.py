"""Data sets as the steps of their destruction judge them: whole lists in one query."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, and_, or_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store_held import is_held
from ropa.retention.tables import holdings, retention_due, retention_rules
from schemas.destruction import HoldingState
from schemas.vocabulary import Applies

#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000
#: The reading that gave the dates; the office stands on the activity's present one.
_reading = retention_rules.alias("reading")
_office = retention_rules.alias("office")


def _facts() -> Select[Any]:
    present = and_(_office.c.activity_id == holdings.c.activity_id, _office.c.until_at.is_(None), _office.c.slot == "")
    return (
        select(
            holdings,
            _office.c.office_id,
            _reading.c.retention_text,
            _reading.c.status.label("reading"),
            _reading.c.until_at.label("read_until"),
            is_held().label("held"),
        )
        .join(_office, present)
        .join(_reading, _reading.c.id == holdings.c.rule_id)
    )


def of_ids(uow: UnitOfWork, ids: Collection[str], offices: Select[tuple[int]] | None = None) -> Iterator[Row[Any]]:
    """Yield some data sets in the order of their ids; only those of the offices, when some are named."""
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        query = _facts().where(holdings.c.id.in_(ordered[start : start + _AT_ONCE]))
        if offices is not None:
            query = query.where(_office.c.office_id.in_(offices))
        yield from uow.connection.execute(query.order_by(holdings.c.id))


def of_list(uow: UnitOfWork, list_id: str) -> Sequence[Row[Any]]:
    """Return the data sets that stand on a destruction list."""
    return uow.connection.execute(_facts().where(holdings.c.list_id == list_id)).all()


def held_of_list(uow: UnitOfWork, list_id: str) -> set[str]:
    """Return which data sets of a list an active hold stops now."""
    return set(uow.connection.scalars(select(holdings.c.id).where(holdings.c.list_id == list_id, is_held())))


def to_list(
    uow: UnitOfWork, offices: Select[tuple[int]], due_by: date, surveyed_by: date, limit: int
) -> Sequence[Row[Any]]:
    """Return the data sets of some offices that the checks listed as due and that no hold and no other list has.

    `due_by`: due on that day or before; what may be a document under the Saraban Regulation, only when it was due by
    `surveyed_by`: its survey has begun.
    """
    listed = and_(retention_due.c.holding_id == holdings.c.id, retention_due.c.due_on == holdings.c.due_on)
    query = (
        _facts()
        .join(retention_due, listed)
        .where(
            holdings.c.due_on <= due_by,
            _office.c.office_id.in_(offices),
            holdings.c.state == str(HoldingState.ACTIVE),
            or_(holdings.c.saraban == str(Applies.NO), holdings.c.due_on <= surveyed_by),
            ~is_held(),
        )
        .order_by(holdings.c.due_on, holdings.c.id)
        .limit(limit)
    )
    return uow.connection.execute(query).all()


def lock(uow: UnitOfWork, ids: Collection[str]) -> bool:
    """Lock data sets in one order, so that two lists that take the same wait for one another and never for each other.

    On SQLite the write transaction itself does so. Returns whether others may have been first meanwhile.
    """
    if uow.dialect != "postgresql":
        return False
    ordered = sorted(set(ids))
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        query = select(holdings.c.id).where(holdings.c.id.in_(some)).order_by(holdings.c.id).with_for_update()
        uow.connection.execute(query)
    return bool(ordered)
