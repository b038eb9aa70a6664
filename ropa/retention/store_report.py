"""Queries of the monthly report: each part as groups by activity and as lines, in the offices asked for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, literal, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_form_rule
from ropa.retention.store_check import Few
from ropa.retention.store_held import held_pairs, is_away, is_free, is_held
from ropa.retention.store_work import UNSETTLED
from ropa.retention.tables import holdings, retention_due, retention_holds, retention_rules, retention_runs

Offices = Select[tuple[int]] | None
AnyRow = Row[*tuple[Any, ...]]
_IN_PIECES = {"yield_per": 500}
_H, _D, _OFFICE = holdings.c, retention_due.c, retention_rules.c.office_id
_LINE = (
    _H.id,
    _H.activity_id,
    _OFFICE,
    _H.title,
    _H.location,
    _H.last_day_kept,
    _H.due_on,
    _H.due_state,
    _H.state,
    _H.extended_through,
)


class Part:
    """One part of the report: what it selects, and by which reason it is grouped."""

    def __init__(self, query: Select[Any], reason: ColumnElement[Any], kept: ColumnElement[Any]) -> None:
        """`query` selects from holdings joined to their office; `kept` is the due day that a group shows."""
        self._query, self._reason, self._kept = query, reason, kept

    def totals(self, uow: UnitOfWork) -> tuple[int, int]:
        """Return how many data sets and how many activities the part is about."""
        shown = self._query.with_only_columns(func.count(_H.id.distinct()), func.count(_H.activity_id.distinct()))
        row = uow.connection.execute(shown).one()
        return row[0], row[1]

    def groups(self, uow: UnitOfWork, limit: int) -> Sequence[AnyRow]:
        """Return (office, activity, reason, total, first and last due day), by office, largest groups first."""
        total = func.count()
        query = self._query.with_only_columns(
            _OFFICE,
            _H.activity_id,
            self._reason.label("reason"),
            total.label("total"),
            func.min(self._kept).label("first_on"),
            func.max(self._kept).label("last_on"),
        ).group_by(_OFFICE, _H.activity_id, self._reason)
        return uow.connection.execute(query.order_by(_OFFICE, total.desc(), _H.activity_id).limit(limit)).all()

    def lines(self, uow: UnitOfWork) -> Iterator[AnyRow]:
        """Yield its data sets, by office, activity and date."""
        query = self._query.add_columns(self._reason.label("reason"), self._kept.label("kept_until"))
        query = query.order_by(_OFFICE, _H.activity_id, self._kept, _H.id)
        yield from uow.connection.execute(query, execution_options=_IN_PIECES)


def _from(*columns: Any) -> Select[Any]:
    return select(*columns).select_from(holdings).join(retention_rules, is_form_rule(_H.activity_id))


def _within(query: Select[Any], offices: Sequence[Offices]) -> Select[Any]:
    return query.where(*(_OFFICE.in_(each) for each in offices if each is not None))


def _listed_as_it_is(month: str, few: Few) -> Select[Any]:
    """Return the query of what checks up to a month have listed with its present date, each once."""
    query = _from(*_LINE, retention_runs.c.month.label("listed_in"))
    query = query.join(retention_due, and_(_D.due_on == _H.due_on, _D.holding_id == _H.id))
    query = query.join(retention_runs, retention_runs.c.id == _D.run_id).where(retention_runs.c.month <= month)
    return query if few is None else query.where(_H.id.in_(few))


def ended(month: str, offices: Sequence[Offices], few: Few = None) -> Part:
    """What is on the list with its present date, and may be proposed."""
    return Part(_within(_listed_as_it_is(month, few).where(is_free()), offices), literal(""), _H.due_on)


def away(month: str, offices: Sequence[Offices], few: Few = None) -> Part:
    """What is on the list with its present date, and stands on a destruction list already."""
    query = _listed_as_it_is(month, few).where(is_away(), ~is_held())
    return Part(_within(query, offices), _H.state, _H.due_on)


def changed(month: str, offices: Sequence[Offices], few: Few = None) -> Part:
    """What is on the list, but not with its present date: moved, extended, destroyed, transferred.

    Each once, as it was listed last.
    """
    present, run = retention_due.alias(), retention_runs.alias()
    is_listed = exists().where(
        present.c.due_on == _H.due_on,
        present.c.holding_id == _H.id,
        run.c.id == present.c.run_id,
        run.c.month <= month,
    )
    place = func.row_number().over(partition_by=_D.holding_id, order_by=(_D.run_id.desc(), _D.due_on))
    stale = (
        select(_D.holding_id, _D.due_on, retention_runs.c.month, place.label("place"))
        .join(holdings, _H.id == _D.holding_id)
        .join(retention_runs, retention_runs.c.id == _D.run_id)
        .where(retention_runs.c.month <= month, _H.due_on.is_distinct_from(_D.due_on), ~is_listed)
    )
    if few is not None:
        stale = stale.where(_D.holding_id.in_(few))
    last = stale.subquery()
    query = _from(*_LINE, last.c.month.label("listed_in")).join(last, last.c.holding_id == _H.id)
    return Part(_within(query.where(last.c.place == 1), offices), _H.state, last.c.due_on)


def held(before: date, offices: Sequence[Offices], few: Few = None) -> Part:
    """What is due and held, once for each kind of hold."""
    wanted = select(_H.id).where(_H.due_on < before, is_held())
    pairs = held_pairs(wanted if few is None else wanted.where(_H.id.in_(few))).subquery()
    kinds = (
        select(pairs.c.held_id, retention_holds.c.kind)
        .join(retention_holds, retention_holds.c.id == pairs.c.hold_id)
        .distinct()
        .subquery()
    )
    query = _from(*_LINE).join(kinds, kinds.c.held_id == _H.id).where(_H.due_on < before)
    return Part(_within(query, offices), kinds.c.kind, _H.due_on)


def undatable(offices: Sequence[Offices]) -> Part:
    """What has no date, by reason."""
    query = _from(*_LINE).where(_H.due_on.is_(None), _H.due_state.in_(UNSETTLED))
    return Part(_within(query, offices), _H.due_state, _H.due_on)


def run(uow: UnitOfWork, run_id: str | None, month: str | None) -> AnyRow | None:
    """Return a run by its id, or the last of a month, or the last of all."""
    query = select(retention_runs)
    if run_id is not None:
        query = query.where(retention_runs.c.id == run_id)
    if month is not None:
        query = query.where(retention_runs.c.month == month)
    order = (retention_runs.c.month.desc(), retention_runs.c.number.desc())
    return uow.connection.execute(query.order_by(*order).limit(1)).first()


def runs_of(uow: UnitOfWork, month: str) -> Sequence[AnyRow]:
    """Return the runs of a month, first one first."""
    query = select(retention_runs).where(retention_runs.c.month == month).order_by(retention_runs.c.number)
    return uow.connection.execute(query).all()
