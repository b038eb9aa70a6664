"""Queries on the trail and its seals."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, insert, select, text

from ropa.audit.tables import audit_events, audit_seals
from ropa.db.unit_of_work import UnitOfWork
from schemas.audit import Seal, TrailEntry

#: What columns must hold: one value, or any of several.
Wanted = Mapping[str, str | tuple[str, ...] | None]
_ENTRIES = select(
    audit_events.c.id,
    audit_events.c.at,
    audit_events.c.channel,
    audit_events.c.actor_id,
    audit_events.c.action,
    audit_events.c.subject,
    audit_events.c.details,
    audit_events.c.address,
    audit_events.c.request_id,
)
#: Rows fetched at a time while a long trail is walked.
_AT_A_TIME = 1000
_SEALS_AT_A_TIME = 20
#: What the triggers of the migration are called; `ropa.db.check` holds them to it.
_GUARDS = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'audit\\_%' ESCAPE '\\'",
    "postgresql": (
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') "
        "AND tgrelid IN (to_regclass('audit_events'), to_regclass('audit_seals'))"
    ),
}
_GUARD_OFF = {
    "sqlite": ("DROP TRIGGER audit_events_no_delete",),
    "postgresql": ("ALTER TABLE audit_events DISABLE TRIGGER audit_events_no_change",),
}
_GUARD_ON = {
    "sqlite": (
        (
            "CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events BEGIN "
            "SELECT RAISE(ABORT, 'audit_events is insert only'); END"
        ),
    ),
    "postgresql": ("ALTER TABLE audit_events ENABLE TRIGGER audit_events_no_change",),
}
_GUARD_COUNT = {"sqlite": 6, "postgresql": 4}


def entry_of(row: Row[*tuple[Any, ...]]) -> TrailEntry:
    """Return a stored row as an entry."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    values["details"] = bytes(values["details"]).decode()
    return TrailEntry(**values)


def entries_between(uow: UnitOfWork, first: int, last: int) -> Iterator[TrailEntry]:
    """Yield the entries first … last, both inclusive, ascending. Read in batches: no cursor stays open."""
    while True:
        query = _ENTRIES.where(audit_events.c.id.between(first, last)).order_by(audit_events.c.id).limit(_AT_A_TIME)
        rows = uow.connection.execute(query).all()
        yield from map(entry_of, rows)
        if len(rows) < _AT_A_TIME:
            return
        first = rows[-1].id + 1


def count_after(uow: UnitOfWork, last: int) -> int:
    """Return how many entries follow an id."""
    return int(uow.connection.scalar(text("SELECT count(*) FROM audit_events WHERE id > :last"), {"last": last}) or 0)


def first_id_after(uow: UnitOfWork, last: int, skip: int) -> int | None:
    """Return the id of the entry `skip` places after those up to `last`, or None when there are not as many."""
    query = select(audit_events.c.id).where(audit_events.c.id > last).order_by(audit_events.c.id)
    return uow.connection.scalar(query.offset(skip).limit(1))


def has_before(uow: UnitOfWork, first: int) -> int | None:
    """Return the id of an entry before `first`, or None."""
    return uow.connection.scalar(select(audit_events.c.id).where(audit_events.c.id < first).limit(1))


def newest_id(uow: UnitOfWork) -> int:
    """Return the id of the newest entry; 0 when there is none."""
    newest = select(audit_events.c.id).order_by(audit_events.c.id.desc()).limit(1)
    return uow.connection.scalar(newest) or 0


def newest_taken_id(uow: UnitOfWork) -> int:
    """Return the newest id that any transaction has taken, saved yet or not (PostgreSQL)."""
    query = text("SELECT pg_sequence_last_value(pg_get_serial_sequence('audit_events', 'id')::regclass)")
    return int(uow.connection.scalar(query) or 0)


def older_transactions(uow: UnitOfWork) -> int:
    """Wait for 50 ms, then return how many others that began before the marked time are still open (PostgreSQL).

    An entry that is not saved yet belongs to one of them, when its id was taken before that time.
    """
    uow.connection.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.05)"))
    query = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
        "AND xact_start <= :since"
    )
    return int(uow.connection.scalar(query, {"since": uow.connection.info["ropa_marked_at"]}) or 0)


