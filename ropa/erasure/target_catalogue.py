"""A target's catalogue, read anew by whoever needs it, and its fingerprint."""

import hashlib

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection

from ropa.erasure import target_postgresql, target_sqlite
from ropa.erasure.target_roles import role_notes, session_obstacles
from schemas.erasure import Binding, TargetDialect
from schemas.erasure_catalogue import Catalogue, ForeignKeyInfo, TableInfo


def inspect(connection: Connection, binding: Binding) -> Catalogue:
    """Return what the catalogue says of the named tables and of whatever reaches them. Reads no row of theirs."""
    reader = target_postgresql if binding.dialect is TargetDialect.POSTGRESQL else target_sqlite
    tables, foreign_keys = reader.read(connection, binding)
    foreign_keys.sort(key=lambda key: (key.schema or "", key.table, key.name))
    return Catalogue(
        dialect=binding.dialect.value,
        server=".".join(str(part) for part in connection.dialect.server_version_info or ()),
        tables=tables,
        foreign_keys=foreign_keys,
        fingerprint=_fingerprint(tables, foreign_keys),
        obstacles=session_obstacles(connection, binding),
        role_notes=role_notes(connection, binding),
    )


def fingerprint(connection: Connection, binding: Binding) -> str:
    """Return the fingerprint of the catalogue as it is now, inside the transaction of `connection`."""
    reader = target_postgresql if binding.dialect is TargetDialect.POSTGRESQL else target_sqlite
    tables, foreign_keys = reader.read(connection, binding)
    foreign_keys.sort(key=lambda key: (key.schema or "", key.table, key.name))
    return _fingerprint(tables, foreign_keys)


def _fingerprint(tables: list[TableInfo], foreign_keys: list[ForeignKeyInfo]) -> str:
    # Rights and copies are looked at in each run; who dry-runs may be another role than who executes.
    said = [
        [replace(table, missing_rights=[], copies=[]) for table in tables],
        [replace(key, readable=True) for key in foreign_keys],
    ]
    return hashlib.sha256(msgspec.json.encode(said, order="sorted")).hexdigest()
