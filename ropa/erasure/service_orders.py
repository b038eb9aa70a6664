"""Use cases of orders: a person at a browser orders that a decided list is carried out in its databases.

The command line carries an order out and gives none. Who decided on the list, and who bound its data sets, orders no
run of it: four eyes (law.md C.2; issue "Execution").
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.erasure import service_drafts, service_dry_runs, service_lists, service_targets, store_runs, store_targets
from ropa.erasure.rules_targets import order_hash
from ropa.errors import Conflict, Forbidden, Invalid, NotFound
from schemas.destruction import HoldingState
from schemas.destruction_lists import DestructionItem, DestructionList
from schemas.erasure_runs import EndCode, Order, OrderEnd, OrderInput
from schemas.findings import Problem
from schemas.reading import control_characters


class Ordered(Struct, frozen=True):
    """What an order keeps beside its columns: what was said, and which items it is about, with what each had frozen."""

    said: OrderInput
    items: dict[str, str]


class Ready(Struct, frozen=True):
    """Which items of a list can be carried out in their databases now, and what is in the way of those that cannot."""

    items: list[DestructionItem]
    waiting: list[Problem]


def ready(uow: UnitOfWork, found: DestructionList) -> Ready:
    """Return the decided items in databases that are neither destroyed, held nor changed. Asks for no rights."""
    kept = service_dry_runs.frozen(uow, found.id)
    done = store_runs.outcomes(uow, found.id)
    decided = [item for item in service_lists.open_items(uow, found.id) if item.id in kept and item.id not in done]
    free = service_lists.approved_ids(uow, found.id)
    targets = service_targets.of_holdings(uow, [item.holding_id for item in decided])
    beside = service_dry_runs.held_beside(uow, store_targets.sharing(uow, [row.id for row in targets.values()]))
    waiting: list[Problem] = []
    going: list[DestructionItem] = []
    for item in decided:
        target = targets.get(item.holding_id)
        if item.held:
            waiting.append(_problem(item, "ถูกระงับการทำลาย", "is held"))
        elif item.state is not HoldingState.APPROVED_TO_DESTROY:
            waiting.append(_problem(item, "ยังไม่ถึงขั้นอนุมัติให้ทำลาย", "is not approved to be destroyed yet"))
        elif item.id not in free:
            waiting.append(_problem(item, "มีเหตุที่ทำลายไม่ได้ (ดูที่หน้าของบัญชี)", "is stopped (see the list's page)"))
        elif target is not None and target.id in beside:
            words = "ชุดข้อมูลอื่นในตารางเดียวกันถูกระงับการทำลาย"
            waiting.append(_problem(item, words, "cannot go: another data set in the same table is held"))
        else:
            going.append(item)
    changed = service_dry_runs.unchanged(uow, going, kept)
    spoilt = {each.pointer for each in changed}
    return Ready([item for item in going if f"/items/{item.seq}" not in spoilt], [*waiting, *changed])


def _problem(item: DestructionItem, thai: str, english: str) -> Problem:
    pointer = f"/items/{item.seq}"
    words = f"รายการที่ {item.seq} {thai}", f"Item {item.seq} {english}"
    return Problem(pointer=pointer, message_th=words[0], message_en=words[1])


def order(uow: UnitOfWork, list_id: str, said: OrderInput, order_id: str | None = None) -> Order:
    """Return the new order; with the id of one that exists, that one.

    Raises: NotFound; Forbidden for a machine and for who decided or bound; Conflict when an order stands or nothing can
        be carried out; Invalid with every fault.
    """
    found = service_lists.read(uow, list_id)
    access.require(uow, Permission.ORDER_ERASURE, found.office_id)
    standing = store_runs.open_order(uow, list_id)
    if standing is not None and standing.id == order_id:
        return shown(standing)
    problems = list(control_characters(msgspec.to_builtins(said)))
    if problems:
        raise Invalid(problems)
    going = ready(uow, found)
    if not going.items:
        raise _nothing(going.waiting)
    _refuse_own(uow, found, going.items)
    if standing is not None and not end_if_over(uow, standing):
        raise Conflict("บัญชีนี้มีคำสั่งดำเนินการอยู่แล้ว", "An order for this list stands already")
    plans = {key: run for key, (run, _) in service_dry_runs.frozen(uow, list_id).items()}
    # Who the evidence will not accept is told now: once the rows are gone it would be too late.
    ordering = service_drafts.Ordering(said, uow.actor.id, uow.actor.name)
    refused = service_drafts.refusals(uow, list_id, ordering, going.items, plans)
    if refused:
        raise Invalid(refused)
    items = {item.id: plans[item.id].hash for item in going.items}
    made = order_id or new_id(uow.now)
    expires = uow.now + timedelta(hours=said.valid_hours)
    values = {
        "id": made,
        "list_id": list_id,
        "hash": order_hash(items),
        "body": msgspec.json.encode(Ordered(said, items)),
        "ordered_at": uow.now,
        "ordered_by": uow.actor.id,
        "ordered_by_name": uow.actor.name,
        "expires_at": expires,
    }
    store_runs.add_order(uow, values)
    told = {"order": made, "items": len(items), "hash": values["hash"], "expires_at": expires.isoformat()}
    record(uow, "erasure.ordered", f"destruction-list:{list_id}", told)
    return shown(_open(uow, list_id))


def _nothing(waiting: Sequence[Problem]) -> Conflict | Invalid:
    if waiting:
        return Invalid(waiting)
    return Conflict(
        "ไม่มีรายการในฐานข้อมูลที่อนุมัติให้ทำลายแล้วและยังไม่ได้ทำลาย",
        "No item in a database is approved to be destroyed and not destroyed yet",
    )


def _refuse_own(uow: UnitOfWork, found: DestructionList, items: Sequence[DestructionItem]) -> None:
    if uow.actor.id in {decision.decided_by for decision in found.decisions}:
        raise Forbidden(
            "ผู้สั่งดำเนินการต้องไม่ใช่ผู้บันทึกคำสั่งอนุมัติของบัญชีนี้",
            "Whoever recorded the decision on this list does not order its execution",
        )
    targets = service_targets.of_holdings(uow, [item.holding_id for item in items])
    if uow.actor.id in store_targets.authors(uow, [row.id for row in targets.values()]):
        raise Forbidden(
            "ผู้สั่งดำเนินการต้องไม่ใช่ผู้ผูกชุดข้อมูลกับฐานข้อมูล ไม่ว่ารุ่นใด",
            "Whoever bound the data set to the database, in any version, does not order its execution",
        )


def withdraw(uow: UnitOfWork, list_id: str, said: OrderEnd) -> None:
    """End the order of a list; a run stops before its next batch.

    Raises: NotFound, Forbidden, Invalid; Conflict when there is none.
    """
    found = service_lists.read(uow, list_id)
    access.require(uow, Permission.ORDER_ERASURE, found.office_id)
    problems = list(control_characters(msgspec.to_builtins(said)))
    if problems:
        raise Invalid(problems)
    row = store_runs.open_order(uow, list_id)
    if row is None:
        raise Conflict("ไม่มีคำสั่งที่ยังมีผล", "There is no order")
    end_order(uow, row, EndCode.WITHDRAWN, said.reason)


def end_order(uow: UnitOfWork, row: Row[Any], code: EndCode, reason: str = "") -> None:
    """End an order and tell so in the trail."""
    values = {"ended_by": uow.actor.id, "end_code": str(code), "end_reason": reason or None}
    if store_runs.end_order(uow, row.id, values):
        told = {"order": row.id, "code": str(code)}
        record(uow, "erasure.order_ended", f"destruction-list:{row.list_id}", told)


def end_if_over(uow: UnitOfWork, row: Row[Any]) -> bool:
    """End an order whose time is over; return whether it was."""
    if row.expires_at > uow.now:
        return False
    end_order(uow, row, EndCode.EXPIRED)
    return True


def cancelled(uow: UnitOfWork, left: DestructionList) -> None:
    """End what is frozen of items that left their list, and the order for it: told when a decision no longer stands.

    A run stops before its next batch by itself: its order is gone.
    """
    kept = service_dry_runs.frozen(uow, left.id)
    gone = [item.id for item in left.items if item.id in kept]
    if not gone:
        return
    service_dry_runs.end_frozen(uow, gone)
    row = store_runs.open_order(uow, left.id)
    if row is not None and set(gone) & set(said_of(row).items):
        end_order(uow, row, EndCode.CANCELLED)


def orders(uow: UnitOfWork, list_id: str) -> list[Order]:
    """Return every order of a list, newest first. Whoever asks may read the list."""
    return [shown(row) for row in store_runs.orders(uow, list_id)]


def said_of(row: Row[Any]) -> Ordered:
    """Return what an order keeps."""
    return msgspec.json.decode(row.body, type=Ordered)


def _open(uow: UnitOfWork, list_id: str) -> Row[Any]:
    row = store_runs.open_order(uow, list_id)
    if row is None:
        raise NotFound
    return row


def shown(row: Row[Any]) -> Order:
    """Return a stored order as people see it."""
    return Order(
        id=row.id,
        hash=row.hash,
        said=said_of(row).said,
        ordered_at=row.ordered_at,
        ordered_by=row.ordered_by,
        ordered_by_name=row.ordered_by_name,
        expires_at=row.expires_at,
        ended_at=row.ended_at,
        end_code=EndCode.of(row.end_code) if row.end_code else None,
        end_reason=row.end_reason,
    )
