"""Queries on many readings at once: replaced, found by their words, and those of the past."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, exists, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.store import StoredRule, stored_rule
from ropa.retention.tables import holdings, retention_rules
from ropa.retention.tables_readings import retention_cycles
from schemas.retention import CyclePart
from schemas.vocabulary import StartEvent

Start = tuple[StartEvent | None, date | None]
_MOST_IDS = 500
_IS_CURRENT = retention_rules.c.until_at.is_(None)


def _some(ids: Collection[str]) -> list[list[str]]:
    ordered = sorted(set(ids))
    return [ordered[begin : begin + _MOST_IDS] for begin in range(0, len(ordered), _MOST_IDS)]


def replace_rules(uow: UnitOfWork, ended: Collection[str], made: Sequence[StoredRule], at: datetime) -> None:
    """End readings by their ids, and begin others."""
    for ids in _some(ended):
        uow.connection.execute(update(retention_rules).where(retention_rules.c.id.in_(ids)).values(until_at=at))
    if made:
        uow.connection.execute(insert(retention_rules), [_values(rule) for rule in made])


def _values(rule: StoredRule) -> dict[str, object]:
    values = {name: getattr(rule, name) for name in rule.__struct_fields__}
    values["stated_event"] = str(rule.stated_event) if rule.stated_event else None
    values["status"] = str(rule.rule.status)
    values["rule"] = msgspec.json.encode(rule.rule, order="deterministic")
    values["about"] = None if rule.about is None else msgspec.json.encode(rule.about, order="deterministic")
    return values


def starts_among(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[tuple[str, str], list[Start]]:
    """Return the different starts of the data sets of some activities, by activity and slot."""
    found: dict[tuple[str, str], list[Start]] = {}
    columns = (holdings.c.activity_id, holdings.c.rule_slot, holdings.c.start_event, holdings.c.started_on)
    for ids in _some(activity_ids):
        query = select(*columns).where(holdings.c.activity_id.in_(ids)).distinct()
        for activity_id, slot, event, day in uow.connection.execute(query):
            found.setdefault((activity_id, slot), []).append((StartEvent.of(event) if event else None, day))
    return found


def same_words(
    uow: UnitOfWork, like: StoredRule, statuses: Collection[str], offices: Select[tuple[int]] | None, limit: int
) -> list[StoredRule]:
    """Return other present readings of the very words and stated event of one, in some offices, oldest first."""
    rules = retention_rules.c
    event = None if like.stated_event is None else str(like.stated_event)
    query = select(retention_rules).where(
        _IS_CURRENT,
        rules.status.in_(statuses),
        rules.retention_text == like.retention_text,
        rules.stated_event.is_(None) if event is None else rules.stated_event == event,
        rules.id != like.id,
    )
    if offices is not None:
        query = query.where(rules.office_id.in_(offices))
    return [stored_rule(row) for row in uow.connection.execute(query.order_by(rules.id).limit(limit))]


def same_cycles(
    uow: UnitOfWork,
    place: tuple[str, CyclePart],
    words: str,
    statuses: Collection[str],
    offices: Select[tuple[int]] | None,
    limit: int,
) -> list[str]:
    """Return the other activities whose cycle of the same part has the very same words, in some offices."""
    activity_id, part = place
    cycles, rules = retention_cycles.c, retention_rules.c
    in_office = [_IS_CURRENT, rules.activity_id == cycles.activity_id, rules.slot == ""]
    if offices is not None:
        in_office.append(rules.office_id.in_(offices))
    query = select(cycles.activity_id).where(
        cycles.part == str(part),
        cycles.words == words,
        cycles.status.in_(statuses),
        cycles.activity_id != activity_id,
        exists().where(*in_office),
    )
    return list(uow.connection.scalars(query.order_by(cycles.activity_id).limit(limit)))


def past(uow: UnitOfWork, activity_id: str, limit: int) -> Sequence[Row[Any]]:
    """Return readings of an activity, those of the past too, newest first."""
    query = select(retention_rules).where(retention_rules.c.activity_id == activity_id)
    return uow.connection.execute(query.order_by(retention_rules.c.id.desc()).limit(limit)).all()


def present(uow: UnitOfWork, offices: Select[tuple[int]] | None, after: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return present readings of activities in some offices, oldest first, after the one named."""
    query = select(retention_rules).where(_IS_CURRENT)
    if offices is not None:
        query = query.where(retention_rules.c.office_id.in_(offices))
    if after is not None:
        query = query.where(retention_rules.c.id > after)
    return uow.connection.execute(query.order_by(retention_rules.c.id).limit(limit)).all()
