"""The committee of a list: named, its opinions, its signatures, and the list on its way to it and from it to the head.

Legal source: Saraban Regulation B.E. 2526 ข้อ 67-68.
"""

from collections.abc import Sequence

import msgspec

from ropa.access import service as access
from ropa.access.rules import Permission
from ropa.audit.service import record
from ropa.db.ids import new_id
from ropa.db.unit_of_work import UnitOfWork
from ropa.destruction import (
    rules_committee,
    service_lists,
    service_seats,
    service_steps,
    service_told,
    store,
    store_committee,
)
from ropa.destruction.rules_signers import same_name
from ropa.destruction.rules_states import Act
from ropa.destruction.service_leaving import paper_of, refuse_through
from ropa.destruction.service_steps import Opened
from ropa.errors import Conflict, Forbidden, Invalid, NotFound, invalid
from schemas.destruction import HoldingState, ListState, Opinion
from schemas.destruction_lists import CommitteeSeat, DestructionItem, DestructionList, StepDone
from schemas.destruction_steps import (
    CommitteeInput,
    OpinionInput,
    OpinionsInput,
    SeatInput,
    SignatureInput,
    StepItems,
)
from schemas.findings import Problem

_MOST_PROBLEMS = 1_000


def name_committee(uow: UnitOfWork, list_id: str, version: int, data: CommitteeInput) -> DestructionList:
    """Return the list with the committee that the head appointed. Who sat and sits again keeps the signature.

    Raises: NotFound, Forbidden, PreconditionFailed; Conflict when no item is before a committee any more; Invalid with
    every fault: a seat of a person who could never sign it, too.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    problems = list(rules_committee.seat_problems(data.seats))
    if data.ordered_on > service_steps.today(uow):
        problems.append(
            Problem(pointer="/ordered_on", message_th="วันที่ของคำสั่งยังไม่ถึง", message_en="The order's day has not come")
        )
    problems += service_seats.problems(uow, opened, data.seats)
    if problems:
        raise Invalid(problems)
    _refuse_after_committee(uow, opened)
    before = {
        (each.seat, each.name, each.position, each.person_id, each.order_no, each.ordered_on): each
        for each in store_committee.seats(uow, list_id, opened.opinions_hash)
    }
    rows = []
    for place, each in enumerate(data.seats):
        same = before.pop((each.seat, each.name, each.position, each.person_id, data.order_no, data.ordered_on), None)
        if same is not None:
            store_committee.place_seat(uow, same.id, place)
            continue
        rows.append(_seat_values(uow, opened, data, each, place))
    store_committee.end_seats(uow, [each.id for each in before.values()])
    store_committee.add_seats(uow, rows)
    told = {"ref": opened.ref, "order_no": data.order_no, "seats": len(data.seats), "new": len(rows)}
    record(uow, "destruction.committee_named", f"destruction-list:{list_id}", told)
    done = service_lists.read(uow, list_id)
    if opened.state is ListState.COMMITTEE:
        service_told.submitted(uow, done)
    return done


def _refuse_after_committee(uow: UnitOfWork, opened: Opened) -> None:
    if opened.state is not ListState.DRAFT and not store.items(
        uow, opened.id, state=HoldingState.COMMITTEE_REVIEW, limit=1
    ):
        raise Conflict(
            "ไม่มีรายการที่อยู่ระหว่างคณะกรรมการพิจารณา เปลี่ยนคณะกรรมการไม่ได้",
            "No item is before the committee; it cannot be changed",
        )


def _seat_values(
    uow: UnitOfWork, opened: Opened, data: CommitteeInput, seat: SeatInput, place: int
) -> dict[str, object]:
    return {
        "id": new_id(uow.now),
        "list_id": opened.id,
        "place": place,
        "seat": str(seat.seat),
        "name": seat.name,
        "position": seat.position,
        "person_id": seat.person_id,
        "order_no": data.order_no,
        "ordered_on": data.ordered_on,
        "appointed_at": uow.now,
        "appointed_by": uow.actor.id,
    }


def submit(uow: UnitOfWork, list_id: str, version: int, data: StepItems) -> StepDone:
    """Return the list with its items before the committee; also for items that stayed behind the first time.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with every item that cannot go, and why.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.LIST_DESTRUCTION, data)
    items = service_steps.chosen(store.items(uow, list_id), data.items, {HoldingState.LISTED})
    going, stays = service_steps.sorted_out(uow, opened, items, leave_refused=data.leave_refused)
    service_steps.move(uow, opened, Act.SUBMIT, going)
    first = {"submitted_at": uow.now, "submitted_by": uow.actor.id} if opened.submitted_on is None else {}
    service_steps.restage(uow, opened, **first)
    told = {"ref": opened.ref, "items": len(going), "stayed": len({each.seq for each in stays})}
    record(uow, "destruction.submitted", f"destruction-list:{list_id}", told)
    done = service_lists.read(uow, list_id)
    service_told.submitted(uow, done)
    return StepDone(destruction_list=done, moved=len(going), stayed=stays)


