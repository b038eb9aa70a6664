"""Queries on the holdings of one activity, with the reading that gave each its dates."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import is_held
from ropa.retention.tables import holdings, retention_rules
from schemas.holding import HoldingCopy

_COPIES = msgspec.json.Decoder(list[HoldingCopy])
#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000


def copies_of(content: bytes | None) -> list[HoldingCopy]:
    """Return the copies of stored bytes."""
    return [] if content is None else _COPIES.decode(content)


def stored_copies(copies: Sequence[HoldingCopy]) -> bytes | None:
    """Return copies as they are stored."""
    return msgspec.json.encode(copies, order="deterministic") if copies else None


def shown() -> Select[Any]:
    """Return the query of holdings with `held` and with `rule`, the reading that gave the dates."""
    rule = retention_rules.alias("gave")
    return select(holdings, is_held().label("held"), rule.c.rule).outerjoin(rule, rule.c.id == holdings.c.rule_id)


def of_activity(uow: UnitOfWork, activity_id: str, after: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return an activity's holdings in the order of their making, after the one named."""
    query = shown().where(holdings.c.activity_id == activity_id)
    if after is not None:
        query = query.where(holdings.c.id > after)
    return uow.connection.execute(query.order_by(holdings.c.id).limit(limit)).all()


def find(uow: UnitOfWork, holding_id: str) -> Row[Any] | None:
    """Return one holding, or None."""
    return uow.connection.execute(shown().where(holdings.c.id == holding_id)).first()


def by_key(uow: UnitOfWork, activity_id: str, column: str, keys: Collection[str]) -> dict[str, Row[Any]]:
    """Return an activity's holdings by `source_key` or `made_from`, of those keys that it has."""
    wanted = sorted(set(keys))
    found: dict[str, Row[Any]] = {}
    key = holdings.c[column]
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(holdings).where(holdings.c.activity_id == activity_id, key.in_(wanted[start : start + _AT_ONCE]))
        found |= {getattr(row, column): row for row in uow.connection.execute(query)}
    return found


def add(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store new holdings; every row has the same columns."""
    if rows:
        uow.connection.execute(insert(holdings), [dict(row) for row in rows])


def change(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store changes, each a new version; every row has the same columns, `id` among them."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != "id"]
    query = update(holdings).where(holdings.c.id == bindparam("b_id"))
    values: dict[str, Any] = {name: bindparam(f"b_{name}") for name in columns}
    query = query.values(version=holdings.c.version + 1, **values)
    uow.connection.execute(query, [{f"b_{name}": value for name, value in row.items()} for row in rows])
