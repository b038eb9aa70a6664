"""What PostgreSQL's catalogue says of named tables.

Names are compared as text: `name` would cut a long one off, and match another table.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from ropa.erasure.rules_binding import columns_read, columns_written, named
from schemas.erasure import Binding, EraseMethod
from schemas.erasure_catalogue import (
    CheckInfo,
    ColumnInfo,
    ColumnKind,
    ForeignKeyInfo,
    TableInfo,
    TriggerInfo,
    UniqueInfo,
)

_ACTIONS = {"a": "no_action", "r": "restrict", "c": "cascade", "n": "set_null", "d": "set_default"}
_PLAIN = "r"
_RELATIONS = {"v": "view", "m": "materialised view", "f": "foreign table", "p": "partitioned"}
_FIRING = {4: "INSERT", 8: "DELETE", 16: "UPDATE", 32: "TRUNCATE"}
_KINDS = {
    **dict.fromkeys(("text", "varchar", "bpchar"), ColumnKind.TEXT),
    **dict.fromkeys(("int2", "int4", "int8"), ColumnKind.INTEGER),
    **dict.fromkeys(("float4", "float8"), ColumnKind.FLOAT),
    "numeric": ColumnKind.NUMERIC,
    "bool": ColumnKind.BOOLEAN,
    "date": ColumnKind.DATE,
    "timestamp": ColumnKind.TIMESTAMP,
    "timestamptz": ColumnKind.TIMESTAMPTZ,
    "time": ColumnKind.TIME,
    "bytea": ColumnKind.BYTES,
    "json": ColumnKind.JSON,
    "jsonb": ColumnKind.JSONB,
    "uuid": ColumnKind.UUID,
}
# Types whose values compare with each other as with their own. `char` is none: it takes no account of blanks.
_ALIKE = {"varchar": "text", "int2": "integer", "int4": "integer", "int8": "integer"}
_HEADER = 4
"""`atttypmod` counts four bytes more than the length; numeric packs precision and scale into it."""

_TABLE = sa.text("""
SELECT c.oid, c.relkind::text AS kind, c.relispartition AS partition, c.relrowsecurity AS secured,
       c.relpersistence::text AS persistence
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname::text = :schema AND c.relname::text = :name""")
_COLUMNS = sa.text("""
SELECT a.attrelid, a.attname, a.attnum, format_type(a.atttypid, a.atttypmod) AS type, t.typname, t.typtype::text,
       tn.nspname = 'pg_catalog' AS builtin, a.attnotnull, a.attgenerated <> '' OR a.attidentity = 'a' AS generated,
       a.atttypmod, co.collname::text AS collation, cn.nspname::text AS collation_schema,
       co.collisdeterministic AS exact
FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid JOIN pg_namespace tn ON tn.oid = t.typnamespace
LEFT JOIN pg_collation co ON co.oid = a.attcollation LEFT JOIN pg_namespace cn ON cn.oid = co.collnamespace
WHERE a.attrelid = ANY(:oids) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attrelid, a.attnum""")
_INDEXES = sa.text("""
SELECT i.indrelid, c.relname AS name, i.indisunique, i.indisprimary, i.indisexclusion, i.indimmediate,
       i.indpred IS NOT NULL AS partial, i.indexprs IS NOT NULL AS expressions, i.indisvalid,
       (i.indkey::int2[])[0:i.indnkeyatts - 1] AS columns
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = ANY(:oids) ORDER BY i.indrelid, c.relname""")
_CHECKS = sa.text("""
SELECT conrelid, conname, conkey, pg_get_constraintdef(oid) AS text
FROM pg_constraint WHERE conrelid = ANY(:oids) AND contype = 'c' ORDER BY conrelid, conname""")
_TRIGGERS = sa.text("""
SELECT t.tgrelid, t.tgname, t.tgtype, t.tgenabled::text AS enabled, t.tgattr::int2[] AS columns,
       pg_get_triggerdef(t.oid) AS definition, p.prosrc
FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgrelid = ANY(:oids) AND NOT t.tgisinternal ORDER BY t.tgrelid, t.tgname""")
_OTHERS = sa.text("""
SELECT inhrelid AS oid, 'inherits' AS what FROM pg_inherits WHERE inhrelid = ANY(:oids)
UNION SELECT inhparent, 'inherited' FROM pg_inherits WHERE inhparent = ANY(:oids)
UNION SELECT ev_class, 'rule:' || rulename FROM pg_rewrite WHERE ev_class = ANY(:oids) AND rulename <> '_RETURN'
ORDER BY 1, 2""")
_COPIES = sa.text("""
WITH RECURSIVE seen(root, oid) AS (
    SELECT oid, oid FROM pg_class WHERE oid = ANY(:oids)
    UNION
    SELECT seen.root, r.ev_class FROM seen
    JOIN pg_depend d ON d.refclassid = 'pg_class'::regclass AND d.refobjid = seen.oid
        AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_rewrite r ON r.oid = d.objid)
