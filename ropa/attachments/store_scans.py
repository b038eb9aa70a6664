"""Queries on what scanners said of bytes."""

from collections.abc import Collection
from datetime import datetime

from msgspec import Struct
from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite

from ropa.attachments.tables import file_blobs
from ropa.attachments.tables_scans import file_scans
from ropa.db.unit_of_work import UnitOfWork


class Scan(Struct, frozen=True):
    """One row."""

    sha256: str
    state: str
    finding: str | None
    trouble: str | None
    tries: int
    scanned_at: datetime | None


_COLUMNS = tuple(file_scans.c[name] for name in Scan.__struct_fields__)


def add(uow: UnitOfWork, sha256: str, state: str, next_at: datetime) -> None:
    """Note that bytes are to be scanned; what is known of them already stays."""
    row = {"sha256": sha256, "state": state, "tries": 0, "asked_at": uow.now, "next_at": next_at}
    make = sqlite.insert if uow.dialect == "sqlite" else postgresql.insert
    uow.connection.execute(make(file_scans).on_conflict_do_nothing(), row)


def of_files(uow: UnitOfWork, hashes: Collection[str]) -> dict[str, Scan]:
    """Return what is known of some bytes; those that no scanner was to look at are not there."""
    rows = uow.connection.execute(select(*_COLUMNS).where(file_scans.c.sha256.in_(set(hashes))))
    return {row.sha256: Scan(*row) for row in rows}


def of_file(uow: UnitOfWork, sha256: str) -> Scan | None:
    """Return what is known of bytes, their row locked until the end; None: nothing."""
    row = uow.connection.execute(select(*_COLUMNS).where(file_scans.c.sha256 == sha256).with_for_update()).first()
    return None if row is None else Scan(*row)


def change(uow: UnitOfWork, sha256: str, values: dict[str, object]) -> None:
    """Write what a scan gave."""
    uow.connection.execute(update(file_scans).where(file_scans.c.sha256 == sha256).values(**values))


def due(uow: UnitOfWork, limit: int) -> list[str]:
    """Return bytes to be asked about now, those that waited longest first; those that were cleaned away not."""
    query = (
        select(file_scans.c.sha256)
        .join(file_blobs, file_blobs.c.sha256 == file_scans.c.sha256)
        .where(file_scans.c.next_at <= uow.now)
        .order_by(file_scans.c.next_at, file_scans.c.sha256)
        .limit(limit)
    )
    return list(uow.connection.scalars(query))
