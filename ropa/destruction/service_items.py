"""The items of a list: read, judged, put on, brought up to date, taken off."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import rules_gates, service_listing, service_lists, service_steps, store
from ropa.destruction.rules_states import BEFORE_DESTRUCTION, Act
from ropa.destruction.service_steps import Opened, today
from ropa.errors import Conflict, invalid
from ropa.retention import service_listable
from schemas.destruction import HoldingState, ItemOutcome, ListState, Opinion
from schemas.destruction_facts import HoldingFacts, facts_hash
from schemas.destruction_lists import Checked, DestructionItem, DestructionList, ItemPage, Refused, StepDone
from schemas.destruction_steps import AddItems, RemoveItems

MAX_LIMIT = 200


def page(  # noqa: PLR0913 - one argument for each filter
    uow: UnitOfWork,
    list_id: str,
    cursor: str | None,
    limit: int,
    *,
    state: HoldingState | None = None,
    outcome: ItemOutcome | None = None,
    opinion: Opinion | None = None,
    held: bool = False,
) -> ItemPage:
    """Return one page of a list's items, in the order of their numbers; `held`: open ones that are held now only.

    Raises: NotFound; Invalid for a cursor that this list did not give out.
    """
    service_lists.read(uow, list_id)
    if cursor is not None and not (cursor.isascii() and cursor.isdecimal()):
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list")
    items = store.items(
        uow,
        list_id,
        state=state,
        outcome=ItemOutcome.OPEN if held else outcome,
        opinion=opinion,
        holding_ids=service_listable.held_of_list(uow, list_id) if held else None,
        after=int(cursor or 0),
        limit=limit + 1,
    )
    shown = _with_holds(uow, list_id, items[:limit])
    return ItemPage(items=shown, next_cursor=str(shown[-1].seq) if len(items) > limit else None)


def every(uow: UnitOfWork, list_id: str) -> list[DestructionItem]:
    """Return all items of a list, in the order of their numbers, with whether they are held now. Asks for no rights."""
    return _with_holds(uow, list_id, store.items(uow, list_id))


def _with_holds(uow: UnitOfWork, list_id: str, items: list[DestructionItem]) -> list[DestructionItem]:
    held = service_listable.held_of_list(uow, list_id)
    return [
        msgspec.structs.replace(item, held=True)
        if item.holding_id in held and item.outcome is ItemOutcome.OPEN
        else item
        for item in items
    ]


def approved(uow: UnitOfWork, list_id: str) -> list[DestructionItem]:
    """Return the items that may be destroyed now: approved, and nothing has come up since that stops them.

    Asks for no rights.
    """
    facts = service_listable.of_list(uow, list_id)
    ready = store.items(uow, list_id, state=HoldingState.APPROVED_TO_DESTROY, outcome=ItemOutcome.OPEN)
    return [item for item in ready if not _stops(uow, item, facts)]


def _stops(uow: UnitOfWork, item: DestructionItem, facts: Mapping[str, HoldingFacts]) -> list[Refused]:
    day = today(uow)

    def more(one: DestructionItem, now: HoldingFacts) -> Iterator[Refused]:
        return rules_gates.deciding_gates(one, now, day)

    return list(service_steps.refusals_of(item, facts.get(item.holding_id), day, more))


def check(uow: UnitOfWork, list_id: str) -> Checked:
    """Return what stands in the way of the next step of each open item, towards its destruction.

    What concerns the signer is known only when the head decides. Raises: NotFound.
    """
    service_lists.read(uow, list_id)
    facts = service_listable.of_list(uow, list_id)
    open_items = [
        item for item in store.items(uow, list_id, outcome=ItemOutcome.OPEN) if item.state in BEFORE_DESTRUCTION
    ]
    found = [_stops(uow, item, facts) for item in open_items]
    return Checked(refused=[each for some in found for each in some], ready=sum(not some for some in found))


def add(uow: UnitOfWork, list_id: str, version: int, data: AddItems) -> DestructionList:
    """Return the draft with more items.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with each that cannot be listed.
    """
    opened = _draft(uow, list_id, version, data)
    found = service_listing.listable(uow, opened.office_id, opened.year, data.holding_ids)
    if opened.last_seq + len(found) > service_listing.MOST:
        raise invalid(
            "/holding_ids",
            f"บัญชีหนึ่งมีได้ไม่เกิน {service_listing.MOST:,} รายการ",
            f"A list has {service_listing.MOST:,} items at most",
        )
    service_listing.put(uow, list_id, opened.last_seq, found)
    record(uow, "destruction.items_added", f"destruction-list:{list_id}", {"ref": opened.ref, "items": len(found)})
    return service_lists.read(uow, list_id)


def _draft(uow: UnitOfWork, list_id: str, version: int, data: msgspec.Struct | None) -> Opened:
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    if opened.state is not ListState.DRAFT:
        raise Conflict("บัญชีนี้เสนอคณะกรรมการแล้ว เพิ่มรายการไม่ได้", "The list is before its committee; items cannot be added")
    return opened


def refresh(uow: UnitOfWork, list_id: str, version: int) -> StepDone:
    """Return the draft with its items as their data sets are now.

    What is no longer due, or held, stays as listed, and is told. Raises: as `add`.
    """
    opened = _draft(uow, list_id, version, None)
    facts = service_listable.of_list(uow, list_id)
    items = store.items(uow, list_id)
    dated = [each for each in facts.values() if each.due_on is not None and each.last_day_kept is not None]
    now = service_listing.snapshots(uow, dated)
    changed = [item for item in items if item.holding_id in now and now[item.holding_id] != item.listed]
    rows: list[dict[str, object]] = [
        {
            "id": item.id,
            "listed": msgspec.json.encode(now[item.holding_id], order="deterministic"),
            "listed_hash": facts_hash(facts[item.holding_id]),
        }
        for item in changed
    ]
    store.set_each(uow, rows)
    record(uow, "destruction.refreshed", f"destruction-list:{list_id}", {"ref": opened.ref, "items": len(changed)})
    stays = check(uow, list_id).refused
    return StepDone(destruction_list=service_lists.read(uow, list_id), moved=len(changed), stayed=stays)


def remove(uow: UnitOfWork, list_id: str, version: int, data: RemoveItems) -> DestructionList:
    """Return the list without some items; their data sets are kept on as before, held ones too.

    From a draft they vanish: they were never before anybody. Later they stay as removed, with the reason.
    Raises: NotFound, Forbidden, PreconditionFailed, Conflict, Invalid.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    items = service_steps.chosen(store.items(uow, list_id), data.items, BEFORE_DESTRUCTION)
    service_lists.thaw(uow, list_id, items)
    service_steps.move(uow, opened, Act.REMOVE, items, outcome_reason=data.reason)
    if opened.state is ListState.DRAFT:
        store.drop_items(uow, [item.id for item in items])
    return ended(uow, opened, "destruction.items_removed", items)


def ended(uow: UnitOfWork, opened: Opened, action: str, items: Sequence[DestructionItem]) -> DestructionList:
    """Return the list after items left it, with that in the trail."""
    state = service_steps.restage(uow, opened)
    told = {"ref": opened.ref, "items": [item.seq for item in items][:1000], "count": len(items), "state": str(state)}
    record(uow, action, f"destruction-list:{opened.id}", told)
    return service_lists.read(uow, opened.id)
