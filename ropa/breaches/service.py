"""Use cases of breaches: report one, read one, list them by urgency, change one."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import rules, service_check, service_timeline, store
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, PreconditionFailed, invalid
from schemas.access import Channel
from schemas.breach import (
    BreachInput,
    BreachOrder,
    BreachPage,
    BreachPhase,
    BreachRecord,
    BreachSource,
    RiskLevel,
)
from schemas.breach_details import BreachDetails
from schemas.breach_work import BreachEventKind
from schemas.vocabulary import Term

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")
#: From where an actor of this channel brings word; a processor and the public come by doors of their own.
_SOURCES = {
    Channel.WEB: BreachSource.PERSON,
    Channel.TOKEN: BreachSource.SYSTEM,
    Channel.COMMAND_LINE: BreachSource.COMMAND,
    Channel.JOB: BreachSource.SYSTEM,
}
_TIMES = (
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


def report(
    uow: UnitOfWork,
    given: BreachInput,
    breach_id: str | None = None,
    *,
    source: BreachSource | None = None,
    incident_id: str | None = None,
) -> BreachRecord:
    """Return the new breach with its clock. Whoever may report does not have to be allowed to read breaches.

    With `aware_at` the clock of the law runs from it. Without, it is a suspicion: its warning clock runs from
    `suspected_at`, or from the receipt of word when that was earlier. `breach_id` is the one that the register itself
    gave to this report beforehand; when it was made already, this is the same report once more, and what was made is
    returned.

    Raises: Invalid with every fault (times, office, activities that the actor does not know), Forbidden, also for a
    drill by somebody who does not handle breaches.
    Legal source: PDPA s.37(4).
    """
    before = _reported(uow, breach_id)
    if before is not None:
        return before
    problems = [
        *rules.problems_of(given, uow.now),
        *service_check.unknown_office(uow, given.office_id),
        *service_check.unknown_activities(uow, given.activity_ids),
    ]
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.REPORT_BREACH, given.office_id)
    if given.is_drill and not access.may(uow, Permission.HANDLE_BREACHES, given.office_id):
        # A wrong tick would take a real breach out of every count.
        raise Forbidden("การฝึกซ้อมเปิดได้โดยผู้จัดการเหตุเท่านั้น", "Only who handles breaches may open a drill")
    return make(uow, given, breach_id, source=source or _SOURCES[uow.actor.channel], incident_id=incident_id)


def make(
    uow: UnitOfWork,
    given: BreachInput,
    breach_id: str | None = None,
    *,
    source: BreachSource,
    incident_id: str | None = None,
) -> BreachRecord:
    """Return the new breach of a report whose facts and rights were looked at."""
    activity_ids = list(dict.fromkeys(given.activity_ids))
    values: dict[str, Any] = {
        name: value for name, value in msgspec.structs.asdict(given).items() if name != "activity_ids"
    }
    values |= {
        "id": breach_id or new_id(uow.now),
        "ref": _next_ref(uow, is_drill=given.is_drill),
        "version": 1,
        "phase": "suspected" if given.aware_at is None else "open",
        "suspected_at": rules.suspected_since(given.aware_at, given.suspected_at, given.received_at),
        "reported_at": uow.now,
        "source": str(source),
        "incident_id": incident_id,
        "details": None if given.details is None else msgspec.json.encode(given.details),
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
    }
    store.add(uow, values, activity_ids)
    made = read_stored(uow, values["id"])
    told: dict[str, object] = {"ref": made.ref, "office_id": made.office_id, "aware_at": made.aware_at}
    told |= {} if made.suspected_at is None else {"suspected_at": made.suspected_at}
    told |= {"is_drill": True} if made.is_drill else {}
    record(uow, "breach.reported", f"breach:{made.id}", told)
    service_timeline.add(uow, made.id, BreachEventKind.REPORTED, details=told | {"source": str(source)})
    return made


def _next_ref(uow: UnitOfWork, *, is_drill: bool) -> str:
    year = clock.buddhist_year(uow.now)
    kind, word = ("breach_drill", "DRILL") if is_drill else ("breach", "BREACH")
    return f"{word}-{year}-{next_number(uow, kind, year):04d}"


def _reported(uow: UnitOfWork, breach_id: str | None) -> BreachRecord | None:
    row = None if breach_id is None else store.find(uow, breach_id)
    if row is None:
        return None
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    if values["created_by"] != uow.actor.id:
        raise NotFound
    return _record(values, [], uow.now)


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
    return _record(row._mapping, store.activities_of(uow, [breach_id]).get(breach_id, []), uow.now)  # noqa: SLF001


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


def page(
    uow: UnitOfWork,
    *,
    order: BreachOrder = BreachOrder.URGENT,
    office: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
    running: bool = False,
) -> BreachPage:
    """Return one page of the breaches that the actor may see, of `office` and all below it when it is given.

    `running`: only those of which the Office must still be told, and open suspicions.
    Most urgent first means: longest past its deadline first, then nearest to it.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    after = _place(uow, cursor, visible)
    scope = store.within(visible, None if office is None else access.at_or_below(office))
    rows = store.page(uow, [*scope, *(store.RUNNING if running else ())], order, after, limit + 1)
    more = len(rows) > limit
    items = records(uow, rows[:limit])
    return BreachPage(items=items, next_cursor=items[-1].id if more else None)


def _place(uow: UnitOfWork, cursor: str | None, visible: store.Offices) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    # A NUL in it would be an error to PostgreSQL, and no id holds anything but its 36 signs.
    since = store.since(uow, cursor, visible) if _ID.fullmatch(cursor) else None
    if since is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return since, cursor


def running_clocks(uow: UnitOfWork) -> list[BreachRecord]:
    """Return every breach that the actor may see and whose notice to the Office is still open, most urgent first.

    Open suspicions are among them. Raises: Forbidden.
    """
    found: list[BreachRecord] = []
    cursor = None
    while True:
        got = page(uow, cursor=cursor, limit=MAX_LIMIT, running=True)
        found += got.items
        cursor = got.next_cursor
        if cursor is None:
            return found


def records(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[BreachRecord]:
    """Return the answers for stored rows of `breaches`, with one further query for all their activities."""
    named = store.activities_of(uow, [row.id for row in rows])
    return [_record(row._mapping, named.get(row.id, []), uow.now) for row in rows]  # noqa: SLF001 - as above


def _record(values: Any, activity_ids: list[str], now: datetime) -> BreachRecord:
    """Return the answer for one stored breach: its values, every time in Bangkok, and its clock at `now`."""
    found: dict[str, Any] = {name: values[name] for name in _PLAIN}
    found |= {name: rules.in_bangkok(values[name]) for name in _TIMES}
    found |= msgspec.structs.asdict(rules.clock_of(values, now))
    return BreachRecord(
        activity_ids=activity_ids,
        phase=BreachPhase.of(values["phase"]),
        source=BreachSource.of(values["source"]),
        level=None if values["level"] is None else RiskLevel.of(values["level"]),
        details=BreachDetails() if values["details"] is None else _decoder.decode(values["details"]),
        **found,
    )
