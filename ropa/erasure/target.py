"""A database in which a holding is destroyed: opened so that only what a binding names can be written.

Nothing here knows the register. The address is given in by the one process that may hold it.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from ropa.erasure.rules_names import variable_of
from ropa.erasure.target_errors import wordless
from ropa.erasure.target_guard import TELLING_TABLES, Writes, guarding
from ropa.errors import Invalid, RopaError, Unavailable, invalid
from schemas.erasure import TargetDialect

LOCK_SECONDS = 10
STATEMENT_SECONDS = 600
# `secure_delete` makes SQLite write zeros over what it frees; without `foreign_keys` it would leave orphans silently.
# What it sorts stays in memory: a sorter's file on the disk would hold keys.
_SQLITE_PRAGMAS = ("secure_delete=ON", "foreign_keys=ON", "temp_store=MEMORY", "trusted_schema=OFF")
_OTHERS = frozenset({"mysql", "mariadb", "oracle", "mssql", "db2", "sqlite", "postgresql"})
_OPTIONS = {
    # Every name is written with its schema; nothing that somebody put into a schema of the path can take its place.
    "search_path": "pg_catalog",
    "lock_timeout": LOCK_SECONDS * 1000,
    "statement_timeout": STATEMENT_SECONDS * 1000,
    "idle_in_transaction_session_timeout": STATEMENT_SECONDS * 1000,
    "timezone": "Asia/Bangkok",
    "application_name": "ropa-destroy",
}


class Target:
    """One target database, for one thread. Close it, or use it as a context."""

    def __init__(
        self,
        url: str,
        dialect: TargetDialect,
        *,
        name: str = "<NAME>",
        lock_seconds: float = LOCK_SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """Open lazily: nothing is connected until the first transaction. `pause` waits (seconds) between two tries.

        `name` is the target's, for messages that say whose address is wrong.

        Raises: Invalid when the address is none, is of another kind of database than the binding says, or of one whose
            destruction is not tested; its text is never repeated, because it has a password in it.
        """
        self.dialect = dialect
        self.pause = pause
        self._name = name
        try:
            self.engine = _engine(_address(url, dialect), lock_seconds)
        except RopaError:
            raise
        except Exception:  # noqa: BLE001 - whatever reads an address quotes it, and its password with it
            raise _unusable(name) from None

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection in a transaction that sees one snapshot and can change nothing."""
        options: dict[str, Any] = {"ropa_begin": "BEGIN"}
        if self.dialect is TargetDialect.POSTGRESQL:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self._transaction(options, Writes()) as connection:
            yield connection

    @contextmanager
    def writing(self, writes: Writes) -> Iterator[Connection]:
        """Give a connection in a transaction that is kept when the block ends and undone when it raises.

        On SQLite the connection refuses every statement that would change anything but `writes`. On PostgreSQL that is
        the role's part, which `inspect` looks at: a session cannot take rights away from itself.
        """
        with self._transaction({"ropa_begin": "BEGIN IMMEDIATE"}, writes) as connection:
            yield connection

    @contextmanager
    def outside(self) -> Iterator[Connection]:
        """Give a connection without a transaction, for VACUUM and checkpoints."""
        # pysqlite's own AUTOCOMMIT would turn the driver's BEGIN back on when the connection is given back.
        sqlite = self.dialect is TargetDialect.SQLITE
        options: dict[str, Any] = {"ropa_begin": ""} if sqlite else {"isolation_level": "AUTOCOMMIT"}
        with self._connect().execution_options(**options) as connection:
            yield connection

    @contextmanager
    def _transaction(self, options: dict[str, Any], writes: Writes) -> Iterator[Connection]:
        with self._connect().execution_options(**options) as connection, guarding(connection, writes):
            try:
                with connection.begin():
                    yield connection
            except BaseException:
                # A transaction whose COMMIT was refused or lost may still be open; closing its connection ends it.
                connection.invalidate()
                raise

    def _connect(self) -> Connection:
        try:
            return self.engine.connect()
        except sa.exc.DBAPIError as error:
            raise wordless(error) from None
        except sa.exc.TimeoutError:
            # The pool's own: it says nothing of an address, and trying again helps.
            raise
        except Exception:  # noqa: BLE001 - an option that is read only now is quoted just the same
            raise _unusable(self._name) from None

    def forget(self) -> None:
        """Close what is connected, so that the next transaction connects anew."""
        self.engine.dispose()

    def close(self) -> None:
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _address(url: str, dialect: TargetDialect) -> sa.URL:
    address = sa.make_url(url)
    kind = address.get_backend_name()
    if kind not in {each.value for each in TargetDialect}:
        raise unsupported(kind)
    if kind != dialect.value:
        raise invalid(
            "/dialect",
            f"ที่อยู่เป็นฐานข้อมูล {kind} แต่การผูกระบุ {dialect.value}",
            f"The address is of {kind}, the binding says {dialect.value}",
        )
    if dialect is TargetDialect.POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    if (
        address.database in {None, "", ":memory:"}
        or "mode" in address.query
        or not Path(str(address.database)).is_file()
    ):
        # SQLite would make an empty database of a name that is wrong by one letter.
        raise Unavailable("ไม่พบแฟ้มฐานข้อมูล SQLite ปลายทาง", "The target's SQLite file does not exist")
    return address.set(drivername="sqlite+pysqlite")