def give_opinions(uow: UnitOfWork, list_id: str, version: int, data: OpinionsInput) -> DestructionList:
    """Return the list with the committee's opinions. Signatures under earlier ones no longer count: they were of those.

    By the secretary or by a member with an account. Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid
    with every fault.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.SIT_IN_COMMITTEE, data)
    is_secretary = access.may(uow, Permission.LIST_DESTRUCTION, opened.office_id)
    if not is_secretary and _own_seat(uow, store_committee.seats(uow, list_id, None)) is None:
        raise Forbidden
    items = store.items(uow, list_id)
    said: dict[str, OpinionInput] = {}
    for place, line in enumerate(data.opinions):
        _refuse_opinion(uow, f"/opinions/{place}", line)
        chosen = service_steps.chosen(
            items, line.items, {HoldingState.COMMITTEE_REVIEW}, where=f"/opinions/{place}/items"
        )
        open_ones = [
            each for each in chosen if line.items is not None or (each.opinion is None and each.id not in said)
        ]
        said |= dict.fromkeys([each.id for each in open_ones], line)
    rows = [
        {
            "id": item_id,
            "opinion": str(line.opinion),
            "opinion_reason": line.reason,
            "opinion_through": line.through,
        }
        for item_id, line in said.items()
    ]
    store.set_each(uow, rows)
    new_hash = rules_committee.opinions_hash(store.items(uow, list_id))
    store.change_list(uow, list_id, {"opinions_hash": new_hash})
    told = {"ref": opened.ref, "items": len(rows), "opinions_hash": new_hash}
    record(uow, "destruction.opinions_given", f"destruction-list:{list_id}", told)
    return service_lists.read(uow, list_id)


def _refuse_opinion(uow: UnitOfWork, pointer: str, line: OpinionInput) -> None:
    if line.opinion is not Opinion.DESTROY and not line.reason:
        raise invalid(f"{pointer}/reason", "ให้เก็บต่อหรือขยายเวลาต้องระบุเหตุผล", "Keeping or extending needs a reason")
    if line.opinion is Opinion.EXTEND:
        if line.through is None:
            raise invalid(f"{pointer}/through", "ระบุวันสุดท้ายที่ให้เก็บ", "Name the last day of keeping")
        refuse_through(uow, f"{pointer}/through", line.through)
    elif line.through is not None:
        raise invalid(f"{pointer}/through", "ระบุวันได้เฉพาะเมื่อขยายเวลา", "A day goes with extending only")


def _own_seat(uow: UnitOfWork, seats: Sequence[CommitteeSeat]) -> CommitteeSeat | None:
    return next((each for each in seats if each.person_id and uow.actor.id == f"person:{each.person_id}"), None)


def sign(uow: UnitOfWork, list_id: str, version: int, data: SignatureInput) -> DestructionList:
    """Return the list with one more signature under its opinions as they stand; the version stays.

    A member with an account signs the own seat; for one without, the secretary records the signed minutes.
    Raises: NotFound, Forbidden, PreconditionFailed; Conflict for a second signature; Invalid.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.SIT_IN_COMMITTEE, data, bump=False)
    seats = store_committee.seats(uow, list_id, opened.opinions_hash)
    seat = next((each for each in seats if each.id == data.seat_id), None)
    if seat is None:
        raise NotFound
    paper = paper_of(data.paper, "/paper")
    if seat.person_id is not None:
        if _own_seat(uow, [seat]) is None:
            raise Forbidden("กรรมการที่มีบัญชีผู้ใช้ต้องลงนามด้วยตนเอง", "A member with an account signs in person")
    else:
        access.require(uow, Permission.RECORD_DESTRUCTION, opened.office_id)
        if same_name(seat.name, uow.actor.name):
            raise Forbidden(
                "กรรมการบันทึกการลงนามของตนเองด้วยรายงานการประชุมไม่ได้ ให้ระบุบัญชีผู้ใช้ในคำสั่งแต่งตั้งแล้วลงนามด้วยตนเอง",
                "A member records no signature of their own by the minutes; name the account and sign in person",
            )
        if paper is None:
            raise invalid("/paper", "ระบุรายงานการประชุมที่กรรมการลงนาม", "Name the minutes that the member signed")
    items = store.items(uow, list_id, state=HoldingState.COMMITTEE_REVIEW)
    problems = list(rules_committee.without_opinion(items))[:_MOST_PROBLEMS]
    if problems:
        raise Invalid(problems)
    if not items or opened.opinions_hash is None:
        raise Conflict("ไม่มีรายการที่รอความเห็นของคณะกรรมการ", "No item waits for the committee")
    if seat.has_signed:
        raise Conflict("ลงนามในความเห็นฉบับนี้แล้ว", "This seat signed these opinions already")
    signature = {
        "id": new_id(uow.now),
        "seat_id": seat.id,
        "opinions_hash": opened.opinions_hash,
        "dissent": data.dissent,
        "paper": None if paper is None else msgspec.json.encode(paper),
        "signed_at": uow.now,
        "signed_by": uow.actor.id,
    }
    store_committee.add_signature(uow, signature)
    told = {"ref": opened.ref, "seat": seat.id, "opinions_hash": opened.opinions_hash, "dissent": bool(data.dissent)}
    record(uow, "destruction.signed", f"destruction-list:{list_id}", told)
    done = service_lists.read(uow, list_id)
    if all(each.has_signed for each in done.seats):
        service_told.all_signed(uow, done)
    return done


