"""Queries on limits by right and on grounds of law for a pause."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select

from ropa.db.unit_of_work import UnitOfWork
from ropa.requests.tables_limits import request_limits, request_pause_grounds

AnyRow = Row[*tuple[Any, ...]]


def limits(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return every limit that was set."""
    columns = request_limits.c
    return uow.connection.execute(select(request_limits).order_by(columns.right, columns.number)).all()


def add_limit(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert a limit."""
    uow.connection.execute(insert(request_limits), values)


def next_limit(uow: UnitOfWork, right: str) -> int:
    """Return the number of the next limit of a right, from 1."""
    query = select(func.coalesce(func.max(request_limits.c.number), 0)).where(request_limits.c.right == right)
    return int(uow.connection.scalar(query) or 0) + 1


def grounds(uow: UnitOfWork) -> Sequence[AnyRow]:
    """Return every ground that was confirmed or ended, oldest first."""
    columns = request_pause_grounds.c
    return uow.connection.execute(select(request_pause_grounds).order_by(columns.code, columns.number)).all()


def add_ground(uow: UnitOfWork, values: dict[str, Any]) -> None:
    """Insert a version of a ground."""
    uow.connection.execute(insert(request_pause_grounds), values)


def next_ground(uow: UnitOfWork, code: str) -> int:
    """Return the number of the next version of a ground, from 1."""
    query = select(func.coalesce(func.max(request_pause_grounds.c.number), 0)).where(
        request_pause_grounds.c.code == code
    )
    return int(uow.connection.scalar(query) or 0) + 1
