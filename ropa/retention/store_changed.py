"""Queries on data sets that were listed with another date than they have now."""

from collections.abc import Collection, Iterator
from typing import Any

import msgspec
from sqlalchemy import Row, func, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.tables import holdings, retention_due, retention_rules
from ropa.retention.tables_checks import retention_work
from schemas.holding import DueState
from schemas.retention_work import DateChange, WorkKind

#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 500
_CHANGE = msgspec.json.Decoder(DateChange)


def moved(uow: UnitOfWork, activity_ids: Collection[str]) -> Iterator[Row[Any]]:
    """Yield, by activity and slot, the listed data sets that have another date now, with old and new due days.

    A data set's old date is the one that it was listed with last. What is destroyed or transferred has moved nowhere.
    The list has no index by data set: it is read once for 500 activities.
    """
    ordered = sorted(set(activity_ids))
    for start in range(0, len(ordered), _AT_ONCE):
        among = select(holdings.c.id).where(holdings.c.activity_id.in_(ordered[start : start + _AT_ONCE]))
        newest = func.row_number().over(
            partition_by=retention_due.c.holding_id, order_by=(retention_due.c.run_id.desc(), retention_due.c.due_on)
        )
        listed = (
            select(retention_due.c.holding_id, retention_due.c.due_on, newest.label("place"))
            .where(retention_due.c.holding_id.in_(among))
            .subquery()
        )
        query = (
            select(
                holdings.c.activity_id,
                holdings.c.rule_slot,
                retention_rules.c.office_id,
                func.count().label("total"),
                func.min(listed.c.due_on).label("old_first"),
                func.max(listed.c.due_on).label("old_last"),
                func.min(holdings.c.due_on).label("new_first"),
                func.max(holdings.c.due_on).label("new_last"),
                func.count(holdings.c.due_on).label("dated"),
            )
            .join(listed, listed.c.holding_id == holdings.c.id)
            .join(retention_rules, is_form_rule(holdings.c.activity_id))
            .where(
                listed.c.place == 1,
                holdings.c.due_on.is_distinct_from(listed.c.due_on),
                holdings.c.due_state != str(DueState.DISPOSED),
            )
            .group_by(holdings.c.activity_id, holdings.c.rule_slot, retention_rules.c.office_id)
        )
        yield from uow.connection.execute(query)


def open_changes(uow: UnitOfWork, activity_ids: Collection[str]) -> Iterator[tuple[int, str, str, str]]:
    """Yield (id, activity, slot, reading) of open work about changed dates of activities."""
    ordered, work = sorted(set(activity_ids)), retention_work.c
    for start in range(0, len(ordered), _AT_ONCE):
        query = select(work.id, work.activity_id, work.reason, work.details).where(
            work.activity_id.in_(ordered[start : start + _AT_ONCE]),
            work.kind == str(WorkKind.CHANGED),
            work.closed_at.is_(None),
        )
        for row in uow.connection.execute(query).all():
            yield row.id, row.activity_id, _CHANGE.decode(row.details).slot, row.reason


def close(uow: UnitOfWork, work_ids: Collection[int]) -> None:
    """Close work about changed dates that a later change took the place of."""
    ordered = sorted(work_ids)
    for start in range(0, len(ordered), _AT_ONCE):
        some = retention_work.c.id.in_(ordered[start : start + _AT_ONCE])
        uow.connection.execute(update(retention_work).where(some).values(closed_at=uow.now))
