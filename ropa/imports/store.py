"""Queries on sent files and their records."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, Select, case, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.imports.tables import import_records, imports

_ROW = import_records.c
#: Rows of one statement when a file is stored; each holds a whole document.
_BATCH = 50


class StoredImport(Struct, frozen=True, kw_only=True):
    """A sent file."""

    id: str
    file_name: str
    sha256: str
    size: int
    kind: str
    created_at: datetime
    actor_id: str
    actor_name: str
    remarks: bytes


class StoredRecord(Struct, kw_only=True):
    """One record of a sent file. `data`, `problems` and `remarks` are JSON."""

    import_id: str
    number: int
    action: str
    office_id: int | None
    main_process: str | None
    sub_process: str | None
    place: str | None
    data: bytes | None
    problems: bytes
    remarks: bytes
    faults: int
    remark_count: int
    read_ref: str | None
    read_hash: str | None
    target_id: str | None = None
    target_why: str | None = None
    target_version: int | None = None
    changes: int | None = None
    is_same: int = 0
    saved_id: str | None = None
    saved_ref: str | None = None
    saved_at: datetime | None = None


_LIGHT = tuple(column for column in import_records.c if column.name not in {"data", "problems", "remarks"})


def add(uow: UnitOfWork, file: StoredImport, records: Sequence[StoredRecord]) -> None:
    """Insert a file with its records."""
    uow.connection.execute(insert(imports), msgspec.structs.asdict(file))
    for start in range(0, len(records), _BATCH):
        rows = [msgspec.structs.asdict(each) for each in records[start : start + _BATCH]]
        uow.connection.execute(insert(import_records), rows)


def one(uow: UnitOfWork, import_id: str) -> StoredImport | None:
    """Return a file that was not dropped."""
    query = select(imports).where(imports.c.id == import_id, imports.c.dropped_at.is_(None))
    row = uow.connection.execute(query).first()
    return None if row is None else _file(row)


def _file(row: Row[Any]) -> StoredImport:
    return StoredImport(**{name: getattr(row, name) for name in StoredImport.__struct_fields__})


def of_actor(uow: UnitOfWork, actor_id: str, before: str | None, limit: int) -> list[tuple[StoredImport, int, int]]:
    """Return a sender's files, newest first, each with how many records it has and how many were saved."""
    counts = (
        select(
            _ROW.import_id,
            func.count().label("records"),
            func.sum(case((_ROW.saved_at.is_not(None), 1), else_=0)).label("saved"),
        )
        .group_by(_ROW.import_id)
        .subquery()
    )
    query = (
        select(imports, counts.c.records, counts.c.saved)
        .outerjoin(counts, counts.c.import_id == imports.c.id)
        .where(imports.c.actor_id == actor_id, imports.c.dropped_at.is_(None))
        .order_by(imports.c.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(imports.c.id < before)
    return [(_file(row), int(row.records or 0), int(row.saved or 0)) for row in uow.connection.execute(query)]


def earlier(uow: UnitOfWork, sha256: str, actor_id: str, without: str) -> list[str]:
    """Return the sender's other imports of the same bytes, newest first."""
    query = (
        select(imports.c.id)
        .where(
            imports.c.sha256 == sha256,
            imports.c.actor_id == actor_id,
            imports.c.id != without,
            imports.c.dropped_at.is_(None),
        )
        .order_by(imports.c.id.desc())
        .limit(10)
    )
    return list(uow.connection.scalars(query))


def saved_before(uow: UnitOfWork, sha256: str) -> dict[int, str]:
    """Return which activity each record of these bytes became when it was saved last, by the record's number."""
    query = (
        select(_ROW.number, _ROW.saved_id)
        .join(imports, imports.c.id == _ROW.import_id)
        .where(imports.c.sha256 == sha256, _ROW.saved_id.is_not(None))
        .order_by(_ROW.saved_at)
    )
    return {row.number: row.saved_id for row in uow.connection.execute(query)}


def records(uow: UnitOfWork, import_id: str, after: int, limit: int) -> list[StoredRecord]:
    """Return records of a file without their documents, by number."""
    query = select(*_LIGHT).where(_ROW.import_id == import_id, _ROW.number > after).order_by(_ROW.number).limit(limit)
    return [_light(row) for row in uow.connection.execute(query)]


def _light(row: Row[Any]) -> StoredRecord:
    return StoredRecord(**row._mapping, data=None, problems=b"[]", remarks=b"[]")  # noqa: SLF001 - its public name


def record(uow: UnitOfWork, import_id: str, number: int) -> StoredRecord | None:
    """Return one record with its document."""
    query = select(import_records).where(_ROW.import_id == import_id, _ROW.number == number)
    row = uow.connection.execute(query).first()
    return None if row is None else StoredRecord(**row._mapping)  # noqa: SLF001 - its public name


def _ready(import_id: str) -> Select[tuple[int]]:
    return (
        select(_ROW.number)
        .where(
            _ROW.import_id == import_id,
            _ROW.saved_at.is_(None),
            _ROW.action != "skip",
            _ROW.is_same == 0,
            _ROW.faults == 0,
        )
        .order_by(_ROW.number)
    )


def ready(uow: UnitOfWork, import_id: str, numbers: Collection[int] | None) -> list[int]:
    """Return the numbers of the records that can be saved, of all or of some."""
    found: list[int] = list(uow.connection.scalars(_ready(import_id)))
    return [number for number in found if numbers is None or number in numbers]


def tally(uow: UnitOfWork, import_id: str) -> dict[tuple[str, bool, bool, bool], int]:
    """Return how many records stand how: by (action, saved, same, faulty)."""
    query = (
        select(
            _ROW.action,
            _ROW.saved_at.is_not(None).label("saved"),
            (_ROW.is_same != 0).label("same"),
            (_ROW.faults != 0).label("faulty"),
            func.count().label("count"),
        )
        .where(_ROW.import_id == import_id)
        .group_by("saved", "same", "faulty", _ROW.action)
    )
    rows = uow.connection.execute(query)
    found: dict[tuple[str, bool, bool, bool], int] = {}
    for row in rows:
        key = (row.action, bool(row.saved), bool(row.same), bool(row.faulty))
        found[key] = found.get(key, 0) + int(row[4])
    return found


def change(uow: UnitOfWork, record: StoredRecord) -> bool:
    """Store a record that was not saved yet; False when somebody saved it meanwhile."""
    values = msgspec.structs.asdict(record)
    query = update(import_records).where(
        _ROW.import_id == record.import_id, _ROW.number == record.number, _ROW.saved_at.is_(None)
    )
    return uow.connection.execute(query.values(**values)).rowcount == 1


def claim(uow: UnitOfWork, import_id: str, number: int) -> bool:
    """Mark a record as saved; False when somebody was first. Undone with the unit of work."""
    query = update(import_records).where(_ROW.import_id == import_id, _ROW.number == number, _ROW.saved_at.is_(None))
    return uow.connection.execute(query.values(saved_at=uow.now)).rowcount == 1


def note_saved(uow: UnitOfWork, import_id: str, number: int, activity_id: str, ref: str) -> None:
    """Say what a record became."""
    query = update(import_records).where(_ROW.import_id == import_id, _ROW.number == number)
    uow.connection.execute(query.values(saved_id=activity_id, saved_ref=ref))


def drop(uow: UnitOfWork, import_id: str) -> None:
    """Let a file go: what was saved of it stays known by number, what was read is forgotten."""
    uow.connection.execute(update(imports).where(imports.c.id == import_id).values(dropped_at=uow.now, remarks=b"[]"))
    uow.connection.execute(
        update(import_records)
        .where(_ROW.import_id == import_id)
        .values(data=None, problems=b"[]", remarks=b"[]", main_process=None, sub_process=None)
    )


def old(uow: UnitOfWork, before: datetime, limit: int) -> list[str]:
    """Return files that were sent before a moment and not dropped yet."""
    query = (
        select(imports.c.id)
        .where(imports.c.created_at < before, imports.c.dropped_at.is_(None))
        .order_by(imports.c.created_at)
        .limit(limit)
    )
    return list(uow.connection.scalars(query))