def _unusable(name: str) -> Invalid:
    variable = variable_of(name)
    return invalid(
        "",
        f"ที่อยู่ของฐานข้อมูลปลายทางใน {variable} อ่านไม่ได้หรือมีตัวเลือกที่ผิด "
        "(อักขระพิเศษในรหัสผ่านต้องเขียนแบบ %XX) ระบบไม่แสดงที่อยู่เพราะมีรหัสผ่าน",
        f"The target's address in {variable} cannot be read, or an option in it is wrong (special characters of a "
        "password are written as %XX). It is not shown: it has a password in it",
    )


def unsupported(kind: str) -> Invalid:
    """Return the refusal of a kind of database whose destruction nobody tests."""
    # Text of the address, even this, is shown only where it is known for a word that everybody uses.
    kind = kind if kind in _OTHERS else "อื่น (other)"
    return invalid(
        "/dialect",
        f"ยังไม่รองรับการทำลายข้อมูลในฐานข้อมูลชนิด {kind}: รองรับเฉพาะ PostgreSQL และ SQLite ซึ่งมีการทดสอบแล้ว",
        f"Destruction in a database of kind {kind} is not supported: only PostgreSQL and SQLite are, which are tested",
    )


def _engine(address: sa.URL, lock_seconds: float) -> Engine:
    if address.get_backend_name() == "sqlite":
        engine = sa.create_engine(
            address,
            pool_size=2,
            max_overflow=0,
            hide_parameters=True,
            connect_args={"timeout": lock_seconds, "check_same_thread": False},
        )
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    settings = _OPTIONS | {"lock_timeout": int(lock_seconds * 1000)}
    return sa.create_engine(
        address,
        pool_size=2,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"options": " ".join(f"-c {name}={value}" for name, value in settings.items())},
    )


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    states = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("secure_delete", "foreign_keys")]
    # SQLite declares each of these tables when it is first asked for, and asks the guard as for a CREATE TABLE.
    for name in TELLING_TABLES:
        cursor.execute(f"SELECT 1 FROM {name} LIMIT 0")  # noqa: S608 - names of this program's own
    cursor.close()
    if states != [1, 1]:
        raise sqlite3.NotSupportedError("this SQLite knows no secure_delete or no foreign_keys")


def _begin_sqlite(connection: Connection) -> None:
    beginning = connection.get_execution_options().get("ropa_begin", "BEGIN")
    if beginning:
        connection.exec_driver_sql(beginning)
