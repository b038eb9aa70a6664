"""Queries on readings and holdings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import (
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    and_,
    case,
    delete,
    exists,
    insert,
    literal,
    or_,
    select,
    update,
)

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_held
from ropa.retention.rules import Due
from ropa.retention.rules_slots import FORM_SLOT, SlotWords
from ropa.retention.tables import holdings, retention_due, retention_holds, retention_rules
from schemas.holding import DueState
from schemas.retention import RetentionRule
from schemas.vocabulary import StartEvent

_RULE = msgspec.json.Decoder(RetentionRule)
_SAID = msgspec.json.Decoder(SlotWords)
_IS_CURRENT = retention_rules.c.until_at.is_(None)


class StoredRule(Struct, frozen=True, kw_only=True):
    """The present reading of one of an activity's retention rules; `slot` '' is the form's own."""

    id: str
    activity_id: str
    slot: str = FORM_SLOT
    office_id: int
    revision_id: str
    retention_text: str | None
    stated_event: StartEvent | None
    rules_version: int
    since_at: datetime
    rule: RetentionRule
    about: SlotWords | None = None
    """What the document says of a slot that is not the form's own."""

    @property
    def said(self) -> SlotWords:
        """What the document said when this was read."""
        return self.about or SlotWords(slot=self.slot, words=self.retention_text, event=self.stated_event)


def stored_rule(row: Row[Any]) -> StoredRule:
    """Return the reading of a row of `retention_rules`."""
    return StoredRule(
        id=row.id,
        activity_id=row.activity_id,
        slot=row.slot,
        office_id=row.office_id,
        revision_id=row.revision_id,
        retention_text=row.retention_text,
        stated_event=StartEvent.of(row.stated_event) if row.stated_event else None,
        rules_version=row.rules_version,
        since_at=row.since_at,
        rule=read_rule_row(row.rule),
        about=None if row.about is None else _SAID.decode(row.about),
    )


def read_rule_row(content: bytes) -> RetentionRule:
    """Return the rule of its stored bytes."""
    return _RULE.decode(content)


