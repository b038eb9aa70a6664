"""Queries on cycles as they are read, and on what people confirmed of readings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row, delete, func, insert, select, update

from ropa.db.unit_of_work import UnitOfWork
from ropa.retention.tables_readings import retention_confirmations, retention_cycles
from schemas.retention import Cycle, CyclePart, RetentionRule

#: The part of a confirmation that is about a period, not about a cycle.
RULE = "rule"
CONFIRMED, WITHDRAWN = "confirmed", "withdrawn"
_RULE = msgspec.json.Decoder(RetentionRule)
_CYCLE = msgspec.json.Decoder(Cycle)
_CHANGES = msgspec.json.Decoder(list[str])
_MOST_IDS = 500


class Place(Struct, frozen=True, kw_only=True):
    """What a confirmation is about: a rule's slot or a cycle of an activity."""

    activity_id: str
    part: str = RULE
    slot: str = ""


class StoredConfirmation(Struct, frozen=True, kw_only=True):
    """One act on a reading: confirmed or withdrawn."""

    id: str
    place: Place
    words: str
    stated_event: str | None
    about_hash: str | None = None
    """What the named rule was about, as `rules_slots.about_hash` says it."""
    act: str
    rule: RetentionRule | None
    cycle: Cycle | None
    changes: list[str]
    reason: str
    rules_version: int
    batch_id: str | None
    actor_id: str
    actor_name: str | None
    at: datetime

    def holds_for(self, words: str | None, event: str | None = None, about_hash: str | None = None) -> bool:
        """Tell whether this confirms the reading of these words, with this stated event, about the same data."""
        kept = (self.words, self.stated_event, self.about_hash)
        return self.act == CONFIRMED and kept == (words or "", event, about_hash)


def _stored(row: Row[Any]) -> StoredConfirmation:
    is_rule = row.part == RULE
    return StoredConfirmation(
        id=row.id,
        place=Place(activity_id=row.activity_id, part=row.part, slot=row.slot),
        words=row.words,
        stated_event=row.stated_event,
        about_hash=row.about_hash,
        act=row.act,
        rule=_RULE.decode(row.content) if is_rule and row.content is not None else None,
        cycle=_CYCLE.decode(row.content) if not is_rule and row.content is not None else None,
        changes=_CHANGES.decode(row.changes),
        reason=row.reason,
        rules_version=row.rules_version,
        batch_id=row.batch_id,
        actor_id=row.actor_id,
        actor_name=row.actor_name,
        at=row.at,
    )


def latest(uow: UnitOfWork, activity_id: str) -> dict[tuple[str, str], StoredConfirmation]:
    """Return the last act on each reading of an activity, by part and slot."""
    return {(place.part, place.slot): act for place, act in latest_among(uow, [activity_id]).items()}


def latest_among(uow: UnitOfWork, activity_ids: Collection[str]) -> dict[Place, StoredConfirmation]:
    """Return the last act on each reading of some activities; 500 are asked for at a time."""
    table = retention_confirmations.c
    found: dict[Place, StoredConfirmation] = {}
    wanted = sorted(set(activity_ids))
    for begin in range(0, len(wanted), _MOST_IDS):
        last = (
            select(func.max(table.id))
            .where(table.activity_id.in_(wanted[begin : begin + _MOST_IDS]))
            .group_by(table.activity_id, table.part, table.slot)
        )
        for row in uow.connection.execute(select(retention_confirmations).where(table.id.in_(last))):
            act = _stored(row)
            found[act.place] = act
    return found


def history(uow: UnitOfWork, activity_id: str, limit: int) -> list[StoredConfirmation]:
    """Return what was confirmed and withdrawn of an activity's readings, newest first."""
    table = retention_confirmations.c
    query = select(retention_confirmations).where(table.activity_id == activity_id).order_by(table.id.desc())
    return [_stored(row) for row in uow.connection.execute(query.limit(limit))]


def add(uow: UnitOfWork, rows: Sequence[StoredConfirmation]) -> None:
    """Store acts."""
    if rows:
        uow.connection.execute(insert(retention_confirmations), [_values(one) for one in rows])