SELECT seen.root AS oid, 'materialised view ' || n.nspname || '.' || v.relname AS what
FROM seen JOIN pg_class v ON v.oid = seen.oid AND v.relkind = 'm' JOIN pg_namespace n ON n.oid = v.relnamespace
UNION SELECT c.oid, 'publication ' || p.pubname
FROM pg_publication_tables p JOIN pg_namespace n ON n.nspname = p.schemaname
JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = p.tablename WHERE c.oid = ANY(:oids) ORDER BY 1, 2""")
# What a database brings along has numbers below 16384, and is recorded as nobody's dependency.
_CALLS = sa.text("""
WITH RECURSIVE types(relation, oid) AS (
    SELECT attrelid, atttypid FROM pg_attribute WHERE attrelid = ANY(:oids) AND attnum > 0 AND NOT attisdropped
    UNION SELECT types.relation, t.typbasetype FROM types JOIN pg_type t ON t.oid = types.oid AND t.typtype = 'd'),
evaluated(relation, class, oid, what) AS (
    SELECT conrelid, 'pg_constraint'::regclass, oid, 'CHECK ' || conname
    FROM pg_constraint WHERE conrelid = ANY(:oids) AND contype = 'c'
    UNION ALL SELECT types.relation, 'pg_constraint'::regclass, k.oid, 'CHECK ' || k.conname
    FROM types JOIN pg_constraint k ON k.contypid = types.oid
    UNION ALL SELECT d.adrelid, 'pg_attrdef'::regclass, d.oid, 'column ' || a.attname
    FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    WHERE d.adrelid = ANY(:oids) AND a.attgenerated <> ''
    UNION ALL SELECT i.indrelid, 'pg_class'::regclass, i.indexrelid, 'index ' || c.relname
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = ANY(:oids) AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL))
SELECT DISTINCT e.relation, e.what || ': ' || coalesce(p.proname, o.oprname, t.typname) AS what
FROM evaluated e JOIN pg_depend d ON d.classid = e.class AND d.objid = e.oid
LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND p.oid = d.refobjid
LEFT JOIN pg_operator o ON d.refclassid = 'pg_operator'::regclass AND o.oid = d.refobjid
LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid AND t.typtype = 'd'
    AND t.oid <> coalesce((SELECT k.contypid FROM pg_constraint k WHERE k.oid = e.oid), 0)
WHERE d.refobjid >= 16384 AND coalesce(p.proname, o.oprname, t.typname) IS NOT NULL ORDER BY 1, 2""")
_FOREIGN = sa.text("""
SELECT k.conname, n.nspname, c.relname, tn.nspname AS to_schema, t.relname AS to_table,
       k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update,
       ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o) AS columns,
       ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, o)
             JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o) AS to_columns,
       (SELECT bool_and(has_column_privilege(k.conrelid, u.n, 'SELECT')) FROM unnest(k.conkey) u(n))
           AND has_schema_privilege(n.oid, 'USAGE') AS readable
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class t ON t.oid = k.confrelid JOIN pg_namespace tn ON tn.oid = t.relnamespace
WHERE k.contype = 'f' AND (k.conrelid = ANY(:oids) OR k.confrelid = ANY(:oids))""")
_NAMES = sa.text("SELECT DISTINCT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'f') AND oid >= 16384")
_RIGHTS = sa.text("""
SELECT has_table_privilege(c.oid, 'DELETE') AS deletes,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
             AND has_column_privilege(a.attrelid, a.attnum, 'SELECT')) AS readable,
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = :oid AND a.attnum > 0 AND NOT a.attisdropped
             AND has_column_privilege(a.attrelid, a.attnum, 'UPDATE')) AS writable,
       has_schema_privilege(c.relnamespace, 'USAGE') AS enters
