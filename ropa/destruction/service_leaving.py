"""Items that leave their list before anything is destroyed: kept on through a day, or handed over to the archives."""

from datetime import date

import msgspec

from ropa.access.rules import Permission
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import rules_gates, service_lists, service_steps, store
from ropa.destruction.rules_states import BEFORE_DESTRUCTION, Act, may
from ropa.destruction.service_items import ended
from ropa.destruction.service_steps import today
from ropa.errors import Invalid, invalid
from ropa.retention import service_listable, service_states
from schemas.destruction import HoldingState, ItemOutcome
from schemas.destruction_lists import DestructionList, Paper
from schemas.destruction_steps import ExtendItems, PaperInput, TransferItems
from schemas.findings import Problem

_YEARS = 200


def extend(uow: UnitOfWork, list_id: str, version: int, data: ExtendItems) -> DestructionList:
    """Return the list with some items kept on: through a day, or until the next round.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid also for a day that is not later.
    Legal source: Saraban Regulation ข้อ 68-70.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    items = service_steps.chosen(store.items(uow, list_id), data.items, BEFORE_DESTRUCTION)
    service_lists.thaw(uow, list_id, items)
    if data.through is None:
        service_steps.move(uow, opened, Act.KEEP, items, outcome_reason=data.reason)
    else:
        refuse_through(uow, "/through", data.through)
        service_steps.extend(uow, opened, Act.EXTEND, items, data.through, outcome_reason=data.reason)
    return ended(uow, opened, "destruction.extended", items)


def refuse_through(uow: UnitOfWork, pointer: str, through: date) -> None:
    """Return when a day can be the last day of keeping. Raises: Invalid."""
    now = today(uow)
    if not now < through <= now.replace(year=now.year + _YEARS, day=1):
        raise invalid(
            pointer,
            "ต้องเป็นวันหลังจากวันนี้ และไม่เกิน 200 ปี (ปี ค.ศ.)",
            "It must be a day after today, within 200 years (Gregorian)",
        )


def transfer(uow: UnitOfWork, list_id: str, version: int, data: TransferItems) -> DestructionList:
    """Return the list with some items as handed over to the National Archives, by its receipt.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid also for held items: they stay where they are.
    Legal source: Saraban Regulation ข้อ 58, ข้อ 70; National Archives Act B.E. 2556.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.RECORD_DESTRUCTION, data)
    if data.received_on > today(uow):
        raise invalid("/received_on", "วันที่รับมอบยังไม่ถึง", "The day of the receipt has not come")
    items = service_steps.chosen(store.items(uow, list_id), data.items, BEFORE_DESTRUCTION)
    held = service_listable.held_of_list(uow, list_id)
    stopped = [
        rules_gates.held(item.seq, item.listed.activity_id).problem
        for item in items
        if not may(Act.TRANSFER, item.state, held=item.holding_id in held)
    ]
    if stopped:
        raise Invalid(stopped)
    service_lists.thaw(uow, list_id, items)
    wanted = [item.holding_id for item in items]
    gone = HoldingState.TRANSFERRED
    service_steps.expect(
        service_states.dispose_all(uow, wanted, gone, data.received_on, before=BEFORE_DESTRUCTION), wanted
    )
    receipt = Paper(number=data.receipt_no, dated_on=data.received_on, sha256=data.paper.sha256 if data.paper else None)
    values = {
        "state": str(gone),
        "outcome": str(ItemOutcome.TRANSFERRED),
        "outcome_on": data.received_on,
        "outcome_reason": data.reason,
        "receipt": msgspec.json.encode(receipt),
    }
    store.set_items(uow, [item.id for item in items], values)
    return ended(uow, opened, "destruction.transferred", items)


def paper_of(data: PaperInput | None, pointer: str) -> Paper | None:
    """Return the paper that was named. Raises: Invalid for one without a hash that lacks number or day."""
    if data is None:
        return None
    if data.sha256 is None and (data.number is None or data.dated_on is None):
        problem = Problem(
            pointer=pointer,
            message_th="ระบุเลขที่และวันที่ของเอกสาร หรือค่า SHA-256 ของไฟล์",
            message_en="Give the paper's number and day, or the SHA-256 of its file",
        )
        raise Invalid([problem])
    return Paper(number=data.number, dated_on=data.dated_on, sha256=data.sha256)
