"""Use cases of holdings: the data sets that are kept under an activity."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound, PreconditionFailed, invalid
from ropa.retention import store, store_check
from ropa.retention.rules import EARLIEST, LATEST, due
from ropa.retention.rules_shown import due_reason
from ropa.retention.service_readings import rule_of
from ropa.retention.store import StoredRule
from schemas.findings import Problem
from schemas.holding import DueState, Holding, HoldingInput, HoldingPage
from schemas.reading import control_characters
from schemas.thai_dates import BE_OFFSET, BE_YEARS
from schemas.vocabulary import StartEvent

MAX_LIMIT = 200


def list_holdings(uow: UnitOfWork, activity_id: str, cursor: str | None, limit: int) -> HoldingPage:
    """Return one page of an activity's holdings, oldest entry first.

    Raises: NotFound, Forbidden; Invalid for a cursor that this list did not give out.
    """
    rule = rule_of(uow, activity_id, Permission.READ_RETENTION)
    rows = store.holdings_of(uow, activity_id, id_cursor(cursor), limit + 1)
    items = [_holding(row, rule) for row in rows[:limit]]
    return HoldingPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def id_cursor(cursor: str | None) -> str | None:
    """Return the id that a cursor names.

    Raises: Invalid.
    """
    try:
        return None if cursor is None else str(UUID(cursor))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None


def _holding(row: Row[Any], rule: StoredRule) -> Holding:
    state = DueState.of(row.due_state)
    event = StartEvent.of(row.start_event) if row.start_event else None
    return Holding(
        id=row.id,
        activity_id=row.activity_id,
        title=row.title,
        start_event=event,
        started_on=row.started_on,
        location=row.location,
        medium=row.medium,
        volume=row.volume,
        last_day_kept=row.last_day_kept,
        due_on=row.due_on,
        due_state=state,
        due_reason=due_reason(rule.rule, state, event, row.started_on, row.last_day_kept),
        held=bool(row.held),
        version=row.version,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )


def create_holding(uow: UnitOfWork, activity_id: str, data: HoldingInput, holding_id: str | None = None) -> Holding:
    """Return the new holding with its dates.

    `holding_id` is the one that the register itself gave to this entry beforehand; when it was made already, this is
    the same entry once more, and what was made is returned.

    Raises: NotFound, Forbidden, Invalid with every fault.
    """
    rule = rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    if holding_id is not None and store.find_holding(uow, holding_id) is not None:
        return read_holding(uow, activity_id, holding_id)
    values = _values(uow, rule, data)
    holding_id = holding_id or new_id(uow.now)
    fixed = {"id": holding_id, "activity_id": activity_id, "version": 1}
    made = {"created_at": uow.now, "created_by": uow.actor.id}
    store.add_holding(uow, {**fixed, **made, **values})
    record(uow, "holding.created", f"holding:{holding_id}", _told(activity_id, values))
    return read_holding(uow, activity_id, holding_id)


def read_holding(uow: UnitOfWork, activity_id: str, holding_id: str) -> Holding:
    """Return one holding.

    Raises: NotFound, Forbidden.
    """
    rule = rule_of(uow, activity_id, Permission.READ_RETENTION)
    return _holding(_found(uow, activity_id, holding_id), rule)


def _found(uow: UnitOfWork, activity_id: str, holding_id: str) -> Row[Any]:
    row = store.find_holding(uow, holding_id)
    if row is None or row.activity_id != activity_id:
        raise NotFound
    return row


def replace_holding(uow: UnitOfWork, activity_id: str, holding_id: str, version: int, data: HoldingInput) -> Holding:
    """Return the holding as changed, its dates computed anew.

    Raises: NotFound, Forbidden, Invalid with every fault; PreconditionFailed when `version` is no longer the present.
    """
    rule = rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    _found(uow, activity_id, holding_id)
    values = _values(uow, rule, data)
    if not store.change_holding(uow, holding_id, version, values):
        raise PreconditionFailed
    record(uow, "holding.changed", f"holding:{holding_id}", _told(activity_id, values))
    return read_holding(uow, activity_id, holding_id)


def delete_holding(uow: UnitOfWork, activity_id: str, holding_id: str, version: int) -> None:
    """Remove a holding that was entered by mistake.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when a list or a hold names it: that is evidence.
    """
    rule_of(uow, activity_id, Permission.WRITE_HOLDINGS)
    row = _found(uow, activity_id, holding_id)
    if row.version != version:
        raise PreconditionFailed
    store_check.wait_for_turn(uow)
    if store.is_evidence(uow, holding_id):
        raise Conflict(
            "ชุดข้อมูลนี้อยู่ในรายการครบกำหนดหรือถูกระงับการทำลาย ลบไม่ได้",
            "A list of due items or a hold names this holding; it cannot be removed",
        )
    if not store.drop_holding(uow, holding_id, version):
        raise PreconditionFailed
    record(uow, "holding.deleted", f"holding:{holding_id}", {"activity_id": activity_id})


def _values(uow: UnitOfWork, rule: StoredRule, data: HoldingInput) -> dict[str, Any]:
    problems = list(control_characters(msgspec.to_builtins(data)))
    if data.started_on is not None and not EARLIEST <= data.started_on <= LATEST:
        problems.append(_not_a_day(data.started_on))
    if problems:
        raise Invalid(problems)
    found = due(rule.rule, data.start_event, data.started_on)
    return {
        "title": data.title,
        "start_event": str(data.start_event) if data.start_event else None,
        "started_on": data.started_on,
        "location": data.location,
        "medium": data.medium,
        "volume": data.volume,
        "rule_id": rule.id,
        "due_state": str(found.state),
        "last_day_kept": found.last_day_kept,
        "due_on": found.due_on,
        "updated_at": uow.now,
        "updated_by": uow.actor.id,
    }


def _not_a_day(day: date) -> Problem:
    hint_th, hint_en = f"ใช้ปี ค.ศ. {EARLIEST.year}-{LATEST.year}", f"use years {EARLIEST.year}-{LATEST.year}"
    if day.year in BE_YEARS:
        hint_th = f"{day.year} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ. {day.year - BE_OFFSET}"
        hint_en = f"{day.year} is a Buddhist year; write the Gregorian one, {day.year - BE_OFFSET}"
    return Problem(pointer="/started_on", message_th=hint_th, message_en=hint_en)


def _told(activity_id: str, values: dict[str, Any]) -> dict[str, object]:
    # The trail holds no personal data, and a title may: only what decides about destruction is told.
    dates = {name: str(values[name]) for name in ("start_event", "started_on", "due_on", "due_state")}
    return {"activity_id": activity_id, **dates}