def _values(one: StoredConfirmation) -> dict[str, object]:
    content = one.rule if one.rule is not None else one.cycle
    return {
        "id": one.id,
        "activity_id": one.place.activity_id,
        "part": one.place.part,
        "slot": one.place.slot,
        "words": one.words,
        "stated_event": one.stated_event,
        "about_hash": one.about_hash,
        "act": one.act,
        "content": None if content is None else msgspec.json.encode(content, order="deterministic"),
        "changes": msgspec.json.encode(one.changes),
        "reason": one.reason,
        "rules_version": one.rules_version,
        "batch_id": one.batch_id,
        "actor_id": one.actor_id,
        "actor_name": one.actor_name,
        "at": one.at,
    }


class StoredCycle(Struct, frozen=True, kw_only=True):
    """How the words of a cycle are read at present."""

    words: str | None
    rules_version: int
    cycle: Cycle


def cycles(uow: UnitOfWork, activity_id: str) -> dict[CyclePart, StoredCycle]:
    """Return an activity's cycles by part."""
    query = select(retention_cycles).where(retention_cycles.c.activity_id == activity_id)
    return {
        CyclePart.of(row.part): StoredCycle(
            words=row.words, rules_version=row.rules_version, cycle=_CYCLE.decode(row.cycle)
        )
        for row in uow.connection.execute(query)
    }


def cycles_among(uow: UnitOfWork, activity_ids: Collection[str], part: CyclePart) -> dict[str, Cycle]:
    """Return one cycle of many activities, by activity; 500 are asked for at a time."""
    found: dict[str, Cycle] = {}
    wanted = sorted(set(activity_ids))
    for begin in range(0, len(wanted), _MOST_IDS):
        query = select(retention_cycles.c.activity_id, retention_cycles.c.cycle).where(
            retention_cycles.c.part == str(part),
            retention_cycles.c.activity_id.in_(wanted[begin : begin + _MOST_IDS]),
        )
        found |= {activity_id: _CYCLE.decode(cycle) for activity_id, cycle in uow.connection.execute(query)}
    return found


def stale_cycles(uow: UnitOfWork, version: int, limit: int) -> list[tuple[str, CyclePart, str | None]]:
    """Return cycles that an older version of the reader read, with their words: by activity, part and words."""
    table = retention_cycles.c
    query = (
        select(table.activity_id, table.part, table.words)
        .where(table.rules_version < version)
        .order_by(table.activity_id, table.part)
        .limit(limit)
    )
    return [(row.activity_id, CyclePart.of(row.part), row.words) for row in uow.connection.execute(query)]


def save_cycles(uow: UnitOfWork, activity_id: str, changed: Mapping[CyclePart, StoredCycle]) -> None:
    """Store cycles of an activity in the place of those of the same parts."""
    if not changed:
        return
    table = retention_cycles.c
    parts = [str(part) for part in changed]
    uow.connection.execute(delete(retention_cycles).where(table.activity_id == activity_id, table.part.in_(parts)))
    uow.connection.execute(
        insert(retention_cycles),
        [
            {
                "activity_id": activity_id,
                "part": str(part),
                "words": stored.words,
                "status": str(stored.cycle.status),
                "rules_version": stored.rules_version,
                "cycle": msgspec.json.encode(stored.cycle, order="deterministic"),
            }
            for part, stored in changed.items()
        ],
    )


def change_cycles(uow: UnitOfWork, activity_ids: Sequence[str], part: CyclePart, stored: StoredCycle) -> None:
    """Store one reading of a cycle whose words are the same in some activities."""
    values = {
        "status": str(stored.cycle.status),
        "rules_version": stored.rules_version,
        "cycle": msgspec.json.encode(stored.cycle, order="deterministic"),
    }
    table = retention_cycles.c
    for begin in range(0, len(activity_ids), _MOST_IDS):
        some = activity_ids[begin : begin + _MOST_IDS]
        query = update(retention_cycles).where(table.activity_id.in_(some), table.part == str(part))
        uow.connection.execute(query.values(**values))
