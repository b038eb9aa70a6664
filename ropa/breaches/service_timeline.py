"""The timeline of a breach: every act writes one entry beside the trail, and people write notes.

Entries are never changed (triggers refuse it); a correction is another entry that names the one it puts right.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules_work as rules
from ropa.breaches import store, store_relations, store_timeline
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from schemas.breach_work import BreachEventKind, Timeline, TimelineEntry, TimelineInput

MAX_LIMIT = 200
_NOTHING: Mapping[str, object] = MappingProxyType({})


def add(
    uow: UnitOfWork,
    breach_id: str,
    kind: BreachEventKind,
    *,
    happened_at: datetime | None = None,
    note: str | None = None,
    details: Mapping[str, object] = _NOTHING,
    corrects: int | None = None,
) -> None:
    """Write one entry. `happened_at` (aware) is when it was so, by default now; the clock's own moment is kept beside.

    Whoever changes a breach calls this in the same unit of work. `details` hold plain values (text, numbers, moments)
    and no contact of a data subject.
    Raises: ValueError for a naive moment.
    """
    store_timeline.add(uow, breach_id, kind, happened_at or uow.now, note, details, corrects)


def add_many(uow: UnitOfWork, kind: BreachEventKind, entries: Sequence[tuple[str, Mapping[str, object]]]) -> None:
    """Write one entry for each (breach, details): for what a job does to many breaches in one statement."""
    store_timeline.add_many(uow, kind, entries)


def _require(uow: UnitOfWork, breach_id: str, permission: Permission | None = None) -> None:
    # `service` writes into the timeline and cannot be asked from here.
    row = store.find(uow, breach_id)
    if row is None:
        raise NotFound
    office_id = row._mapping["office_id"]  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    access.require(uow, Permission.READ_BREACHES, office_id, hide=True)
    if permission is not None:
        access.require(uow, permission, office_id)


def read(uow: UnitOfWork, breach_id: str, cursor: str | None = None, limit: int = 50) -> Timeline:
    """Return a page of entries in the order in which they were written down.

    Raises: NotFound; Invalid for a cursor that this list did not give out.
    """
    _require(uow, breach_id)
    rows = store_timeline.page(uow, breach_id, _after(cursor), limit + 1)
    items = _entries(uow, rows[:limit])
    return Timeline(items=items, next_cursor=str(items[-1].number) if len(rows) > limit else None)


def last(uow: UnitOfWork, breach_id: str, limit: int) -> list[TimelineEntry]:
    """Return the newest entries of a breach, newest first; the caller looked at the right to read it."""
    return _entries(uow, store_timeline.last(uow, breach_id, limit))


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 19):  # noqa: PLR2004 - a 64-bit number
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(cursor)


def _entries(uow: UnitOfWork, rows: Sequence[store_timeline.AnyRow]) -> list[TimelineEntry]:
    corrected = store_timeline.corrections(uow, [row.id for row in rows]) if rows else {}
    details: dict[int, dict[str, Any]] = {row.id: msgspec.json.decode(row.details) for row in rows}
    said = _said_of_relations(uow, rows, details)
    return [
        TimelineEntry(
            number=row.id,
            kind=BreachEventKind.of(row.kind),
            happened_at=clock.bangkok(row.happened_at),
            recorded_at=clock.bangkok(row.recorded_at),
            actor_name=row.actor_name,
            note=said.get(row.id, row.note),
            details=details[row.id],
            corrects=row.corrects,
            corrected_by=corrected.get(row.id, []),
        )
        for row in rows
    ]


def _said_of_relations(
    uow: UnitOfWork, rows: Sequence[store_timeline.AnyRow], details: dict[int, dict[str, Any]]
) -> dict[int, str | None]:
    """Return the reasons of relations by entry, and add the other breach to their details, where the reader may see it.

    The entry itself holds the relation's id alone, because it stands at both breaches.
    """
    of = {number: each["relation_id"] for number, each in details.items() if "relation_id" in each}
    if not of:
        return {}
    relations = store_relations.by_id(uow, set(of.values()))
    ends = {end for each in relations.values() for end in (each.breach_id, each.other_id)}
    heads = store_relations.heads(uow, ends, access.visible_offices(uow, Permission.READ_BREACHES))
    said: dict[int, str | None] = {}
    for row in rows:
        relation = relations.get(of.get(row.id, ""))
        if relation is None or relation.breach_id not in heads or relation.other_id not in heads:
            continue
        said[row.id] = relation.end_reason if row.kind == str(BreachEventKind.UNRELATED) else relation.reason
        told = {"of": heads[relation.breach_id].ref, "to": heads[relation.other_id].ref}
        details[row.id] |= {"relation": relation.kind, **told}
    return said


def note(uow: UnitOfWork, breach_id: str, given: TimelineInput) -> TimelineEntry:
    """Return the note that was written into the timeline, also of a closed breach: what is learned later counts.

    Raises: NotFound, Forbidden; Invalid for a moment in the future, control characters, and an entry to put right that
    is not of this breach.
    """
    _require(uow, breach_id, Permission.HANDLE_BREACHES)
    problems = [
        *rules.text_problems(note=given.note),
        *rules.future_problems("/happened_at", given.happened_at, uow.now),
    ]
    if given.corrects is not None and not store_timeline.is_of(uow, breach_id, given.corrects):
        problems += invalid("/corrects", "เหตุนี้ไม่มีรายการนี้", "This breach has no such entry").problems
    if problems:
        raise Invalid(problems)
    happened_at = given.happened_at or uow.now
    number = store_timeline.add(
        uow, breach_id, BreachEventKind.NOTE, happened_at, given.note.strip(), _NOTHING, given.corrects
    )
    # The trail tells that there is a note, the timeline what it says.
    record(uow, "breach.noted", f"breach:{breach_id}", {"number": number, "corrects": given.corrects})
    return _entries(uow, store_timeline.page(uow, breach_id, number - 1, 1))[0]
