"""What is written over a column: expressions that the database computes for each row.

NULL stays NULL with the overwriting methods (there is nothing to overwrite, and NOT NULL cannot break). Each constant
stands in the statement's text, so that the hash of the text on the certificate proves what was written.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from ropa.erasure.rules_columns import RANDOM_TEXT
from schemas.erasure import EraseMethod, Fill, TargetDialect
from schemas.erasure_catalogue import ColumnInfo, ColumnKind

Expression = ColumnElement[Any]
_RANGES = {"smallint": 32_767}
_LARGEST = 2_147_483_647
_DIGITS = 9
_DAYS = 20_000


def filled(
    dialect: TargetDialect, method: EraseMethod, column: Expression, info: ColumnInfo, *, unique: bool
) -> Expression:
    """Return what an overwriting method writes into a column. `unique`: the values of two rows must differ."""
    random = method is EraseMethod.OVERWRITE_RANDOM
    if dialect is TargetDialect.SQLITE:
        return _sqlite_random(column, info, unique=unique) if random else _sqlite_zero(column, info)
    made = _postgresql_random(column, info, unique=unique) if random else _postgresql_zero(column, info)
    return sa.case((column.is_(None), sa.null()), else_=made)


def anonymised(
    dialect: TargetDialect, fill: Fill, constant: str | None, column: Expression, info: ColumnInfo, *, unique: bool
) -> Expression:
    """Return what anonymising writes into a column."""
    if fill is Fill.NULL:
        return sa.null()
    if fill is Fill.RANDOM:
        return filled(dialect, EraseMethod.OVERWRITE_RANDOM, column, info, unique=unique)
    # Of no type: PostgreSQL takes it for the column's own, SQLite by the column's affinity.
    return sa.bindparam(None, constant, type_=sa.types.NULLTYPE, unique=True)


def _own(text: str) -> Expression:
    """Return a piece of SQL of this module's own; never with anything in it that came from outside."""
    return sa.literal_column(text)


def _postgresql_zero(column: Expression, info: ColumnInfo) -> Expression:
    constants = {
        ColumnKind.INTEGER: "0",
        ColumnKind.NUMERIC: "0",
        ColumnKind.FLOAT: "0",
        ColumnKind.BOOLEAN: "false",
        ColumnKind.DATE: "DATE '1970-01-01'",
        ColumnKind.TIMESTAMP: "TIMESTAMP '1970-01-01 00:00:00'",
        ColumnKind.TIMESTAMPTZ: "TIMESTAMPTZ '1970-01-01 00:00:00+00'",
        ColumnKind.TIME: "TIME '00:00'",
        ColumnKind.JSON: "'0'::json",
        ColumnKind.JSONB: "'0'::jsonb",
        ColumnKind.UUID: "'00000000-0000-0000-0000-000000000000'::uuid",
    }
    if info.kind is ColumnKind.TEXT:
        return sa.func.repeat(_own("'0'"), sa.func.char_length(column))
    if info.kind is ColumnKind.BYTES:
        return sa.func.decode(sa.func.repeat(_own("'00'"), sa.func.octet_length(column)), _own("'hex'"))
    return _own(constants[info.kind])


