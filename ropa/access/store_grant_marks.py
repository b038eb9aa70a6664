"""Queries on grants that stand out."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, case, func, select

from ropa.access.rules_people import ACTIVE_DAYS, BANGKOK
from ropa.access.store_people import counts_on, within
from ropa.access.tables import grants, people
from ropa.db.unit_of_work import UnitOfWork
from schemas.grant_marks import ENDING_DAYS, GrantCounts, GrantMark


def tests(today: date) -> dict[GrantMark, ColumnElement[bool]]:
    """Return what a grant that counts on a day of Bangkok, joined with its person, stands out by."""
    # As `rules_people.is_suspended`: whole days of Bangkok since the last of three moments.
    since = datetime.combine(today - ACTIVE_DAYS, time(), BANGKOK)
    seen = [people.c.created_at, people.c.signed_in_at, people.c.activated_at]
    asleep = and_(*((column.is_(None) | (column < since)) for column in seen))
    return {
        GrantMark.ENDING: and_(
            grants.c.valid_through.is_not(None), grants.c.valid_through <= today + timedelta(days=ENDING_DAYS)
        ),
        GrantMark.SUSPENDED: asleep,
        GrantMark.ACTING: grants.c.is_acting,
    }


def counts(uow: UnitOfWork, reach: frozenset[int] | None, today: date) -> GrantCounts:
    """Return how many grants count at or below any office of `reach` (None: everywhere), and how many stand out."""
    sums = {str(mark): func.sum(case((test, 1), else_=0)) for mark, test in tests(today).items()}
    query = (
        select(func.count().label("all"), *(value.label(name) for name, value in sums.items()))
        .select_from(grants)
        .join(people, people.c.id == grants.c.person_id)
        .where(counts_on(today), within(reach))
    )
    row = uow.connection.execute(query).one()._mapping  # noqa: SLF001 - SQLAlchemy's public name for a mapping
    return GrantCounts(**{name: int(row[name] or 0) for name in ("all", *sums)})
