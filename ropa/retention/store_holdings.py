"""Queries on the holdings of one activity, with the reading that gave each its dates."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, insert, select, update

from ropa.db.all_tables import metadata
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


def list_ref() -> ColumnElement[str | None]:
    """Return the reference of the destruction list that a row of `holdings` stands on, as `list_ref`."""
    lists = metadata.tables["destruction_lists"]
    return select(lists.c.ref).where(lists.c.id == holdings.c.list_id).scalar_subquery().label("list_ref")


def shown() -> Select[Any]:
    """Return the query of holdings with `held` and with `rule`, the reading that gave the dates."""
    rule = retention_rules.alias("gave")
    return select(holdings, is_held().label("held"), rule.c.rule, list_ref()).outerjoin(
        rule, rule.c.id == holdings.c.rule_id
    )


def of_activity(uow: UnitOfWork, activity_id: str, after: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return an activity's holdings in the order of their making, after the one named."""
    query = shown().where(holdings.c.activity_id == activity_id)
    if after is not None:
        query = query.where(holdings.c.id > after)
    return uow.connection.execute(query.order_by(holdings.c.id).limit(limit)).all()


def find(uow: UnitOfWork, holding_id: str) -> Row[Any] | None:
    """Return one holding, or None."""
    return uow.connection.execute(shown().where(holdings.c.id == holding_id)).first()


def by_key(
    uow: UnitOfWork, activity_ids: Collection[str], column: str, keys: Collection[str], *, locked: bool = True
) -> dict[tuple[str, str], Row[Any]]:
    """Return holdings of activities by activity and `source_key` or `made_from`, of those keys that they have.

    `locked` until the unit of work ends, when it writes: what is compared now is what is changed then.
    """
    wanted, key = sorted(set(keys)), holdings.c[column]
    found: dict[tuple[str, str], Row[Any]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = key.in_(wanted[start : start + _AT_ONCE])
        query = select(holdings).where(holdings.c.activity_id.in_(sorted(activity_ids)), some)
        query = query.with_for_update() if locked else query
        found |= {(row.activity_id, getattr(row, column)): row for row in uow.connection.execute(query)}
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


def having(uow: UnitOfWork, activity_ids: Collection[str]) -> set[str]:
    """Return which of some activities have any holding."""
    wanted = sorted(set(activity_ids))
    found: set[str] = set()
    activity = metadata.tables["activities"].c
    for start in range(0, len(wanted), _AT_ONCE):
        # By activity: one of them may have a million holdings, and the first one found is enough.
        any_held = exists().where(holdings.c.activity_id == activity.id)
        query = select(activity.id).where(activity.id.in_(wanted[start : start + _AT_ONCE]), any_held)
        found |= set(uow.connection.scalars(query))
    return found