def is_form_rule(activity_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the join to an activity's own present rule, which says to which office it belongs: one row at most."""
    return and_(retention_rules.c.activity_id == activity_id, retention_rules.c.slot == FORM_SLOT, _IS_CURRENT)


def rule_of_holding() -> tuple[FromClause, ColumnElement[bool]]:
    """Return `retention_rules` once more, and its (outer) join to the present rule that a row of `holdings` is kept by.

    Nothing joins where the activity no longer has that rule.
    """
    rule = retention_rules.alias("rule_of_holding")
    joined = and_(
        rule.c.activity_id == holdings.c.activity_id, rule.c.slot == holdings.c.rule_slot, rule.c.until_at.is_(None)
    )
    return rule, joined


def current_rule(uow: UnitOfWork, activity_id: str, slot: str = FORM_SLOT) -> StoredRule | None:
    """Return the present reading of one of an activity's rules; None when there is no such activity or rule."""
    query = select(retention_rules).where(
        retention_rules.c.activity_id == activity_id, retention_rules.c.slot == slot, _IS_CURRENT
    )
    row = uow.connection.execute(query).first()
    return None if row is None else stored_rule(row)


def current_rules(uow: UnitOfWork, activity_id: str) -> dict[str, StoredRule]:
    """Return the present readings of all rules of an activity by slot, the form's own first."""
    query = select(retention_rules).where(retention_rules.c.activity_id == activity_id, _IS_CURRENT)
    rows = uow.connection.execute(query.order_by(retention_rules.c.slot))
    return {row.slot: stored_rule(row) for row in rows}


def stale_rules(uow: UnitOfWork, rules_version: int, limit: int) -> list[StoredRule]:
    """Return present readings that an older version of the reader made."""
    query = select(retention_rules).where(_IS_CURRENT, retention_rules.c.rules_version < rules_version).limit(limit)
    return [stored_rule(row) for row in uow.connection.execute(query)]


def end_rule(uow: UnitOfWork, activity_id: str, slot: str, at: datetime) -> None:
    """End the present reading of a slot; it stays as evidence."""
    query = update(retention_rules).where(
        retention_rules.c.activity_id == activity_id, retention_rules.c.slot == slot, _IS_CURRENT
    )
    uow.connection.execute(query.values(until_at=at))


def move_rule(uow: UnitOfWork, rule_id: str, office_id: int, revision_id: str) -> None:
    """Note that the same words now stand in another revision or belong to another office."""
    query = update(retention_rules).where(retention_rules.c.id == rule_id)
    uow.connection.execute(query.values(office_id=office_id, revision_id=revision_id))


def starts(uow: UnitOfWork, activity_id: str, slot: str = "") -> list[tuple[StartEvent | None, date | None]]:
    """Return the different starts of the holdings that an activity keeps by one of its rules: event and day."""
    query = (
        select(holdings.c.start_event, holdings.c.started_on)
        .where(holdings.c.activity_id == activity_id, holdings.c.rule_slot == slot)
        .distinct()
    )
    return [(StartEvent.of(event) if event else None, day) for event, day in uow.connection.execute(query)]


def set_dates(
    uow: UnitOfWork,
    activity_id: str,
    rule_id: str,
    start: tuple[StartEvent | None, date | None],
    due: Due,
    slot: str = "",
) -> int:
    """Store the dates of the holdings that an activity keeps by one of its rules and that have the same start.

    Return how many have another date, or another reason for having none, than before.
    What was extended by a decision stays at least so long; what is gone keeps the dates that it went with.
    """
    event, day = start
    kept: ColumnElement[Any] = literal(due.last_day_kept, Date)
    due_on: ColumnElement[Any] = literal(due.due_on, Date)
    if due.due_on is not None:
        longer = holdings.c.extended_due_on > due.due_on
        kept = case((longer, holdings.c.extended_through), else_=due.last_day_kept)
        due_on = case((longer, holdings.c.extended_due_on), else_=due.due_on)
    of_start = and_(
        holdings.c.activity_id == activity_id,
        holdings.c.rule_slot == slot,
        holdings.c.started_on.is_(None) if day is None else holdings.c.started_on == day,
        holdings.c.start_event.is_(None) if event is None else holdings.c.start_event == str(event),
        holdings.c.due_state != str(DueState.DISPOSED),
    )
    differs = or_(holdings.c.due_state != str(due.state), holdings.c.due_on.is_distinct_from(due_on))
    # Two statements: the first one's count is the answer. The second finds nothing left when the first took all.
    new = {"rule_id": rule_id, "due_state": str(due.state), "last_day_kept": kept, "due_on": due_on}
    moved = uow.connection.execute(update(holdings).where(of_start, differs).values(**new)).rowcount
    others = update(holdings).where(of_start, holdings.c.rule_id != rule_id)
    uow.connection.execute(others.values(rule_id=rule_id))
    return moved


#: The test whether an active hold protects a row of `holdings`.
is_held = store_held.is_held


def _holdings() -> Select[Any]:
    return select(holdings, is_held().label("held"))


def holdings_of(uow: UnitOfWork, activity_id: str, after: str | None, limit: int) -> Sequence[Row[Any]]:
    """Return an activity's holdings in the order of their making, after the one named."""
    query = _holdings().where(holdings.c.activity_id == activity_id)
    if after is not None:
        query = query.where(holdings.c.id > after)
    return uow.connection.execute(query.order_by(holdings.c.id).limit(limit)).all()


def find_holding(uow: UnitOfWork, holding_id: str) -> Row[Any] | None:
    """Return one holding, or None."""
    return uow.connection.execute(_holdings().where(holdings.c.id == holding_id)).first()


def add_holding(uow: UnitOfWork, values: Mapping[str, object]) -> None:
    """Store a new holding."""
    uow.connection.execute(insert(holdings), dict(values))


def change_holding(uow: UnitOfWork, holding_id: str, version: int, values: Mapping[str, object]) -> bool:
    """Store a change; False when `version` is no longer the present one."""
    query = update(holdings).where(holdings.c.id == holding_id, holdings.c.version == version)
    return uow.connection.execute(query.values(version=version + 1, **values)).rowcount == 1


def drop_holding(uow: UnitOfWork, holding_id: str, version: int) -> bool:
    """Remove a holding that no list and no hold knows; False when `version` is no longer the present one."""
    query = delete(holdings).where(holdings.c.id == holding_id, holdings.c.version == version)
    return uow.connection.execute(query).rowcount == 1


def is_evidence(uow: UnitOfWork, holding_id: str) -> bool:
    """Tell whether a list or a hold, past or present, names the holding."""
    listed = exists().where(retention_due.c.holding_id == holding_id)
    held = exists().where(retention_holds.c.holding_id == holding_id)
    return bool(uow.connection.execute(select(or_(listed, held))).scalar_one())
