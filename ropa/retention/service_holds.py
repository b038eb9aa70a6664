"""Use cases of holds. While any hold is active on it, a holding is never proposed; lifting one destroys nothing."""

from typing import Any

import msgspec
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.errors import Conflict, Invalid, NotFound
from ropa.retention import store, store_holds
from ropa.retention.service import id_cursor
from ropa.retention.service_readings import office_of
from schemas.findings import Problem
from schemas.holding import Hold, HoldInput, HoldKind, HoldLift, HoldPage
from schemas.reading import control_characters


def place_hold(uow: UnitOfWork, data: HoldInput) -> Hold:
    """Return the new hold on an activity or on one holding.

    Raises: NotFound, Forbidden, Invalid with every fault.
    Legal source: PDPA s.34; law.md F.4 57-60.
    """
    problems = list(control_characters(msgspec.to_builtins(data)))
    if (data.activity_id is None) == (data.holding_id is None):
        problems.append(
            Problem(
                pointer="/activity_id",
                message_th="ระบุกิจกรรมหรือชุดข้อมูลอย่างใดอย่างหนึ่ง",
                message_en="Name either an activity or a holding, not both and not neither",
            )
        )
    if problems:
        raise Invalid(problems)
    activity_id = data.activity_id
    if data.holding_id is not None:
        holding = store.find_holding(uow, data.holding_id)
        if holding is None:
            raise NotFound
        activity_id = holding.activity_id
    office_of(uow, activity_id or "", Permission.PLACE_HOLD)
    hold = Hold(
        id=new_id(uow.now),
        kind=data.kind,
        reason=data.reason,
        activity_id=data.activity_id,
        holding_id=data.holding_id,
        review_on=data.review_on,
        placed_at=uow.now,
        placed_by=uow.actor.id,
    )
    store_holds.add(uow, {**msgspec.structs.asdict(hold), "kind": str(hold.kind)})
    record(uow, "hold.placed", f"hold:{hold.id}", _scope(hold))
    return hold


def _scope(hold: Hold) -> dict[str, object]:
    return {"kind": str(hold.kind), "activity_id": hold.activity_id, "holding_id": hold.holding_id}


def lift_hold(uow: UnitOfWork, hold_id: str, data: HoldLift) -> Hold:
    """Return the hold as lifted. Other holds on the same holding go on.

    Raises: NotFound, Forbidden, Invalid; Conflict when it was lifted before.
    """
    problems = list(control_characters(msgspec.to_builtins(data)))
    if problems:
        raise Invalid(problems)
    row = store_holds.find(uow, hold_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    access.require(uow, Permission.PLACE_HOLD, row.office_id)
    lifted = {"lifted_at": uow.now, "lifted_by": uow.actor.id, "lift_reason": data.reason}
    if not store_holds.lift(uow, hold_id, lifted):
        raise Conflict("ยกเลิกการระงับนี้ไปแล้ว", "This hold was lifted before")
    hold = msgspec.structs.replace(shown_hold(row), **lifted)
    record(uow, "hold.lifted", f"hold:{hold_id}", _scope(hold))
    return hold


def list_holds(uow: UnitOfWork, cursor: str | None, limit: int) -> HoldPage:
    """Return one page of holds that the actor may see, newest first.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = access.visible_offices(uow, Permission.READ_RETENTION)
    rows = store_holds.page(uow, offices, id_cursor(cursor), limit + 1)
    items = [shown_hold(row) for row in rows[:limit]]
    return HoldPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def shown_hold(row: Row[Any]) -> Hold:
    """Return the hold of a row of `retention_holds`."""
    return Hold(
        id=row.id,
        kind=HoldKind.of(row.kind),
        reason=row.reason,
        activity_id=row.activity_id,
        holding_id=row.holding_id,
        review_on=row.review_on,
        placed_at=row.placed_at,
        placed_by=row.placed_by,
        lifted_at=row.lifted_at,
        lifted_by=row.lifted_by,
        lift_reason=row.lift_reason,
    )
