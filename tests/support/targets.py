"""Databases of others, in which a holding is destroyed: made, filled, hashed whole, and a journal beside them."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec.structs import replace
from sqlalchemy import Connection, Engine

from ropa.erasure.target import Target
from ropa.erasure.target_plan import plan
from schemas.erasure import (
    Binding,
    ChildTable,
    ColumnFill,
    EraseMethod,
    JournalEntry,
    Link,
    Plan,
    TargetDialect,
)

SECRET = b"a made-up key of fingerprints"
DAY = {"sqlite": "TEXT", "postgresql": "DATE"}
TABLES = """
CREATE TABLE applicant (id INTEGER PRIMARY KEY, cid VARCHAR(13) NOT NULL, name TEXT, applied {day} NOT NULL);
CREATE TABLE document (id INTEGER PRIMARY KEY, applicant_id INTEGER NOT NULL REFERENCES applicant (id), body TEXT);
CREATE TABLE page (id INTEGER PRIMARY KEY, document_id INTEGER NOT NULL REFERENCES document (id), words TEXT);
CREATE TABLE other (id INTEGER PRIMARY KEY, note TEXT);
CREATE INDEX document_applicant ON document (applicant_id);
CREATE INDEX page_document ON page (document_id)
"""

# What every run must leave as it is: the rows of the other years and the table beside.
BESIDE = {
    "applicant": "applied BETWEEN '2017-01-01' AND '2017-12-31'",
    "document": "applicant_id IN (SELECT id FROM applicant WHERE applied BETWEEN '2017-01-01' AND '2017-12-31')",
    "page": "document_id IN (SELECT d.id FROM document d JOIN applicant a ON a.id = d.applicant_id"
    " WHERE a.applied BETWEEN '2017-01-01' AND '2017-12-31')",
}


class MemoryJournal:
    """A journal that lasts as long as the test."""

    def __init__(self) -> None:
        self.written: list[JournalEntry] = []

    def entries(self) -> Iterable[JournalEntry]:
        return list(self.written)

    def write(self, entry: JournalEntry) -> None:
        self.written.append(entry)


class FileJournal:
    """A journal that outlives its process: one line of JSON for each entry, on the disk before `write` returns."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def entries(self) -> Iterable[JournalEntry]:
        if not self._path.exists():
            return []
        whole = self._path.read_bytes()
        # The line at which the process was killed may be cut off; it was never acknowledged.
        return [msgspec.json.decode(line, type=JournalEntry) for line in whole[: whole.rfind(b"\n") + 1].splitlines()]

    def write(self, entry: JournalEntry) -> None:
        with self._path.open("ab") as file:
            kept = file.tell()
            whole = self._path.read_bytes()
            file.truncate(whole.rfind(b"\n") + 1 if kept else 0)
            file.write(msgspec.json.encode(entry) + b"\n")
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Give an engine of the database as its owner has it: any statement, any table."""
    address = sa.make_url(url)
    engine = sa.create_engine(address.set(drivername="postgresql+psycopg") if url.startswith("post") else address)
    if url.startswith("sqlite"):
        sa.event.listen(engine, "connect", lambda made, _: made.execute("PRAGMA foreign_keys=ON").close())
    try:
        yield engine
    finally:
        engine.dispose()


def run(url: str, *statements: str) -> None:
    """Carry out statements as the database's owner."""
    if url.startswith("sqlite"):
        Path(sa.make_url(url).database or "").touch()
    with opened(url) as engine, engine.begin() as connection:
        for statement in statements:
            # The driver itself: SQLAlchemy would have a percent sign in a name read as a parameter.
            connection.connection.cursor().execute(statement)


def make_office(url: str, *, rows: int = 60) -> None:
    """Make applicants with documents and pages: a third each applied in 2016, 2017 and 2018; and a table beside."""
    day = DAY[kind_of(url).value]
    run(url, *TABLES.format(day=day).split(";"))
    with opened(url) as engine, engine.begin() as connection:
        insert(connection, "applicant", [_applicant(number, rows) for number in range(1, rows + 1)])
        insert(connection, "document", [(n, (n - 1) % rows + 1, f"คำร้อง {n}") for n in range(1, 2 * rows + 1)])
        insert(connection, "page", [(n, n, f"หน้า {n}") for n in range(1, 2 * rows + 1, 3)])
        insert(connection, "other", [(n, f"ไม่เกี่ยวข้อง {n}") for n in range(1, 11)])


def _applicant(number: int, rows: int) -> tuple[Any, ...]:
    return number, f"{1_000_000_000_000 + number}", f"ผู้สมัคร {number}", date(2016 + (number - 1) * 3 // rows, 6, 15)


def insert(connection: Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows; dates as ISO texts, which both databases take."""
    names = [f"v{number}" for number in range(len(rows[0]))]
    places = ", ".join(f":{name}" for name in names)
    plain = [[each.isoformat() if isinstance(each, date) else each for each in row] for row in rows]
    statement = sa.text(f"INSERT INTO {table} VALUES ({places})")  # noqa: S608 - a test's own names
    connection.execute(statement, [dict(zip(names, row, strict=True)) for row in plain])


def kind_of(url: str) -> TargetDialect:
    return TargetDialect.SQLITE if url.startswith("sqlite") else TargetDialect.POSTGRESQL


def office_binding(url: str, method: EraseMethod = EraseMethod.OVERWRITE_ZERO, **changes: Any) -> Binding:
    """Return the binding of everybody who applied in 2017."""
    made = Binding(
        target="HR_ARCHIVE",
        dialect=kind_of(url),
        table="applicant",
        key=["id"],
        date_column="applied",
        date_from=date(2017, 1, 1),
        date_through=date(2017, 12, 31),
        columns=[ColumnFill(column="cid"), ColumnFill(column="name")],
        children=[
            ChildTable(
                table="page",
                links=[Link(column="document_id", parent_column="id")],
                columns=[ColumnFill(column="words")],
                parent=1,
            ),
            ChildTable(
                table="document",
                links=[Link(column="applicant_id", parent_column="id")],
                columns=[ColumnFill(column="body")],
            ),
        ],
        method=method,
    )
    return replace(made, **changes)


def planned(target: Target, binding: Binding, *, batch_size: int = 7) -> Plan:
    """Return the dry run's plan."""
    with target.reading() as connection:
        return plan(connection, binding, batch_size=batch_size, secret=SECRET)


def hashes(url: str, *, without: dict[str, str] | None = None) -> dict[str, str]:
    """Return a hash of every row of every table, by table; `without`: for a table, which rows to leave out (SQL)."""
    with opened(url) as engine, engine.connect() as connection:
        found = {}
        for name in sorted(sa.inspect(connection).get_table_names()):
            table = sa.table(sa.sql.quoted_name(name, quote=True))
            query = sa.select(sa.text("*")).select_from(table)
            if without and name in without:
                query = query.where(sa.text(f"NOT ({without[name]})"))
            rows = sorted(repr(tuple(row)) for row in connection.execute(query))
            found[name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


def counted(url: str, table: str, where: str = "1 = 1") -> int:
    """Return how many rows of a table there are."""
    with opened(url) as engine, engine.connect() as connection:
        query = sa.select(sa.func.count()).select_from(sa.table(sa.sql.quoted_name(table, quote=True)))
        return connection.execute(query.where(sa.text(where))).scalar_one()


def no_gate() -> None:
    """Let everything pass."""
