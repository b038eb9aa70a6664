"""Data sets by id, with the office that they belong to now."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables import holdings, retention_rules


def _with_office() -> Select[Any]:
    rule, kept = retention_rules, holdings.c
    days = (kept.data_from, kept.data_through, kept.started_on, kept.last_day_kept)
    return select(kept.id, kept.activity_id, kept.title, kept.state, rule.c.office_id, *days).join(
        rule, and_(rule.c.activity_id == holdings.c.activity_id, rule.c.until_at.is_(None), rule.c.slot == "")
    )


def named(uow: UnitOfWork, holding_ids: Collection[str]) -> Sequence[Row[Any]]:
    """Return id, activity, title, state, office and days of some data sets."""
    return uow.connection.execute(_with_office().where(holdings.c.id.in_(holding_ids))).all()


def within(uow: UnitOfWork, holding_ids: Collection[str], offices: Select[tuple[int]]) -> set[str]:
    """Return which of some data sets belong to some offices."""
    query = _with_office().where(holdings.c.id.in_(holding_ids), retention_rules.c.office_id.in_(offices))
    return {row.id for row in uow.connection.execute(query)}
