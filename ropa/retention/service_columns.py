"""The columns of a holding: made of what was said of it, and shown again. Rights are asked by who calls."""

from typing import Any

from sqlalchemy import Row

from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid
from ropa.retention import store, store_holdings
from ropa.retention.rules import due
from ropa.retention.rules_holdings import CHANGEABLE, extended, no_such_rule, problems_of, same_facts
from ropa.retention.rules_shown import due_reason
from ropa.retention.rules_slots import slot_of
from ropa.retention.store import StoredRule
from schemas.destruction import HoldingState
from schemas.findings import Problem
from schemas.holding import Carrier, DueState, Holding, HoldingInput
from schemas.vocabulary import Applies, StartEvent


def shown_holding(row: Row[Any]) -> Holding:
    """Return the holding of a row of `store_holdings.shown`."""
    data, state = said(row), DueState.of(row.due_state)
    rule = None if row.rule is None else store.read_rule_row(row.rule)
    return Holding(
        id=row.id,
        activity_id=row.activity_id,
        last_day_kept=row.last_day_kept,
        due_on=row.due_on,
        due_state=state,
        due_reason=due_reason(
            rule, state, data.start_event, data.started_on, row.last_day_kept, extended_through=row.extended_through
        ),
        held=bool(row.held),
        state=HoldingState.of(row.state),
        extended_through=row.extended_through,
        list_ref=row.list_ref,
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        **{name: getattr(data, name) for name in data.__struct_fields__},
    )


def said(row: Row[Any]) -> HoldingInput:
    """Return what people or systems said of a holding of `holdings`."""
    return HoldingInput(
        title=row.title,
        start_event=StartEvent.of(row.start_event) if row.start_event else None,
        started_on=row.started_on,
        location=row.location,
        medium=row.medium,
        volume=row.volume,
        carrier=Carrier.of(row.carrier) if row.carrier else None,
        saraban=Applies.of(row.saraban),
        data_from=row.data_from,
        data_through=row.data_through,
        copies=store_holdings.copies_of(row.copies),
        rule=row.rule_slot,
        source_key=row.source_key,
    )


def changed_values(
    uow: UnitOfWork, row: Row[Any], data: HoldingInput, rules: dict[str, StoredRule]
) -> dict[str, object]:
    """Return the columns of a holding of `holdings` that becomes `data`.

    Raises: Invalid with every fault; Conflict when its facts are frozen.
    """
    told: dict[str, object] = {"updated_at": uow.now, "updated_by": uow.actor.id}
    if HoldingState.of(row.state) not in CHANGEABLE:
        if not same_facts(said(row), data):
            raise frozen()
        problems = [each for each in problems_of(data) if each.pointer == "/title"]
        if problems:
            raise Invalid(problems)
        return {**told, "title": data.title}
    problems = faults_of(data, rules)
    if problems:
        raise Invalid(problems)
    return {**told, **facts(data, rules, row)}


def frozen() -> Conflict:
    """Return what is said when somebody changes what is being decided about, or what is gone."""
    return Conflict(
        "ชุดข้อมูลนี้อยู่ในบัญชีขอทำลายที่เสนอแล้วหรือทำลายแล้ว แก้ได้เฉพาะชื่อ",
        "This data set stands on a destruction list that was handed in, or is gone; only its title may change",
    )


def faults_of(data: HoldingInput, rules: dict[str, StoredRule]) -> list[Problem]:
    """Return every fault of a holding under an activity that has these rules."""
    return [*problems_of(data), *rule_faults(data, rules)]


def rule_faults(data: HoldingInput, rules: dict[str, StoredRule]) -> list[Problem]:
    """Return what the register finds in a holding that has no fault of its own."""
    return [] if slot_of(data.rule) in rules else [no_such_rule(data.rule)]


def new_values(
    uow: UnitOfWork,
    activity_id: str,
    data: HoldingInput,
    rules: dict[str, StoredRule],
    origin: str,
    holding_id: str | None = None,
) -> dict[str, object]:
    """Return all columns of a new holding; `data` has no faults."""
    return {
        "id": holding_id or new_id(uow.now),
        "activity_id": activity_id,
        "version": 1,
        "origin": origin,
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
        **facts(data, rules, None),
    }


def facts(data: HoldingInput, rules: dict[str, StoredRule], row: Row[Any] | None) -> dict[str, object]:
    """Return the columns that say what a holding is, and its dates; `row` is the holding as it stands."""
    rule = rules[slot_of(data.rule)]
    found = due(rule.rule, data.start_event, data.started_on)
    if row is not None:
        found = extended(found, row.extended_through)
    return {
        "title": data.title,
        "start_event": str(data.start_event) if data.start_event else None,
        "started_on": data.started_on,
        "location": data.location,
        "medium": data.medium,
        "volume": data.volume,
        "carrier": str(data.carrier) if data.carrier else None,
        "saraban": str(data.saraban),
        "data_from": data.data_from,
        "data_through": data.data_through,
        "copies": store_holdings.stored_copies(data.copies),
        "rule_slot": rule.slot,
        "source_key": data.source_key,
        "rule_id": rule.id,
        "due_state": str(found.state),
        "last_day_kept": found.last_day_kept,
        "due_on": found.due_on,
    }
