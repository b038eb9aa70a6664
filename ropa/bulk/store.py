"""Queries on runs and their records."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Select, delete, func, insert, literal_column, select, update

from ropa.bulk.tables import bulk_items, bulk_runs
from ropa.db.unit_of_work import UnitOfWork
from schemas.bulk import BulkKind, BulkState, BulkTerms, ItemState, Place
from schemas.downloads_register import RegisterQuery


class Detail(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is kept of one record's change."""

    places: list[Place] = msgspec.field(default_factory=list)
    before: str | None = None
    """The steward before: a person's id."""
    after: str | None = None
    was: Any = None
    """What stood in the field that was filled, as JSON has it: a group may be there and say nothing."""


class Run(Struct, frozen=True, kw_only=True):
    """A stored run."""

    id: str
    state: BulkState
    kind: BulkKind | None
    undo_of: str | None
    query: RegisterQuery | None
    terms: BulkTerms | None
    total: int
    seen: int
    created_at: datetime
    created_by: str
    created_by_name: str
    started_at: datetime | None
    ended_at: datetime | None


class Item(Struct, frozen=True, kw_only=True):
    """A stored record of a run."""

    number: int
    activity_id: str
    ref: str
    title: str
    office_id: int
    version: int
    version_after: int | None = None
    hash_before: str
    state: ItemState
    message_th: str | None = None
    message_en: str | None = None
    starts_draft: bool = False
    place_count: int = 0
    detail: Detail = msgspec.field(default_factory=Detail)


_RUN = [bulk_runs.c[name] for name in Run.__struct_fields__]
_ITEM = [bulk_items.c[name] for name in Item.__struct_fields__]
_DID: Select[Any] = select(literal_column("1")).where(
    bulk_items.c.run_id == bulk_runs.c.id, bulk_items.c.state == str(ItemState.DONE)
)


def _run(row: Any) -> Run:
    values = dict(zip(Run.__struct_fields__, row, strict=True))
    values["state"] = BulkState.of(row.state)
    values["kind"] = BulkKind.of(row.kind) if row.kind else None
    values["query"] = msgspec.json.decode(row.query, type=RegisterQuery) if row.query else None
    values["terms"] = msgspec.json.decode(row.terms, type=BulkTerms) if row.terms else None
    return Run(**values)


def _item(row: Any) -> Item:
    values = dict(zip(Item.__struct_fields__, row, strict=True))
    values["state"] = ItemState.of(row.state)
    values["detail"] = msgspec.json.decode(row.detail, type=Detail)
    return Item(**values)


def add(uow: UnitOfWork, values: dict[str, object]) -> None:
    """Insert a run."""
    uow.connection.execute(insert(bulk_runs), values)


def find(uow: UnitOfWork, run_id: str, *, lock: bool = False) -> Run | None:
    """Return a run. `lock`: others who would change it wait."""
    query = select(*_RUN).where(bulk_runs.c.id == run_id)
    row = uow.connection.execute(query.with_for_update() if lock else query).first()
    return None if row is None else _run(row)


def undone_by(uow: UnitOfWork, run_ids: Sequence[str]) -> dict[str, str]:
    """Return the last run that took something of each of some runs back, where there is one."""
    states = [str(BulkState.RUNNING), str(BulkState.DONE)]
    query = select(bulk_runs.c.undo_of, bulk_runs.c.id).where(
        bulk_runs.c.undo_of.in_(run_ids), bulk_runs.c.state.in_(states), _DID.exists()
    )
    return {row.undo_of: row.id for row in uow.connection.execute(query.order_by(bulk_runs.c.id))}


def taken_back(uow: UnitOfWork, run_id: str) -> set[str]:
    """Return the activities of a run whose change was taken back."""
    query = (
        select(bulk_items.c.activity_id)
        .join(bulk_runs, bulk_runs.c.id == bulk_items.c.run_id)
        .where(bulk_runs.c.undo_of == run_id, bulk_items.c.state == str(ItemState.DONE))
    )
    return set(uow.connection.scalars(query))


def runs(uow: UnitOfWork, actor_id: str | None, before: str | None, limit: int) -> list[Run]:
    """Return runs, newest first, of one actor or of all."""
    query = select(*_RUN).order_by(bulk_runs.c.id.desc()).limit(limit)
    if actor_id is not None:
        query = query.where(bulk_runs.c.created_by == actor_id)
    if before is not None:
        query = query.where(bulk_runs.c.id < before)
    return [_run(row) for row in uow.connection.execute(query)]


def change(uow: UnitOfWork, run_id: str, values: dict[str, object]) -> None:
    """Change a run."""
    uow.connection.execute(update(bulk_runs).where(bulk_runs.c.id == run_id).values(**values))


def counts(uow: UnitOfWork, run_ids: Sequence[str]) -> dict[str, tuple[dict[str, int], int]]:
    """Return (records by state, places of those that change or changed) of each run; one query."""
    query = (
        select(bulk_items.c.run_id, bulk_items.c.state, func.count(), func.sum(bulk_items.c.place_count))
        .where(bulk_items.c.run_id.in_(run_ids))
        .group_by(bulk_items.c.run_id, bulk_items.c.state)
    )
    found: dict[str, tuple[dict[str, int], int]] = {run_id: ({}, 0) for run_id in run_ids}
    for run_id, state, count, places in uow.connection.execute(query):
        states, sum_of_places = found[run_id]
        states[state] = int(count)
        if state in {str(ItemState.READY), str(ItemState.DONE)}:
            sum_of_places += int(places or 0)
        found[run_id] = states, sum_of_places
    return found


