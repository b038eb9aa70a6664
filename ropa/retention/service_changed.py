"""Dates of data sets that a check has already listed, changed by a changed rule: told, never silently removed.

The list keeps its line and shows the change. Owners get work to take note of and a notice with the old and new dates:
one for an activity's rule and change. Joined to `service_hooks.DATES_CHANGED` in `ropa.wiring`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import Connection, Row

from ropa.activities import service_listing
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.retention import store_changed, store_work
from ropa.retention.rules_calendar import YearMonth
from ropa.retention.service_hooks import DatesChanged
from ropa.retention.service_told import owners_of, post_all
from schemas.english_dates import english_day
from schemas.notices import Notice, NoticeKind
from schemas.retention_work import DateChange, WorkKind
from schemas.thai_dates import format_thai_date

#: Who would get more at once gets one notice that says how many.
_TOO_MANY = 20
_DAY = timedelta(days=1)
_WAITING: WeakKeyDictionary[Connection, list[DatesChanged]] = WeakKeyDictionary()
_LONGEST_NAME = 200


def after_dates_changed(uow: UnitOfWork, told: DatesChanged) -> None:
    """Tell owners of dates that a changed rule has moved, when a check had listed them before."""
    if not told.moved:
        return
    waiting = _WAITING.get(uow.connection)
    if waiting is None:
        _tell(uow, [told])
    else:
        waiting.append(told)


@contextmanager
def gathered(uow: UnitOfWork) -> Iterator[None]:
    """Tell all changes of the block together at its end: a newer reader may change very many rules at once."""
    waiting = _WAITING[uow.connection] = []
    try:
        yield
    finally:
        del _WAITING[uow.connection]
    if waiting:
        _tell(uow, waiting)


def _tell(uow: UnitOfWork, changes: Sequence[DatesChanged]) -> None:
    # Of several changes of one rule in a transaction the last one counts: dates are compared with the list.
    last = {(each.activity_id, each.slot): each for each in changes}
    found = [
        (last[row.activity_id, row.rule_slot], row)
        for row in store_changed.moved(uow, {activity_id for activity_id, _ in last})
        if (row.activity_id, row.rule_slot) in last
    ]
    _supersede(uow, set(last), {(told.activity_id, told.slot): _reading(told) for told, _ in found})
    store_work.add_changed(uow, [_work(uow, told, row) for told, row in found])
    for told, row in found:
        facts = {"reading": _reading(told), "cause": str(told.cause), "slot": told.slot, "count": row.total}
        record(uow, "retention.dates_changed", f"activity:{told.activity_id}", facts)
    post_all(uow, _notices(uow, found))


def _supersede(uow: UnitOfWork, changed: set[tuple[str, str]], now: dict[tuple[str, str], str]) -> None:
    """Close what was told of rules that changed again: of each rule the newest change counts, or none when all is back.

    `now`: the reading of those that still have dates other than they were listed with.
    """
    earlier = store_changed.open_changes(uow, {activity_id for activity_id, _ in changed})
    over = [
        work_id
        for work_id, activity_id, slot, reading in earlier
        if (activity_id, slot) in changed and now.get((activity_id, slot)) != reading
    ]
    store_changed.close(uow, over)


def _reading(told: DatesChanged) -> str:
    return told.after_id or told.before_id or ""


def _work(uow: UnitOfWork, told: DatesChanged, row: Row[Any]) -> dict[str, Any]:
    return {
        "activity_id": told.activity_id,
        "kind": str(WorkKind.CHANGED),
        "reason": _reading(told),
        "count": row.total,
        "first_on": row.new_first,
        "last_on": row.new_last,
        "details": msgspec.json.encode(_change(told, row), order="deterministic"),
        "opened_month": str(YearMonth.of(uow.now)),
        "opened_at": uow.now,
    }


def _change(told: DatesChanged, row: Row[Any]) -> DateChange:
    return DateChange(
        cause=str(told.cause),
        cause_th=told.cause.th,
        cause_en=told.cause.en,
        slot=told.slot,
        old_first=row.old_first - _DAY,
        old_last=row.old_last - _DAY,
        new_first=row.new_first and row.new_first - _DAY,
        new_last=row.new_last and row.new_last - _DAY,
        undated=row.total - row.dated,
    )


def _notices(uow: UnitOfWork, found: Sequence[tuple[DatesChanged, Row[Any]]]) -> Iterator[Notice]:
    people = owners_of(uow, {row.office_id for _, row in found})
    load: dict[str, list[tuple[DatesChanged, Row[Any]]]] = {}
    for told, row in found:
        for person_id in people[row.office_id]:
            load.setdefault(person_id, []).append((told, row))
    single = {told.activity_id for items in load.values() if len(items) <= _TOO_MANY for told, _ in items}
    names = {
        key: f"{item.ref} {' '.join((item.sub_process or item.main_process or '').split())}"[:_LONGEST_NAME].strip()
        for key, item in service_listing.named(uow, single).items()
    }
    for person_id, items in sorted(load.items()):
        if len(items) > _TOO_MANY:
            yield _many(uow, person_id, len(items))
        else:
            yield from (_single(person_id, told, row, names.get(told.activity_id, "")) for told, row in items)


def _single(person_id: str, told: DatesChanged, row: Row[Any], name: str) -> Notice:
    change = _change(told, row)
    count = row.total
    old_th, new_th = (
        _between(first, last, _thai)
        for first, last in ((change.old_first, change.old_last), (change.new_first, change.new_last))
    )
    old_en, new_en = (
        _between(first, last, _english)
        for first, last in ((change.old_first, change.old_last), (change.new_first, change.new_last))
    )
    none_th = f" และไม่มีวันครบกำหนดแล้ว {change.undated} ชุด" if change.undated else ""
    none_en = f" Without a date now: {change.undated}." if change.undated else ""
    return Notice(
        cause=f"retention-changed:{told.activity_id}:{_reading(told)}",
        kind=NoticeKind.RETENTION_DUE,
        person_id=person_id,
        path=f"/retention/work?activity={told.activity_id}",
        title_th=f"วันครบกำหนดของ {count} ชุดข้อมูลที่แจ้งแล้วเปลี่ยน: {name}",
        title_en=f"Dates of {count} data sets that were listed have changed: {name}",
        body_th=f"เดิมเก็บถึง {old_th} ใหม่เก็บถึง {new_th}{none_th} เพราะ{told.cause.th} รายการยังอยู่ในบัญชีพร้อมหมายเหตุ",
        body_en=f"Kept through {old_en} before, now through {new_en}.{none_en} Because {told.cause.en}. "
        "They stay on the list, marked.",
    )


def _many(uow: UnitOfWork, person_id: str, count: int) -> Notice:
    return Notice(
        cause=f"retention-changed:many:{uow.now.isoformat()}:{person_id}",
        kind=NoticeKind.RETENTION_DUE,
        person_id=person_id,
        path="/retention/work?kind=changed",
        title_th=f"วันครบกำหนดของชุดข้อมูลที่แจ้งแล้วเปลี่ยนใน {count} กิจกรรม",
        title_en=f"Dates of data sets that were listed have changed in {count} activities",
        body_th="ดูวันเดิมและวันใหม่ของแต่ละกิจกรรมได้ที่หน้างาน รายการยังอยู่ในบัญชีพร้อมหมายเหตุ",
        body_en="The work page shows old and new dates of each. They stay on the list, marked.",
    )


def _between(first: date | None, last: date | None, shown: Any) -> str:
    if first is None or last is None:
        return "-"
    return shown(first) if first == last else f"{shown(first)} - {shown(last)}"


def _thai(day: date) -> str:
    return format_thai_date(day)


def _english(day: date) -> str:
    return english_day(day)
