"""Queries on breaches as the register lists and counts them."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, func, select

from ropa.breaches.rules import NOTIFY_WITHIN
from ropa.breaches.store import SINCE, Offices
from ropa.breaches.tables import breaches
from ropa.breaches.tables_work import breach_lessons
from ropa.db.moments import after as later
from ropa.db.unit_of_work import UnitOfWork
from schemas.breach import BreachPhase, RiskLevel
from schemas.breach_register import BreachFilter, NoticeStand

AnyRow = Row[Any]
#: Rows in memory at a time.
TOGETHER = 200


def _tests(
    scope: Collection[Offices], first: datetime | None, end: datetime | None, *, drills: bool | None
) -> list[ColumnElement[bool]]:
    tests: list[ColumnElement[bool]] = [breaches.c.office_id.in_(each) for each in scope if each is not None]
    if first is not None:
        tests.append(first <= SINCE)
    if end is not None:
        tests.append(end > SINCE)
    if drills is not None:
        tests.append(breaches.c.is_drill == drills)
    return tests


def listed(
    now: datetime, first: datetime | None, end: datetime | None, wanted: BreachFilter
) -> list[ColumnElement[bool]]:
    """Return the tests of a list: known from `first` and before `end`; what the statistics count, under a stand."""
    is_counted = wanted.is_counted or wanted.is_told or wanted.notice is not None
    tests = _tests((), first, end, drills=False if is_counted else None)
    if is_counted:
        tests.append(breaches.c.phase != str(BreachPhase.DISMISSED))
    if wanted.is_told:
        tests += [breaches.c.aware_at.is_not(None), breaches.c.notified_at.is_not(None)]
    if wanted.notice is not None:
        tests.append(_stand(now) == str(wanted.notice))
    return tests


def _stand(now: datetime) -> ColumnElement[str]:
    """Return what `rules.clock` says of the notice, in its order; a test compares the two on every kind of breach."""
    b = breaches.c
    in_time = b.notified_at <= later(b.aware_at, NOTIFY_WITHIN)
    # A suspicion that was never a breach has no awareness, and nothing of it is compared.
    return case(
        (b.aware_at.is_(None), str(NoticeStand.SUSPECTED)),
        (and_(b.notified_at.is_not(None), in_time), str(NoticeStand.ON_TIME)),
        (b.excused_at.is_not(None), str(NoticeStand.EXCUSED)),
        (b.notified_at.is_not(None), str(NoticeStand.LATE)),
        (func.coalesce(b.level, "") == str(RiskLevel.NONE), str(NoticeStand.NOT_REQUIRED)),
        (b.aware_at < now - NOTIFY_WITHIN, str(NoticeStand.OVERDUE)),
        else_=str(NoticeStand.WAITING),
    )


def count(
    uow: UnitOfWork, scope: Collection[Offices], first: datetime | None, end: datetime | None, *, drills: bool | None
) -> int:
    """Return how many breaches there are."""
    query = select(func.count()).select_from(breaches).where(*_tests(scope, first, end, drills=drills))
    return int(uow.connection.scalar(query) or 0)


def batches(
    uow: UnitOfWork, scope: Collection[Offices], first: datetime | None, end: datetime | None, *, drills: bool | None
) -> Iterator[list[AnyRow]]:
    """Yield whole rows in the order in which they were reported, `TOGETHER` at a time. No cursor stays open."""
    query = select(breaches).where(*_tests(scope, first, end, drills=drills)).order_by(breaches.c.id).limit(TOGETHER)
    after = ""
    while some := list(uow.connection.execute(query.where(breaches.c.id > after)).all()):
        yield some
        after = some[-1].id


def causes(uow: UnitOfWork, breach_ids: Collection[str]) -> dict[str, str]:
    """Return the cause that the newest lesson of each breach names."""
    query = select(breach_lessons.c.breach_id, breach_lessons.c.cause_kind).where(
        breach_lessons.c.breach_id.in_(breach_ids)
    )
    rows = uow.connection.execute(query.order_by(breach_lessons.c.id))
    return {row.breach_id: row.cause_kind for row in rows}
