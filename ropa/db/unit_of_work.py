"""Two units of work: read and write. The only place that opens, ends and translates transactions.

On SQLite the driver's own transaction handling is off and a write begins with `BEGIN IMMEDIATE`: a deferred BEGIN lost
439 of 480 concurrent updates silently, or failed 420 of them.
"""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from ropa.errors import Busy, Conflict, RopaError, StorageFull, Unavailable, invalid
from schemas.access import Actor

Dialect = Literal["sqlite", "postgresql"]
#: How long a writer waits for another before the answer is "busy".
BUSY_SECONDS = 5.0
#: As many threads as the pool has connections take all of them. The event loop's own short reads and the heavy work
#: (`ropa.web.running`: two at once) must not wait behind them: measured, the whole server stood still for 20 s.
BESIDE_THE_POOL = 3
#: SQLite's transactions are snapshots by themselves; PostgreSQL's default looks anew with each statement.
_SNAPSHOT: dict[Dialect, dict[str, str]] = {"sqlite": {}, "postgresql": {"isolation_level": "REPEATABLE READ"}}
_POSTGRES_BUSY = {"55P03", "40P01", "40001", "53300"}
_POSTGRES_FULL = {"53100"}


@dataclass(slots=True)
class UnitOfWork:
    """What a service needs: a connection inside a transaction, the moment, and who acts."""

    connection: Connection
    now: datetime
    """Aware, UTC."""
    actor: Actor
    dialect: Dialect

    @property
    def is_writing(self) -> bool:
        """Tell whether what is written here is kept: then what is read for a decision is locked first."""
        return "ropa_begin" in self.connection.get_execution_options()


class Database:
    """One database. Make one per process and close it at the end."""

    def __init__(self, url: str, *, pool_size: int = 8, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open lazily: nothing is connected until the first unit of work."""
        self.url = url
        self.dialect: Dialect = "sqlite" if url.startswith("sqlite") else "postgresql"
        self.engine = make_engine(url, pool_size=pool_size, busy_seconds=busy_seconds)
        self._busy_seconds = busy_seconds
        # SQLite lets waiting writers poll, and the unlucky one waits a second; a lock in front is fair (p99 23 ms).
        self._writing = threading.Lock() if self.dialect == "sqlite" else None

    @contextmanager
    def read(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """Give a unit of work that sees one snapshot and keeps nothing.

        Raises: Busy, Unavailable.
        """
        try:
            with self.engine.connect().execution_options(**_SNAPSHOT[self.dialect]) as connection:
                yield UnitOfWork(connection, now, actor, self.dialect)
        except SQLAlchemyError as error:
            raise translate(error) from error

    @contextmanager
    def write(self, actor: Actor, now: datetime) -> Iterator[UnitOfWork]:
        """Give a unit of work that is saved as a whole when the block ends, and not at all when it raises.

        Raises: Busy, StorageFull, Conflict, Unavailable; the save itself may fail with them, too.
        """
        if self._writing is not None and not self._writing.acquire(timeout=self._busy_seconds):
            raise Busy
        try:
            with self.engine.connect().execution_options(ropa_begin="BEGIN IMMEDIATE") as connection:
                yield UnitOfWork(connection, now, actor, self.dialect)
                _commit(connection)
        except SQLAlchemyError as error:
            raise translate(error) from error
        finally:
            if self._writing is not None:
                self._writing.release()

    def close(self) -> None:
        """Close every connection; one that is at work, or that somebody still asks for, when it comes back."""
        event.listen(self.engine, "checkin", _end)
        self.engine.dispose()


def _end(_connection: object, record: sqlalchemy.pool.ConnectionPoolEntry) -> None:
    """Close a connection that comes back to a database that was closed: nobody would do it later."""
    record.invalidate()


def make_engine(url: str, *, pool_size: int, busy_seconds: float) -> Engine:
    """Return an engine set up for its database; for SQLite: WAL, synchronous=FULL, foreign keys, busy timeout.

    Errors do not show the values of a statement: logs have them, and they are what people wrote.
    """
    if not url.startswith("sqlite"):
        options = f"-c lock_timeout={int(busy_seconds * 1000)} -c timezone=UTC"
        return sqlalchemy.create_engine(
            url,
            pool_size=pool_size,
            max_overflow=BESIDE_THE_POOL,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args={"options": options},
        )
    engine = sqlalchemy.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=BESIDE_THE_POOL,
        poolclass=sqlalchemy.pool.QueuePool,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
    )
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("ropa_begin", "BEGIN"))


def _commit(connection: Connection) -> None:
    try:
        connection.commit()
    except BaseException:
        # SQLite keeps the transaction open whose COMMIT was refused, and with it the write lock; SQLAlchemy holds it
        # for ended and would put the connection back. Closing it ends the transaction for certain.
        connection.invalidate()
        raise


def translate(error: SQLAlchemyError) -> RopaError:
    """Return the error of the house for an error of the database.

    Raises: the error itself when it is a fault of the program: it must stay loud (500), with its own traceback.
    """
    if isinstance(error, sqlalchemy.exc.TimeoutError):
        return Busy()
    if not isinstance(error, DBAPIError):
        raise error
    original = error.orig
    code = getattr(original, "sqlite_errorcode", None)
    state = getattr(original, "sqlstate", None)
    primary = code & 0xFF if isinstance(code, int) else None
    if primary in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} or state in _POSTGRES_BUSY:
        return Busy()
    if primary == sqlite3.SQLITE_FULL or state in _POSTGRES_FULL or "disk I/O error" in str(original):
        return StorageFull()
    if primary in {sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT}:
        return Unavailable(
            "ไฟล์ฐานข้อมูลเสียหายหรือไม่ใช่ฐานข้อมูล โปรดกู้คืนจากไฟล์สำรอง",
            "The database file is damaged or is none; restore it from a backup",
        )
    refused = _refused(error)
    if refused is not None:
        return refused
    away = isinstance(error, OperationalError) and primary != sqlite3.SQLITE_ERROR
    if away or error.connection_invalidated:
        return Unavailable()
    raise error


def _refused(error: DBAPIError) -> RopaError | None:
    """Return the error of the house where the database refused what it was given; None for all else."""
    if isinstance(error, sqlalchemy.exc.IntegrityError):
        return Conflict()
    if isinstance(error, sqlalchemy.exc.DataError) and "NUL" in str(error.orig):
        # An id or a filter of a forged address: PostgreSQL takes NUL in no text, not even to look for it.
        return invalid("", "มีอักขระควบคุม U+0000 ในข้อความ", "A text has the control character U+0000")
    return None
