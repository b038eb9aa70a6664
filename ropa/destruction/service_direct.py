"""Data sets on no list: kept on through a day by a decision, or handed over to the National Archives.

Both lead away from destruction, so they need no list: an extension before the period ends, and the documents of
historical value or of 20 years, which go to the archives before they are due.

Legal source: Saraban Regulation B.E. 2526 ข้อ 57-58; National Archives Act B.E. 2556; law.md C.2.
"""

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_steps, store
from ropa.destruction.service_leaving import paper_of, refuse_through
from ropa.errors import Conflict, NotFound, PreconditionFailed, invalid
from ropa.retention import service, service_listable, service_states
from schemas.destruction import HoldingState
from schemas.destruction_lists import Paper
from schemas.destruction_steps import ExtendHolding, TransferHolding
from schemas.holding import Holding


def extend(uow: UnitOfWork, activity_id: str, holding_id: str, version: int, data: ExtendHolding) -> Holding:
    """Return the data set as kept at least through a day, though its rule ends earlier.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it stands on a list or is gone; Invalid.
    """
    _may(uow, Permission.LIST_DESTRUCTION, activity_id, holding_id, version, data)
    refuse_through(uow, "/through", data.through)
    paper = paper_of(data.paper, "/paper")
    if not service_states.extend(uow, holding_id, data.through, before=HoldingState.ACTIVE):
        raise _elsewhere()
    return _kept(uow, activity_id, holding_id, "extended", data.reason, paper, through=data.through)


def transfer(uow: UnitOfWork, activity_id: str, holding_id: str, version: int, data: TransferHolding) -> Holding:
    """Return the data set as handed over; it is never due again.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when it is held, stands on a list or is gone; Invalid.
    """
    held = _may(uow, Permission.RECORD_DESTRUCTION, activity_id, holding_id, version, data)
    if data.received_on > service_steps.today(uow):
        raise invalid("/received_on", "วันที่รับมอบยังไม่ถึง", "The day of the receipt has not come")
    if held:
        raise Conflict(
            "ชุดข้อมูลถูกระงับ (คดี ข้อพิพาท การตรวจสอบ หรือมาตรา 34) ส่งมอบไม่ได้",
            "The data set is held (dispute, audit, or s.34) and cannot be handed over",
        )
    sha256 = data.paper.sha256 if data.paper else None
    receipt = Paper(number=data.receipt_no, dated_on=data.received_on, sha256=sha256)
    on, after = data.received_on, HoldingState.TRANSFERRED
    if not service_states.dispose(uow, holding_id, after, on, before=HoldingState.ACTIVE):
        raise _elsewhere()
    return _kept(uow, activity_id, holding_id, "transferred", data.reason, receipt)


def _may(
    uow: UnitOfWork,
    permission: Permission,
    activity_id: str,
    holding_id: str,
    version: int,
    data: msgspec.Struct,
) -> bool:
    """Return whether the data set is held, when the actor may act on it at this version."""
    service.read_holding(uow, activity_id, holding_id)
    facts = service_listable.of_ids(uow, [holding_id]).get(holding_id)
    if facts is None:
        raise NotFound
    access.require(uow, permission, facts.office_id)
    service_steps.refuse_control_characters(data)
    # Locked by now: what is read here stays so.
    if service.read_holding(uow, activity_id, holding_id).version != version:
        raise PreconditionFailed
    return facts.held


def _elsewhere() -> Conflict:
    return Conflict(
        "ชุดข้อมูลนี้อยู่ในบัญชีขอทำลาย หรือไม่ได้เก็บรักษาแล้ว",
        "The data set stands on a destruction list, or is kept no more",
    )


def _kept(
    uow: UnitOfWork,
    activity_id: str,
    holding_id: str,
    act: str,
    reason: str,
    paper: Paper | None,
    **more: object,
) -> Holding:
    values = {
        "id": new_id(uow.now),
        "holding_id": holding_id,
        "act": act,
        "through": None,
        "paper": None if paper is None else msgspec.json.encode(paper),
        "reason": reason,
        "acted_at": uow.now,
        "acted_by": uow.actor.id,
        **more,
    }
    store.add_act(uow, values)
    told = {"activity_id": activity_id, "through": str(more["through"]) if "through" in more else None}
    record(uow, f"holding.{act}", f"holding:{holding_id}", told)
    return service.read_holding(uow, activity_id, holding_id)