def conclude(uow: UnitOfWork, list_id: str, version: int, data: StepItems) -> StepDone:
    """Return the list with what the committee advised before the head; also for items that stayed behind before.

    Raises: NotFound, Forbidden, PreconditionFailed, Conflict; Invalid with each opinion and signature that is missing,
    when one account alone made the list and recorded every signature, and with every item that cannot go.
    """
    opened = service_steps.opened(uow, list_id, version, Permission.RECORD_DESTRUCTION, data)
    items = service_steps.chosen(store.items(uow, list_id), data.items, {HoldingState.COMMITTEE_REVIEW})
    seats = store_committee.seats(uow, list_id, opened.opinions_hash)
    problems = [*rules_committee.missing(seats), *rules_committee.without_opinion(items)][:_MOST_PROBLEMS]
    problems = problems or list(rules_committee.signed_by_one(seats, opened.secretaries))
    if problems:
        raise Invalid(problems)
    going, stays = service_steps.sorted_out(uow, opened, items, leave_refused=data.leave_refused)
    service_steps.move(uow, opened, Act.CONCLUDE, going)
    store_committee.add_opinions(uow, [_opinion_values(uow, opened, each) for each in going])
    service_steps.restage(uow, opened, concluded_at=uow.now, concluded_by=uow.actor.id)
    told = {
        "ref": opened.ref,
        "items": len(going),
        "stayed": len({each.seq for each in stays}),
        "opinions_hash": opened.opinions_hash,
    }
    record(uow, "destruction.concluded", f"destruction-list:{list_id}", told)
    done = service_lists.read(uow, list_id)
    service_told.concluded(uow, done)
    return StepDone(destruction_list=done, moved=len(going), stayed=stays)


def _opinion_values(uow: UnitOfWork, opened: Opened, item: DestructionItem) -> dict[str, object]:
    return {
        "item_id": item.id,
        "opinion": str(item.opinion),
        "reason": item.opinion_reason,
        "through": item.opinion_through,
        "listed_hash": item.listed_hash,
        "opinions_hash": opened.opinions_hash,
        "concluded_at": uow.now,
    }
