"""Queries of the monthly check: set-based, since a ministry keeps millions of data sets."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import StoredRule, is_form_rule, is_held, rule_of_holding, stored_rule
from ropa.retention.tables import holdings, retention_due, retention_rules, retention_runs
from schemas.holding import DueState
from schemas.retention import RuleStatus

Offices = Select[tuple[int]] | None
"""The query of the offices that a list is about; None means all."""
#: Any number that nothing else in the program locks.
_LOCK = 7_309_001
_UNSURE = (str(RuleStatus.NEEDS_CONFIRMATION), str(RuleStatus.UNPARSED))


def wait_for_turn(uow: UnitOfWork) -> None:
    """Let one check run at a time. On SQLite the write transaction itself does so."""
    if uow.dialect == "postgresql":
        uow.connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))


def first_kept_at(uow: UnitOfWork) -> datetime | None:
    """Return when the first holding was entered; ids are in the order of creation."""
    query = select(holdings.c.created_at).order_by(holdings.c.id).limit(1)
    return uow.connection.execute(query).scalar_one_or_none()


def runs_by_month(uow: UnitOfWork) -> dict[str, tuple[int, bool]]:
    """Return, for each month that was checked, how many runs it has and whether its first was late."""
    query = select(retention_runs.c.month, retention_runs.c.number, retention_runs.c.late).order_by(
        retention_runs.c.number.desc()
    )
    found: dict[str, tuple[int, bool]] = {}
    for month, number, late in uow.connection.execute(query):
        last = found[month][0] if month in found else number
        found[month] = (last, late)
    return found


def list_ended(uow: UnitOfWork, before: date, run_id: str) -> int:
    """Put on the list what is due before a day, is not held and is not listed yet; return how many were added."""
    add = (sqlite if uow.dialect == "sqlite" else postgresql).insert(retention_due)
    ended = select(holdings.c.due_on, holdings.c.id, literal(run_id)).where(holdings.c.due_on < before, ~is_held())
    statement = add.from_select(["due_on", "holding_id", "run_id"], ended).on_conflict_do_nothing()
    return uow.connection.execute(statement, execution_options={"preserve_rowcount": True}).rowcount


def due_and_held(uow: UnitOfWork, before: date) -> tuple[int, int]:
    """Return how many holdings are due before a day: free ones, and ones that a hold protects."""
    due = select(func.count()).where(holdings.c.due_on < before)
    # Two walks over the index: a test in a FILTER is asked for every row, one in WHERE ends with the first "no".
    total, held = uow.connection.scalar(due) or 0, uow.connection.scalar(due.where(is_held())) or 0
    return total - held, held


def add_run(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store the evidence of a run."""
    uow.connection.execute(insert(retention_runs), dict(values))


def runs(uow: UnitOfWork, before: tuple[str, int] | None, limit: int) -> Sequence[Row[Any]]:
    """Return runs, latest month and last repeat first, before the month and number named."""
    query = select(retention_runs)
    place = (retention_runs.c.month, retention_runs.c.number)
    if before is not None:
        query = query.where(tuple_(*place) < tuple_(literal(before[0]), literal(before[1])))
    return uow.connection.execute(query.order_by(*(column.desc() for column in place)).limit(limit)).all()


def _within(offices: Sequence[Offices]) -> list[ColumnElement[bool]]:
    return [retention_rules.c.office_id.in_(each) for each in offices if each is not None]


def _in_scope(offices: Sequence[Offices]) -> ColumnElement[bool]:
    return and_(is_form_rule(holdings.c.activity_id), *_within(offices))


def listed(
    uow: UnitOfWork, offices: Sequence[Offices], month: str | None, after: tuple[date, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the list, oldest date first, with the present reading beside each item.

    Of activities whose office is in every one of `offices`; of what one month's check put on it, when `month` is given.
    """
    rule, is_kept_by = rule_of_holding()
    query = (
        select(
            retention_due.c.holding_id,
            retention_due.c.due_on,
            retention_runs.c.month,
            holdings.c.activity_id,
            holdings.c.title,
            holdings.c.due_on.label("present_due_on"),
            holdings.c.state,
            # What names a rule that is gone is shown with the form's own.
            func.coalesce(rule.c.rule, retention_rules.c.rule).label("rule"),
            is_held().label("held"),
        )
        .join(retention_runs, retention_runs.c.id == retention_due.c.run_id)
        .join(holdings, holdings.c.id == retention_due.c.holding_id)
        .join(retention_rules, _in_scope(offices))
        .outerjoin(rule, is_kept_by)
    )
    if month is not None:
        query = query.where(retention_runs.c.month == month)
    if after is not None:
        query = query.where(
            tuple_(retention_due.c.due_on, retention_due.c.holding_id) > tuple_(literal(after[0]), literal(after[1]))
        )
    order = (retention_due.c.due_on, retention_due.c.holding_id)
    return uow.connection.execute(query.order_by(*order).limit(limit)).all()


def undated(uow: UnitOfWork, offices: Sequence[Offices], after: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return holdings without a date, oldest entry first."""
    query = (
        select(holdings.c.id, holdings.c.activity_id, holdings.c.title, holdings.c.due_state)
        .join(retention_rules, _in_scope(offices))
        .where(holdings.c.due_on.is_(None), holdings.c.due_state != str(DueState.PERMANENT))
    )
    if after is not None:
        query = query.where(holdings.c.id > after)
    rows: Sequence[Any] = uow.connection.execute(query.order_by(holdings.c.id).limit(limit)).all()
    return rows


def unsure(uow: UnitOfWork, offices: Sequence[Offices], after: str | None, limit: int) -> list[StoredRule]:
    """Return present readings that a person must look at, oldest first, after the one named."""
    query = select(retention_rules).where(retention_rules.c.until_at.is_(None), retention_rules.c.status.in_(_UNSURE))
    query = query.where(*_within(offices))
    if after is not None:
        query = query.where(retention_rules.c.id > after)
    rows = uow.connection.execute(query.order_by(retention_rules.c.id).limit(limit))
    return [stored_rule(row) for row in rows]
