"""Records one by one as they stand, or stood at the end of a day, the lowest score first."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select, tuple_

from ropa.db.unit_of_work import UnitOfWork
from ropa.findings.store_scores import Offices, last_notes
from ropa.findings.tables import finding_checks
from schemas.worklist import Tally

_SHOWN = ("completeness", "score", "errors", "warnings", "hints", "accepted")


def then(day: date, within: Sequence[Offices]) -> Select[Any]:
    """Return the query of the records that counted at the end of a past day, as offices' days were added up."""
    last = last_notes(day).subquery()
    tests = [last.c.office_id.in_(each) for each in within if each is not None]
    return select(last.c.activity_id, last.c.office_id, *(last.c[name] for name in _SHOWN)).where(last.c.counts, *tests)


def now(shown: Select[Any]) -> Select[Any]:
    """Return the query of records as they stand; `shown`: one revision an activity."""
    of = shown.subquery()
    check = finding_checks.c
    query = select(check.activity_id, of.c.office_id, *(check[name] for name in _SHOWN))
    return query.join(of, of.c.revision_id == check.revision_id)


def page(
    uow: UnitOfWork, records: Select[Any], having: str | None, after: tuple[int, str] | None, limit: int
) -> Sequence[Row[Any]]:
    """Return up to `limit` of the records behind a place, the lowest score first; `having`: those with any of it."""
    of = records.subquery()
    query = select(of).order_by(of.c.score, of.c.activity_id).limit(limit)
    if having is not None:
        query = query.where(of.c[having] > 0)
    if after is not None:
        query = query.where(tuple_(of.c.score, of.c.activity_id) > after)
    return uow.connection.execute(query).all()


def total(uow: UnitOfWork, records: Select[Any], having: str | None) -> Tally:
    """Return what the records add up to."""
    of = records.subquery()
    names = ("errors", "warnings", "hints", "accepted")
    query = select(
        func.count().label("records"),
        func.sum(of.c.completeness).label("completeness_sum"),
        func.sum(of.c.score).label("score_sum"),
        *(func.sum(of.c[name]).label(name) for name in names),
    ).select_from(of)
    row = uow.connection.execute(query if having is None else query.where(of.c[having] > 0)).one()
    return Tally(**{name: int(row._mapping[name] or 0) for name in Tally.__struct_fields__})  # noqa: SLF001
