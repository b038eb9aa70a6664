"""Queries on destruction lists and their items."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Row, Select, bindparam, delete, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction.tables import destruction_items, destruction_lists, holding_acts
from schemas.destruction import ArchivesAnswer, HoldingState, ItemOutcome, ListState, Opinion
from schemas.destruction_lists import DestructionItem, ListedHolding, Paper

#: SQLite takes 32,766 values in one statement.
_AT_ONCE = 5_000
_LISTED = msgspec.json.Decoder(ListedHolding)
_PAPER = msgspec.json.Decoder(Paper)
_OPEN = str(ItemOutcome.OPEN)


def add_list(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a new list."""
    uow.connection.execute(insert(destruction_lists), dict(values))


def find(uow: UnitOfWork, list_id: str) -> Row[Any] | None:
    """Return a list's row, or None."""
    return uow.connection.execute(select(destruction_lists).where(destruction_lists.c.id == list_id)).first()


def find_ref(uow: UnitOfWork, ref: str) -> str | None:
    """Return the id of a reference, or None."""
    return uow.connection.scalar(select(destruction_lists.c.id).where(destruction_lists.c.ref == ref))


def lock(uow: UnitOfWork, list_id: str, version: int, after: int) -> bool:
    """Lock a list for the transaction and give it another version; False when `version` is not the present one."""
    query = update(destruction_lists).where(destruction_lists.c.id == list_id, destruction_lists.c.version == version)
    return uow.connection.execute(query.values(version=after)).rowcount == 1


def bump(uow: UnitOfWork, list_id: str) -> bool:
    """Lock a list for the transaction and give it the next version; False when there is none."""
    query = update(destruction_lists).where(destruction_lists.c.id == list_id)
    return uow.connection.execute(query.values(version=destruction_lists.c.version + 1)).rowcount == 1


def change_list(uow: UnitOfWork, list_id: str, values: Mapping[str, object]) -> None:
    """Store what changed of a list that is locked."""
    uow.connection.execute(update(destruction_lists).where(destruction_lists.c.id == list_id).values(**values))


