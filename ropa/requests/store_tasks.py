"""Queries on tasks of requests."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, func, insert, or_, select, tuple_, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables import subject_request_rights, subject_requests
from ropa.requests.tables_tasks import request_tasks
from schemas.request_tasks import MOST_TASKS, TaskWhat
from schemas.requests import ENDED

AnyRow = Row[*tuple[Any, ...]]
_tasks = request_tasks.c
_OPEN = _tasks.done_at.is_(None) & _tasks.dropped_at.is_(None)
#: Later than any day: what has none comes last.
NEVER = date(9999, 12, 31)
_ORDER = (func.coalesce(_tasks.due_on, NEVER), _tasks.request_id, _tasks.number)
Place = tuple[date, str, int]
"""Where a page of one's own tasks ends."""


def lock(uow: UnitOfWork, request_id: str) -> None:
    """Let nobody else number the next task of a request until the end of this unit of work."""
    query = select(subject_requests.c.id).where(subject_requests.c.id == request_id)
    uow.connection.execute(query.with_for_update(key_share=True))


def tasks(uow: UnitOfWork, request_id: str, numbers: Collection[int] | None = None) -> Sequence[AnyRow]:
    """Return the tasks of a request in their order, or those with some numbers."""
    query = select(request_tasks).where(_tasks.request_id == request_id).order_by(_tasks.number)
    if numbers is not None:
        # No number is larger, and a larger one than the column's would be an error to PostgreSQL.
        query = query.where(_tasks.number.in_([each for each in numbers if each <= MOST_TASKS]))
    return uow.connection.execute(query).all()


def add_all(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert tasks; one statement."""
    if rows:
        uow.connection.execute(insert(request_tasks), [dict(each) for each in rows])


def widen(uow: UnitOfWork, request_id: str, wider: Sequence[tuple[int, Sequence[int], bytes]]) -> None:
    """Save further rights and sources of open tasks by their numbers; one statement."""
    if not wider:
        return
    query = update(request_tasks).where(_tasks.request_id == request_id, _tasks.number == bindparam("of_number"), _OPEN)
    query = query.values(version=_tasks.version + 1, rights=bindparam("to_rights"), sources=bindparam("to_sources"))
    rows = [
        {"of_number": number, "to_rights": msgspec.json.encode(rights), "to_sources": sources}
        for number, rights, sources in wider
    ]
    uow.connection.execute(query, rows)


def change(uow: UnitOfWork, request_id: str, number: int, version: int, values: Mapping[str, object]) -> bool:
    """Save values of a task that still has `version`; False when somebody saved in between."""
    query = update(request_tasks).where(
        _tasks.request_id == request_id, _tasks.number == number, _tasks.version == version
    )
    return uow.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def change_all(
    uow: UnitOfWork, request_id: str, numbers: Collection[int], values: Mapping[str, object], *, only_open: bool = True
) -> int:
    """Save the same values of several tasks; return how many. One statement."""
    query = update(request_tasks).where(_tasks.request_id == request_id, _tasks.number.in_(numbers))
    query = query.where(_OPEN) if only_open else query
    return uow.connection.execute(query.values(version=_tasks.version + 1, **values)).rowcount


def next_number(uow: UnitOfWork, request_id: str) -> int:
    """Return the number behind the last task."""
    return (uow.connection.scalar(select(func.max(_tasks.number)).where(_tasks.request_id == request_id)) or 0) + 1


def open_count(uow: UnitOfWork, request_id: str) -> int:
    """Return how many tasks of a request are open."""
    query = select(func.count()).where(_tasks.request_id == request_id, _OPEN)
    return int(uow.connection.scalar(query) or 0)


def open_rows(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return number, kind of work and rights of the open tasks of a request."""
    query = select(_tasks.number, _tasks.what, _tasks.rights).where(_tasks.request_id == request_id, _OPEN)
    return uow.connection.execute(query.order_by(_tasks.number)).all()


def open_counts(uow: UnitOfWork, request_ids: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return (open tasks, all that were not dropped) of requests that have some; one query."""
    query = (
        select(
            _tasks.request_id,
            func.count().filter(_OPEN).label("open"),
            func.count().filter(_tasks.dropped_at.is_(None)).label("all"),
        )
        .where(_tasks.request_id.in_(request_ids))
        .group_by(_tasks.request_id)
    )
    return {row.request_id: (row.open, row.all) for row in uow.connection.execute(query)}


def is_own(person_id: str, offices: Collection[int]) -> ColumnElement[bool]:
    """Return the condition of a task that a person owns, or one of some offices that nobody owns."""
    mine = _tasks.owner_id == person_id
    return or_(mine, and_(_tasks.owner_id.is_(None), _tasks.owner_office_id.in_(offices))) if offices else mine


def own(uow: UnitOfWork, mine: ColumnElement[bool], after: Place | None, limit: int) -> Sequence[AnyRow]:
    """Return open tasks of requests that are not over, the earliest due first, with their request; after a place."""
    requests = subject_requests.c
    query = (
        select(request_tasks, requests.ref, requests.office_id, requests.owner_id.label("handler_id"))
        .join(subject_requests, requests.id == _tasks.request_id)
        .where(mine, _OPEN, requests.state.not_in([str(each) for each in ENDED]))
        .order_by(*_ORDER)
        .limit(limit)
    )
    return uow.connection.execute(query if after is None else query.where(tuple_(*_ORDER) > after)).all()


def within(uow: UnitOfWork, request_ids: Collection[str], offices: Select[tuple[int]]) -> set[str]:
    """Return which of some requests are of some offices."""
    requests = subject_requests.c
    query = select(requests.id).where(requests.id.in_(request_ids), requests.office_id.in_(offices))
    return set(uow.connection.scalars(query))


def rights_of(uow: UnitOfWork, request_ids: Collection[str]) -> Sequence[AnyRow]:
    """Return request, number and right of the rights of some requests."""
    rights = subject_request_rights.c
    query = select(rights.request_id, rights.seq, rights.right).where(rights.request_id.in_(request_ids))
    return uow.connection.execute(query).all()


def told(uow: UnitOfWork, request_id: str) -> Sequence[AnyRow]:
    """Return the tasks to tell recipients, in their order."""
    query = select(request_tasks).where(_tasks.request_id == request_id, _tasks.what == str(TaskWhat.TELL))
    return uow.connection.execute(query.order_by(_tasks.number)).all()
