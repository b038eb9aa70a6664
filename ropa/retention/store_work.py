"""Queries on the work that the monthly check finds for owners: set-based, a handful of statements for any number."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    MetaData,
    Select,
    String,
    Subquery,
    Table,
    case,
    cast,
    exists,
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
from ropa.retention.store_held import held_pairs, is_free, is_held
from ropa.retention.tables import holdings, retention_holds, retention_rules
from ropa.retention.tables_checks import retention_work
from ropa.retention.tables_readings import retention_cycles
from schemas.holding import DueState
from schemas.retention import Anchor, Cycle, CyclePart, RuleStatus
from schemas.retention_work import WorkKind

#: Why holdings have no date of which somebody has to do something. Each by name: the index of undated ones is by state.
UNSETTLED = tuple(
    str(state) for state in DueState if state not in {DueState.DATED, DueState.PERMANENT, DueState.DISPOSED}
)
_UNSURE = (str(RuleStatus.NEEDS_CONFIRMATION), str(RuleStatus.UNPARSED))
_CYCLE = msgspec.json.Decoder(Cycle)
_DAY = timedelta(days=1)
_W = retention_work.c
_NAMES = ("activity_id", "kind", "reason", "count", "first_on", "last_on")
_NO_DAY = cast(null(), Date)
#: The work that a run finds, while it compares it with what is open. Its own connection's, gone before its end: what
#: 20,000 ended data sets come to is counted once, not once for closing and again for opening.
_now = Table(
    "retention_work_now",
    MetaData(),
    *(Column(name, retention_work.c[name].type) for name in _NAMES),
    prefixes=["TEMPORARY"],
)


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


def _fiscal(uow: UnitOfWork) -> tuple[Select[Any], bool]:
    """Return the query of activities whose destruction cycle runs by the fiscal year, and whether there may be any.

    Cycles are stored as documents; there are few different ones, however many activities have them.
    """
    part = retention_cycles.c.part == str(CyclePart.DESTRUCTION)
    kinds = uow.connection.scalars(select(retention_cycles.c.cycle).where(part).distinct())
    fiscal = [kind for kind in kinds if _CYCLE.decode(kind).anchor is Anchor.FISCAL_YEAR_END]
    return select(retention_cycles.c.activity_id).where(part, retention_cycles.c.cycle.in_(fiscal)), bool(fiscal)


def _ended_and_surveyed(uow: UnitOfWork, at: Moment) -> Select[Any]:
    """Return what has ended and what the next survey takes up, by activity, from one walk over the index of due days.

    The survey's year is that of the activity's destruction cycle; its end is the reason.
    """
    fiscal_ones, are_any = _fiscal(uow)
    is_fiscal = holdings.c.activity_id.in_(fiscal_ones)
    calendar, fiscal = at.surveys
    year_end = case((is_fiscal, literal(str(fiscal), String)), else_=literal(str(calendar), String))
    has_ended = holdings.c.due_on < at.before
    is_surveyed: ColumnElement[bool] = holdings.c.due_on <= calendar + _DAY
    if are_any:
        is_surveyed = case((is_fiscal, holdings.c.due_on <= fiscal + _DAY), else_=is_surveyed)
    shown: list[Any] = [holdings.c.activity_id, year_end.label("year_end")]
    for name, test in (("ended", has_ended), ("surveyed", is_surveyed)):
        shown += [
            func.count().filter(test).label(name),
            func.min(holdings.c.due_on).filter(test).label(f"{name}_first"),
            func.max(holdings.c.due_on).filter(test).label(f"{name}_last"),
        ]
    latest = max(at.before, calendar + 2 * _DAY, fiscal + 2 * _DAY)
    found = select(*shown).where(holdings.c.due_on < latest, is_free()).group_by(holdings.c.activity_id, year_end)
    walked = found.cte("walked").c
    ended = select(
        walked.activity_id,
        _kind(WorkKind.ENDED),
        literal("", String),
        walked.ended,
        walked.ended_first,
        walked.ended_last,
    ).where(walked.ended > 0)
    surveyed = select(
        walked.activity_id,
        _kind(WorkKind.SURVEY),
        walked.year_end,
        walked.surveyed,
        walked.surveyed_first,
        walked.surveyed_last,
    ).where(walked.surveyed > 0)
    return select(union_all(ended, surveyed).subquery())


def _kind(kind: WorkKind) -> ColumnElement[str]:
    return literal(str(kind), String)


def _undatable() -> Select[Any]:
    due_state = holdings.c.due_state
    query = select(holdings.c.activity_id, _kind(WorkKind.UNDATABLE), due_state, func.count(), _NO_DAY, _NO_DAY).where(
        holdings.c.due_on.is_(None), due_state.in_(UNSETTLED)
    )
    return query.group_by(holdings.c.activity_id, due_state)


def _unread() -> Select[Any]:
    rules = retention_rules.c
    query = select(rules.activity_id, _kind(WorkKind.UNREAD), rules.status, func.count(), _NO_DAY, _NO_DAY)
    return query.where(rules.until_at.is_(None), rules.status.in_(_UNSURE)).group_by(rules.activity_id, rules.status)


def _held(before: date) -> Select[Any]:
    kinds = held_kinds(before)
    # Each once, whatever holds it: it stands under the first kind, so that sums are numbers of data sets.
    once = select(kinds.c.id, kinds.c.activity_id, kinds.c.due_on, func.min(kinds.c.kind).label("kind"))
    held = once.group_by(kinds.c.id, kinds.c.activity_id, kinds.c.due_on).subquery()
    query = select(
        held.c.activity_id,
        _kind(WorkKind.HELD),
        held.c.kind,
        func.count(),
        func.min(held.c.due_on),
        func.max(held.c.due_on),
    )
    return query.group_by(held.c.activity_id, held.c.kind)


def held_by(uow: UnitOfWork, before: date) -> dict[str, int]:
    """Return how many data sets are due and held, by kind of hold; one under two kinds counts in both."""
    kinds = held_kinds(before)
    rows = uow.connection.execute(select(kinds.c.kind, func.count()).group_by(kinds.c.kind).order_by(kinds.c.kind))
    return {row[0]: row[1] for row in rows}


def held_kinds(before: date) -> Subquery:
    """Return (holding, activity, due day, kind of hold) of what is due and held: once for each kind."""
    pairs = held_pairs(select(holdings.c.id).where(holdings.c.due_on < before, is_held())).subquery()
    query = (
        select(holdings.c.id, holdings.c.activity_id, holdings.c.due_on, retention_holds.c.kind)
        .join(pairs, pairs.c.held_id == holdings.c.id)
        .join(retention_holds, retention_holds.c.id == pairs.c.hold_id)
    )
    return query.distinct().subquery()


def _find(uow: UnitOfWork, at: Moment) -> None:
    """Fill `_now` with all work there is at a moment, less changed dates: those are told by whoever changes them."""
    _now.create(uow.connection)
    parts = [_ended_and_surveyed(uow, at), _undatable(), _unread()]
    # Few data sets are held, so nearly always this is one look at the holds instead of five walks.
    if uow.connection.scalar(select(exists().where(holdings.c.due_on < at.before, is_held()))):
        parts.append(_held(at.before))
    for part in parts:
        uow.connection.execute(_now.insert().from_select(_NAMES, part))


def refresh(uow: UnitOfWork, at: Moment) -> Changes:
    """Close work of which nothing is left, open what is new and correct numbers; what is as it was is not written."""
    _find(uow, at)
    closed = _close(uow, at)
    add = (sqlite if uow.dialect == "sqlite" else postgresql).insert(retention_work)
    values = (*(_now.c[name] for name in _NAMES), *_opened_by(uow, at))
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
    _now.drop(uow.connection)
    opened = sum(map(bool, written))
    return Changes(opened=opened, closed=closed, recounted=len(written) - opened)


def _opened_by(uow: UnitOfWork, at: Moment) -> tuple[ColumnElement[Any], ...]:
    now = literal(uow.now, retention_work.c.opened_at.type)
    run_id = literal(at.run_id, String)
    return run_id, literal(at.month, String), now, run_id


def _close(uow: UnitOfWork, at: Moment) -> int:
    left = select(_now.c.activity_id, _now.c.kind, _now.c.reason)
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