def page(
    uow: UnitOfWork,
    offices: Sequence[Select[tuple[int]]],
    states: Collection[ListState],
    before: str | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return lists with how many items they have and how many are open, newest first."""
    item = destruction_items.c
    of_list = item.list_id == destruction_lists.c.id
    size = select(func.count()).select_from(destruction_items).where(of_list)
    query = select(
        destruction_lists,
        size.scalar_subquery().label("size"),
        size.where(item.outcome == _OPEN).scalar_subquery().label("open"),
    )
    for each in offices:
        query = query.where(destruction_lists.c.office_id.in_(each))
    if states:
        query = query.where(destruction_lists.c.state.in_(sorted(str(each) for each in states)))
    if before is not None:
        query = query.where(destruction_lists.c.id < before)
    return uow.connection.execute(query.order_by(destruction_lists.c.id.desc()).limit(limit)).all()


def add_items(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store new items."""
    if rows:
        uow.connection.execute(insert(destruction_items), [dict(row) for row in rows])


def drop_items(uow: UnitOfWork, ids: Collection[str]) -> None:
    """Take items off a draft: they were never before anybody."""
    for some in _batches(ids):
        uow.connection.execute(delete(destruction_items).where(destruction_items.c.id.in_(some)))


def items(  # noqa: PLR0913 - one argument for each filter
    uow: UnitOfWork,
    list_id: str,
    *,
    state: HoldingState | None = None,
    outcome: ItemOutcome | None = None,
    opinion: Opinion | None = None,
    holding_ids: Collection[str] | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[DestructionItem]:
    """Return a list's items in the order of their numbers, behind a number. Whether they are held is not told here.

    `holding_ids`: those of these data sets only, at most as many as a list has.
    """
    item = destruction_items.c
    query = select(destruction_items).where(item.list_id == list_id, item.seq > after)
    if state is not None:
        query = query.where(item.state == str(state))
    if outcome is not None:
        query = query.where(item.outcome == str(outcome))
    if opinion is not None:
        query = query.where(item.opinion == str(opinion))
    if holding_ids is not None:
        query = query.where(item.holding_id.in_(sorted(holding_ids)))
    return [_item(row) for row in uow.connection.execute(query.order_by(item.seq).limit(limit))]


def _item(row: Row[Any]) -> DestructionItem:
    return DestructionItem(
        id=row.id,
        list_id=row.list_id,
        seq=row.seq,
        holding_id=row.holding_id,
        state=HoldingState.of(row.state),
        outcome=ItemOutcome.of(row.outcome),
        listed=_LISTED.decode(row.listed),
        listed_hash=row.listed_hash,
        opinion=Opinion.of(row.opinion) if row.opinion else None,
        opinion_reason=row.opinion_reason,
        opinion_through=row.opinion_through,
        decision_id=row.decision_id,
        decision=Opinion.of(row.decision) if row.decision else None,
        decision_reason=row.decision_reason,
        decision_through=row.decision_through,
        sent_id=row.sent_id,
        answer_id=row.answer_id,
        answer=ArchivesAnswer.of(row.answer) if row.answer else None,
        archives_skipped=row.archives_skipped,
        frozen=row.frozen,
        outcome_on=row.outcome_on,
        outcome_reason=row.outcome_reason,
        through=row.through,
        receipt=_PAPER.decode(row.receipt) if row.receipt else None,
    )


def item_values(item: DestructionItem) -> dict[str, object]:
    """Return the row of a new item."""
    return {
        "id": item.id,
        "list_id": item.list_id,
        "seq": item.seq,
        "holding_id": item.holding_id,
        "activity_id": item.listed.activity_id,
        "state": str(item.state),
        "outcome": str(item.outcome),
        "listed_hash": item.listed_hash,
        "listed": msgspec.json.encode(item.listed, order="deterministic"),
    }


def set_items(uow: UnitOfWork, ids: Collection[str], values: Mapping[str, object]) -> None:
    """Store the same values in some items."""
    for some in _batches(ids):
        uow.connection.execute(update(destruction_items).where(destruction_items.c.id.in_(some)).values(**values))


def set_each(uow: UnitOfWork, rows: Sequence[Mapping[str, object]]) -> None:
    """Store values of their own in some items; each row has `id` and the same columns."""
    if not rows:
        return
    columns = [name for name in rows[0] if name != "id"]
    query = update(destruction_items).where(destruction_items.c.id == bindparam("its_id"))
    named = [{"its_id": row["id"], **{f"new_{name}": row[name] for name in columns}} for row in rows]
    values = {name: bindparam(f"new_{name}", type_=destruction_items.c[name].type) for name in columns}
    uow.connection.execute(query.values(**values), named)


def counts(uow: UnitOfWork, list_id: str) -> list[tuple[str, str, int]]:
    """Return (state, outcome, items) of a list."""
    item = destruction_items.c
    query = select(item.state, item.outcome, func.count()).where(item.list_id == list_id)
    return [tuple(row) for row in uow.connection.execute(query.group_by(item.state, item.outcome))]


def lists_of(uow: UnitOfWork, holding_ids: Collection[str]) -> dict[str, str]:
    """Return the reference of the list on which each of some data sets stands openly."""
    found: dict[str, str] = {}
    for some in _batches(holding_ids):
        query = (
            select(destruction_items.c.holding_id, destruction_lists.c.ref)
            .join(destruction_lists, destruction_lists.c.id == destruction_items.c.list_id)
            .where(destruction_items.c.holding_id.in_(some), destruction_items.c.outcome == _OPEN)
        )
        found |= {row.holding_id: row.ref for row in uow.connection.execute(query)}
    return found


def add_act(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store what was decided on a data set that stands on no list."""
    uow.connection.execute(insert(holding_acts), dict(values))


def _batches(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(set(ids))
    return [ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE)]
