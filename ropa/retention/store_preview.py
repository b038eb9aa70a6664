"""What a destruction list of some offices would take, and what it would leave out: counted before it is made."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, not_, or_, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.store_held import is_held
from ropa.retention.tables import holdings, retention_due, retention_rules
from schemas.destruction import HoldingState
from schemas.holding import DueState
from schemas.vocabulary import Applies


def _among(offices: Select[tuple[int]]) -> Select[Any]:
    return (
        select(holdings.c.id)
        .join(retention_rules, is_form_rule(holdings.c.activity_id))
        .where(retention_rules.c.office_id.in_(offices), holdings.c.state == str(HoldingState.ACTIVE))
    )


def _listed() -> ColumnElement[bool]:
    return (
        select(retention_due.c.holding_id)
        .where(retention_due.c.holding_id == holdings.c.id, retention_due.c.due_on == holdings.c.due_on)
        .exists()
    )


def tests(surveyed_by: date) -> dict[str, ColumnElement[bool]]:
    """Return the test of each reason for which a due data set is taken or left out, the first that fits counts."""
    surveyed = or_(holdings.c.saraban == str(Applies.NO), holdings.c.due_on <= surveyed_by)
    return {
        "held": is_held(),
        "unlisted": and_(not_(is_held()), not_(_listed())),
        "unsurveyed": and_(not_(is_held()), _listed(), not_(surveyed)),
        "taken": and_(not_(is_held()), _listed(), surveyed),
    }


def counts(uow: UnitOfWork, offices: Select[tuple[int]], due_by: date, surveyed_by: date) -> dict[str, int]:
    """Return how many due data sets of some offices a list would take, and how many it leaves out by reason."""
    due = _among(offices).where(holdings.c.due_on <= due_by)
    columns = [func.count().filter(test).label(name) for name, test in tests(surveyed_by).items()]
    return dict(uow.connection.execute(due.with_only_columns(*columns, maintain_column_froms=True)).mappings().one())


def some(
    uow: UnitOfWork, offices: Select[tuple[int]], due_by: date, test: ColumnElement[bool], limit: int
) -> Sequence[Row[Any]]:
    """Return (id, activity_id, title, due_on, last_day_kept, volume) of due data sets that fit a test, oldest first."""
    columns = ("id", "activity_id", "title", "due_on", "last_day_kept", "volume")
    query = _among(offices).where(holdings.c.due_on <= due_by, test)
    query = query.with_only_columns(*(holdings.c[name] for name in columns), maintain_column_froms=True)
    return uow.connection.execute(query.order_by(holdings.c.due_on, holdings.c.id).limit(limit)).all()


def undated(uow: UnitOfWork, offices: Select[tuple[int]]) -> int:
    """Return how many data sets of some offices have no date, less those that are kept permanently."""
    query = _among(offices).where(holdings.c.due_on.is_(None), holdings.c.due_state != str(DueState.PERMANENT))
    found: int = uow.connection.scalar(query.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    return found
