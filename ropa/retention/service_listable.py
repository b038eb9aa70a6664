"""What the steps of a destruction ask of data sets. Nothing here asks for rights: its callers do."""

from collections.abc import Collection
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Row, Select

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_listable
from schemas.destruction import HoldingState
from schemas.destruction_facts import HoldingFacts
from schemas.holding import Carrier, DueState, HoldingCopy
from schemas.retention import RuleStatus
from schemas.vocabulary import Applies, StartEvent

_COPIES = msgspec.json.Decoder(list[HoldingCopy])


def to_list(
    uow: UnitOfWork, offices: Select[tuple[int]], due_by: date, surveyed_by: date, limit: int
) -> list[HoldingFacts]:
    """Return the data sets of some offices that the checks listed as due and that are free, oldest date first.

    What may be a document under the Saraban Regulation only when it was due by `surveyed_by`: its survey has begun.
    """
    rows = store_listable.to_list(uow, offices, due_by, surveyed_by, limit)
    if store_listable.lock(uow, [row.id for row in rows]):
        # Who waited for another list finds what that one left.
        rows = store_listable.to_list(uow, offices, due_by, surveyed_by, limit)
    return [_facts(row) for row in rows]


def of_ids(uow: UnitOfWork, ids: Collection[str], offices: Select[tuple[int]] | None = None) -> dict[str, HoldingFacts]:
    """Return data sets by id, locked; unknown ones, and those of other offices than `offices`, are not there."""
    store_listable.lock(uow, ids)
    return {row.id: _facts(row) for row in store_listable.of_ids(uow, ids, offices)}


def looked_at(uow: UnitOfWork, ids: Collection[str]) -> dict[str, HoldingFacts]:
    """Return data sets by id as they stand, without a lock: for who only reads."""
    return {row.id: _facts(row) for row in store_listable.of_ids(uow, ids)}


def of_list(uow: UnitOfWork, list_id: str) -> dict[str, HoldingFacts]:
    """Return the data sets that stand on a destruction list now, by id."""
    return {row.id: _facts(row) for row in store_listable.of_list(uow, list_id)}


def held_of_list(uow: UnitOfWork, list_id: str) -> set[str]:
    """Return which data sets on a list are held now."""
    return store_listable.held_of_list(uow, list_id)


def _facts(row: Row[Any]) -> HoldingFacts:
    return HoldingFacts(
        id=row.id,
        activity_id=row.activity_id,
        office_id=row.office_id,
        title=row.title,
        location=row.location,
        medium=row.medium,
        volume=row.volume,
        carrier=Carrier.of(row.carrier) if row.carrier else None,
        saraban=Applies.of(row.saraban),
        start_event=StartEvent.of(row.start_event) if row.start_event else None,
        started_on=row.started_on,
        data_from=row.data_from,
        data_through=row.data_through,
        copies=_COPIES.decode(row.copies) if row.copies else [],
        rule=row.rule_slot,
        retention_text=row.retention_text,
        # A reading that ended gives no dates any more, whatever it said.
        reading=RuleStatus.of(row.reading) if row.read_until is None else RuleStatus.NEEDS_CONFIRMATION,
        due_state=DueState.of(row.due_state),
        last_day_kept=row.last_day_kept,
        due_on=row.due_on,
        state=HoldingState.of(row.state),
        list_id=row.list_id,
        held=bool(row.held),
    )
