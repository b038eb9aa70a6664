"""Destruction lists: made for an office and a year, read, given up.

Legal source: Saraban Regulation B.E. 2526 ข้อ 66 (a list each year, form 25, by office of department level).
"""

from collections import Counter
from uuid import UUID

import msgspec

from ropa import clock
from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.counters import next_number
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import service_listing, service_steps, service_told, store, store_committee, store_decisions
from ropa.destruction.rules_states import BEFORE_DESTRUCTION, Act
from ropa.destruction.service_hooks import THAWED
from ropa.errors import Conflict, NotFound, invalid
from ropa.retention import service_listable
from schemas.destruction import HoldingState, ItemOutcome, ListState
from schemas.destruction_lists import DestructionItem, DestructionList, ListLine, ListPage
from schemas.destruction_steps import CancelList, ListInput
from schemas.thai_dates import BE_OFFSET, BE_YEARS

MAX_LIMIT = 200
_KIND = "destruction-list"


def create(uow: UnitOfWork, data: ListInput) -> DestructionList:
    """Return a new draft list with its items (see `ListInput`). It may be empty: items can be added while it is one.

    Raises: Forbidden; Invalid with every data set that cannot be listed; Conflict when another list was first.
    """
    service_steps.refuse_control_characters(data)
    _refuse_year(uow, data.year)
    access.require(uow, Permission.LIST_DESTRUCTION, data.office_id)
    be_year = clock.buddhist_year(uow.now)
    ref = f"DL-{be_year}-{next_number(uow, _KIND, be_year):04}"
    list_id = new_id(uow.now)
    title = data.title.strip() or f"บัญชีขอทำลาย ประจำปี พ.ศ. {data.year + BE_OFFSET}"
    fixed = {"id": list_id, "ref": ref, "office_id": data.office_id, "title": title, "year": data.year}
    begun = {"state": str(ListState.DRAFT), "version": 1, "last_seq": 0, "created_at": uow.now}
    store.add_list(uow, {**fixed, **begun, "created_by": uow.actor.id})
    found = service_listing.listable(uow, data.office_id, data.year, data.holding_ids)
    service_listing.put(uow, list_id, 0, found)
    told = {"ref": ref, "office_id": data.office_id, "year": data.year, "items": len(found)}
    record(uow, "destruction.listed", f"destruction-list:{list_id}", told)
    return read(uow, list_id)


def _refuse_year(uow: UnitOfWork, year: int) -> None:
    if year in BE_YEARS:
        meant = year - BE_OFFSET
        raise invalid(
            "/year",
            f"{year} เป็นปี พ.ศ. ให้ใช้ปี ค.ศ. {meant}",
            f"{year} is a Buddhist year; write the Gregorian one, {meant}",
        )
    if year > service_steps.today(uow).year:
        raise invalid("/year", f"ปี {year} ยังไม่เริ่ม", f"The year {year} has not begun")


def read(uow: UnitOfWork, list_id: str) -> DestructionList:
    """Return a list with its committee, decisions and letters, and how many items stand where.

    Raises: NotFound, also for a list of an office that the actor may not see.
    """
    row = store.find(uow, list_id)
    if row is None:
        raise NotFound
    access.require(uow, Permission.READ_RETENTION, row.office_id, hide=True)
    standing: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for state, outcome, number in store.counts(uow, list_id):
        outcomes[outcome] += number
        if outcome == str(ItemOutcome.OPEN):
            standing[state] += number
    return DestructionList(
        id=row.id,
        ref=row.ref,
        office_id=row.office_id,
        title=row.title,
        year=row.year,
        state=ListState.of(row.state),
        version=row.version,
        created_at=row.created_at,
        created_by=row.created_by,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        concluded_at=row.concluded_at,
        concluded_by=row.concluded_by,
        closed_at=row.closed_at,
        cancelled_reason=row.cancelled_reason,
        opinions_hash=row.opinions_hash,
        seats=store_committee.seats(uow, list_id, row.opinions_hash),
        decisions=store_decisions.decisions(uow, list_id),
        archives=store_decisions.reviews(uow, list_id),
        size=outcomes.total(),
        counts=dict(standing),
        outcomes=dict(outcomes),
        held=len(service_listable.held_of_list(uow, list_id)),
    )


def id_of(uow: UnitOfWork, ref: str) -> str:
    """Return the id of a list's reference (DL-2569-0001). Raises: NotFound; reading the list asks for the rights."""
    found = store.find_ref(uow, ref)
    if found is None:
        raise NotFound
    return found


def page(
    uow: UnitOfWork,
    cursor: str | None,
    limit: int,
    *,
    office: int | None = None,
    states: tuple[ListState, ...] = (),
) -> ListPage:
    """Return one page of the lists that the actor may see, newest first; of an office and below, when one is named.

    Raises: Forbidden; Invalid for a cursor that this list did not give out.
    """
    offices = access.visible_offices(uow, Permission.READ_RETENTION)
    within = [each for each in (offices, None if office is None else access.at_or_below(office)) if each is not None]
    try:
        before = None if cursor is None else str(UUID(cursor))
    except ValueError:
        raise invalid("/cursor", "ตัวชี้หน้าถัดไปไม่ถูกต้อง", "This is no cursor of this list") from None
    rows = store.page(uow, within, states, before, limit + 1)
    items = [
        ListLine(
            id=row.id,
            ref=row.ref,
            office_id=row.office_id,
            title=row.title,
            year=row.year,
            state=ListState.of(row.state),
            version=row.version,
            size=row.size,
            open=row.open,
            created_at=row.created_at,
            closed_at=row.closed_at,
        )
        for row in rows[:limit]
    ]
    return ListPage(items=items, next_cursor=items[-1].id if len(rows) > limit else None)


def cancel(uow: UnitOfWork, list_id: str, version: int, data: CancelList) -> DestructionList:
    """Return the list as given up: its open items are kept on as before, held ones too.

    Raises: NotFound, Forbidden, PreconditionFailed, Invalid; Conflict once anything of it was destroyed.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    items = store.items(uow, list_id)
    if any(item.state in {HoldingState.DESTROYED, HoldingState.BLOCKED_PENDING_ERASURE} for item in items):
        raise Conflict(
            "มีรายการที่ทำลายไปแล้ว ยกเลิกทั้งบัญชีไม่ได้ ให้ถอนรายการที่เหลือออกแทน",
            "Items of it were destroyed, so it cannot be cancelled; take the others off instead",
        )
    open_items = [item for item in items if item.outcome is ItemOutcome.OPEN and item.state in BEFORE_DESTRUCTION]
    thaw(uow, list_id, open_items)
    service_steps.move(uow, opened, Act.REMOVE, open_items, outcome_reason=data.reason)
    ended = {"state": str(ListState.CANCELLED), "closed_at": uow.now, "cancelled_reason": data.reason}
    store.change_list(uow, list_id, ended)
    record(uow, "destruction.cancelled", f"destruction-list:{list_id}", {"ref": opened.ref, "items": len(open_items)})
    done = read(uow, list_id)
    service_told.cancelled(uow, done)
    return done


def thaw(uow: UnitOfWork, list_id: str, items: list[DestructionItem]) -> None:
    """Tell those who froze something beside a decision that items leave their list. Raises: what they raise."""
    decided = [item for item in items if item.decision_id is not None]
    if not decided:
        return
    told = with_items(read(uow, list_id), decided)
    for each in THAWED:
        each(uow, told)


def with_items(found: DestructionList, items: list[DestructionItem]) -> DestructionList:
    """Return the list with particular items in it."""
    return msgspec.structs.replace(found, items=items)
