"""SQLite's authorizer: a connection that can change nothing but the columns and tables that it was told."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection

Authorizer = Callable[[int, str | None, str | None, str | None, str | None], int]

# What tells of the catalogue and sets nothing.
_TELLING = frozenset(
    {"table_xinfo", "table_list", "foreign_key_list", "index_list", "index_xinfo", "schema_version", "database_list"}
)
#: The same as tables of SQLite's own; they are declared before a guard is set.
TELLING_TABLES = tuple(f"pragma_{name}" for name in sorted(_TELLING - {"schema_version", "database_list"}))
_HARMLESS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT}
    | {sqlite3.SQLITE_RECURSIVE}
)
_FUNCTIONS_REFUSED = frozenset({"load_extension", "writefile", "readfile", "edit", "fts3_tokenizer"})


@dataclass(frozen=True, slots=True)
class Writes:
    """What one transaction may change: columns of tables (exact names), and tables whose rows it may delete."""

    columns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    deletes: frozenset[str] = frozenset()


@contextmanager
def guarding(connection: Connection, writes: Writes) -> Iterator[None]:
    """Let the connection change `writes` and nothing else, for as long as the block lasts. Nothing on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    if driver is None:
        raise RuntimeError("no connection to guard")
    driver.set_authorizer(authorizer(writes))
    try:
        yield
    finally:
        # An invalidated connection is closed already, and its guard with it.
        if not connection.invalidated:
            driver.set_authorizer(None)


def authorizer(writes: Writes) -> Authorizer:
    """Return the function that SQLite asks about everything that a statement is going to do."""

    def allows(action: int, first: str | None, second: str | None, schema: str | None, _inside: str | None) -> bool:
        if action in _HARMLESS:
            return True
        if action == sqlite3.SQLITE_FUNCTION:
            return (second or "").lower() not in _FUNCTIONS_REFUSED
        if action == sqlite3.SQLITE_PRAGMA:
            # With a value `schema_version` would be set, and the file's catalogue with it.
            return first in _TELLING and (first != "schema_version" or second is None)
        if schema != "main":
            return False
        if action == sqlite3.SQLITE_UPDATE:
            return second in writes.columns.get(first or "", ())
        return action == sqlite3.SQLITE_DELETE and first in writes.deletes

    def answer(action: int, first: str | None, second: str | None, schema: str | None, inside: str | None) -> int:
        return sqlite3.SQLITE_OK if allows(action, first, second, schema, inside) else sqlite3.SQLITE_DENY

    return answer
