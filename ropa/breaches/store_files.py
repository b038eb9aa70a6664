"""Queries on files and evidence of breaches. Rows are written once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, insert, select

from ropa.breaches.tables_work import breach_evidence, breach_files
from ropa.db.unit_of_work import UnitOfWork

AnyRow = Row[*tuple[Any, ...]]
#: What keeps files from being cleaned.
FILE_COLUMNS = (breach_files.c.sha256, breach_evidence.c.sha256)


def files(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return the files of a breach, oldest first."""
    query = select(breach_files).where(breach_files.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_files.c.id)).all()


def file(uow: UnitOfWork, breach_id: str, file_id: str) -> AnyRow | None:
    """Return one file of a breach, or None."""
    query = select(breach_files).where(breach_files.c.id == file_id, breach_files.c.breach_id == breach_id)
    return uow.connection.execute(query).first()


def amount(uow: UnitOfWork, breach_id: str) -> tuple[int, int]:
    """Return how many files a breach has, and their bytes."""
    query = select(func.count(), func.coalesce(func.sum(breach_files.c.size), 0))
    count, size = uow.connection.execute(query.where(breach_files.c.breach_id == breach_id)).one()
    return int(count), int(size)


def with_bytes(uow: UnitOfWork, sha256: str) -> Sequence[AnyRow]:
    """Return the files of all breaches that have these bytes."""
    query = select(breach_files).where(breach_files.c.sha256 == sha256)
    return uow.connection.execute(query.order_by(breach_files.c.id)).all()


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a file whose bytes are noted."""
    uow.connection.execute(insert(breach_files), values)


def evidence(uow: UnitOfWork, breach_id: str) -> Sequence[AnyRow]:
    """Return the frozen excerpts of a breach, oldest first."""
    query = select(breach_evidence).where(breach_evidence.c.breach_id == breach_id)
    return uow.connection.execute(query.order_by(breach_evidence.c.id)).all()


def add_evidence(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert an excerpt whose bytes are noted."""
    uow.connection.execute(insert(breach_evidence), values)
