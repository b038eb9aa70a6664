"""Queries of the demonstration: its mark, its people, and all rows brought over from another database at once."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, Table, delete, func, insert, select, text, update

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import UnitOfWork
from ropa.guided.tables import demonstrations

#: Who signed in stays signed in; the worker keeps its turns; a spent token of the portal stays spent.
KEPT = ("people", "sessions", "job_leases", "used_portal_tokens", "public_rates", "demonstrations")
#: The search index of SQLite is filled by these; all other triggers refuse changes.
_INDEXING = "revision_index_search_%"
_BATCH = 500


def marked(uow: UnitOfWork) -> tuple[datetime, datetime | None] | None:
    """Return when the database became a demonstration and when it was last filled; None: it is none."""
    row = uow.connection.execute(select(demonstrations.c.marked_at, demonstrations.c.loaded_at)).first()
    return None if row is None else (row.marked_at, row.loaded_at)


def mark(uow: UnitOfWork, provinces: int | None) -> None:
    """Write the mark, and how large the demonstration is to be each time; None: all provinces."""
    values = {"id": 1, "marked_at": uow.now, "loaded_at": None, "provinces": provinces}
    uow.connection.execute(insert(demonstrations), values)


def size(uow: UnitOfWork) -> int | None:
    """Return how many provinces it has beside those of the people; None: all."""
    return uow.connection.scalar(select(demonstrations.c.provinces))


def note_loaded(uow: UnitOfWork) -> None:
    """Note that it was filled now."""
    uow.connection.execute(update(demonstrations).values(loaded_at=uow.now))


#: What nobody makes by only setting a database up, or by giving the simulator's people their rights.
_REAL = (
    "activities",
    "breaches",
    "subject_requests",
    "holdings",
    "destruction_lists",
    "exchange_requests",
    "attachments",
    "imports",
)


def holds_work(uow: UnitOfWork) -> bool:
    """Tell whether somebody has worked in it, or signed in to it, before."""
    tables = [metadata.tables[name] for name in (*_REAL, "people")]
    return any(uow.connection.execute(select(text("1")).select_from(each).limit(1)).first() for each in tables)


def count_people(uow: UnitOfWork) -> int:
    """Return how many people are known."""
    return uow.connection.scalar(select(func.count()).select_from(metadata.tables["people"])) or 0


def name_person(uow: UnitOfWork, person_id: str, username: str, name: str) -> None:
    """Give a person a name to be shown."""
    people = metadata.tables["people"]
    values = {"username": username, "display_name": name}
    uow.connection.execute(update(people).where(people.c.id == person_id).values(values))


def people_of(uow: UnitOfWork) -> list[dict[str, object]]:
    """Return the rows of all people."""
    people = metadata.tables["people"]
    return [dict(row) for row in uow.connection.execute(select(people)).mappings()]


def add_people(uow: UnitOfWork, rows: list[dict[str, object]]) -> None:
    """Add people as they are elsewhere; who is there already stays as they are."""
    people = metadata.tables["people"]
    known = set(uow.connection.scalars(select(people.c.id)))
    new = [row for row in rows if row["id"] not in known]
    if new:
        uow.connection.execute(insert(people), new)


def bring(uow: UnitOfWork, source: UnitOfWork) -> int:
    """Put the rows of another database in the place of all rows but those that are kept; return how many.

    What forbids to change the trail and what was approved is set aside for the length of this transaction.
    """
    moved = 0
    with _unguarded(uow):
        tables = [each for each in metadata.sorted_tables if each.name not in KEPT]
        for table in reversed(tables):
            uow.connection.execute(delete(table))
        add_people(uow, people_of(source))
        for table in tables:
            for rows in _rows(source.connection, table):
                uow.connection.execute(insert(table), rows)
                moved += len(rows)
        if uow.dialect == "postgresql":
            _restart_numbers(uow.connection, tables)
    return moved


def _rows(source: Connection, table: Table) -> Iterator[list[dict[str, object]]]:
    found = source.execution_options(yield_per=_BATCH).execute(select(table).order_by(*table.primary_key)).mappings()
    for part in found.partitions(_BATCH):
        yield [dict(row) for row in part]


class _unguarded:  # noqa: N801 - a context, used as a function
    """The triggers that refuse changes, set aside and put back in one transaction: nobody else sees it without them."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._on = uow.connection
        self._is_sqlite = uow.dialect == "sqlite"
        self._made: list[str] = []

    def __enter__(self) -> None:
        if not self._is_sqlite:
            self._all("DISABLE")
            return
        self._on.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE ?"
        for name, made in self._on.exec_driver_sql(query, (_INDEXING,)).all():
            self._made.append(made)
            self._on.exec_driver_sql(f'DROP TRIGGER "{name}"')

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is not None:
            return  # the transaction is taken back as a whole
        if not self._is_sqlite:
            self._all("ENABLE")
        for made in self._made:
            self._on.exec_driver_sql(made)

    def _all(self, word: str) -> None:
        for table in metadata.sorted_tables:
            self._on.exec_driver_sql(f'ALTER TABLE "{table.name}" {word} TRIGGER USER')


def _restart_numbers(on: Connection, tables: list[Table]) -> None:
    """Let the numbers that PostgreSQL gives go on after those that were brought."""
    for table in tables:
        for column in table.primary_key:
            found = text("SELECT pg_get_serial_sequence(:name, :column)")
            sequence = on.scalar(found, {"name": table.name, "column": column.name})
            if sequence is not None:
                top = on.scalar(select(func.max(column)))
                on.execute(
                    text("SELECT setval(:name, :top, :used)"), {"name": sequence, "top": top or 1, "used": bool(top)}
                )
