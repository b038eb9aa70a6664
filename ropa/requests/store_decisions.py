"""Queries on decisions, on refusals as they stand on activities, and on the searches before a decision."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables_decisions import activity_refusals, request_decisions
from ropa.requests.tables_tasks import request_tasks
from schemas.request_tasks import TaskResult, TaskWhat

AnyRow = Row[*tuple[Any, ...]]
#: The revisions of `ropa.activities.service_live`, from their id and their activity on.
Live = Select[*tuple[Any, ...]]
_LATER_DECISION = request_decisions.alias("later_decision")
_LATER = activity_refusals.alias("later")
_WITH_LATER = select(activity_refusals, _LATER.c.id.label("corrected_by_id")).join_from(
    activity_refusals, _LATER, _LATER.c.corrects_id == activity_refusals.c.id, isouter=True
)
#: What tells whether there are data of the person.
_SEARCHES = (str(TaskWhat.SEARCH), str(TaskWhat.COPY))
#: A search found data, or a copy of them was made.
_POSITIVE = (str(TaskResult.FOUND), str(TaskResult.DONE))


def add_decision(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a decision."""
    uow.connection.execute(insert(request_decisions), values)


def decisions(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return the decisions of a request, oldest first, each with the number of the one that took its place."""
    table, later = request_decisions.c, _LATER_DECISION.c
    taken = (later.request_id == table.request_id) & (later.supersedes == table.number)
    query = (
        select(request_decisions, later.number.label("superseded_by"))
        .join_from(request_decisions, _LATER_DECISION, taken, isouter=True)
        .where(table.request_id == request_id)
        .order_by(table.number)
    )
    return uow.connection.execute(query).all()


def sealed(uow: UnitOfWork, request_id: str | None = None) -> Sequence[AnyRow]:
    """Return (id, request, number, sealed, key version) of the decisions with sealed reasons; None: of all requests."""
    table = request_decisions.c
    query = select(table.id, table.request_id, table.number, table.sealed, table.key_version)
    query = query.where(table.sealed.is_not(None)).order_by(table.id)
    return uow.connection.execute(query if request_id is None else query.where(table.request_id == request_id)).all()


def seal(uow: UnitOfWork, decision_id: str, content: bytes | None, key_version: int | None) -> None:
    """Save sealed reasons anew, or None to forget them."""
    changed = update(request_decisions).where(request_decisions.c.id == decision_id)
    uow.connection.execute(changed.values(sealed=content, key_version=key_version))


def forget_sealed(uow: UnitOfWork, request_id: str) -> int:
    """Take the sealed reasons of a request away; return how many decisions had some."""
    table = request_decisions.c
    changed = update(request_decisions).where(table.request_id == request_id, table.sealed.is_not(None))
    return uow.connection.execute(changed.values(sealed=None, key_version=None)).rowcount


def searches(uow: UnitOfWork, request_id: str) -> dict[int, tuple[int, int]]:
    """Return by right how many searches of a request are open, and how many found data."""
    table = request_tasks.c
    query = select(table.rights, table.done_at, table.result).where(
        table.request_id == request_id, table.what.in_(_SEARCHES), table.dropped_at.is_(None)
    )
    found: dict[int, tuple[int, int]] = {}
    for rights, done_at, result in uow.connection.execute(query):
        for seq in msgspec.json.decode(rights, type=list[int]):
            waiting, positive = found.get(seq, (0, 0))
            found[seq] = (waiting + (done_at is None), positive + (result in _POSITIVE))
    return found


def add_refusals(uow: UnitOfWork, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows of activities' refusals."""
    if rows:
        uow.connection.execute(insert(activity_refusals), list(rows))


def heads(uow: UnitOfWork, live: Live) -> dict[str, str]:
    """Return the activity of each revision of a query (`ropa.activities.service_live`)."""
    return {row[0]: row[1] for row in uow.connection.execute(live)}


def last_numbers(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[str, int]:
    """Return the last number of each activity's refusals; two at once end in a conflict, not in one number twice."""
    table = activity_refusals.c
    query = select(table.activity_id, func.max(table.number)).where(table.activity_id.in_(activity_ids))
    return {row[0]: int(row[1]) for row in uow.connection.execute(query.group_by(table.activity_id))}


def refusals(uow: UnitOfWork, activity_id: str) -> Sequence[AnyRow]:
    """Return the rows of an activity, newest first, each with the one that took its place."""
    query = _WITH_LATER.where(activity_refusals.c.activity_id == activity_id)
    return uow.connection.execute(query.order_by(activity_refusals.c.number.desc())).all()


def of_decisions(uow: UnitOfWork, decision_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return (activity, decision) of every row that some decisions wrote and that refuses something."""
    table = activity_refusals.c
    query = select(table.activity_id, table.decision_id).distinct()
    query = query.where(table.decision_id.in_(decision_ids), ~table.is_withdrawal)
    return uow.connection.execute(query.order_by(table.activity_id)).all()


def standing_of(uow: UnitOfWork, decision_id: str) -> Sequence[AnyRow]:
    """Return the rows of a decision that stand, in the order of activity and part."""
    table = activity_refusals.c
    query = select(activity_refusals).join_from(
        activity_refusals, _LATER, _LATER.c.corrects_id == table.id, isouter=True
    )
    query = query.where(table.decision_id == decision_id, _LATER.c.id.is_(None), ~table.is_withdrawal)
    return uow.connection.execute(query.order_by(table.activity_id, table.part)).all()


def standing(uow: UnitOfWork, activity_ids: Collection[str], until: datetime | None = None) -> Iterator[AnyRow]:
    """Yield the rows of some activities that count, in the order of activity and number.

    `until`: those that counted just before this moment; what came or was corrected later is left out.
    """
    table, tests = activity_refusals.c, []
    corrected = _LATER.c.corrects_id == table.id
    if until is not None:
        corrected &= _LATER.c.created_at < until
        tests.append(table.created_at < until)
    query = select(activity_refusals).join_from(activity_refusals, _LATER, corrected, isouter=True)
    query = query.where(table.activity_id.in_(activity_ids), _LATER.c.id.is_(None), ~table.is_withdrawal, *tests)
    yield from uow.connection.execute(query.order_by(table.activity_id, table.number))


def with_refusals(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have a row that counts."""
    table = activity_refusals.c
    query = select(table.activity_id).distinct()
    query = query.join_from(activity_refusals, _LATER, _LATER.c.corrects_id == table.id, isouter=True)
    query = query.where(table.activity_id.in_(activity_ids), _LATER.c.id.is_(None), ~table.is_withdrawal)
    return set(uow.connection.scalars(query))


def names_activity(uow: UnitOfWork, activity_id: str) -> bool:
    """Tell whether a row was ever written to an activity."""
    query = select(activity_refusals.c.id).where(activity_refusals.c.activity_id == activity_id).limit(1)
    return uow.connection.scalar(query) is not None