def _postgresql_random(column: Expression, info: ColumnInfo, *, unique: bool) -> Expression:
    # Volatile, so computed for each row; 122 random bits of the server's strong source.
    digits = _own("replace(gen_random_uuid()::text, '-', '')")
    if info.kind is ColumnKind.TEXT:
        length: Expression = _own(str(RANDOM_TEXT)) if unique else sa.func.char_length(column)
        times = sa.func.div(sa.cast(length, sa.Numeric), _own(str(RANDOM_TEXT)))
        return sa.func.left(sa.func.repeat(digits, sa.cast(times, sa.Integer) + _own("1")), length)
    if info.kind is ColumnKind.BYTES:
        times = sa.func.div(sa.cast(sa.func.octet_length(column), sa.Numeric), _own("16"))
        made = sa.func.decode(sa.func.repeat(digits, sa.cast(times, sa.Integer) + _own("1")), _own("'hex'"))
        return sa.func.substr(made, _own("1"), sa.func.octet_length(column))
    whole = min(info.precision - (info.scale or 0), _DIGITS) if info.precision is not None else _DIGITS
    texts = {
        ColumnKind.INTEGER: f"floor(random() * {_RANGES.get(info.type, _LARGEST)})::bigint",
        ColumnKind.NUMERIC: f"floor(random() * {10 ** max(whole, 0)})::numeric",
        ColumnKind.FLOAT: "random()",
        ColumnKind.BOOLEAN: "(random() < 0.5)",
        ColumnKind.DATE: f"(DATE '1970-01-01' + floor(random() * {_DAYS})::integer)",
        ColumnKind.TIMESTAMP: f"(TIMESTAMP '1970-01-01 00:00:00' + random() * INTERVAL '{_DAYS} days')",
        ColumnKind.TIMESTAMPTZ: f"(TIMESTAMPTZ '1970-01-01 00:00:00+00' + random() * INTERVAL '{_DAYS} days')",
        ColumnKind.TIME: "(TIME '00:00' + random() * INTERVAL '23 hours')",
        ColumnKind.JSON: "to_json(replace(gen_random_uuid()::text, '-', ''))",
        ColumnKind.JSONB: "to_jsonb(replace(gen_random_uuid()::text, '-', ''))",
        ColumnKind.UUID: "gen_random_uuid()",
    }
    return _own(texts[info.kind])


def _sqlite_zero(column: Expression, info: ColumnInfo) -> Expression:
    texts = {
        ColumnKind.DATE: _own("'1970-01-01'"),
        ColumnKind.TIMESTAMP: _own("'1970-01-01 00:00:00'"),
        ColumnKind.TIME: _own("'00:00:00'"),
        ColumnKind.JSON: _own("'0'"),
    }
    zeros = sa.func.replace(sa.func.hex(sa.func.zeroblob(sa.func.length(column))), _own("'00'"), _own("'0'"))
    return _by_storage(
        column,
        text=texts.get(info.kind, zeros),
        blob=sa.func.zeroblob(sa.func.length(column)),
        integer=_own("0"),
        real=_own("0.0"),
    )


def _sqlite_random(column: Expression, info: ColumnInfo, *, unique: bool) -> Expression:
    some = f"abs(random() % {_DAYS})"
    texts = {
        ColumnKind.DATE: _own(f"date('1970-01-01', '+' || {some} || ' days')"),
        ColumnKind.TIMESTAMP: _own(f"datetime('1970-01-01', '+' || {some} || ' days')"),
        ColumnKind.TIME: _own("time('00:00:00', '+' || abs(random() % 86399) || ' seconds')"),
        ColumnKind.JSON: _own("'\"' || hex(randomblob(16)) || '\"'"),
    }
    length = sa.func.length(column)
    text: Expression = sa.func.substr(sa.func.hex(sa.func.randomblob(length)), _own("1"), length)
    if unique:
        text = _own(f"hex(randomblob({RANDOM_TEXT // 2}))")
    integer = "abs(random() % 2)" if info.kind is ColumnKind.BOOLEAN else f"abs(random() % {_LARGEST})"
    return _by_storage(
        column,
        text=texts.get(info.kind, text),
        # randomblob(0) is one byte long.
        blob=sa.func.substr(sa.func.randomblob(length), _own("1"), length),
        integer=_own(integer),
        real=_own("abs(random() % 1000000) / 1000.0"),
    )


def _by_storage(
    column: Expression, *, text: Expression, blob: Expression, integer: Expression, real: Expression
) -> Expression:
    # A SQLite column may hold any kind of value whatever its declared type: each value is overwritten as what it is.
    return sa.case(
        (sa.func.typeof(column) == _own("'text'"), text),
        (sa.func.typeof(column) == _own("'blob'"), blob),
        (sa.func.typeof(column) == _own("'integer'"), integer),
        (sa.func.typeof(column) == _own("'real'"), real),
        else_=sa.null(),
    )
