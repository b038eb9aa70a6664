"""Queries on dry runs, their batches, and what approvals froze."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure.tables import erasure_batches, erasure_dry_runs, erasure_freezes

_FROZEN = erasure_freezes.c.ended_at.is_(None)
_CHUNK = 500


def add(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store what a dry run found of one item."""
    uow.connection.execute(insert(erasure_dry_runs), dict(values))


def add_batches(uow: UnitOfWork, batches: Sequence[Mapping[str, object]]) -> None:
    """Store batches of a dry run's plan."""
    for start in range(0, len(batches), _CHUNK):
        uow.connection.execute(insert(erasure_batches), [dict(each) for each in batches[start : start + _CHUNK]])


def latest(uow: UnitOfWork, list_id: str) -> dict[str, Row[Any]]:
    """Return the newest dry run of each item of a list, by item."""
    newest = (
        select(func.max(erasure_dry_runs.c.id).label("id"))
        .where(erasure_dry_runs.c.list_id == list_id)
        .group_by(erasure_dry_runs.c.item_id)
        .subquery()
    )
    query = select(erasure_dry_runs).join(newest, newest.c.id == erasure_dry_runs.c.id)
    return {row.item_id: row for row in uow.connection.execute(query)}


def find(uow: UnitOfWork, dry_run_id: str) -> Row[Any] | None:
    """Return one dry run."""
    return uow.connection.execute(select(erasure_dry_runs).where(erasure_dry_runs.c.id == dry_run_id)).first()


def batches(uow: UnitOfWork, dry_run_id: str) -> Iterator[Row[Any]]:
    """Yield the batches of a dry run in their order, some at a time."""
    table = erasure_batches
    after = -1
    while True:
        query = select(table).where(table.c.dry_run_id == dry_run_id, table.c.seq > after).order_by(table.c.seq)
        rows = uow.connection.execute(query.limit(_CHUNK)).all()
        yield from rows
        if len(rows) < _CHUNK:
            return
        after = rows[-1].seq


def freeze(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store what an approval froze, in place of what stands frozen for the same items."""
    if not rows:
        return
    end_items(uow, [str(row["item_id"]) for row in rows])
    uow.connection.execute(insert(erasure_freezes), [dict(row) for row in rows])


def end_items(uow: UnitOfWork, item_ids: Collection[str]) -> None:
    """End what is frozen of some items."""
    query = update(erasure_freezes).where(erasure_freezes.c.item_id.in_(item_ids), _FROZEN)
    uow.connection.execute(query.values(ended_at=uow.now))


def thaw(uow: UnitOfWork, list_id: str) -> None:
    """End what is frozen of a list."""
    uow.connection.execute(
        update(erasure_freezes).where(erasure_freezes.c.list_id == list_id, _FROZEN).values(ended_at=uow.now)
    )


def frozen(uow: UnitOfWork, list_id: str) -> dict[str, Row[Any]]:
    """Return what is frozen of a list with the dry run that it was taken from, by item."""
    query = _frozen().where(erasure_freezes.c.list_id == list_id)
    return {row.item_id: row for row in uow.connection.execute(query)}


def frozen_item(uow: UnitOfWork, item_id: str) -> Row[Any] | None:
    """Return what is frozen of one item, as `frozen` does."""
    return uow.connection.execute(_frozen().where(erasure_freezes.c.item_id == item_id)).first()


def _frozen() -> Select[Any]:
    freezes, runs = erasure_freezes, erasure_dry_runs
    told = (freezes.c.hash.label("frozen_hash"), freezes.c.frozen_at, freezes.c.frozen_by)
    return select(runs, *told).join(freezes, and_(freezes.c.dry_run_id == runs.c.id, _FROZEN))
