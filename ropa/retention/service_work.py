"""Use cases of the work that the monthly check finds for owners: lists, numbers, and taking note of changed dates."""

from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission, offices_for
from ropa.activities import service_listing
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, NotFound, invalid
from ropa.retention import store_work_shown as store
from ropa.retention.rules_calendar import survey_window
from schemas.holding import DueState, HoldKind
from schemas.listing import ActivityItem
from schemas.retention import RuleStatus
from schemas.retention_work import DateChange, RetentionWork, WorkCount, WorkCounts, WorkFilter, WorkKind, WorkPage
from schemas.vocabulary import Term

_DAY = timedelta(days=1)
_CHANGE = msgspec.json.Decoder(DateChange)
#: Of which words a reason's code is.
_WORDS: dict[WorkKind, type[Term]] = {
    WorkKind.HELD: HoldKind,
    WorkKind.UNDATABLE: DueState,
    WorkKind.UNREAD: RuleStatus,
}
_LARGEST_ID = 2**31 - 1


def list_work(uow: UnitOfWork, wanted: WorkFilter, cursor: str | None, limit: int) -> WorkPage:
    """Return one page of open work in the offices that the actor may see, oldest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    rows = store.page(uow, _offices(uow, wanted), wanted.kind, wanted.activity_id, _after(cursor), limit + 1)
    shown = rows[:limit]
    named = service_listing.named(uow, {row.activity_id for row in shown})
    items = [_item(row, named.get(row.activity_id)) for row in shown]
    return WorkPage(items=items, next_cursor=str(items[-1].id) if len(rows) > limit else None)


def count_work(uow: UnitOfWork, wanted: WorkFilter) -> WorkCounts:
    """Return how much open work of each kind there is in the offices that the actor may see; kinds in their order.

    Raises: Forbidden.
    """
    found: dict[WorkKind, WorkCount] = {}
    for row in store.counts(uow, _offices(uow, wanted), wanted.activity_id):
        kind = WorkKind.of(row.kind)
        before = found.get(kind, WorkCount(kind=kind, pieces=0, count=0))
        found[kind] = WorkCount(kind=kind, pieces=before.pieces + row.pieces, count=before.count + int(row.total))
    return WorkCounts(items=[found[kind] for kind in WorkKind if kind in found])


def take_note(uow: UnitOfWork, work_id: int) -> RetentionWork:
    """Close work about changed dates: whoever keeps the data sets of the office has seen what changed.

    Raises: NotFound, Forbidden; Conflict for work that ends by itself when it is done, and for what was closed before.
    """
    row = store.find(uow, work_id) if work_id <= _LARGEST_ID else None
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    access.require(uow, Permission.WRITE_HOLDINGS, row.office_id)
    if row.kind != str(WorkKind.CHANGED):
        raise Conflict(
            "งานนี้ปิดเองเมื่อทำเสร็จ รับทราบได้เฉพาะเรื่องวันครบกำหนดเปลี่ยน",
            "This work closes by itself when it is done; only changed dates are taken note of",
        )
    if not store.take_note(uow, work_id):
        raise Conflict("มีผู้รับทราบแล้ว", "Somebody has taken note of it already")
    record(uow, "retention.change_noted", f"activity:{row.activity_id}", {"reading": row.reason})
    closed = store.find(uow, work_id)
    if closed is None:
        raise NotFound
    return _item(closed, service_listing.named(uow, [row.activity_id]).get(row.activity_id))


def is_worker(uow: UnitOfWork) -> bool:
    """Tell whether the actor keeps data sets anywhere: "my work" is theirs."""
    return bool(offices_for(uow.actor, Permission.WRITE_HOLDINGS))


def _offices(uow: UnitOfWork, wanted: WorkFilter) -> list[store.Offices]:
    found = [access.visible_offices(uow, Permission.READ_RETENTION)]
    if wanted.office is not None:
        found.append(access.at_or_below(wanted.office))
    if wanted.mine:
        found.append(access.visible_offices(uow, Permission.WRITE_HOLDINGS))
    return found


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and int(cursor) <= _LARGEST_ID):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return int(cursor)


def _item(row: Row[Any], named: ActivityItem | None) -> RetentionWork:
    kind = WorkKind.of(row.kind)
    change = None if row.details is None else _CHANGE.decode(row.details)
    opens, closes = survey_window(date.fromisoformat(row.reason)) if kind is WorkKind.SURVEY else (None, None)
    thai, english = _reason(kind, row.reason, change)
    return RetentionWork(
        id=row.id,
        activity_id=row.activity_id,
        ref="" if named is None else named.ref,
        title="" if named is None else named.sub_process or named.main_process or named.ref,
        office_id=row.office_id,
        kind=kind,
        reason=row.reason,
        reason_th=thai,
        reason_en=english,
        count=row._mapping["count"],  # noqa: SLF001 - SQLAlchemy's documented name; a row's own count is a method
        first_kept=row.first_on and row.first_on - _DAY,
        last_kept=row.last_on and row.last_on - _DAY,
        survey_opens_on=opens,
        survey_closes_on=closes,
        change=change,
        opened_month=row.opened_month,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        path=_path(kind, row.activity_id),
    )


def _reason(kind: WorkKind, code: str, change: DateChange | None) -> tuple[str, str]:
    if change is not None:
        return change.cause_th, change.cause_en
    if kind not in _WORDS:
        return kind.th, kind.en
    term = _WORDS[kind].of(code)
    return term.th, term.en


def _path(kind: WorkKind, activity_id: str) -> str:
    """Return the page on which work of a kind is solved."""
    if kind in {WorkKind.ENDED, WorkKind.SURVEY}:
        return "/destruction"
    if kind is WorkKind.HELD:
        return "/retention/holds"
    return f"/activities/{activity_id}/{'retention' if kind is WorkKind.UNREAD else 'holdings'}"
