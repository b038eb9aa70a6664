"""Use cases of breaches: report one, read one, list them by urgency."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.activities import service as activities
from ropa.audit.service import record
from ropa.breaches import rules, store
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Invalid, NotFound, invalid
from ropa.offices import service as offices
from schemas.breach import BreachInput, BreachOrder, BreachPage, BreachRecord
from schemas.findings import Problem

MAX_LIMIT = 200
_ID = re.compile("[0-9a-f-]{36}")


def report(uow: UnitOfWork, given: BreachInput, breach_id: str | None = None) -> BreachRecord:
    """Return the new breach with its clock. Whoever may report does not have to be allowed to read breaches.

    `breach_id` is the one that the register itself gave to this report beforehand; when it was made already, this is
    the same report once more, and what was made is returned.

    Raises: Invalid with every fault (times, office, activities that the actor does not know), Forbidden.
    Legal source: PDPA s.37(4).
    """
    before = _reported(uow, breach_id)
    if before is not None:
        return before
    activity_ids = list(dict.fromkeys(given.activity_ids))
    problems = [
        *rules.problems_of(given, uow.now),
        *_unknown_office(uow, given.office_id),
        *_unknown_activities(uow, given.activity_ids),
    ]
    if problems:
        raise Invalid(problems)
    access.require(uow, Permission.REPORT_BREACH, given.office_id)
    year = clock.buddhist_year(uow.now)
    values: dict[str, Any] = {
        "id": breach_id or new_id(uow.now),
        "ref": f"BREACH-{year}-{next_number(uow, 'breach', year):04d}",
        "version": 1,
        "reported_at": uow.now,
        "occurred_unknown": False,
        "source": "person",
        "is_drill": False,
        "phase": "open",
        "created_at": uow.now,
        "created_by": uow.actor.id,
        "updated_at": uow.now,
        **{name: getattr(given, name) for name in given.__struct_fields__ if name != "activity_ids"},
    }
    store.add(uow, values, activity_ids)
    details = {"ref": values["ref"], "office_id": given.office_id, "aware_at": clock.bangkok(given.aware_at)}
    record(uow, "breach.reported", f"breach:{values['id']}", details)
    return _record(values, activity_ids, uow.now)


def _reported(uow: UnitOfWork, breach_id: str | None) -> BreachRecord | None:
    row = None if breach_id is None else store.find(uow, breach_id)
    if row is None:
        return None
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    if values["created_by"] != uow.actor.id:
        raise NotFound
    return _record(values, [], uow.now)


def _unknown_office(uow: UnitOfWork, office_id: int) -> list[Problem]:
    fault = offices.fault_of(uow, office_id)
    return [] if fault is None else [Problem(pointer="/office_id", message_th=fault[0], message_en=fault[1])]


def _unknown_activities(uow: UnitOfWork, activity_ids: Sequence[str]) -> list[Problem]:
    """An activity of another office is as unknown as one that does not exist: its id cannot be probed here."""
    known: dict[str, bool] = {}
    for activity_id in activity_ids:
        if activity_id not in known:
            known[activity_id] = _is_visible(uow, activity_id)
    return [
        Problem(
            pointer=f"/activity_ids/{place}",
            message_th="ไม่พบกิจกรรมนี้",
            message_en="There is no such activity",
        )
        for place, activity_id in enumerate(activity_ids)
        if not known[activity_id]
    ]


def _is_visible(uow: UnitOfWork, activity_id: str) -> bool:
    try:
        activities.read(uow, activity_id)
    except NotFound:
        return False
    return True


def read(uow: UnitOfWork, breach_id: str) -> BreachRecord:
    """Return one breach with its clock at `uow.now`.

    Raises: NotFound, also when it belongs to an office whose breaches the actor may not see.
    """
    row = store.find(uow, breach_id)
    if row is None:
        raise NotFound
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    access.require(uow, Permission.READ_BREACHES, values["office_id"], hide=True)
    return _record(values, store.activities_of(uow, [breach_id]).get(breach_id, []), uow.now)


def page(
    uow: UnitOfWork,
    *,
    order: BreachOrder = BreachOrder.URGENT,
    office: int | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> BreachPage:
    """Return one page of the breaches that the actor may see, of `office` and all below it when it is given.

    Most urgent first means: longest past its deadline first, then nearest to it.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    visible = access.visible_offices(uow, Permission.READ_BREACHES)
    after = _place(uow, cursor, visible)
    scope = [visible, None if office is None else access.at_or_below(office)]
    rows = store.page(uow, scope, order, after, limit + 1)
    more = len(rows) > limit
    items = _records(uow, rows[:limit])
    return BreachPage(items=items, next_cursor=items[-1].id if more else None)


def _place(uow: UnitOfWork, cursor: str | None, visible: store.Offices) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    # A NUL in it would be an error to PostgreSQL, and no id holds anything but its 36 signs.
    aware_at = store.aware_at(uow, cursor, visible) if _ID.fullmatch(cursor) else None
    if aware_at is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return aware_at, cursor


def running_clocks(uow: UnitOfWork) -> list[BreachRecord]:
    """Return every breach that the actor may see and whose notice to the Office is still open, most urgent first.

    Raises: Forbidden.
    """
    found: list[BreachRecord] = []
    cursor = None
    while True:
        got = page(uow, cursor=cursor, limit=MAX_LIMIT)
        found += got.items
        cursor = got.next_cursor
        if cursor is None:
            return found


def _records(uow: UnitOfWork, rows: Sequence[Row[Any]]) -> list[BreachRecord]:
    named = store.activities_of(uow, [row.id for row in rows])
    return [_record(row._mapping, named.get(row.id, []), uow.now) for row in rows]  # noqa: SLF001 - as above


def _record(values: Any, activity_ids: list[str], now: datetime) -> BreachRecord:
    """Return the answer for one stored breach: its values, every time in Bangkok, and its clock at `now`."""
    times = ("aware_at", "detected_at", "occurred_from", "occurred_to", "created_at", "updated_at")
    plain = ("id", "ref", "office_id", "title", "description", "version")
    found: dict[str, Any] = {name: values[name] for name in plain}
    found |= {name: rules.in_bangkok(values[name]) for name in times}
    found |= msgspec.structs.asdict(rules.clock(values["aware_at"], now))
    return BreachRecord(activity_ids=activity_ids, **found)
