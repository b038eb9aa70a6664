"""Queries on the work that the monthly check finds for owners: set-based, a handful of statements for any number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.rules_survey import Round
from ropa.retention.store_held import held_pairs, is_held
from ropa.retention.tables import holdings, retention_holds, retention_rules
from ropa.retention.tables_checks import retention_work
from ropa.retention.tables_readings import retention_cycles
from schemas.destruction import HoldingState
from schemas.holding import DueState
from schemas.retention import Anchor, Cycle, CyclePart, RuleStatus
from schemas.retention_work import WorkKind

#: Holdings without a date of which nobody has to do anything.
SETTLED = (str(DueState.PERMANENT), str(DueState.DISPOSED))
_UNSURE = (str(RuleStatus.NEEDS_CONFIRMATION), str(RuleStatus.UNPARSED))
_CYCLE = msgspec.json.Decoder(Cycle)
_DAY = timedelta(days=1)
_W = retention_work.c
_NAMES = ("activity_id", "kind", "reason", "count", "first_on", "last_on")


class Moment(Struct, frozen=True, kw_only=True):
    """What work is found for: a run and its month, what ends before `before`, and the month's surveys."""

    run_id: str
    month: str
    before: date
    surveys: Round


class Changes(Struct, frozen=True):
    """How much work a run opened, closed, and found with another number than before."""

    opened: int
    closed: int
    recounted: int


def _is_free() -> ColumnElement[bool]:
    """No hold protects it and it stands on no destruction list. Few rows have another state, and an index has them."""
    away = holdings.alias()
    moved = select(away.c.id).where(away.c.state != str(HoldingState.ACTIVE))
    return and_(~is_held(), holdings.c.id.not_in(moved))


def _fiscal(uow: UnitOfWork) -> Select[Any]:
    """Return the query of activities whose destruction cycle runs by the fiscal year.

    Cycles are stored as documents; there are few different ones, however many activities have them.
    """
    part = retention_cycles.c.part == str(CyclePart.DESTRUCTION)
    kinds = uow.connection.scalars(select(retention_cycles.c.cycle).where(part).distinct())
    fiscal = [kind for kind in kinds if _CYCLE.decode(kind).anchor is Anchor.FISCAL_YEAR_END]
    return select(retention_cycles.c.activity_id).where(part, retention_cycles.c.cycle.in_(fiscal))


def _group(kind: WorkKind, reason: Any, *tests: ColumnElement[bool]) -> Select[Any]:
    """Return the holdings that pass the tests as work, by activity and reason."""
    shown = (
        holdings.c.activity_id,
        literal(str(kind), String).label("kind"),
        reason.label("reason"),
        func.count().label("count"),
        func.min(holdings.c.due_on).label("first_on"),
        func.max(holdings.c.due_on).label("last_on"),
    )
    query = select(*shown).where(*tests)
    return query.group_by(holdings.c.activity_id, reason)


def _survey(uow: UnitOfWork, surveys: Round) -> tuple[ColumnElement[Any], ColumnElement[bool]]:
    """Return the year end of the survey of a holding's activity, as text, and whether that survey takes it up."""
    is_fiscal = holdings.c.activity_id.in_(_fiscal(uow))
    reason = case((is_fiscal, literal(str(surveys.fiscal), String)), else_=literal(str(surveys.calendar), String))
    latest = max(surveys)
    takes = case(
        (is_fiscal, holdings.c.due_on <= surveys.fiscal + _DAY), else_=holdings.c.due_on <= surveys.calendar + _DAY
    )
    # The day alone first: the index of due days then finds where to end.
    return reason, and_(holdings.c.due_on <= latest + _DAY, takes)


def held_kinds(before: date) -> Subquery:
    """Return (holding, activity, due day, kind of hold) of what is due and held: once for each kind."""
    pairs = held_pairs(select(holdings.c.id).where(holdings.c.due_on < before)).subquery()
    query = (
        select(holdings.c.id, holdings.c.activity_id, holdings.c.due_on, retention_holds.c.kind)
        .join(pairs, pairs.c.held_id == holdings.c.id)
        .join(retention_holds, retention_holds.c.id == pairs.c.hold_id)
    )
    return query.distinct().subquery()


