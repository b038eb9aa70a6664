"""Use cases of breaches: report one, read one, list them by urgency, change one."""

import re
from datetime import datetime
from typing import Any

import msgspec
from msgspec import UNSET

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.breaches import (
    rules,
    rules_assessment,
    service_check,
    service_timeline,
    store,
    store_assessments,
    store_register,
)
from ropa.breaches.service_rows import TIMES, change, read, read_stored, record_of, records, refuse_closed
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Forbidden, Invalid, NotFound, PreconditionFailed, invalid
from schemas.access import Channel
from schemas.breach import BreachChange, BreachInput, BreachOrder, BreachPage, BreachRecord, BreachSource
from schemas.breach_register import BreachFilter
from schemas.breach_work import BreachEventKind
from schemas.day_span import span_faults

__all__ = [
    "change",
    "made_before",
    "make",
    "page",
    "read",
    "read_stored",
    "records",
    "report",
    "running_clocks",
    "update",
]

MAX_LIMIT = 200
_EVERY = BreachFilter()
_ID = re.compile("[0-9a-f-]{36}")
#: From where an actor of this channel brings word; a processor and the public come by doors of their own.
_SOURCES = {
    Channel.WEB: BreachSource.PERSON,
    Channel.TOKEN: BreachSource.SYSTEM,
    Channel.COMMAND_LINE: BreachSource.COMMAND,
    Channel.JOB: BreachSource.SYSTEM,
}


def report(
    uow: UnitOfWork,
    given: BreachInput,
    breach_id: str | None = None,
    *,
    source: BreachSource | None = None,
    incident_id: str | None = None,
) -> BreachRecord:
    """Return the new breach with its clock. Whoever may report does not have to be allowed to read breaches.

    Anybody who signed in may report: who has a role, of the offices that it reaches; who has none yet, of any.

    With `aware_at` the clock of the law runs from it. Without, it is a suspicion: its warning clock runs from
    `suspected_at`, or from the receipt of word when that was earlier. `breach_id` is the one that the register itself
    gave to this report beforehand; when it was made already, this is the same report once more, and what was made is
    returned.

    Raises: Invalid with every fault (times, office, activities that the actor does not know), Forbidden, also for a
    drill by somebody who does not handle breaches.
    Legal source: PDPA s.37(4).
    """
    before = None if breach_id is None else made_before(uow, breach_id)
    if before is not None:
        return before
    problems = [
        *rules.problems_of(given, uow.now),
        *service_check.unknown_office(uow, given.office_id),
        *service_check.unknown_activities(uow, given.activity_ids),
    ]
    if problems:
        raise Invalid(problems)
    if uow.actor.grants or uow.actor.channel is not Channel.WEB:
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


def made_before(uow: UnitOfWork, breach_id: str) -> BreachRecord | None:
    """Return the breach that the actor made with an id that was given beforehand; None when nobody made it yet.

    Raises: NotFound when it is another's.
    """
    row = store.find(uow, breach_id)
    if row is None:
        return None
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    if values["created_by"] != uow.actor.id:
        raise NotFound
    return record_of(values, [], uow.now)


def page(
    uow: UnitOfWork,
    *,
    order: BreachOrder = BreachOrder.URGENT,
    office: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
    running: bool = False,
    wanted: BreachFilter = _EVERY,
) -> BreachPage:
    """Return one page of the breaches that the actor may see, of `office` and all below it when it is given.

    `wanted` narrows it further; its days are of Bangkok, both included.

    `running`: only those of which the Office must still be told, and open suspicions.
    Most urgent first means: longest past its deadline first, then nearest to it.
    Raises: Forbidden; Invalid for a cursor that this list did not give out, and for days that cannot be (`/from`,
    `/through`).
    """
    if faults := span_faults(wanted.known_from, wanted.known_through, ("from", "through")):
        raise Invalid(faults)
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    office = wanted.office if office is None else office
    after = _place(uow, cursor, visible)
    scope = store.within(visible, None if office is None else access.at_or_below(office))
    first, end = clock.span(wanted.known_from, wanted.known_through)
    tests = store_register.listed(uow.now, first, end, wanted)
    rows = store.page(uow, [*scope, *tests, *(store.RUNNING if running else ())], order, after, limit + 1)
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


def update(uow: UnitOfWork, breach_id: str, given: BreachChange, version: int | None) -> BreachRecord:
    """Return a breach after its facts were corrected. What is left out of `given` stays as it is.

    The clock does not move: awareness has a way of its own, with a reason. Word that was received earlier than was
    thought brings the warning of a suspicion forward.
    Raises: NotFound, Forbidden; Conflict when it is closed; Invalid with every fault of the breach as it would stand;
    PreconditionFailed when somebody saved in between.
    """
    before = read(uow, breach_id, Permission.HANDLE_BREACHES)
    refuse_closed(before)
    asked = {name: value for name, value in msgspec.structs.asdict(given).items() if value is not UNSET}
    if "activity_ids" in asked:
        asked["activity_ids"] = list(dict.fromkeys(asked["activity_ids"]))
    changed = {name: value for name, value in asked.items() if value != getattr(before, name)}
    if version is not None and version != before.version:
        raise PreconditionFailed
    if not changed:
        return before
    after = msgspec.structs.asdict(before) | changed
    problems = [
        *rules.faults(after, uow.now),
        *service_check.unknown_activities(uow, after["activity_ids"], before.activity_ids),
    ]
    if problems:
        raise Invalid(problems)
    since = rules.suspected_since(before.aware_at, before.suspected_at, after["received_at"])
    kept = {"facts_changed_at": _changed_since(uow, breach_id, msgspec.structs.replace(before, **changed))}
    if since != before.suspected_at:
        kept["suspected_at"] = since
    saved = change(uow, breach_id, version, **changed, **kept)
    fields = sorted({*changed} - {"details"}) + sorted(f"details.{name}" for name in _differing(before, saved))
    times = {name: [getattr(before, name), getattr(saved, name)] for name in changed if name in TIMES}
    record(uow, "breach.corrected", f"breach:{breach_id}", {"fields": fields, "times": times})
    service_timeline.add(uow, breach_id, BreachEventKind.CORRECTED, details={"fields": fields, "times": times})
    return saved


def _changed_since(uow: UnitOfWork, breach_id: str, after: BreachRecord) -> datetime | None:
    """Return since when the facts are others than those of the last assessment; None where they are the same."""
    last = store_assessments.last(uow, breach_id)
    if last is None or last.facts_hash == rules_assessment.facts_hash(after):
        return None
    return store_assessments.facts_changed_at(uow, breach_id) or uow.now


def _differing(before: BreachRecord, after: BreachRecord) -> list[str]:
    names = before.details.__struct_fields__
    return [name for name in names if getattr(before.details, name) != getattr(after.details, name)]