def mark_time(uow: UnitOfWork) -> None:
    """Remember the server's time, for `older_transactions`."""
    uow.connection.info["ropa_marked_at"] = uow.connection.scalar(text("SELECT clock_timestamp()"))


def guards_stand(uow: UnitOfWork) -> bool:
    """Tell whether the triggers that refuse changes are all there."""
    return int(uow.connection.scalar(text(_GUARDS[uow.dialect])) or 0) == _GUARD_COUNT[uow.dialect]


def last_seal(uow: UnitOfWork) -> Seal | None:
    """Return the newest seal."""
    row = uow.connection.execute(select(audit_seals).order_by(audit_seals.c.number.desc()).limit(1)).first()
    return None if row is None else seal_of(row)


def seals(uow: UnitOfWork) -> Iterator[Seal]:
    """Yield every seal in order."""
    # Whatever its number: a seal 0 that somebody put there is found too.
    after = -(2**31)
    while True:
        query = select(audit_seals).where(audit_seals.c.number > after).order_by(audit_seals.c.number)
        rows = uow.connection.execute(query.limit(_SEALS_AT_A_TIME)).all()
        yield from map(seal_of, rows)
        if len(rows) < _SEALS_AT_A_TIME:
            return
        after = rows[-1].number


def seal_of(row: Row[*tuple[Any, ...]]) -> Seal:
    """Return the seal of a row of `audit_seals`."""
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's documented name
    values["missing"] = msgspec.json.decode(values["missing"], type=list[tuple[int, int]])
    values["digests"] = bytes(values["digests"])
    return Seal(**values)


def add_seal(uow: UnitOfWork, seal: Seal) -> None:
    """Store a seal."""
    values = msgspec.structs.asdict(seal)
    values["missing"] = msgspec.json.encode(seal.missing)
    uow.connection.execute(insert(audit_seals), values)


def details_of(uow: UnitOfWork, action: str, subject: str) -> list[bytes]:
    """Return the details of the entries of an action on a subject, newest first."""
    query = select(audit_events.c.details).where(audit_events.c.subject == subject, audit_events.c.action == action)
    return [bytes(each) for each in uow.connection.scalars(query.order_by(audit_events.c.id.desc()))]


def remove_entries(uow: UnitOfWork, first: int, last: int) -> int:
    """Remove the entries first … last; return how many. The guard is off for this one statement, in one transaction.

    The only place that does so; on PostgreSQL the role must own the table.
    """
    for statement in _GUARD_OFF[uow.dialect]:
        uow.connection.execute(text(statement))
    removed = uow.connection.execute(delete(audit_events).where(audit_events.c.id.between(first, last))).rowcount
    for statement in _GUARD_ON[uow.dialect]:
        uow.connection.execute(text(statement))
    return removed


def moment_from(uow: UnitOfWork, first: int) -> datetime | None:
    """Return when the first entry from an id on was written; None when there is none."""
    query = select(audit_events.c.at).where(audit_events.c.id >= first).order_by(audit_events.c.id).limit(1)
    return uow.connection.scalar(query)


def page(uow: UnitOfWork, wanted: Wanted, before: int | None, after: int | None, limit: int) -> list[TrailEntry]:
    """Return entries newest first, with ids below `before` and from `after` on; `wanted` narrows columns exactly."""
    return [entry_of(row) for row in uow.connection.execute(_narrowed(_ENTRIES, wanted, before, after, limit))]


def newest_ids(uow: UnitOfWork, wanted: Wanted, before: int | None, after: int | None, limit: int) -> list[int]:
    """Return the ids of such entries, newest first."""
    return list(uow.connection.scalars(_narrowed(select(audit_events.c.id), wanted, before, after, limit)))


def _narrowed(query: Select[Any], wanted: Wanted, before: int | None, after: int | None, limit: int) -> Select[Any]:
    query = query.order_by(audit_events.c.id.desc()).limit(limit)
    for name, value in wanted.items():
        if isinstance(value, tuple):
            query = query.where(audit_events.c[name].in_(value))
        elif value is not None:
            query = query.where(audit_events.c[name] == value)
    if before is not None:
        query = query.where(audit_events.c.id < before)
    if after is not None:
        query = query.where(audit_events.c.id >= after)
    return query