def drop_items(uow: UnitOfWork, run_id: str) -> None:
    """Forget the preview of a run."""
    uow.connection.execute(delete(bulk_items).where(bulk_items.c.run_id == run_id))


def add_items(uow: UnitOfWork, run_id: str, items: Iterable[Item]) -> None:
    """Insert records of a run."""
    rows = [
        {
            **{name: getattr(each, name) for name in Item.__struct_fields__},
            "run_id": run_id,
            "state": str(each.state),
            "detail": msgspec.json.encode(each.detail).decode(),
        }
        for each in items
    ]
    if rows:
        uow.connection.execute(insert(bulk_items), rows)


def items(
    uow: UnitOfWork, run_id: str, states: Sequence[ItemState], after: int, limit: int, offices: Any = None
) -> list[Item]:
    """Return records of a run in some states (none: in any), in order, from above a number."""
    query = select(*_ITEM).where(bulk_items.c.run_id == run_id, bulk_items.c.number > after)
    if states:
        query = query.where(bulk_items.c.state.in_([str(each) for each in states]))
    if offices is not None:
        query = query.where(bulk_items.c.office_id.in_(offices))
    return [_item(row) for row in uow.connection.execute(query.order_by(bulk_items.c.number).limit(limit))]


def numbers(uow: UnitOfWork, run_id: str, state: ItemState) -> list[int]:
    """Return the numbers of the records in a state."""
    query = select(bulk_items.c.number).where(bulk_items.c.run_id == run_id, bulk_items.c.state == str(state))
    return list(uow.connection.scalars(query.order_by(bulk_items.c.number)))


def claim(uow: UnitOfWork, run_id: str, number: int) -> Item | None:
    """Take a record that is still to be done, and say that it is; None when somebody else did it.

    What is done to the record is saved with this, or not at all.
    """
    mine = (bulk_items.c.run_id == run_id, bulk_items.c.number == number)
    taken = uow.connection.execute(
        update(bulk_items).where(*mine, bulk_items.c.state == str(ItemState.READY)).values(state=str(ItemState.DONE))
    )
    if taken.rowcount == 0:
        return None
    return _item(uow.connection.execute(select(*_ITEM).where(*mine)).one())


def stop(uow: UnitOfWork, run_id: str, message_th: str, message_en: str) -> int:
    """Mark what is still to be done of a run as not done; return how many records."""
    query = update(bulk_items).where(bulk_items.c.run_id == run_id, bulk_items.c.state == str(ItemState.READY))
    values = {"state": str(ItemState.FAILED), "message_th": message_th, "message_en": message_en}
    return uow.connection.execute(query.values(**values)).rowcount


def change_item(uow: UnitOfWork, run_id: str, number: int, values: dict[str, object]) -> None:
    """Change what is kept of one record."""
    uow.connection.execute(
        update(bulk_items).where(bulk_items.c.run_id == run_id, bulk_items.c.number == number).values(**values)
    )


def abandoned(uow: UnitOfWork, before: datetime, limit: int) -> list[str]:
    """Return runs that were made before a moment and never confirmed."""
    states = [str(BulkState.CHOSEN), str(BulkState.PREVIEWED)]
    query = select(bulk_runs.c.id).where(bulk_runs.c.state.in_(states), bulk_runs.c.created_at < before)
    return list(uow.connection.scalars(query.limit(limit)))


def with_texts(uow: UnitOfWork, before: datetime, limit: int) -> list[str]:
    """Return runs that began before a moment and still have the texts of their records."""
    query = select(bulk_runs.c.id).where(bulk_runs.c.started_at < before, bulk_runs.c.seen > 0)
    return list(uow.connection.scalars(query.limit(limit)))


def standing_still(uow: UnitOfWork, before: datetime, kind: BulkKind, limit: int) -> list[str]:
    """Return runs of a kind that began before a moment and are not ended, the newest first."""
    query = select(bulk_runs.c.id).where(
        bulk_runs.c.state == str(BulkState.RUNNING), bulk_runs.c.kind == str(kind), bulk_runs.c.started_at < before
    )
    return list(uow.connection.scalars(query.order_by(bulk_runs.c.id.desc()).limit(limit)))


def drop_texts(uow: UnitOfWork, run_ids: Sequence[str]) -> None:
    """Forget the texts of the records of runs, which are ended by it. `seen` 0 says so: no preview has this number."""
    uow.connection.execute(update(bulk_items).where(bulk_items.c.run_id.in_(run_ids)).values(title="", detail="{}"))
    ended = func.coalesce(bulk_runs.c.ended_at, uow.now)
    uow.connection.execute(
        update(bulk_runs).where(bulk_runs.c.id.in_(run_ids)).values(seen=0, state=str(BulkState.DONE), ended_at=ended)
    )
    # An answer may name people; a unit's old and new name do not.
    filled = bulk_runs.c.id.in_(run_ids), bulk_runs.c.kind == str(BulkKind.FILL)
    uow.connection.execute(update(bulk_runs).where(*filled).values(terms=None))


def drop_runs(uow: UnitOfWork, run_ids: Sequence[str]) -> None:
    """Forget runs that never did anything."""
    for table, key in ((bulk_items, bulk_items.c.run_id), (bulk_runs, bulk_runs.c.id)):
        uow.connection.execute(delete(table).where(key.in_(run_ids)))
