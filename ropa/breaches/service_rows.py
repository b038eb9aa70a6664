"""One stored breach as the register answers for it, and the one way in which its row changes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.breaches import rules, store
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, PreconditionFailed
from schemas.breach import BreachPhase, BreachRecord, BreachSource, RiskLevel
from schemas.breach_details import BreachDetails
from schemas.vocabulary import Term

TIMES = (
    "aware_at",
    "suspected_at",
    "received_at",
    "reported_at",
    "detected_at",
    "occurred_from",
    "occurred_to",
    "processor_told_at",
    "level_at",
    "notified_at",
    "late_reason_at",
    "excused_at",
    "subjects_notified_at",
    "stopped_at",
    "reopened_at",
    "promised_for",
    "dismissed_at",
    "closed_at",
    "created_at",
    "updated_at",
)
_PLAIN = (
    "id",
    "ref",
    "office_id",
    "title",
    "occurred_unknown",
    "times_note",
    "aware_by",
    "aware_how",
    "description",
    "processor_name",
    "incident_id",
    "is_drill",
    "dismissed_reason",
    "version",
)
_decoder = msgspec.json.Decoder(BreachDetails)


def read(uow: UnitOfWork, breach_id: str, permission: Permission | None = None) -> BreachRecord:
    """Return one breach with its clock at `uow.now`; `permission` is a further one that the actor needs.

    Raises: NotFound, also when it belongs to an office whose breaches the actor may not see; Forbidden without
    `permission` at its office.
    """
    found = read_stored(uow, breach_id)
    access.require(uow, Permission.READ_BREACHES, found.office_id, hide=True)
    if permission is not None:
        access.require(uow, permission, found.office_id)
    return found


def read_stored(uow: UnitOfWork, breach_id: str) -> BreachRecord:
    """Return one breach, whoever may see it: for services that looked at the right themselves, and for jobs.

    Raises: NotFound.
    """
    row = store.find(uow, breach_id)
    if row is None:
        raise NotFound
    # SQLAlchemy's public name for a row as a mapping.
    return record_of(row._mapping, store.activities_of(uow, [breach_id]).get(breach_id, []), uow.now)  # noqa: SLF001


def refuse_closed(found: BreachRecord) -> None:
    """Return when a breach may still change.

    Raises: Conflict when it is closed: it is opened again first, so that both times stay visible.
    """
    if found.phase is BreachPhase.CLOSED:
        raise Conflict("ปิดเรื่องแล้ว ต้องเปิดเรื่องอีกครั้งก่อนแก้ไข", "It is closed; open it again before changing it")


def change(uow: UnitOfWork, breach_id: str, version: int | None, **values: object) -> BreachRecord:
    """Return a breach after values of its columns were saved: the one way in which a row of `breaches` changes.

    `version` is the one that a client edited (If-Match); None: the one that stands now, so that nobody else's save is
    lost all the same. Terms and `BreachDetails` are stored as they should be; `activity_ids` replaces the activities.
    The caller has looked at rights and facts, and tells the trail and the timeline.

    Raises: NotFound; PreconditionFailed when somebody saved in between, and then nothing was written.
    """
    before = read_stored(uow, breach_id)
    activity_ids = values.pop("activity_ids", None)
    stored: dict[str, object] = {name: _stored(value) for name, value in values.items()}
    stored |= {"version": before.version + 1, "updated_at": uow.now}
    expected = before.version if version is None else version
    if expected != before.version or not store.change(uow, breach_id, expected, stored):
        raise PreconditionFailed
    if isinstance(activity_ids, list):
        store.replace_activities(uow, breach_id, activity_ids)
    return read_stored(uow, breach_id)


def _stored(value: object) -> object:
    if isinstance(value, BreachDetails):
        return msgspec.json.encode(value)
    return str(value) if isinstance(value, Term) else value


def records(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[BreachRecord]:
    """Return the answers for stored rows of `breaches`, with one further query for all their activities."""
    named = store.activities_of(uow, [row.id for row in rows])
    return [record_of(row._mapping, named.get(row.id, []), uow.now) for row in rows]  # noqa: SLF001 - as above


def record_of(values: Any, activity_ids: list[str], now: datetime) -> BreachRecord:
    """Return the answer for one stored breach: its values, every time in Bangkok, and its clock at `now`."""
    found: dict[str, Any] = {name: values[name] for name in _PLAIN}
    found |= {name: rules.in_bangkok(values[name]) for name in TIMES}
    found |= msgspec.structs.asdict(rules.clock_of(values, now))
    return BreachRecord(
        activity_ids=activity_ids,
        phase=BreachPhase.of(values["phase"]),
        source=BreachSource.of(values["source"]),
        level=None if values["level"] is None else RiskLevel.of(values["level"]),
        details=BreachDetails() if values["details"] is None else _decoder.decode(values["details"]),
        **found,
    )
