"""Queries on what falls due of requests, and on what was put out of each stage."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, and_, case, exists, func, insert, select, tuple_

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_request_rights, subject_requests
from ropa.requests.tables_arrivals import request_arrivals
from ropa.requests.tables_clock import request_asks, request_pauses, request_reminders
from schemas.request_terms import RequestState

AnyRow = Row[*tuple[Any, ...]]
_R, _A, _P, _G = subject_requests.c, request_asks.c, request_reminders.c, subject_request_rights.c
_W = request_pauses.c
_BATCH = 500
_YEAR = timedelta(days=366)
#: As `rules_clock.runs`: what is carried out by the answer, and what is only told of.
_ENDS_BY_ANSWER = _G.right.in_(["s30_access", "s31_portability"]) | _G.outcome.in_(["refused", "not_held"])


def near(uow: UnitOfWork, last: date) -> Sequence[AnyRow]:
    """Return the open requests whose last day is no later than a day and whose clock runs, the earliest first.

    A request that is over has no last day. What came by the public form and nobody took up is left to the digest of
    arrivals: a stranger's words alone send nobody a notice for each.
    """
    columns = (_R.id, _R.ref, _R.office_id, _R.owner_id, _R.due_on, _R.created_at)
    untouched = and_(_R.state == str(RequestState.RECEIVED), exists().where(request_arrivals.c.request_id == _R.id))
    query = select(*columns).where(_R.due_on <= last, ~_R.is_paused, _R.closed_at.is_(None), ~untouched)
    return uow.connection.execute(query.order_by(_R.due_on, _R.id)).all()


def unanswered(uow: UnitOfWork, before: date) -> Sequence[AnyRow]:
    """Return what was asked of citizens and had its last day before a day, with its request."""
    columns = (_R.id, _R.ref, _R.office_id, _R.owner_id, _A.number, _A.due_on)
    query = select(*columns).join(request_asks, _A.request_id == _R.id)
    query = query.where(_A.closed_at.is_(None), _A.due_on < before, _R.closed_at.is_(None))
    return uow.connection.execute(query.order_by(_A.due_on, _R.id)).all()


def unclosed(uow: UnitOfWork, answered_by: datetime) -> Sequence[AnyRow]:
    """Return the requests that were answered up to a moment, without a clock that runs, and that nobody closed."""
    columns = (_R.id, _R.ref, _R.office_id, _R.owner_id, _R.answered_at)
    # What was left for more than a year is forgotten without being closed (`store_keeping`).
    span = _R.answered_at.between(answered_by - _YEAR, answered_by)
    query = select(*columns).where(span, _R.due_on.is_(None), _R.closed_at.is_(None))
    return uow.connection.execute(query.order_by(_R.answered_at, _R.id)).all()


def pauses(uow: UnitOfWork, begun: date) -> Sequence[AnyRow]:
    """Return the pauses that nobody ended and that began on a day or before, with their open requests, oldest first."""
    columns = (_R.id, _R.ref, _R.office_id, _R.owner_id, _W.number, _W.from_on, _W.days)
    query = select(*columns).join(request_pauses, _W.request_id == _R.id)
    query = query.where(_W.ended_at.is_(None), _W.from_on <= begun, _R.closed_at.is_(None))
    return uow.connection.execute(query.order_by(_W.from_on, _R.id, _W.number)).all()


def put_out(uow: UnitOfWork, request_ids: Collection[str]) -> set[tuple[str, str, date, int]]:
    """Return what was put out of some requests as (request, series, last day, stage)."""
    found: set[tuple[str, str, date, int]] = set()
    ordered = sorted(set(request_ids))
    for begin in range(0, len(ordered), _BATCH):
        query = select(_P.request_id, _P.series, _P.clock, _P.stage)
        rows = uow.connection.execute(query.where(_P.request_id.in_(ordered[begin : begin + _BATCH])))
        found |= {(row[0], row[1], row[2], row[3]) for row in rows}
    return found


def undecided(uow: UnitOfWork, request_ids: Collection[str]) -> dict[str, list[str]]:
    """Return the rights of requests whose clocks run, by request, in their order."""
    found: dict[str, list[str]] = {}
    ordered = sorted(set(request_ids))
    for begin in range(0, len(ordered), _BATCH):
        query = select(_G.request_id, _G.right).where(
            _G.request_id.in_(ordered[begin : begin + _BATCH]),
            _G.fulfilled_on.is_(None),
            _G.outcome.is_(None) | (_G.outcome != "withdrawn") & (_G.answered_at.is_(None) | ~_ENDS_BY_ANSWER),
        )
        for request_id, right in uow.connection.execute(query.order_by(_G.request_id, _G.seq)):
            found.setdefault(request_id, []).append(right)
    return found


def add(uow: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Insert what was put out. A stage that has a row is refused by the database."""
    if rows:
        uow.connection.execute(insert(request_reminders), list(rows))


def of_request(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return what was put out of a request, the latest first."""
    query = select(request_reminders).where(_P.request_id == request_id)
    return uow.connection.execute(query.order_by(_P.put_out_at.desc(), _P.stage)).all()


def due(
    uow: UnitOfWork, start: tuple[date, str], last: date, limit: int, offices: Select[tuple[int]] | None
) -> Sequence[AnyRow]:
    """Return open requests by last day after a place (day, id) and up to a day: id, ref, office, due_on, updated_at."""
    query = (
        select(_R.id, _R.ref, _R.office_id, _R.due_on, _R.updated_at, _R.is_paused)
        .where(_R.due_on >= start[0], _R.due_on <= last, tuple_(_R.due_on, _R.id) > start, _R.closed_at.is_(None))
        .order_by(_R.due_on, _R.id)
        .limit(limit)
    )
    return uow.connection.execute(query if offices is None else query.where(_R.office_id.in_(offices))).all()


def counts(uow: UnitOfWork, today: date, week: date, offices: Select[tuple[int]] | None) -> AnyRow:
    """Return how many requests of some offices are open, late, due within a week, paused, and the next last day."""
    runs = ~_R.is_paused
    query = select(
        func.count().label("open"),
        func.count(case((and_(runs, _R.due_on < today), 1))).label("late"),
        func.count(case((and_(runs, _R.due_on >= today, _R.due_on <= week), 1))).label("week"),
        func.count(case((_R.is_paused, 1))).label("paused"),
        func.min(case((runs, _R.due_on))).label("next_due_on"),
    ).where(_R.closed_at.is_(None))
    return uow.connection.execute(query if offices is None else query.where(_R.office_id.in_(offices))).one()
