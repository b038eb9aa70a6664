"""The monthly check: what has ended is listed, so that people can propose its destruction. It never destroys.

A month's check covers what became due before the end of the month in Bangkok. A holding kept through the month's last
day becomes due on the first of the next, and so belongs to the next. A repeat adds what newly qualifies and writes
nothing when there is none. Months that were missed since the first holding was entered are caught up, marked as late.
"""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import invalid
from ropa.retention import store_check, store_evidence
from ropa.retention.rules_calendar import MonthError, YearMonth
from ropa.retention.rules_survey import survey_of
from ropa.retention.service import id_cursor
from ropa.retention.service_cycles import cycle_of
from ropa.retention.service_readings import reading_of
from ropa.retention.service_runs import run_months, shown_run
from ropa.retention.store import read_rule_row
from schemas.destruction import HoldingState
from schemas.holding import (
    CheckResult,
    DueItem,
    DuePage,
    DueState,
    ReadingPage,
    RunPage,
    UndatedHolding,
    UndatedPage,
)
from schemas.office import WHOLE_MINISTRY
from schemas.retention import Cycle


def check(uow: UnitOfWork, month: str | None = None, *, dry_run: bool = False) -> CheckResult:
    """Return what the check of a month (`YYYY-MM`, Gregorian; None is the present one in Bangkok) found.

    Needs a writing unit of work, also for a dry run: that one does everything and takes it back, so that it shows what
    would happen and nothing else. All months of one call are saved together or not at all.

    Raises: Forbidden; Invalid for a month that is none, is a Buddhist one, or has not begun.
    Legal source: PDPA s.37(3); the forms' monthly follow-up.
    """
    access.require(uow, Permission.RUN_RETENTION, WHOLE_MINISTRY)
    wanted = _month(uow, month)
    if not dry_run:
        return CheckResult(months=run_months(uow, wanted), dry_run=False)
    savepoint = uow.connection.begin_nested()
    try:
        return CheckResult(months=run_months(uow, wanted), dry_run=True)
    finally:
        savepoint.rollback()


def note_failure(uow: UnitOfWork, month: str | None, error: Exception) -> None:
    """Leave a trace of a check that broke off; it was taken back whole, and the next one catches the month up, late."""
    told: dict[str, object] = {"month": month or str(YearMonth.of(uow.now)), "error": type(error).__name__}
    failed = {**told, "id": new_id(uow.now), "actor_id": uow.actor.id, "failed_at": uow.now}
    store_evidence.add_failure(uow, failed)
    record(uow, "retention.check_failed", "retention-check", told)


def _month(uow: UnitOfWork, text: str | None) -> YearMonth:
    present = YearMonth.of(uow.now)
    if text is None:
        return present
    try:
        wanted = YearMonth.parse(text)
    except MonthError as error:
        raise invalid("/month", error.message_th, error.message_en) from None
    if wanted > present:
        raise invalid("/month", f"เดือน {wanted} ยังไม่เริ่ม (ขณะนี้ {present})", f"{wanted} has not begun; it is {present}")
    return wanted


def list_runs(uow: UnitOfWork, cursor: str | None, limit: int) -> RunPage:
    """Return one page of runs, latest month and last repeat first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    access.visible_offices(uow, Permission.READ_RETENTION)
    rows = store_check.runs(uow, _run_cursor(cursor), limit + 1)
    items = [shown_run(row) for row in rows[:limit]]
    more = len(rows) > limit
    return RunPage(items=items, next_cursor=f"{items[-1].month}_{items[-1].number}" if more else None)


def _run_cursor(cursor: str | None) -> tuple[str, int] | None:
    if cursor is None:
        return None
    place = re.fullmatch(r"(\d{4}-\d{2})_(\d{1,6})", cursor, re.ASCII)
    if place is None:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    return place[1], int(place[2])


def _offices(uow: UnitOfWork, office: int | None) -> list[store_check.Offices]:
    visible = access.visible_offices(uow, Permission.READ_RETENTION)
    return [visible, None if office is None else access.at_or_below(office)]


def list_due(
    uow: UnitOfWork, cursor: str | None, limit: int, *, office: int | None = None, month: str | None = None
) -> DuePage:
    """Return one page of what the checks have listed and the actor may see, oldest date first.

    `office` means it and all below it; `month` (`YYYY-MM`, Gregorian) what that month's check put on the list.
    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    rows = store_check.listed(uow, _offices(uow, office), month, _due_cursor(cursor), limit + 1)
    cycles = cycle_of(uow, {row.activity_id for row in rows})
    items = [_due_item(row, cycles.get(row.activity_id)) for row in rows[:limit]]
    more = len(rows) > limit
    return DuePage(items=items, next_cursor=f"{items[-1].due_on}_{items[-1].holding_id}" if more else None)


def listed_this_month(uow: UnitOfWork, limit: int) -> list[DueItem]:
    """Return what the check of the present month in Bangkok put on the list, oldest date first.

    Raises: Forbidden.
    """
    return list_due(uow, None, limit, month=str(YearMonth.of(uow.now))).items


def _due_cursor(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    day, _, holding_id = cursor.partition("_")
    try:
        return date.fromisoformat(day), id_cursor(holding_id) or ""
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def _due_item(row: Row[Any], cycle: Cycle | None) -> DueItem:
    rule = read_rule_row(row.rule)
    last_day_kept = row.due_on - timedelta(days=1)
    opens, closes = survey_of(last_day_kept, cycle)
    return DueItem(
        holding_id=row.holding_id,
        activity_id=row.activity_id,
        title=row.title,
        disposal=rule.disposal,
        last_day_kept=last_day_kept,
        due_on=row.due_on,
        month=row.month,
        survey_opens_on=opens,
        survey_closes_on=closes,
        needs_confirmation=bool(rule.unconfirmed),
        requires_order=rule.requires_order,
        held=bool(row.held),
        changed=row.present_due_on != row.due_on,
        state=HoldingState.of(row.state),
        list_ref=row.list_ref,
    )


def list_undated(uow: UnitOfWork, cursor: str | None, limit: int, *, office: int | None = None) -> UndatedPage:
    """Return one page of holdings that have no date, with the reason, oldest entry first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    rows = store_check.undated(uow, _offices(uow, office), id_cursor(cursor), limit + 1)
    items = []
    for row in rows[:limit]:
        state = DueState.of(row.due_state)
        items.append(
            UndatedHolding(
                holding_id=row.id,
                activity_id=row.activity_id,
                title=row.title,
                due_state=state,
                reason_th=state.th,
                reason_en=state.en,
            )
        )
    return UndatedPage(items=items, next_cursor=items[-1].holding_id if len(rows) > limit else None)


def list_unsure(uow: UnitOfWork, cursor: str | None, limit: int, *, office: int | None = None) -> ReadingPage:
    """Return one page of readings that nobody confirmed or that could not be made.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    rows = store_check.unsure(uow, _offices(uow, office), id_cursor(cursor), limit + 1)
    items = [reading_of(row) for row in rows[:limit]]
    return ReadingPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)