def _work(uow: UnitOfWork, at: Moment) -> Subquery:
    """Return all work there is at a moment, less changed dates: those are told by whoever changes them."""
    survey_end, is_surveyed = _survey(uow, at.surveys)
    held = held_kinds(at.before)
    rules = retention_rules.c
    no_day = cast(null(), Date)
    return union_all(
        _group(WorkKind.ENDED, literal("", String), holdings.c.due_on < at.before, _is_free()),
        _group(WorkKind.SURVEY, survey_end, is_surveyed, _is_free()),
        _group(WorkKind.UNDATABLE, holdings.c.due_state, holdings.c.due_on.is_(None), _needs_a_date()),
        select(
            held.c.activity_id,
            literal(str(WorkKind.HELD), String),
            held.c.kind,
            func.count(),
            func.min(held.c.due_on),
            func.max(held.c.due_on),
        ).group_by(held.c.activity_id, held.c.kind),
        select(rules.activity_id, literal(str(WorkKind.UNREAD), String), rules.status, func.count(), no_day, no_day)
        .where(rules.until_at.is_(None), rules.status.in_(_UNSURE))
        .group_by(rules.activity_id, rules.status),
    ).subquery()


def _needs_a_date() -> ColumnElement[bool]:
    return holdings.c.due_state.not_in(SETTLED)


def refresh(uow: UnitOfWork, at: Moment) -> Changes:
    """Close work of which nothing is left, open what is new and correct numbers; what is as it was is not written."""
    work = _work(uow, at)
    closed = _close(uow, at, work)
    add = (sqlite if uow.dialect == "sqlite" else postgresql).insert(retention_work)
    values = (*(work.c[name] for name in _NAMES), *_opened_by(uow, at))
    names = [*_NAMES, "opened_run_id", "opened_month", "opened_at", "run_id"]
    # "true": SQLite would take the ON of ON CONFLICT for that of a join.
    statement = add.from_select(names, select(*values).where(true()))
    new = statement.excluded
    is_other = or_(
        _W.count != new["count"], _W.first_on.is_distinct_from(new.first_on), _W.last_on.is_distinct_from(new.last_on)
    )
    statement = statement.on_conflict_do_update(
        index_elements=["activity_id", "kind", "reason"],
        index_where=_W.closed_at.is_(None),
        set_={"count": new["count"], "first_on": new.first_on, "last_on": new.last_on, "run_id": at.run_id},
        where=is_other,
    )
    written = uow.connection.scalars(statement.returning(_W.opened_run_id == at.run_id)).all()
    opened = sum(map(bool, written))
    return Changes(opened=opened, closed=closed, recounted=len(written) - opened)


def _opened_by(uow: UnitOfWork, at: Moment) -> tuple[ColumnElement[Any], ...]:
    now = literal(uow.now, retention_work.c.opened_at.type)
    run_id = literal(at.run_id, String)
    return run_id, literal(at.month, String), now, run_id


def _close(uow: UnitOfWork, at: Moment, work: Subquery) -> int:
    left = select(work.c.activity_id, work.c.kind, work.c.reason)
    query = update(retention_work).where(
        _W.closed_at.is_(None),
        _W.kind != str(WorkKind.CHANGED),
        tuple_(_W.activity_id, _W.kind, _W.reason).not_in(left),
    )
    return uow.connection.execute(query.values(closed_run_id=at.run_id, closed_at=uow.now)).rowcount


def add_changed(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Store work about changed dates; a change that is known stays as it was told."""
    dialect: Any = sqlite if uow.dialect == "sqlite" else postgresql
    if rows:
        uow.connection.execute(dialect.insert(retention_work).on_conflict_do_nothing(), rows)