FROM pg_class c WHERE c.oid = :oid""")


def read(connection: Connection, binding: Binding) -> tuple[list[TableInfo], list[ForeignKeyInfo]]:
    """Return the named tables, the root first, and the foreign keys from them and to them."""
    tables, oids = [], {}
    for schema, name in named(binding):
        row = connection.execute(_TABLE, {"schema": schema, "name": name}).one_or_none()
        info = TableInfo(schema=schema, name=name, found=row is not None)
        tables.append(info)
        if row is not None:
            info.obstacles = _obstacles(row)
            oids[row.oid] = info
    bound = {"oids": list(oids)}
    numbers = _read_columns(connection.execute(_COLUMNS, bound), oids)
    _read_indexes(connection.execute(_INDEXES, bound), oids, numbers)
    _read_checks(connection.execute(_CHECKS, bound), oids, numbers)
    _read_triggers(connection, bound, oids, numbers)
    for row in connection.execute(_OTHERS, bound):
        oids[row.oid].obstacles.append(row.what)
    for row in connection.execute(_CALLS, bound):
        oids[row.relation].calls.append(row.what)
    for row in connection.execute(_COPIES, bound):
        oids[row.oid].copies.append(row.what)
    _read_rights(connection, binding, oids)
    return tables, [_foreign_key(row) for row in connection.execute(_FOREIGN, bound)]


def _obstacles(row: Any) -> list[str]:
    found = [] if row.kind == _PLAIN else [_RELATIONS.get(row.kind, f"relation of kind {row.kind}")]
    found += ["partition"] if row.partition else []
    found += ["row_security"] if row.secured else []
    return found + (["temporary"] if row.persistence == "t" else [])


def _read_columns(rows: Iterable[Any], oids: dict[int, TableInfo]) -> dict[int, dict[int, str]]:
    numbers: dict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        numbers[row.attrelid][row.attnum] = row.attname
        # A domain has checks of its own; an enumeration has no zero.
        kind = _KINDS.get(row.typname, ColumnKind.OTHER) if row.builtin and row.typtype == "b" else ColumnKind.OTHER
        limited = row.atttypmod >= _HEADER
        collation = "" if row.collation is None else f" {row.collation_schema}.{row.collation}"
        info = ColumnInfo(
            name=row.attname,
            type=row.type,
            kind=kind,
            nullable=not row.attnotnull,
            generated=row.generated,
            comparison=_ALIKE.get(row.typname, row.typname) + collation,
            folds=row.exact is False,
        )
        if limited and kind is ColumnKind.TEXT:
            info.length = row.atttypmod - _HEADER
        if limited and kind is ColumnKind.NUMERIC:
            info.precision = (row.atttypmod - _HEADER) >> 16
            info.scale = (((row.atttypmod - _HEADER) & 0x7FF) ^ 1024) - 1024
        oids[row.attrelid].columns.append(info)
    return numbers


def _read_indexes(rows: Iterable[Any], oids: dict[int, TableInfo], numbers: dict[int, dict[int, str]]) -> None:
    for row in rows:
        info = oids[row.indrelid]
        columns = [numbers[row.indrelid][number] for number in row.columns if number]
        whole = not row.partial and len(columns) == len(row.columns) and row.indimmediate and row.indisvalid
        if row.indisexclusion:
            info.obstacles.append(f"exclusion:{row.name}")
        elif row.indisunique:
            info.uniques.append(
                UniqueInfo(
                    name=row.name,
                    columns=columns,
                    primary=row.indisprimary,
                    whole=whole,
                    expressions=row.expressions,
                )
            )
        if not row.partial and row.columns[0]:
            info.indexed.append(columns)


def _read_checks(rows: Iterable[Any], oids: dict[int, TableInfo], numbers: dict[int, dict[int, str]]) -> None:
    for row in rows:
        columns = [numbers[row.conrelid][number] for number in row.conkey or ()]
        oids[row.conrelid].checks.append(CheckInfo(name=row.conname, columns=columns, text=row.text))


def _read_triggers(
    connection: Connection, bound: dict[str, Any], oids: dict[int, TableInfo], numbers: dict[int, dict[int, str]]
) -> None:
    rows = connection.execute(_TRIGGERS, bound).all()
    names = set(connection.execute(_NAMES).scalars()) if rows else set()
    for row in rows:
        info = oids[row.tgrelid]
        info.triggers.append(
            TriggerInfo(
                name=row.tgname,
                events=[event for bit, event in _FIRING.items() if row.tgtype & bit],
                columns=[numbers[row.tgrelid][number] for number in row.columns],
                # R fires on a replica only, D never. Our session is neither: it may not set its role in replication.
                enabled=row.enabled in {"O", "A"},
                reaches=sorted(name for name in names - {info.name} if name.lower() in (row.prosrc or "").lower()),
                text=f"{row.definition}\n{row.prosrc}",
            )
        )


def _read_rights(connection: Connection, binding: Binding, oids: dict[int, TableInfo]) -> None:
    needs = {
        (schema, name): (reads, columns)
        for (schema, name), reads, columns in zip(
            named(binding), columns_read(binding), columns_written(binding), strict=True
        )
    }
    for oid, info in oids.items():
        row = connection.execute(_RIGHTS, {"oid": oid}).one()
        reads, writes = needs[info.schema or "", info.name]
        info.missing_rights = [] if row.enters else ["USAGE"]
        info.missing_rights += [f"SELECT ({column})" for column in sorted(reads - set(row.readable))]
        info.missing_rights += [f"UPDATE ({column})" for column in sorted(writes - set(row.writable))]
        if binding.method is not EraseMethod.ANONYMISE and not row.deletes:
            info.missing_rights.append("DELETE")


def _foreign_key(row: Any) -> ForeignKeyInfo:
    return ForeignKeyInfo(
        name=row.conname,
        schema=row.nspname,
        table=row.relname,
        columns=list(row.columns),
        to_schema=row.to_schema,
        to_table=row.to_table,
        to_columns=list(row.to_columns),
        on_delete=_ACTIONS[row.on_delete],
        on_update=_ACTIONS[row.on_update],
        readable=bool(row.readable),
    )
