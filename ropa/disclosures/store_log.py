"""Writing lines of the exchange log, their words and batches; dropping whole days."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql

from ropa.db.unit_of_work import UnitOfWork
from ropa.disclosures.tables_log import (
    exchange_batches,
    exchange_drops,
    exchange_lines,
    exchange_sources,
    exchange_terms,
)

Offices = Select[tuple[int]] | None
"""The query of the offices that a caller may see; None means all."""
COLUMNS = (
    "source_id", "number", "at", "agency_id", "status_id", "service_id", "provider_id", "ip_id", "token_id", "person",
    "tail", "batch_id",
)  # fmt: skip
LineRow = tuple[int, int, int, int, int, int, int, int, int, bytes | None, int | None]
"""In the order of `COLUMNS`, without the batch."""
#: Keys of one query; a longer list gains nothing.
_AT_ONCE = 1_000
_INSERT = f"INSERT INTO exchange_lines ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})"  # noqa: S608 - constants
_COPY = f"COPY exchange_lines ({', '.join(COLUMNS)}) FROM STDIN"


def add_source(uow: UnitOfWork, values: dict[str, object]) -> int:
    """Insert a source and return its id."""
    return int(uow.connection.execute(insert(exchange_sources).returning(exchange_sources.c.id), values).scalar_one())


def source(uow: UnitOfWork, code: str) -> Row[Any] | None:
    """Return a source by its code, or None."""
    return uow.connection.execute(select(exchange_sources).where(exchange_sources.c.code == code)).first()


def lock_source(uow: UnitOfWork, source_id: int) -> None:
    """Wait until nobody else writes lines of a source; from here on what they wrote is seen.

    SQLite has one writer anyhow. References to the source are not held up.
    """
    query = select(exchange_sources.c.id).where(exchange_sources.c.id == source_id)
    uow.connection.execute(query.with_for_update(key_share=True))


def change_source(uow: UnitOfWork, source_id: int, **values: object) -> None:
    """Change what is not fixed of a source."""
    uow.connection.execute(update(exchange_sources).where(exchange_sources.c.id == source_id).values(**values))


def sources(uow: UnitOfWork, visible: Offices, code: str | None, activity_id: str | None) -> Sequence[Row[Any]]:
    """Return the sources of some offices, by code."""
    query = select(exchange_sources).order_by(exchange_sources.c.code)
    if visible is not None:
        query = query.where(exchange_sources.c.office_id.in_(visible))
    if code is not None:
        query = query.where(exchange_sources.c.code == code)
    if activity_id is not None:
        query = query.where(exchange_sources.c.activity_id == activity_id)
    return uow.connection.execute(query).all()


def batch(uow: UnitOfWork, source_id: int, key: str) -> Row[Any] | None:
    """Return a batch by the key that its sender gave it, or None."""
    table = exchange_batches.c
    query = select(exchange_batches).where(table.source_id == source_id, table.batch_key == key)
    return uow.connection.execute(query).first()


def add_batch(uow: UnitOfWork, values: dict[str, object]) -> int:
    """Insert a batch and return its id."""
    return int(uow.connection.execute(insert(exchange_batches).returning(exchange_batches.c.id), values).scalar_one())


def batches(uow: UnitOfWork, source_id: int, limit: int) -> Sequence[Row[Any]]:
    """Return the newest batches of a source."""
    table = exchange_batches.c
    query = select(exchange_batches).where(table.source_id == source_id).order_by(table.id.desc()).limit(limit)
    return uow.connection.execute(query).all()


def term_ids(uow: UnitOfWork, kind: int, texts: Collection[str]) -> dict[str, int]:
    """Return the ids of the words of a kind that are known."""
    table = exchange_terms.c
    found: dict[str, int] = {}
    for some in _some(list(texts)):
        query = select(table.text, table.id).where(table.kind == kind, table.text.in_(some))
        found.update((row[0], row[1]) for row in uow.connection.execute(query))
    return found


def add_terms(uow: UnitOfWork, kind: int, texts: Collection[str]) -> None:
    """Insert words of a kind that are not known."""
    if not texts:
        return
    # On PostgreSQL another batch may add the same word meanwhile; on SQLite there is one writer.
    statement = (
        insert(exchange_terms)
        if uow.dialect == "sqlite"
        else postgresql.insert(exchange_terms).on_conflict_do_nothing()
    )
    uow.connection.execute(statement, [{"kind": kind, "text": text} for text in texts])


def term_texts(uow: UnitOfWork, ids: Collection[int]) -> dict[int, str]:
    """Return the words of some ids."""
    table = exchange_terms.c
    found: dict[int, str] = {}
    for some in _some(list(ids)):
        query = select(table.id, table.text).where(table.id.in_(some))
        found.update((row[0], row[1]) for row in uow.connection.execute(query))
    return found


def has_any(uow: UnitOfWork, source_id: int, first: int, last: int) -> bool:
    """Tell whether a source has lines from one number to another."""
    table = exchange_lines.c
    query = select(table.number).where(table.source_id == source_id, table.number.between(first, last)).limit(1)
    return uow.connection.execute(query).first() is not None


def present(uow: UnitOfWork, source_id: int, numbers: Sequence[int]) -> Iterator[Row[Any]]:
    """Yield the lines of a source that have some of the numbers."""
    table = exchange_lines.c
    for some in _some(numbers):
        yield from uow.connection.execute(
            select(exchange_lines).where(table.source_id == source_id, table.number.in_(some))
        )


def add_lines(uow: UnitOfWork, rows: Sequence[LineRow], batch_id: int) -> None:
    """Insert lines as fast as the driver can: COPY on PostgreSQL, one prepared statement on SQLite."""
    if not rows:
        return
    if uow.dialect == "sqlite":
        uow.connection.exec_driver_sql(_INSERT, [(*row, batch_id) for row in rows])
        return
    driver: Any = uow.connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row((*row, batch_id))


def of_other_keys(uow: UnitOfWork, source_ids: Collection[int], key_version: int) -> Sequence[Row[Any]]:
    """Return (source, first and last moment) of the batches whose hashes another key made, together for each source."""
    table = exchange_batches.c
    columns = (table.source_id, func.min(table.first_at).label("first_at"), func.max(table.last_at).label("last_at"))
    found: list[Row[Any]] = []
    for some in _some(list(source_ids)):
        query = select(*columns).where(table.source_id.in_(some), table.key_version != key_version, table.stored > 0)
        found += uow.connection.execute(query.group_by(table.source_id))
    return found


def dropped_before(uow: UnitOfWork, source_ids: Collection[int]) -> dict[int, int]:
    """Return for each source the moment before which its lines were dropped."""
    table = exchange_drops.c
    query = select(table.source_id, func.max(table.before_at)).where(table.source_id.in_(source_ids))
    return {row[0]: row[1] for row in uow.connection.execute(query.group_by(table.source_id))}


def oldest(uow: UnitOfWork, source_id: int) -> int | None:
    """Return the moment of the oldest line of a source, or None."""
    query = select(func.min(exchange_lines.c.at)).where(exchange_lines.c.source_id == source_id)
    found: int | None = uow.connection.scalar(query)
    return found


def add_drop(uow: UnitOfWork, source_id: int, before_at: int) -> None:
    """Write down that the lines of a source before a moment go; only then can they."""
    values = {"source_id": source_id, "before_at": before_at, "ordered_at": uow.now, "ordered_by": uow.actor.id}
    uow.connection.execute(insert(exchange_drops), values)


def drop_lines(uow: UnitOfWork, source_id: int, before_at: int, most: int) -> int:
    """Delete up to `most` lines of a source before a moment and return how many went."""
    table = exchange_lines.c
    old = select(table.number).where(table.source_id == source_id, table.at < before_at).order_by(table.at).limit(most)
    gone = delete(exchange_lines).where(table.source_id == source_id, table.number.in_(old))
    return uow.connection.execute(gone).rowcount


def _some(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]
