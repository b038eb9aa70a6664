"""Queries on sent workbooks of holdings."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables_holdings import holding_import_rows, holding_imports

#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000


def activities_by_ref(uow: UnitOfWork, refs: Collection[str]) -> dict[str, tuple[str, int]]:
    """Return (activity, office) by reference, of those references that there are."""
    wanted, of = sorted(set(refs)), metadata.tables["activities"].c
    found: dict[str, tuple[str, int]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(of.ref, of.id, of.office_id).where(of.ref.in_(wanted[start : start + _AT_ONCE]))
        found |= {ref: (activity_id, office_id) for ref, activity_id, office_id in uow.connection.execute(query)}
    return found


def add(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Keep a sent workbook."""
    uow.connection.execute(insert(holding_imports), dict(values))


def add_rows(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Keep lines of a sent workbook."""
    if rows:
        uow.connection.execute(insert(holding_import_rows), [dict(row) for row in rows])


def find(uow: UnitOfWork, import_id: str, *, locked: bool = False) -> Row[Any] | None:
    """Return a sent workbook, or None; `locked` until the unit of work ends."""
    query = select(holding_imports).where(holding_imports.c.id == import_id)
    return uow.connection.execute(query.with_for_update() if locked else query).first()


def saved_before(uow: UnitOfWork, sha256: str) -> datetime | None:
    """Return when a file of these very bytes was saved last."""
    query = select(func.max(holding_imports.c.committed_at)).where(holding_imports.c.sha256 == sha256)
    found: datetime | None = uow.connection.scalar(query)
    return found


def rows(uow: UnitOfWork, import_id: str, size: int) -> Iterator[Sequence[Row[Any]]]:
    """Yield the lines of a workbook in order, so many at a time."""
    of, after = holding_import_rows.c, 0
    while True:
        query = select(holding_import_rows).where(of.import_id == import_id, of.number > after)
        found = uow.connection.execute(query.order_by(of.number).limit(size)).all()
        if not found:
            return
        yield found
        after = found[-1].number


def done(uow: UnitOfWork, import_id: str, values: Mapping[str, object]) -> None:
    """Note that a workbook was saved; its lines are holdings now."""
    uow.connection.execute(update(holding_imports).where(holding_imports.c.id == import_id).values(**values))
    uow.connection.execute(delete(holding_import_rows).where(holding_import_rows.c.import_id == import_id))


def forget(uow: UnitOfWork, before: datetime) -> None:
    """Let workbooks go that were sent before a moment and that nobody saved."""
    old = select(holding_imports.c.id).where(
        holding_imports.c.created_at < before, holding_imports.c.committed_at.is_(None)
    )
    uow.connection.execute(delete(holding_import_rows).where(holding_import_rows.c.import_id.in_(old)))
    uow.connection.execute(
        delete(holding_imports).where(holding_imports.c.created_at < before, holding_imports.c.committed_at.is_(None))
    )
