"""Queries of the monthly check: set-based, since a ministry keeps millions of data sets."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, insert, literal, select, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import StoredRule, is_form_rule, is_held, rule_of_holding, stored_rule
from ropa.retention.store_held import is_away
from ropa.retention.store_holdings import list_ref
from ropa.retention.tables import holdings, retention_due, retention_rules, retention_runs
from schemas.holding import DueState
from schemas.retention import RuleStatus

Offices = Select[tuple[int]] | None
"""The query of the offices that a list is about; None means all."""
Few = Select[tuple[str]] | None
"""The query of the data sets of these offices, when they are few; None: all of them, or many."""
#: So many data sets are few, and of so many lines of the list one query looks at most.
_FEW = 5_000
_AT_ONCE = 5_000
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
    """Return how many holdings are due before a day: ones to be proposed, and ones that a hold protects.

    What is neither stands on a destruction list already.
    """
    due = select(func.count()).where(holdings.c.due_on < before)
    # A walk for each: a test in a FILTER is asked for every row, one in WHERE ends with the first "no".
    parts = (due, due.where(is_held()), due.where(is_away(), ~is_held()))
    total, held, away = uow.connection.execute(select(*(each.scalar_subquery() for each in parts))).one()
    return total - held - away, held


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


def few_of(uow: UnitOfWork, offices: Sequence[Offices]) -> Few:
    """Return the query of the data sets of offices when they are few.

    The list has no index by data set: then it is read with their ids in hand, and nothing else is looked up. Of many,
    the first ones are found soon.
    """
    if all(each is None for each in offices):
        return None
    query = select(holdings.c.id).join(retention_rules, _in_scope(offices))
    found = uow.connection.scalar(select(func.count()).select_from(query.limit(_FEW + 1).subquery())) or 0
    return query if found <= _FEW else None


def listed(
    uow: UnitOfWork, offices: Sequence[Offices], month: str | None, after: tuple[date, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the list, oldest date first, with the present reading beside each item.

    Of activities whose office is in every one of `offices`; of what one month's check put on it, when `month` is given.
    Each data set once: with its present date, or else as it was listed last. What is destroyed or transferred left it.
    """
    runs_of_month = None
    if month is not None:
        is_it = (retention_runs.c.month == month, retention_runs.c.added > 0)
        runs_of_month = uow.connection.scalars(select(retention_runs.c.id).where(*is_it)).all()
        if not runs_of_month:
            return []
    few = few_of(uow, offices)
    found: list[Row[Any]] = []
    size = limit
    while True:
        query = _listed(offices, runs_of_month, few, after).limit(size)
        rows = uow.connection.execute(query).all()
        left = _left_behind(uow, {row.holding_id for row in rows if row.present_due_on != row.due_on})
        found += [row for row in rows if (row.holding_id, row.due_on) not in left]
        if len(rows) < size or len(found) >= limit:
            return found[:limit]
        after = (rows[-1].due_on, rows[-1].holding_id)
        size = min(4 * size, _AT_ONCE)


def _left_behind(uow: UnitOfWork, changed: Collection[str]) -> set[tuple[str, date]]:
    """Return the lines of data sets with another date now that a later line of the same set replaced."""
    if not changed:
        return set()
    due = retention_due.c
    query = select(due.holding_id, due.due_on, holdings.c.due_on.label("present"))
    query = query.join(holdings, holdings.c.id == due.holding_id).where(due.holding_id.in_(sorted(changed)))
    kept: set[str] = set()
    left: set[tuple[str, date]] = set()
    order = ((holdings.c.due_on == due.due_on).is_(True).desc(), due.run_id.desc(), due.due_on)
    for row in uow.connection.execute(query.order_by(*order)):
        if row.holding_id in kept:
            left.add((row.holding_id, row.due_on))
        kept.add(row.holding_id)
    return left


def _listed(
    offices: Sequence[Offices], run_ids: Sequence[str] | None, few: Few, after: tuple[date, str] | None
) -> Select[Any]:
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
            list_ref(),
            # What names a rule that is gone is shown with the form's own.
            func.coalesce(rule.c.rule, retention_rules.c.rule).label("rule"),
            is_held().label("held"),
        )
        .join(retention_runs, retention_runs.c.id == retention_due.c.run_id)
        .join(holdings, holdings.c.id == retention_due.c.holding_id)
        .join(retention_rules, _in_scope(offices))
        .outerjoin(rule, is_kept_by)
        .where(holdings.c.due_state != str(DueState.DISPOSED))
    )
    if run_ids is not None:
        query = query.where(retention_due.c.run_id.in_(run_ids))
    if few is not None:
        query = query.where(retention_due.c.holding_id.in_(few))
    if after is not None:
        query = query.where(
            tuple_(retention_due.c.due_on, retention_due.c.holding_id) > tuple_(literal(after[0]), literal(after[1]))
        )
    return query.order_by(retention_due.c.due_on, retention_due.c.holding_id)


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
