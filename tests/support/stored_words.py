"""All that a database holds, as bytes to search in: SQLite's files themselves, or every row of PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import text

from ropa.db.all_tables import metadata
from ropa.db.unit_of_work import Database


def stored(database: Database) -> bytes:
    """Return what lies in the database, whichever column it is in."""
    if database.dialect == "sqlite":
        with database.engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        path = Path(database.engine.url.database or "")
        return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))
    with database.engine.connect() as connection:
        rows = (row for table in metadata.sorted_tables for row in connection.execute(table.select()))
        return b"\n".join(_bytes(value) for row in rows for value in row)


def _bytes(value: Any) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
