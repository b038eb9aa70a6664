"""The holdings of many activities at once, for an export of the register."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import Row

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_held, store_register
from ropa.retention.rules_shown import due_reasons
from ropa.retention.store import StoredRule
from ropa.retention.store_holdings import copies_of
from schemas.destruction import HoldingState
from schemas.holding import Carrier, DueState, HoldKind
from schemas.register_lines import HeldSet
from schemas.vocabulary import Applies, StartEvent

#: Holdings in memory at a time.
MOST = 2_000


def of_activities(uow: UnitOfWork, activity_ids: Collection[str], most: int = MOST) -> dict[str, Iterable[HeldSet]]:
    """Return the holdings of activities by activity, oldest entry first, to be walked once; three queries for all.

    Where they are more than `most`, each activity's are read when its turn comes, `most` at a time: one activity may
    have a million. Says nothing about rights: the caller hands in what the actor may export.
    """
    rows = store_register.holdings_among(uow, activity_ids, None, most + 1) if activity_ids else ()
    if len(rows) > most:
        return {activity_id: _walk(uow, activity_id, most) for activity_id in activity_ids}
    found: dict[str, list[HeldSet]] = {}
    for activity_id, held in _read(uow, rows):
        found.setdefault(activity_id, []).append(held)
    return dict(found)


def _walk(uow: UnitOfWork, activity_id: str, most: int) -> Iterator[HeldSet]:
    after: store_register.Place | None = None
    while rows := store_register.holdings_among(uow, [activity_id], after, most):
        for _, held in _read(uow, rows):
            yield held
        after = activity_id, rows[-1].id


def _read(uow: UnitOfWork, rows: Iterable[Row[Any]]) -> Iterator[tuple[str, HeldSet]]:
    listed = list(rows)
    if not listed:
        return
    activity_ids = {row.activity_id for row in listed}
    rules = store_register.rules_among(uow, activity_ids)
    kinds: dict[str, list[HoldKind]] = {}
    for holding_id, hold in store_held.active_holds(uow, [row.id for row in listed]):
        kinds.setdefault(holding_id, []).append(HoldKind.of(hold.kind))
    for row in listed:
        holds = tuple(dict.fromkeys(kinds.get(row.id, ())))
        yield row.activity_id, _held(row, rules.get((row.activity_id, row.rule_slot)), holds)


def _held(row: Row[Any], rule: StoredRule | None, holds: tuple[HoldKind, ...]) -> HeldSet:
    state = DueState.of(row.due_state)
    event = StartEvent.of(row.start_event) if row.start_event else None
    reason = due_reasons(
        rule.rule if rule else None,
        state,
        event,
        row.started_on,
        row.last_day_kept,
        extended_through=row.extended_through,
    )[0]
    return HeldSet(
        title=row.title,
        start_event=event,
        started_on=row.started_on,
        last_day_kept=row.last_day_kept,
        due_on=row.due_on,
        due_state=state,
        reason_th=reason,
        holds=holds,
        location=row.location,
        medium=row.medium,
        volume=row.volume,
        data_from=row.data_from,
        data_through=row.data_through,
        carrier=Carrier.of(row.carrier) if row.carrier else None,
        saraban=Applies.of(row.saraban),
        copies=tuple(copies_of(row.copies)),
        rule=row.rule_slot,
        source_key=row.source_key,
        state=HoldingState.of(row.state),
        extended_through=row.extended_through,
        disposed_on=row.disposed_on,
    )
