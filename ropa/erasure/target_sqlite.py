"""What a SQLite file's catalogue says of named tables. SQLite compares names without regard to the case of A-Z."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ropa.erasure.rules_sqlite_text import BINARY, affinity, folded, read_checks, read_collations, read_trigger
from schemas.erasure import Binding
from schemas.erasure_catalogue import (
    CheckInfo,
    ColumnInfo,
    ColumnKind,
    ForeignKeyInfo,
    TableInfo,
    TriggerInfo,
    UniqueInfo,
)

_HIDDEN_GENERATED = {2, 3}
_OPAQUE = {"virtual", "shadow"}
# In this order: SQLite's own rule looks for INT first, and DATETIME has DATE in it.
_KINDS = [
    ("INT", ColumnKind.INTEGER),
    ("BOOL", ColumnKind.BOOLEAN),
    ("CHAR", ColumnKind.TEXT),
    ("CLOB", ColumnKind.TEXT),
    ("TEXT", ColumnKind.TEXT),
    ("UUID", ColumnKind.TEXT),
    ("JSON", ColumnKind.JSON),
    ("BLOB", ColumnKind.BYTES),
    ("DATETIME", ColumnKind.TIMESTAMP),
    ("TIMESTAMP", ColumnKind.TIMESTAMP),
    ("DATE", ColumnKind.DATE),
    ("TIME", ColumnKind.TIME),
    ("REAL", ColumnKind.FLOAT),
    ("FLOA", ColumnKind.FLOAT),
    ("DOUB", ColumnKind.FLOAT),
    ("NUM", ColumnKind.NUMERIC),
    ("DEC", ColumnKind.NUMERIC),
]
_SCHEMA = sa.text("SELECT type, name, tbl_name, sql FROM main.sqlite_master")
_LISTED = sa.text("SELECT name, type, strict FROM pragma_table_list WHERE schema = 'main'")
_COLUMNS = sa.text("SELECT name, type, \"notnull\", pk, hidden FROM pragma_table_xinfo(:name, 'main') ORDER BY cid")
_INDEXES = sa.text(
    'SELECT l.name, l."unique", l.origin, l.partial, x.cid, x.name'
    " FROM pragma_index_list(:name, 'main') l JOIN pragma_index_xinfo(l.name, 'main') x"
    " WHERE x.key = 1 ORDER BY l.name, x.seqno"
)
_FOREIGN = sa.text(
    'SELECT m.name, f.id, f."table", f."from", f."to", f.on_update, f.on_delete'
    " FROM main.sqlite_master m JOIN pragma_foreign_key_list(m.name, 'main') f"
    " WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY m.name, f.id, f.seq"
)
_NAMES = sa.text("SELECT name, pk FROM pragma_table_xinfo(:name, 'main') ORDER BY cid")


def read(connection: Connection, binding: Binding) -> tuple[list[TableInfo], list[ForeignKeyInfo]]:
    """Return the named tables, the root first, and the foreign keys from them and to them."""
    schema = connection.execute(_SCHEMA).all()
    rows = connection.execute(_LISTED).all()
    listed = {row.name: row for row in rows}
    names = [binding.table, *(child.table for child in binding.children)]
    tables = [_table(connection, name, listed.get(name), schema) for name in names]
    return tables, _foreign_keys(connection, {folded(name) for name in names}, rows)


def _table(connection: Connection, name: str, listed: Any, schema: Sequence[Any]) -> TableInfo:
    if listed is None:
        return TableInfo(schema=None, name=name, found=False)
    kind = listed.type
    info = TableInfo(schema=None, name=name, found=True, obstacles=[] if kind == "table" else [kind])
    if name.lower().startswith("sqlite_"):
        info.obstacles.append("system")
    if kind in _OPAQUE:
        # Asking for its columns would start the virtual table's own code, which makes tables; the guard refuses that.
        return info
    rows = connection.execute(_COLUMNS, {"name": name}).all()
    statement = next((sql or "" for type_, each, _, sql in schema if type_ == "table" and each == name), "")
    single = sum(row.pk > 0 for row in rows) == 1
    collations = read_collations(statement)
    for row in rows:
        alias = single and row.pk > 0 and row.type.upper() == "INTEGER"
        collation = collations.get(folded(row.name), BINARY)
        info.columns.append(
            ColumnInfo(
                name=row.name,
                type=row.type,
                kind=_kind(row.type),
                nullable=not row.notnull and not alias,
                generated=row.hidden in _HIDDEN_GENERATED,
                comparison=f"{affinity(row.type, strict=bool(listed.strict))} {collation}",
                folds=collation != BINARY,
            )
        )
    info.uniques, info.indexed = _indexes(connection, name, [row.name for row in sorted(rows, key=_order) if row.pk])
    info.checks = [
        CheckInfo(
            name=f"CHECK {number}",
            columns=[column.name for column in info.columns if column.name.lower() in check.names],
            text=check.text,
        )
        for number, check in enumerate(read_checks(statement), 1)
    ]
    info.triggers = [_trigger(row.name, row.sql or "", schema, name) for row in schema if _fires_for(row, name)]
    return info


def _order(row: Any) -> int:
    return int(row.pk)


def _fires_for(row: Any, table: str) -> bool:
    return bool(row.type == "trigger" and folded(row.tbl_name) == folded(table))


def _kind(declared: str) -> ColumnKind:
    if not declared:
        return ColumnKind.ANY
    return next((kind for word, kind in _KINDS if word in declared.upper()), ColumnKind.ANY)


def _indexes(connection: Connection, name: str, primary: list[str]) -> tuple[list[UniqueInfo], list[list[str]]]:
    uniques = [UniqueInfo(name="PRIMARY KEY", columns=primary, primary=True)] if primary else []
    indexed = [primary] if primary else []
    found: dict[str, tuple[Any, list[str | None]]] = {}
    for row in connection.execute(_INDEXES, {"name": name}):
        found.setdefault(row[0], (row, []))[1].append(row[5])
    for index, (row, parts) in found.items():
        columns = [part for part in parts if part is not None]
        if row.unique and row.origin != "pk":
            whole = not row.partial and len(columns) == len(parts)
            uniques.append(UniqueInfo(name=index, columns=columns, whole=whole, expressions=len(columns) < len(parts)))
        if not row.partial and parts[0] is not None:
            indexed.append(columns)
    return uniques, indexed


def _trigger(name: str, statement: str, schema: Sequence[Any], table: str) -> TriggerInfo:
    text = read_trigger(statement)
    reaches = {row.name for row in schema if row.type == "table" and row.name.lower() in text.names}
    return TriggerInfo(
        name=name,
        events=text.events,
        columns=text.columns,
        reaches=sorted(reaches - {table}),
        text=statement,
    )


def _foreign_keys(connection: Connection, named: set[str], tables: Sequence[Any]) -> list[ForeignKeyInfo]:
    exact = {folded(each.name): each.name for each in tables}
    plain = {each.name for each in tables if each.type == "table"}
    found: dict[tuple[str, int], ForeignKeyInfo] = {}
    for table, number, to_table, column, to_column, on_update, on_delete in connection.execute(_FOREIGN):
        if folded(table) not in named and folded(to_table) not in named:
            continue
        key = found.setdefault(
            (table, number),
            ForeignKeyInfo(
                name=f"{table}#{number}",
                schema=None,
                table=table,
                columns=[],
                to_schema=None,
                to_table=exact.get(folded(to_table), to_table),
                to_columns=[],
                on_delete=on_delete.lower().replace(" ", "_"),
                on_update=on_update.lower().replace(" ", "_"),
            ),
        )
        key.columns.append(column)
        if to_column is not None:
            key.to_columns.append(to_column)
    # A key says the columns in whatever letter case it was written in; everything else goes by their own names.
    columns = {
        name: connection.execute(_NAMES, {"name": name}).all()
        for name in {each.to_table for each in found.values()} & plain
    }
    for key in found.values():
        rows = columns.get(key.to_table, [])
        names = {folded(row.name): row.name for row in rows}
        primary = [row.name for row in sorted(rows, key=_order) if row.pk]
        key.to_columns = [names.get(folded(name), name) for name in key.to_columns] or primary
    return list(found.values())
