"""Queries on the holdings of all activities."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store_holdings import shown
from ropa.retention.tables import holdings, retention_rules
from schemas.holding import DueState

Offices = Select[tuple[int]] | None
"""The query of the offices that a list is about; None means all."""
_NO_FAULT = (str(DueState.PERMANENT), str(DueState.DISPOSED))


class Wanted(NamedTuple):
    """Which holdings a list has."""

    offices: Sequence[Offices]
    state: str | None = None
    words: str | None = None
    undated: bool = False
    due_from: date | None = None
    due_through: date | None = None

    @property
    def by_date(self) -> bool:
        """Whether the list goes by date: those whose date lies in a span."""
        return self.due_through is not None


def page(uow: UnitOfWork, wanted: Wanted, after: tuple[str, str] | None, limit: int) -> Sequence[Row[Any]]:
    """Return holdings with their office, after a place: (due day, id) where the list goes by date, else (activity, id).

    The order is that of an index, so that a page of a million begins at once.
    """
    office = retention_rules.alias("office")
    present = and_(office.c.activity_id == holdings.c.activity_id, office.c.slot == "", office.c.until_at.is_(None))
    query = shown().add_columns(office.c.office_id).join(office, present).where(*_tests(wanted, office))
    order = (holdings.c.due_on if wanted.by_date else holdings.c.activity_id, holdings.c.id)
    if after is not None:
        first = date.fromisoformat(after[0]) if wanted.by_date else after[0]
        query = query.where(tuple_(*order) > tuple_(literal(first), literal(after[1])))
    return uow.connection.execute(query.order_by(*order).limit(limit)).all()


def count(uow: UnitOfWork, wanted: Wanted) -> int:
    """Return how many holdings a list has."""
    return int(uow.connection.scalar(_counted(wanted, func.count())) or 0)


def by_day(uow: UnitOfWork, wanted: Wanted) -> list[tuple[date, int]]:
    """Return how many holdings of a list that goes by date fall on each of its days."""
    query = _counted(wanted, holdings.c.due_on, func.count()).group_by(holdings.c.due_on)
    return [(day, number) for day, number in uow.connection.execute(query)]


def by_office(uow: UnitOfWork, wanted: Wanted) -> dict[int, int]:
    """Return how many holdings of a list stand at each office."""
    office = retention_rules.alias("office")
    present = and_(office.c.activity_id == holdings.c.activity_id, office.c.slot == "", office.c.until_at.is_(None))
    query = select(office.c.office_id, func.count()).select_from(holdings).join(office, present)
    rows = uow.connection.execute(query.where(*_tests(wanted, office)).group_by(office.c.office_id))
    return {row[0]: int(row[1]) for row in rows}


def _counted(wanted: Wanted, *columns: Any) -> Select[Any]:
    """Without offices to look at nothing but the holdings' own index is read."""
    query = select(*columns).select_from(holdings)
    office = retention_rules.alias("office")
    if any(each is not None for each in wanted.offices):
        present = and_(office.c.activity_id == holdings.c.activity_id, office.c.slot == "", office.c.until_at.is_(None))
        query = query.join(office, present)
    return query.where(*_tests(wanted, office))


def _tests(wanted: Wanted, office: Any) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [office.c.office_id.in_(each) for each in wanted.offices if each is not None]
    if tests:
        # Said once more of the holding alone: then a small office begins at its activities, not at every holding.
        tests.append(holdings.c.activity_id.in_(_activities(wanted.offices)))
    if wanted.state is not None:
        tests.append(holdings.c.state == wanted.state)
    if wanted.undated:
        tests += [holdings.c.due_on.is_(None), holdings.c.due_state.not_in(_NO_FAULT)]
    if wanted.due_from is not None:
        tests.append(holdings.c.due_on >= wanted.due_from)
    if wanted.due_through is not None:
        tests.append(holdings.c.due_on <= wanted.due_through)
    for word in (wanted.words or "").split():
        tests.append(_says(word.lower()))
    return tests


def _activities(offices: Sequence[Offices]) -> Select[Any]:
    rule = retention_rules.alias("mine")
    within = [rule.c.office_id.in_(each) for each in offices if each is not None]
    return select(rule.c.activity_id).where(rule.c.slot == "", rule.c.until_at.is_(None), *within)


def _says(word: str) -> ColumnElement[bool]:
    columns = (holdings.c.title, holdings.c.location, holdings.c.source_key)
    return or_(*(func.lower(column).contains(word, autoescape=True) for column in columns))
